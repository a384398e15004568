"""Every screen can be read, whichever theme is chosen, with NO_COLOR too."""

from collections.abc import Iterator, Sequence

import pytest
from rich.style import Style
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES

from coach.config import Config
from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.dialogs.reviewer_choice import ReviewerChoice
from coach.tui.navigation import OpenReview, StartRound
from coach.tui.practice.screen import PracticeScreen
from coach.tui.review.screen import ReviewScreen
from coach.tui.round.screen import RoundScreen
from coach.tui.themes import THEMES
from tests.support.screens import ID, SIZE, Make, settle, type_text, until

EVERY_THEME = [*BUILTIN_THEMES, *(theme.name for theme in THEMES)]


def drawn(app: CoachApp) -> Iterator[tuple[str, Style]]:
    """What is on the screen, as it goes to the terminal."""
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if text.strip():
                yield text, style or Style()


def unreadable(app: CoachApp) -> list[str]:
    return [text for text, style in drawn(app) if style.color == style.bgcolor]


def hidden(app: CoachApp) -> list[str]:
    """Text in the color of what is behind it; a terminal's own two colors are never the same."""
    return [
        text
        for text, style in drawn(app)
        if style.color == style.bgcolor and style.color and not style.color.is_default
    ]


def colored(app: CoachApp) -> list[str]:
    def is_gray(style: Style) -> bool:
        colors = (style.color, style.bgcolor)
        return all(
            color is None or (color.triplet is not None and len({*color.triplet}) == 1)
            for color in colors
        )

    return [text for text, style in drawn(app) if not is_gray(style)]


def assert_readable(app: CoachApp, theme: str) -> None:
    assert len(list(drawn(app))) > 20
    assert not unreadable(app), theme
    assert not colored(app), theme


async def test_no_cell_hides_its_text_in_any_theme(
    make_app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, PracticeScreen)
        assert_readable(app, "as it starts")
        for theme in EVERY_THEME:
            app.theme = theme
            await pilot.pause()
            assert_readable(app, theme)
        app.post_message(StartRound(ID))
        await pilot.press("ctrl+s", *"Why", "enter", "ctrl+s")
        await type_text(pilot, "B goes first.")
        assert isinstance(app.screen, RoundScreen)
        for theme in EVERY_THEME:
            app.theme = theme
            await pilot.pause()
            assert_readable(app, theme)


async def test_a_theme_of_the_config_is_taken_with_no_color_too(
    make_app: Make, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    coach.workspace.settings.replace_file(Config(theme="coach-day"))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.theme == "coach-day"


@pytest.mark.parametrize("no_color", [False, True])
async def test_no_cell_of_any_screen_hides_its_text(
    make_app: Make, coach: Coach, monkeypatch: pytest.MonkeyPatch, *, no_color: bool
) -> None:
    themes: Sequence[str] = EVERY_THEME
    if no_color:
        # without colors themes differ little; all of them on two screens is the test above
        monkeypatch.setenv("NO_COLOR", "1")
        themes = [*(theme.name for theme in THEMES), "textual-light", "ansi-dark"]
    record = coach.rounds.record_written(ID, "Engineering goes to B. A may leave.", [])
    coach.store.save(record)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        screens: list[str] = []
        for number in "12345":
            await pilot.press("escape", number)
            await settle(pilot)
            await assert_seen(pilot, app, screens, themes)
        await pilot.press("1")
        app.post_message(OpenReview(record.id))
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await settle(pilot)
        await assert_seen(pilot, app, screens, themes)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, ReviewerChoice))
        await pilot.pause()
        await assert_seen(pilot, app, screens, themes)
    assert len(set(screens)) == 7


async def assert_seen(
    pilot: Pilot[None], app: CoachApp, screens: list[str], themes: Sequence[str]
) -> None:
    screens.append(type(app.screen).__name__)
    for theme in themes:
        app.theme = theme
        await pilot.pause()
        assert not hidden(app), (screens[-1], theme)
