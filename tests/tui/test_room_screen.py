"""The room on the screen: voices in turn, the message and its review, drafts, a model."""

import json
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Static

from coach.config import Config
from coach.paths import Paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.stakeholders.draft_keeper import Draft
from coach.stakeholders.service import STOPPED
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenReview
from coach.tui.screens.review import ReviewScreen
from coach.tui.screens.room import RoomScreen
from coach.tui.widgets.message_panel import MessagePanel
from coach.tui.widgets.message_review import MessageReviewView
from coach.tui.widgets.prose_area import ProseArea
from coach.tui.widgets.voices import VoiceRow, Voices
from coach.workspace import Workspace
from tests.support.calls import profile
from tests.support.reviews import point
from tests.support.server import hangs, serving, streams
from tests.tui.conftest import Clock, idle, until

ID = "claude-vs-metering"
ANSWER = "B gets its export with cost per team in two weeks. We refuse A."
ALL = (
    "The enterprise gets its 128 GPUs. Health gets its 48. The lab gets its 64. "
    "Training gets its 40."
)
MESSAGE = "We will not host Claude, since the weights are closed. I ring you on Tuesday."


def saved(coach: Coach, answer: str = ANSWER, id: str = ID) -> str:
    taken = coach.rounds.record_written(id, answer)
    coach.store.save(taken)
    coach.reviews.keep(taken.id, point(coach, taken))
    return taken.id


def room_of(app: CoachApp) -> RoomScreen:
    assert isinstance(app.screen, RoomScreen)
    return app.screen


def voices(app: CoachApp) -> list[str]:
    """The first line of each voice."""
    return [str(row.content).splitlines()[0] for row in app.screen.query(VoiceRow)]


def text_of(app: CoachApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)


async def opened(pilot: Pilot[None], app: CoachApp, id: str) -> None:
    await until(pilot, lambda: app.coach is not None)
    app.post_message(OpenReview(id))
    await pilot.pause()
    await idle(pilot)
    await pilot.press("o")
    await until(pilot, lambda: len(app.screen.query(VoiceRow)) == 4)
    await idle(pilot)


async def test_voices_in_turn_then_the_message_and_its_review(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = saved(coach), make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app, id)
        heads = voices(app)
        assert "▸ x leaves" in heads[0] and "lost most" in heads[0]
        assert "+ accepts" in heads[1]
        assert "“We refuse A.”" in str(app.screen.query(VoiceRow).first().content)
        assert "Lost most: Customer A's champion" in text_of(app, "#room-state")
        await pilot.press("j")
        assert "▸" in voices(app)[1]
        await pilot.click(list(app.screen.query(VoiceRow))[3])
        assert "▸" in voices(app)[3]
        await pilot.press("j", "enter")
        assert "Customer A's champion" in text_of(app, "#message-to")
        app.screen.query_one(ProseArea).insert(MESSAGE)
        await pilot.press("ctrl+s")
        await idle(pilot)
        found = str(app.screen.query_one("#message-found", Static).content)
        assert "+ honesty" in found and "– alternative" in found
        first, second = coach.stakeholders.kept(id)
        assert (first.message, second.message, second.to) == ("", MESSAGE, "customer-a")
        assert coach.stakeholders.draft(id) is None
        await pilot.press("escape")
        assert isinstance(app.screen, ReviewScreen)


async def test_the_palette_opens_it_from_a_review(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = saved(coach), make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.coach is not None)
        offered = {command.title for command in app.get_system_commands(app.screen)}
        assert "Open the room" not in offered
        app.post_message(OpenReview(id))
        await idle(pilot)
        found = {one.title: one.callback for one in app.get_system_commands(app.screen)}
        found["Open the room"]()
        await until(pilot, lambda: isinstance(app.screen, RoomScreen))
        await until(pilot, lambda: len(app.screen.query(VoiceRow)) == 4)


async def test_again_as_often_as_wanted(make_app: Callable[..., CoachApp], coach: Coach) -> None:
    id, app = saved(coach), make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, id)
        for text in ("No.", " We do not do this, as it is closed."):
            await pilot.press("enter")
            assert app.screen.has_class("-writing")
            app.screen.query_one(ProseArea).insert(text)
            await pilot.press("ctrl+s")
            await idle(pilot)
            assert app.screen.query_one(MessageReviewView).display
        await pilot.press("ctrl+s")
        await idle(pilot)
        messages = [one.message for one in coach.stakeholders.kept(id)]
        assert messages[1:3] == ["No.", "No. We do not do this, as it is closed."]


