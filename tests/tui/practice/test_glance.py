"""The first frame lists the cases as they were last, and what is pressed there is not lost."""

import json
import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.practice.glance import GlancedCase, load_glance, save_glance
from coach.tui.practice.scenario_list import ScenarioList
from coach.tui.round.screen import RoundScreen
from tests.support.screens import idle, type_text, until

CASES = [
    GlancedCase(
        "claude-vs-metering",
        "Claude against metering",
        15,
        2,
        3,
        None,
        False,
        "Asked in interviews",
    ),
    GlancedCase("tokenizer-vs-routing", "A tokenizer for one", 15, 0, None, 2, True, "Core"),
]


class SlowStart:
    """A coach that takes as long to load as the test wants."""

    def __init__(self, coach: Coach) -> None:
        self.coach = coach
        self.may_load = threading.Event()

    def __call__(self) -> Coach:
        assert self.may_load.wait(60)
        return self.coach


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "glance.json"
    save_glance(path, CASES)
    return path


async def frame(pilot: Pilot[None], app: CoachApp) -> ScenarioList:
    await until(pilot, lambda: bool(app.screen.query(ScenarioList)))
    await pilot.pause()
    return app.screen.query_one(ScenarioList)


async def test_keys_move_the_cursor_before_anything_is_loaded(coach: Coach, kept: Path) -> None:
    start = SlowStart(coach)
    app = CoachApp(start, glance=kept)
    async with app.run_test() as pilot:
        listed = await frame(pilot, app)
        assert [option.id for option in listed.options if option.id] == [case.id for case in CASES]
        await pilot.press("j")
        assert app.coach is None and listed.current == "tokenizer-vs-routing"
        start.may_load.set()
        await idle(pilot)
        listed_ids = [option.id for option in listed.options if option.id]
        assert len(listed_ids) == len(coach.library.scenarios)
        assert listed.current == "tokenizer-vs-routing", "the cursor stays where it was put"
    assert {case.id for case in load_glance(kept)} == {s.id for _, s in coach.library.scenarios}


async def test_a_case_that_is_started_before_it_is_loaded_opens_then(
    coach: Coach, kept: Path
) -> None:
    start = SlowStart(coach)
    app = CoachApp(start, glance=kept)
    async with app.run_test() as pilot:
        await frame(pilot, app)
        await pilot.press("enter")
        start.may_load.set()
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await idle(pilot)
        assert isinstance(app.screen, RoundScreen)
        assert app.screen.round.transcript.scenario == CASES[0].id


async def test_a_filter_that_is_typed_before_holds_then(coach: Coach, kept: Path) -> None:
    start = SlowStart(coach)
    app = CoachApp(start, glance=kept)
    async with app.run_test() as pilot:
        listed = await frame(pilot, app)
        await pilot.press("slash")
        await type_text(pilot, "tokenizer")
        start.may_load.set()
        await until(pilot, lambda: 0 < listed.option_count < len(CASES) + 10)
        await idle(pilot)
        assert listed.current == "tokenizer-vs-routing"


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[1]", '[{"id": 1}]', json.dumps([{"id": "a", "title": "b"}]), "null"]
)
def test_a_damaged_glance_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "glance.json"
    path.write_text(text)
    assert load_glance(path) == []
