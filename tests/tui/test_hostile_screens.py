"""Every screen on a home full of control characters, looked at where it leaves for the terminal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, TabbedContent, TabPane, TextArea

from coach.services.coach import Coach
from coach.tui import navigation as nav
from coach.tui import registry
from coach.tui.app import CoachApp
from coach.tui.round.screen import RoundScreen
from coach.workspace import Workspace
from tests.support.hostile import EVIL, MARK, find_controls, shows_mark, spoil_config, spoil_home
from tests.support.screens import idle, type_text, until

pytestmark = pytest.mark.slow
ROUND = "2026-11-26-193000-claude-vs-metering"
BEFORE = "2026-11-15-194000-claude-vs-metering"
CASE = "claude-vs-metering"
TYPED = EVIL.replace("\r", "")
Go = Callable[[Pilot[None], CoachApp], Awaitable[None]]


class Terminal(HeadlessDriver):
    """A driver that is written to like a terminal's, and keeps what it was given."""

    written: list[str] = []

    @property
    def is_headless(self) -> bool:
        """Whether the app may leave drawing out."""
        return False

    def write(self, data: str) -> None:
        """Take what goes to the terminal."""
        self.written.append(data)


def open_with(*messages: nav.Navigation) -> Go:
    async def go(pilot: Pilot[None], app: CoachApp) -> None:
        for message in messages:
            app.post_message(message)
            await idle(pilot)

    return go


def press(*keys: str) -> Go:
    async def go(pilot: Pilot[None], app: CoachApp) -> None:
        for key in keys:
            await pilot.press(key)
            await idle(pilot)

    return go


def ask(question: nav.Ask[Any]) -> Go:
    async def go(pilot: Pilot[None], app: CoachApp) -> None:
        await app.push_screen(registry.make_dialog(question))
        await idle(pilot)

    return go


async def _review(pilot: Pilot[None], app: CoachApp) -> None:
    app.post_message(nav.OpenReview(ROUND))
    await idle(pilot)
    views = app.screen.query_one("#views", TabbedContent)
    for pane in list(views.query(TabPane)):
        assert pane.id is not None
        views.active = pane.id
        await idle(pilot)
    await pilot.press("comma", "j", "j", "right_square_bracket", "full_stop")
    await idle(pilot)


async def _round(pilot: Pilot[None], app: CoachApp) -> None:
    app.post_message(nav.StartRound(CASE))
    await until(pilot, lambda: isinstance(app.screen, RoundScreen))
    screen = app.screen
    assert isinstance(screen, RoundScreen)
    text = {"title": TYPED, "prompt": TYPED * 3}
    screen.round.transcript = screen.round.transcript.model_copy(update=text)
    await pilot.press("ctrl+s")
    await idle(pilot)
    app.screen.query_one("#question", Input).value = f"Who {TYPED}?"
    await pilot.press("enter")
    await idle(pilot)
    await pilot.press("ctrl+s")
    await idle(pilot)
    app.screen.query_one("#answer", TextArea).insert(f"B first. {TYPED}")
    await pilot.press("f4")
    await idle(pilot)
    await pilot.press("f4", "ctrl+s")
    await idle(pilot)
    app.screen.query_one("#reply", TextArea).insert(f"Fair. {TYPED}")
    await idle(pilot)
    await pilot.press("ctrl+s")
    await idle(pilot)


async def _replay(pilot: Pilot[None], app: CoachApp) -> None:
    app.post_message(nav.OpenReview(ROUND))
    await idle(pilot)
    await pilot.press("p")
    await idle(pilot)
    await pilot.press("right", "right", "end")
    await pilot.pause()


async def _drill(pilot: Pilot[None], app: CoachApp) -> None:
    app.post_message(nav.OpenDrill("tradeoff", CASE, TYPED))
    await idle(pilot)
    app.screen.query_one("#drill-text", TextArea).insert(f"B goes first. {TYPED}")
    await pilot.press("ctrl+s")
    await idle(pilot)


async def _palette(pilot: Pilot[None], app: CoachApp) -> None:
    await pilot.press("ctrl+p")
    await pilot.pause()
    await type_text(pilot, MARK[:4])
    await until(pilot, lambda: bool(app.screen.query_one(OptionList).option_count))
    await pilot.pause(0.2)


async def _messages(pilot: Pilot[None], app: CoachApp) -> None:
    app.notify(TYPED, title=TYPED, markup=False)
    await pilot.pause()


SCREENS: dict[str, Go] = {
    "practice": press("down", "down"),
    "rounds": press("2", "down"),
    "rounds searched": press("2", "slash", "B"),
    "progress": press("3", "v"),
    "study": press("4", "enter"),
    "models": press("5", "down", "down"),
    "review": _review,
    "compare": open_with(nav.OpenCompare(ROUND)),
    "attempts": open_with(nav.OpenAttempts(BEFORE, ROUND)),
    "room": open_with(nav.OpenRoom(ROUND)),
    "own read": open_with(nav.OpenOwnRead(ROUND)),
    "own beside": open_with(nav.OpenOwnBeside(ROUND)),
    "replay": _replay,
    "plan": open_with(nav.OpenPlan()),
    "round": _round,
    "drill": _drill,
    "help": press("f1"),
    "palette": _palette,
    "notification": _messages,
    "reviewer": ask(nav.AskReviewer(TYPED)),
    "line": ask(nav.AskLine(TYPED, TYPED)),
    "new model": ask(nav.AskNewModel()),
    "unsaved": ask(nav.AskUnsaved(TYPED, (TYPED,))),
    "interview day": ask(nav.AskInterviewDay()),
    "welcome": ask(nav.AskWelcome()),
}
WITHOUT = {"practice", "plan", "progress", "study", "help", "new model", "interview day", "welcome"}
"""Screens that show only what ships with coach, with the name of the company here and there."""


@pytest.fixture
def spoiled(tmp_path: Path) -> Coach:
    coach = spoil_home(tmp_path)
    spoil_config(coach, "http://127.0.0.1:1/v1")
    coach.workspace.env = {}
    return Coach(Workspace(coach.paths, coach.workspace.settings, now=coach.workspace.now))


def test_a_new_screen_is_looked_at_here_too() -> None:
    """Beside these there is the round; who adds a screen adds it above and counts it here."""
    counts = [len(registry.PLACES), len(registry.SCREENS), len(registry.PREPARED)]
    assert [*counts, len(registry.DIALOGS)] == [5, 7, 2, 6]


@pytest.mark.parametrize("name", SCREENS)
async def test_no_control_character_leaves_for_the_terminal(name: str, spoiled: Coach) -> None:
    app = CoachApp(lambda: spoiled)
    app.driver_class = Terminal
    Terminal.written = []
    async with app.run_test(headless=False, size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.coach is not None)
        await idle(pilot)
        before = len(Terminal.written)
        await SCREENS[name](pilot, app)
        await idle(pilot)
        if name not in WITHOUT:
            await until(pilot, lambda: shows_mark("".join(Terminal.written[before:])))
        assert app.fault is None
    assert find_controls("".join(Terminal.written)) == []