async def test_a_draft_is_kept_while_it_is_typed_and_offered_again(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = saved(coach), make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app, id)
        await pilot.press("enter", *"Dear A")
        await until(
            pilot, lambda: coach.stakeholders.draft(id) == Draft("customer-a", "Dear A"), 20_000
        )
        await pilot.press("!", "escape", "escape")
        assert isinstance(app.screen, ReviewScreen)
        await idle(pilot)
        assert coach.stakeholders.draft(id) == Draft("customer-a", "Dear A!")
        await pilot.press("o")
        await until(pilot, lambda: len(app.screen.query(VoiceRow)) == 4)
        await idle(pilot)
        assert app.screen.query_one(ProseArea).text == "Dear A!"
        assert "draft is back" in text_of(app, "#room-state")


async def test_a_draft_that_cannot_be_written_is_said(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = saved(coach), make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app, id)
        coach.store.draft_path(id).mkdir()
        await pilot.press("enter", *"No")
        await until(pilot, lambda: "NOT SAVED" in text_of(app, "#room-state"), 20_000)
        coach.store.draft_path(id).rmdir()
        await until(
            pilot, lambda: coach.stakeholders.draft(id) == Draft("customer-a", "No"), 20_000
        )
        assert app.screen.query_one(MessagePanel).trouble is None


async def test_when_all_accept_it_says_so_and_names_who_waits(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = saved(coach, ALL, "the-gpu-drought"), make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app, id)
        assert "Nobody lost" in text_of(app, "#room-state")
        assert "Our training group waits longest" in text_of(app, "#room-state")
        assert "Our training group" in text_of(app, "#message-to")


async def test_markup_in_an_answer_stays_text(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = saved(coach, "[bold]We[/] refuse A \x1b[31m today."), make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app, id)
        body = app.screen.query(VoiceRow).first().content
        assert "[bold]We[/] refuse A ␛[31m today." in str(body)


def with_model(url: str, paths: Paths, clock: Clock) -> tuple[Coach, CoachApp]:
    coach = Coach(
        Workspace(
            paths,
            Settings(Config(models={"rival": profile(url)})),
            now=clock.now,
            monotonic=clock,
            env={},
        )
    )
    return coach, CoachApp(lambda: coach)


async def choose_model(pilot: Pilot[None]) -> None:
    await pilot.press("m")
    await pilot.pause()
    await pilot.press("down", "enter")


async def test_a_model_plays_when_asked_and_not_before(paths: Paths, clock: Clock) -> None:
    voice = {"id": "customer-a", "stance": "leave", "line": 2, "says": "Fine. Then we go."}
    sent = json.dumps({"voices": [voice | {"would_change": "A demo that does not fail."}]})
    async with serving(streams(sent)) as server:
        coach, app = with_model(server.url, paths, clock)
        id = saved(coach)
        async with app.run_test(size=(120, 40)) as pilot:
            await opened(pilot, app, id)
            assert server.got == []
            await choose_model(pilot)
            await until(pilot, lambda: "rival" in text_of(app, "#room-by"), 20_000)
            await idle(pilot)
            first = app.screen.query(VoiceRow).first().voice
            assert (first.text, first.by) == ("Fine. Then we go.", "rival")
            assert coach.stakeholders.kept(id)[-1].by == "rival"


async def test_escape_stops_the_model_and_the_script_plays(
    paths: Paths, clock: Clock, tmp_path: Path
) -> None:
    async with serving(hangs()) as server:
        coach, app = with_model(server.url, paths, clock)
        id = saved(coach)
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(pilot, app, id)
            await choose_model(pilot)
            await until(pilot, lambda: bool(server.got), 20_000)
            assert "escape lets the script" in text_of(app, "#room-state")
            await pilot.press("escape")
            await idle(pilot)
            assert text_of(app, "#room-why") == STOPPED
            assert app.screen.query_one(Voices).chosen is not None
            assert coach.stakeholders.kept(id)[-1].fallback == STOPPED
            await server.closed_by_client.wait()
