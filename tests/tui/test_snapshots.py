"""Every screen as it looks: at three sizes in the default theme, and three screens in the others.

All are drawn on the home that `coach demo` opens, with clocks that stand still.
`make snapshots` draws them anew; look at each that changed before you commit it. When a test here
fails, `snapshot_report.html` shows the old and the new picture side by side.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TabbedContent, TextArea

from coach.demo.builder import DemoClock
from coach.services.coach import Coach
from coach.tui import navigation as nav
from coach.tui import registry
from coach.tui.app import CoachApp
from coach.tui.drill.screen import DrillScreen
from coach.tui.round.screen import RoundScreen
from coach.tui.themes import DEFAULT
from coach.workspace import Workspace
from tests.support.demos import NOW, lend_demo
from tests.support.packs import copy_some_cases
from tests.support.screens import idle, settle, type_text, until

SIZES = [(80, 24), (120, 40), (160, 50)]
OTHER_THEMES = ["coach-day", "ansi-dark", "ansi-light"]
THEMED = ["practice", "pushback", "review"]
CASE = "claude-vs-metering"
NEWEST = "2026-11-26-193000-claude-vs-metering"
BEFORE = "2026-11-15-194000-claude-vs-metering"
UNMARKED = "2026-11-23-221500-you-are-too-expensive"
WITHOUT_ROOM = "2026-11-24-190500-the-sla-they-want"
IN_THE_PICTURES = [
    "a-customer-no",
    "claude-vs-metering",
    "day-zero-model-rush",
    "discovery-call",
    "fp8-by-default",
    "keep-it-in-frankfurt",
    "no-root-for-you",
    "noisy-neighbour-on-launch-day",
    "one-slot-many-asks",
    "open-source-stack",
    "price-war",
    "priorities-changed",
    "qbr-ambush",
    "the-gpu-drought",
    "the-sla-they-want",
    "tokenizer-vs-routing",
    "two-launches-one-engineer",
    "why-fireworks",
    "you-are-too-expensive",
]
"""The demo's cases and a few more: a case that is added changes no picture."""
QUESTIONS = ("What is the demo for?", "Who else has asked for metering?", "Is it raining?")
ANSWER = """\
My call is that engineering goes to B's metering first, as a thin slice in two weeks.

Claude is closed, Anthropic does not give out the weights, so we cannot host it. I call A today and
say so; for the demo they use their own key.

What I give up: A may drift to Anthropic, and routing slips a week."""
TRADEOFF = """\
e put the squad on B's export. That costs us A's goodwill this week.

Had we taken the demo, two engineers would have burned a week on it."""
MESSAGE = """\
We do not sign a guarantee on the shared pool, since other launches share its peaks. You can have
capacity of your own, and I send the offer to your lawyers on Thursday."""
Go = Callable[[Pilot[None], CoachApp, DemoClock], Awaitable[None]]


