"""A round whose interviewer is a model, on the screen: answers, pressing, and stopping it."""

import json
from pathlib import Path

from textual.widgets import Input

from coach.config import Config
from coach.interviewer.fallback import STOPPED
from coach.paths import Paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.tui.app import CoachApp
from coach.tui.navigation import ResumeRound
from coach.tui.round.round_state import THINKING
from coach.tui.round.screen import RoundScreen
from coach.tui.widgets.prose_area import ProseArea
from coach.workspace import Workspace
from tests.support.calls import profile
from tests.support.screens import ID, SIZE, Clock, get_text, idle, settle, type_text, until
from tests.support.server import data, delta, hangs, serving, streams

FACT = {"facts": [{"id": "a-spend", "words": "A pay"}], "compound": False}
PRESS = {"pushback": "csv-insult", "line": 1, "follow_up": ""}


def app_at(url: str, paths: Paths, clock: Clock) -> CoachApp:
    config = Config(models={"rival": profile(url)}, interviewer="rival")
    coach = Coach(Workspace(paths, Settings(config), now=clock.now, monotonic=clock, env={}))
    return CoachApp(lambda: coach, ID, manner="bar-raiser", learning=True)


def round_of(app: CoachApp) -> RoundScreen:
    assert isinstance(app.screen, RoundScreen)
    return app.screen


async def test_a_model_answers_and_presses(paths: Paths, clock: Clock) -> None:
    fact, press = json.dumps(FACT | {"asks_for_solution": False}), json.dumps(PRESS)
    async with serving(streams(fact), streams(press)) as server:
        app = app_at(server.url, paths, clock)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            await pilot.press("ctrl+s")
            app.screen.query_one("#question", Input).value = "What does A pay?"
            await pilot.press("enter")
            await until(pilot, lambda: bool(round_of(app).round.transcript.clarify))
            assert round_of(app).round.transcript.earned == ["a-spend"]
            await pilot.press("ctrl+s")
            app.screen.query_one("#answer", ProseArea).text = "Engineering goes to B first."
            await pilot.press("f5", "ctrl+s")
            await until(pilot, lambda: round_of(app).round.phase == "pushback")
            assert "Two weeks for a CSV" in get_text(app, "#push-text")
            assert round_of(app).round.transcript.pushback[0].by == "rival"
            assert len(round_of(app).round.transcript.nudges) == 1


async def test_escape_stops_the_model_and_the_script_goes_on(paths: Paths, clock: Clock) -> None:
    async with serving(hangs()) as server:
        app = app_at(server.url, paths, clock)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            await pilot.press("ctrl+s")
            app.screen.query_one("#question", Input).value = "What does A spend?"
            await pilot.press("enter")
            await type_text(pilot, "next")
            await until(pilot, lambda: THINKING in get_text(app, "#round-state"))
            assert app.screen.query_one("#question", Input).value == "next", "typing goes on"
            await until(pilot, lambda: bool(server.got))
            await pilot.press("escape")
            await until(pilot, lambda: bool(round_of(app).round.transcript.clarify))
            (asked,) = round_of(app).round.transcript.clarify
            assert (asked.fact, asked.fallback) == ("a-spend", STOPPED)
            await server.closed_by_client.wait()


async def test_what_streams_in_is_counted_and_its_words_wait_for_the_check(
    paths: Paths, clock: Clock
) -> None:
    begun = '{"facts": [{"id": "a-spend"'
    async with serving(hangs(data(delta(begun)))) as server:
        app = app_at(server.url, paths, clock)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            await pilot.press("ctrl+s")
            app.screen.query_one("#question", Input).value = "What does A spend?"
            await pilot.press("enter")
            told = f"{len(begun)} characters written"
            await until(pilot, lambda: told in get_text(app, "#round-state"))
            assert "a-spend" not in get_text(app, "#round-state")
            await pilot.press("escape")
            await until(pilot, lambda: "saved" in get_text(app, "#round-state"))
            assert "written" not in get_text(app, "#round-state")


async def test_the_clock_waits_for_the_model_and_a_question_in_its_hands_is_kept(
    paths: Paths, clock: Clock
) -> None:
    async with serving(hangs()) as server:
        app = app_at(server.url, paths, clock)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            await pilot.press("ctrl+s")
            app.screen.query_one("#question", Input).value = "What does A spend?"
            await pilot.press("enter")
            await type_text(pilot, "And B")
            await until(pilot, lambda: bool(server.got))
            screen = round_of(app)
            before = screen.round.elapsed
            clock.go_on(20)
            assert screen.round.elapsed == before
            # what a crash now would leave on disk
            assert app.coach is not None
            kept = app.coach.store.recover(screen.round.transcript.id)
            assert kept.question == "What does A spend?\nAnd B"
            await pilot.press("escape")
            await until(pilot, lambda: bool(screen.round.transcript.clarify))
            clock.go_on(5)
            assert screen.round.elapsed == before + 5
            assert screen.round.transcript.question == "And B"
            assert [pause.seconds for pause in screen.round.transcript.pauses] == [20]


async def test_a_question_being_typed_is_offered_again(paths: Paths, clock: Clock) -> None:
    coach = Coach(Workspace(paths, Settings(Config()), now=clock.now, monotonic=clock, env={}))
    first = CoachApp(lambda: coach, ID)
    async with first.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s")
        await type_text(pilot, "Who pays")
        left = coach.store.recover(round_of(first).round.transcript.id)
    second = CoachApp(lambda: coach)
    async with second.run_test(size=SIZE) as pilot:
        await settle(pilot)
        second.post_message(ResumeRound(left.id))
        await until(pilot, lambda: isinstance(second.screen, RoundScreen))
        await idle(pilot)
        assert second.screen.query_one("#question", Input).value == "Who pays"
        await pilot.press("end")
        await type_text(pilot, " for it?")
        await pilot.press("enter")
        await until(pilot, lambda: bool(round_of(second).round.transcript.clarify))
        assert round_of(second).round.transcript.clarify[0].question == "Who pays for it?"
        assert coach.store.recover(left.id).question == ""


async def test_a_missing_key_leaves_the_round_to_the_script(
    paths: Paths, clock: Clock, tmp_path: Path
) -> None:
    found = profile("http://127.0.0.1:1/v1", api_key_env="NO_SUCH_KEY")
    coach = Coach(
        Workspace(paths, Settings(Config(models={"rival": found}, interviewer="rival")), env={})
    )
    app = CoachApp(lambda: coach, ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s")
        app.screen.query_one("#question", Input).value = "What does A spend?"
        await pilot.press("enter")
        await pilot.pause()
        assert round_of(app).round.transcript.earned == ["a-spend"]
