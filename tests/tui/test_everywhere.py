"""What holds on every screen: palette, theme, rebound keys, least size, the bar of places."""

from pathlib import Path

from textual.widgets import OptionList

from coach.config import Config, load_config
from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.dialogs.too_small import TooSmallScreen
from coach.tui.models.screen import ModelsScreen
from coach.tui.practice.scenario_list import ScenarioList
from coach.tui.practice.screen import PracticeScreen
from coach.tui.review.screen import ReviewScreen
from coach.tui.round.screen import RoundScreen
from coach.tui.widgets.tab_bar import PLACES
from tests.support.calls import profile
from tests.support.screens import (
    ID,
    SIZE,
    Make,
    get_text,
    keep_reviewed_round,
    type_text,
    until,
    wait_for_coach,
)


def _offers(app: CoachApp, words: str) -> bool:
    lists = app.screen.query(OptionList)
    return any(words in str(option.prompt) for found in lists for option in found.options)


async def test_a_theme_chosen_is_kept(make_app: Make, coach: Coach, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        app.theme = "coach-day"
        await until(pilot, lambda: coach.paths.config_file.exists())
    assert load_config(coach.paths.config_file).theme == "coach-day"
    coach.workspace.settings.replace_file(load_config(coach.paths.config_file))
    again = make_app()
    async with again.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, again)
        assert again.theme == "coach-day"


async def test_a_theme_that_is_not_there_is_said(make_app: Make, coach: Coach) -> None:
    coach.workspace.settings.replace_file(Config(theme="neon"))
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await wait_for_coach(pilot, app)
        assert any("no theme 'neon'" in str(n.message) for n in app._notifications)


async def test_keys_can_be_rebound_by_id(make_app: Make, coach: Coach) -> None:
    coach.workspace.settings.replace_file(Config(keymap={"practice.next": "f6"}))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, PracticeScreen)
        await pilot.press("f6")
        await pilot.pause()
        assert isinstance(app.screen, RoundScreen)


async def test_the_palette_starts_a_scenario_and_opens_a_round(
    make_app: Make, coach: Coach
) -> None:
    keep_reviewed_round(coach, "Engineering goes to B.")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("ctrl+p")
        await type_text(pilot, "open claude against")
        await until(pilot, lambda: _offers(app, "Open: Claude against"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))


async def test_too_small_is_said_and_what_was_typed_is_kept(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "go with B")
        await pilot.resize_terminal(50, 12)
        await until(pilot, lambda: isinstance(app.screen, TooSmallScreen))
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        screen = app.screen
        assert isinstance(screen, RoundScreen)
        assert screen.round.transcript.answer == "go with B"


async def test_a_click_in_the_bar_goes_to_a_place(make_app: Make, coach: Coach) -> None:
    coach.workspace.settings.replace_file(
        Config(models={"local": profile("http://127.0.0.1:9/v1")})
    )
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        bar = get_text(app, "TabBar")
        await pilot.click("TabBar", offset=(bar.index("Models") + 3, 0))
        await until(pilot, lambda: isinstance(app.screen, ModelsScreen))


async def test_every_place_is_reached_from_every_other_and_home_again(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        for key in "1213141512345":
            await pilot.press("escape", key)
            wanted = PLACES[int(key) - 1][0]
            await until(pilot, lambda w=wanted: getattr(app.screen, "PLACE", None) == w)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        listed = app.screen.query_one(ScenarioList)
        await until(pilot, lambda: listed.option_count >= 52)