def press(*keys: str) -> Go:
    async def go(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
        for key in keys:
            await pilot.press(key)
            await idle(pilot)

    return go


def open_with(message: nav.Navigation, *keys: str) -> Go:
    async def go(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
        app.post_message(message)
        await idle(pilot)
        await press(*keys)(pilot, app, clock)

    return go


def ask(question: nav.Ask[Any]) -> Go:
    async def go(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
        await app.push_screen(registry.make_dialog(question))
        await idle(pilot)

    return go


def show_view(view: str) -> Go:
    async def go(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
        await open_with(nav.OpenReview(NEWEST))(pilot, app, clock)
        app.screen.query_one("#views", TabbedContent).active = view

    return go


async def _clarify(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    await open_with(nav.StartRound(CASE), "ctrl+s")(pilot, app, clock)
    for question in QUESTIONS:
        clock.go_on(20)
        app.screen.query_one("#question", Input).value = question
        await pilot.press("enter")


async def _answer(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    await _clarify(pilot, app, clock)
    await pilot.press("ctrl+s")
    clock.go_on(240)
    app.screen.query_one("#answer", TextArea).insert(ANSWER)
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, RoundScreen)
    screen.tick()


async def _pushback(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    await _answer(pilot, app, clock)
    clock.go_on(580)
    await pilot.press("ctrl+s")
    await pilot.pause()
    app.screen.query_one("#reply", TextArea).insert("Fair. We rehearse with your key on Tuesday.")


async def _chairs(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    app.post_message(nav.OpenRoom(WITHOUT_ROOM))
    await idle(pilot)
    await until(pilot, lambda: "1 of" in str(app.screen.query_one("#chair-text", Static).content))
    await pilot.press("b", "right_square_bracket")


async def _message(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    await _chairs(pilot, app, clock)
    await idle(pilot)
    for _ in range(4):
        await pilot.press("b", "enter")
        await type_text(pilot, "A date")
        await pilot.press("enter")
    await idle(pilot)
    await pilot.press("enter")
    app.screen.query_one("#message", TextArea).insert(MESSAGE)
    await pilot.press("ctrl+s")


async def _replay(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    await open_with(nav.OpenReview(NEWEST), "p")(pilot, app, clock)
    await pilot.press("space", "right", "right")


async def _study(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    await pilot.press("4")
    await type_text(pilot, "the weights")
    await pilot.press("enter")


async def _drill(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    await open_with(nav.OpenDrill("tradeoff", CASE, "You left out the flip condition lately."))(
        pilot, app, clock
    )
    await pilot.press("W")
    clock.go_on(95)
    app.screen.query_one("#drill-text", TextArea).insert(TRADEOFF)


async def _drilled(pilot: Pilot[None], app: CoachApp, clock: DemoClock) -> None:
    await _drill(pilot, app, clock)
    await pilot.press("ctrl+s")


SCREENS: dict[str, Go] = {
    "welcome": ask(nav.AskWelcome()),
    "practice": press("down"),
    "plan": open_with(nav.OpenPlan(), "down"),
    "interview-day": open_with(nav.OpenPlan(), "d", "end", "backspace", "x", "enter"),
    "brief": open_with(nav.StartRound(CASE)),
    "clarify": _clarify,
    "answer": _answer,
    "pushback": _pushback,
    "own-read": open_with(nav.OpenOwnRead(UNMARKED), "3", "enter", "y"),
    "own-beside": open_with(nav.OpenOwnBeside(NEWEST)),
    "review": open_with(nav.OpenReview(NEWEST), "j", "j"),
    "tradeoffs": show_view("tradeoffs"),
    "timeline": show_view("timeline"),
    "reviewer": open_with(nav.OpenReview(NEWEST), "g"),
    "compare": open_with(nav.OpenCompare(NEWEST)),
    "attempts": open_with(nav.OpenAttempts(BEFORE, NEWEST)),
    "replay": _replay,
    "room": open_with(nav.OpenRoom(NEWEST)),
    "chairs": _chairs,
    "message": _message,
    "rounds": press("2", "down"),
    "progress": press("3"),
    "coverage": press("3", "v"),
    "study": _study,
    "models": press("5", "down"),
    "new-model": ask(nav.AskNewModel()),
    "drill": _drill,
    "drilled": _drilled,
}


@pytest.fixture(scope="session")
def some_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack that ships with a few of its cases, so that a new case changes no picture."""
    return copy_some_cases(tmp_path_factory.mktemp("packs"), IN_THE_PICTURES)


def open_demo_with(cases: Path, folder: Path, clock: DemoClock) -> Coach:
    """The demo's home without the line that says it is one, and with no key of the user's."""
    lent = lend_demo(folder)
    paths = replace(lent.paths, builtin_packs=cases)
    workspace = Workspace(
        paths, lent.workspace.settings, now=clock.now, monotonic=clock.monotonic, env={}
    )
    coach = Coach(workspace)
    coach.banner = None
    return coach


DIALOGS = {"welcome", "interview-day", "reviewer", "replay", "new-model"}
"""Drawn by a program for each size: a screen behind another is laid out anew some time later."""


@dataclass(frozen=True)
class Picture:
    """A screen at a size in a theme."""

    name: str
    size: tuple[int, int] = (120, 40)
    theme: str = DEFAULT

    def __str__(self) -> str:
        columns, rows = self.size
        return f"{self.name}-{columns}x{rows}" + ("" if self.theme == DEFAULT else f"-{self.theme}")


PICTURES = [Picture(name, size) for name in SCREENS for size in SIZES] + [
    Picture(name, theme=theme) for name in THEMED for theme in OTHER_THEMES
]
PARAMETERS = [
    pytest.param(picture, id=str(picture), marks=pytest.mark.xdist_group(picture.name))
    for picture in PICTURES
]
"""Grouped, so that one process takes all pictures of a screen."""


class Taken(App[str]):
    """Hands over a picture that was taken, where `snap_compare` would have a program take one."""

    def __init__(self, picture: str) -> None:
        super().__init__()
        self._picture = picture

    def run(self, *args: Any, **options: Any) -> str:
        return self._picture


@pytest.fixture(scope="session")
def taken() -> dict[Picture, str]:
    """The pictures that this process has taken until now."""
    return {}


async def take_pictures(pictures: Sequence[Picture], coach: Coach, clock: DemoClock) -> list[str]:
    """Have one program draw a screen in several sizes and themes, as in a resized terminal."""
    first = pictures[0]
    app = CoachApp(lambda: coach)
    drawn: list[str] = []
    async with app.run_test(size=first.size, tooltips=True, notifications=True) as pilot:
        await settle(pilot)
        await SCREENS[first.name](pilot, app, clock)
        assert isinstance(app.screen, ModalScreen) == (first.name in DIALOGS)
        for area in app.screen.query("TextArea, Input"):
            area.cursor_blink = False  # type: ignore[attr-defined]
            area._cursor_visible = area.has_focus  # type: ignore[attr-defined]
        for picture in pictures:
            app.theme = picture.theme
            if app.size != picture.size:
                await pilot.resize_terminal(*picture.size)
            await idle(pilot)
            if isinstance(app.screen, RoundScreen | DrillScreen):
                app.screen.tick()
            await pilot.pause()
            await pilot.wait_for_scheduled_animations()
            drawn.append(app.export_screenshot(title=app.title, simplify=True))
    return drawn


@pytest.mark.snapshot
@pytest.mark.parametrize("picture", PARAMETERS)
def test_a_screen_looks_as_it_did(
    snap_compare: Callable[..., bool],
    taken: dict[Picture, str],
    some_cases: Path,
    tmp_path: Path,
    picture: Picture,
) -> None:
    if picture not in taken:
        clock = DemoClock(NOW)
        coach = open_demo_with(some_cases, tmp_path, clock)
        wanted = [other for other in PICTURES if other.name == picture.name]
        if picture.name in DIALOGS:
            wanted = [picture]
        drawn = asyncio.run(take_pictures(wanted, coach, clock))
        taken.update(zip(wanted, drawn, strict=True))
    assert snap_compare(Taken(taken[picture]))


def test_no_picture_is_left_of_a_screen_that_went() -> None:
    drawn = {f"test_a_screen_looks_as_it_did[{picture}].svg" for picture in PICTURES}
    kept = {path.name for path in (Path(__file__).parent / "__snapshots__").rglob("*.svg")}
    assert kept - drawn == set()
