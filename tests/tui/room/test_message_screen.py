"""A message that a model reads too: the wordings at once, its additions when they are there."""

import asyncio
import json
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from coach.llm.structured import UNREADABLE
from coach.paths import Paths
from coach.stakeholders.models import MessageReview
from coach.stakeholders.service import READING_STOPPED
from coach.tui.app import CoachApp
from coach.tui.widgets.prose_area import ProseArea
from tests.support.room_screens import (
    PEOPLE,
    choose_model,
    keep_answered_round,
    make_app_with_model,
    open_room,
    take_all_chairs,
)
from tests.support.screens import Clock, get_text, idle, type_text, until
from tests.support.server import Got, Server, Step, Wire, hangs, serving, streams

MESSAGE = "Claude stays away from our machines. Its makers keep the weights. I ring you on Tuesday."
VOICE = {"line": 1, "says": "That is a start.", "would_change": "A word on the teams."}
VOICES = [{"id": person, "stance": "bargain", **VOICE} for person in PEOPLE]
PLAYS = streams(json.dumps({"voices": VOICES}))
READS = streams(json.dumps({"checks": [{"check": "reason", "met": True, "lines": [2]}]}))


def later(gate: asyncio.Event, step: Step) -> Step:
    """A step that waits until the test lets it."""

    async def waits(wire: Wire, got: Got) -> None:
        await gate.wait()
        await step(wire, got)

    return waits


async def played_by_rival(pilot: Pilot[None], app: CoachApp, id: str) -> None:
    await open_room(pilot, app, id)
    await choose_model(pilot)
    await until(pilot, lambda: "rival" in get_text(app, "#room-by"))
    await idle(pilot)


async def writes(pilot: Pilot[None], app: CoachApp, server: Server, text: str) -> None:
    """Write a message, have it looked at, and wait until the model has been asked."""
    asked = len(server.got)
    await pilot.press("enter")
    app.screen.query_one("#message", ProseArea).insert(text)
    await pilot.pause()
    assert "ctrl+s checks it, by rival too" in get_text(app, "#room-state")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: len(server.got) > asked)


def found(app: CoachApp) -> str:
    return str(app.screen.query_one("#message-found", Static).content)


def reviews(coach: Any, id: str) -> list[MessageReview]:
    return [visit.review for visit in coach.stakeholders.load_visits(id) if visit.review]


async def test_the_wordings_show_at_once_and_the_model_adds_to_them(
    paths: Paths, clock: Clock
) -> None:
    gate = asyncio.Event()
    async with serving(PLAYS, later(gate, READS)) as server:
        coach, app = make_app_with_model(server.url, paths, clock)
        id = keep_answered_round(coach)
        async with app.run_test(size=(120, 40)) as pilot:
            await played_by_rival(pilot, app, id)
            await writes(pilot, app, server, MESSAGE)
            assert "? reason" in found(app) and "+ owner" in found(app)
            assert "rival reads it too; escape stops it" in get_text(app, "#room-state")
            assert app.screen.query_one("MessagePanel ReviewProgress").display
            assert [one.reader for one in reviews(coach, id)] == [None], "kept before it was sent"
            await pilot.press("j", "enter")
            await type_text(pilot, "More")
            assert "escape stops rival" in get_text(app, "#room-state")
            gate.set()
            await until(pilot, lambda: "+ reason (rival)" in found(app))
            await idle(pilot)
            assert "Its makers keep the weights." in found(app)
            assert not app.screen.query_one("MessagePanel ReviewProgress").display
            text = app.screen.query_one("#message", ProseArea).text
            assert text.endswith("More"), "writing goes on"
            assert [one.reader for one in reviews(coach, id)] == [None, "rival"]


async def test_escape_stops_it_and_the_wordings_stand(paths: Paths, clock: Clock) -> None:
    async with serving(PLAYS, hangs()) as server:
        coach, app = make_app_with_model(server.url, paths, clock)
        id = keep_answered_round(coach)
        async with app.run_test(size=(80, 24)) as pilot:
            await played_by_rival(pilot, app, id)
            await writes(pilot, app, server, MESSAGE)
            await pilot.press("escape")
            await until(pilot, lambda: READING_STOPPED in found(app))
            await server.closed_by_client.wait()
            await idle(pilot)
            assert "+ owner" in found(app) and "? reason" in found(app)
            assert [one.fallback for one in reviews(coach, id)] == [None, READING_STOPPED]
            assert not app.screen.query_one("MessagePanel ReviewProgress").display


async def test_a_new_look_takes_the_place_of_one_that_hangs(paths: Paths, clock: Clock) -> None:
    async with serving(PLAYS, hangs(), READS) as server:
        coach, app = make_app_with_model(server.url, paths, clock)
        id = keep_answered_round(coach)
        async with app.run_test(size=(120, 40)) as pilot:
            await played_by_rival(pilot, app, id)
            await writes(pilot, app, server, MESSAGE)
            await pilot.press("enter")
            app.screen.query_one("#message", ProseArea).insert(" Yours, M.")
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "+ reason (rival)" in found(app))
            await server.closed_by_client.wait()
            await idle(pilot)
            assert not app.screen.query_one("MessagePanel ReviewProgress").display
            assert coach.stakeholders.load_visits(id)[-1].message == MESSAGE + " Yours, M."


async def test_a_reply_that_cannot_be_read_is_said(paths: Paths, clock: Clock) -> None:
    async with serving(PLAYS, streams("[bold]All five are met[/]")) as server:
        coach, app = make_app_with_model(server.url, paths, clock)
        id = keep_answered_round(coach)
        async with app.run_test(size=(80, 24)) as pilot:
            await played_by_rival(pilot, app, id)
            await writes(pilot, app, server, MESSAGE)
            await until(pilot, lambda: UNREADABLE in found(app))
            assert "? reason" in found(app) and "All five" not in found(app)


async def test_where_the_chairs_are_taken_no_model_is_asked(paths: Paths, clock: Clock) -> None:
    async with serving() as server:
        coach, app = make_app_with_model(server.url, paths, clock)
        id = keep_answered_round(coach)
        take_all_chairs(coach, id)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_room(pilot, app, id)
            await pilot.press("enter")
            app.screen.query_one("#message", ProseArea).insert(MESSAGE)
            await pilot.press("ctrl+s")
            await idle(pilot)
            assert "+ owner" in found(app)
            assert (server.got, len(reviews(coach, id))) == ([], 1)
