"""The review screen while a model judges: text as it comes, stop, and choosing another reviewer."""

import json
from collections.abc import Callable

from textual.widgets import OptionList

from coach.config import Config, Profile
from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.review.dimension_row import DimensionRow
from coach.tui.review.screen import ReviewScreen
from coach.tui.widgets.review_progress import ReviewProgress
from tests.support.calls import profile
from tests.support.judgements import DIMENSIONS, ROOM, judgement
from tests.support.screens import until
from tests.support.server import data, delta, hangs, serving, streams

ANSWER = "I call A today and say it plainly. Engineering goes to B in two weeks."
MakeApp = Callable[..., CoachApp]


def a_round(coach: Coach, found: Profile) -> str:
    coach.workspace.settings.replace_file(Config(models={"judge": found}, reviewer="judge"))
    transcript = coach.rounds.record_written("claude-vs-metering", ANSWER)
    coach.store.save(transcript)
    return transcript.id


async def test_a_model_review_is_shown_and_kept(make_app: MakeApp, coach: Coach) -> None:
    sent = judgement("I call A today and say it plainly")
    async with serving(streams(sent, usage=ROOM)) as server:
        round_id = a_round(coach, profile(server.url))
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.coach is not None)
            app.push_screen(ReviewScreen(round_id, judge=True))
            await until(pilot, lambda: len(coach.reviews.load(round_id)) == 1)
            await until(pilot, lambda: len(app.screen.query(DimensionRow)) == len(DIMENSIONS))
            assert not app.screen.query_one(ReviewProgress).display
            await pilot.press("g")
            await until(pilot, lambda: bool(app.screen.query(OptionList)))
            await pilot.press("up", "enter")
            await until(pilot, lambda: len(coach.reviews.load(round_id)) == 2)
    assert [r.reviewer.name for r in coach.reviews.load(round_id)] == ["judge", "offline"]


async def test_stop_keeps_what_came_and_gives_no_overall_level(
    make_app: MakeApp, coach: Coach
) -> None:
    sent = judgement("I call A today and say it plainly")
    half = sent[: sent.index('"portfolio_view"')]
    async with serving(hangs(data(delta(half)))) as server:
        round_id = a_round(coach, profile(server.url))
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.coach is not None)
            app.push_screen(ReviewScreen(round_id, judge=True))
            await until(pilot, lambda: len(app.screen.query(DimensionRow)) == 2)
            await pilot.press("s")
            await server.closed_by_client.wait()
            progress = app.screen.query_one(ReviewProgress)
            await until(pilot, lambda: "stopped" in str(progress.render()))
            assert len(app.screen.query(DimensionRow)) == 2
    (stopped,) = coach.reviews.load(round_id)
    assert stopped.status == "not_graded" and stopped.overall is None
    kept = f"2 of {len(DIMENSIONS)} dimensions are kept"
    assert len(stopped.dimensions) == 2 and kept in (stopped.reason or "")
    assert stopped.receipt["raw"] == [half]


async def test_a_stopped_review_is_retried_with_one_key(make_app: MakeApp, coach: Coach) -> None:
    sent = judgement("I call A today and say it plainly")
    half = sent[: sent.index('"portfolio_view"')]
    rest = json.loads(sent)
    # the two that were complete are not asked for again
    del rest["dimensions"][:2]
    async with serving(hangs(data(delta(half))), streams(json.dumps(rest))) as server:
        round_id = a_round(coach, profile(server.url))
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.coach is not None)
            app.push_screen(ReviewScreen(round_id, judge=True))
            await until(pilot, lambda: len(app.screen.query(DimensionRow)) == 2)
            await pilot.press("s")
            await server.closed_by_client.wait()
            await until(pilot, lambda: len(coach.reviews.load(round_id)) == 1)
            await pilot.press("r")
            await until(pilot, lambda: len(coach.reviews.load(round_id)) == 2)
            await until(pilot, lambda: len(app.screen.query(DimensionRow)) == len(DIMENSIONS))
    assert [review.status for review in coach.reviews.load(round_id)] == ["not_graded", "graded"]
