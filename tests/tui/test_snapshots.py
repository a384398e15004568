"""Every screen as it looks: at three sizes in the default theme, and three screens in the others.

`make snapshots` draws them anew; look at each that changed before you commit it. When a test here
fails, `snapshot_report.html` shows the old and the new picture side by side.
"""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TabbedContent, TextArea

from coach.config import load_config
from coach.packs.load import SHARED_FILES
from coach.paths import Paths, find_paths
from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenDrill, StartRound
from coach.tui.screens.drill import DrillScreen
from coach.tui.screens.round import RoundScreen
from coach.tui.themes import DEFAULT
from tests.support.reviews import point
from tests.tui.conftest import Clock, idle, type_text, until

SIZES = [(80, 24), (120, 40), (160, 50)]
OTHER_THEMES = ["coach-day", "ansi-dark", "ansi-light"]
THEMED = ["practice", "pushback", "review"]
IN_THE_PICTURES = [
    "a-customer-no",
    "claude-vs-metering",
    "day-zero-model-rush",
    "discovery-call",
    "fp8-by-default",
    "keep-it-in-frankfurt",
    "no-root-for-you",
    "one-slot-many-asks",
    "open-source-stack",
    "price-war",
    "priorities-changed",
    "qbr-ambush",
    "the-gpu-drought",
    "tokenizer-vs-routing",
    "two-launches-one-engineer",
    "why-fireworks",
]
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
We will not host Claude, since its weights are closed. For the demo you can use your own key, and I
rehearse it with you on Tuesday."""
CONFIG = """\
own_read: false
models:
  fireworks:
    base_url: https://api.fireworks.ai/inference/v1
    model: accounts/fireworks/models/gpt-oss-120b
    api_key_env: FIREWORKS_API_KEY
  local:
    base_url: http://127.0.0.1:11434/v1
    model: qwen3:8b
"""
Go = Callable[[Pilot[None], CoachApp, Clock], Awaitable[None]]


async def _practice(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await pilot.press("down")


async def _planned(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    """The home with an interview six days ahead, set before the rounds of the history."""
    assert app.coach is not None
    dates = {"interview": date(2026, 12, 3), "preparing_since": date(2026, 11, 24)}
    app.coach.workspace.settings.replace_file(app.coach.config.model_copy(update=dates))
    await pilot.press("2", "1")


async def _plan(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _planned(pilot, app, clock)
    await idle(pilot)
    await pilot.press("p")
    await idle(pilot)
    await pilot.press("down")


async def _day(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _plan(pilot, app, clock)
    await pilot.press("d")
    await idle(pilot)
    await pilot.press("end", "backspace", "x", "enter")


async def _brief(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    app.post_message(StartRound("claude-vs-metering"))


async def _clarify(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _brief(pilot, app, clock)
    await pilot.pause()
    await pilot.press("ctrl+s")
    for question in QUESTIONS:
        clock.go_on(20)
        app.screen.query_one("#question", Input).value = question
        await pilot.press("enter")


async def _answer(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _clarify(pilot, app, clock)
    await pilot.press("ctrl+s")
    clock.go_on(240)
    app.screen.query_one("#answer", TextArea).insert(ANSWER)
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, RoundScreen)
    screen.tick()


async def _pushback(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _answer(pilot, app, clock)
    clock.go_on(580)
    await pilot.press("ctrl+s")
    await pilot.pause()
    app.screen.query_one("#reply", TextArea).insert("Fair. We rehearse with your key on Tuesday.")


async def _review(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _pushback(pilot, app, clock)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: len(app.screen.query("PointerRow")) >= 11)
    await pilot.pause()
    await pilot.press("j", "j")


async def _timeline(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _review(pilot, app, clock)
    app.screen.query_one("#views", TabbedContent).active = "timeline"


async def _room(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _review(pilot, app, clock)
    await pilot.press("o")
    await until(pilot, lambda: "1 of 4" in str(app.screen.query_one("#chair-text", Static).content))
    await pilot.press("b", "right_square_bracket")


async def _message(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _room(pilot, app, clock)
    await idle(pilot)
    for _ in range(4):
        await pilot.press("b", "enter")
        await type_text(pilot, "A date")
        await pilot.press("enter")
    await idle(pilot)
    await pilot.press("enter")
    app.screen.query_one("#message", TextArea).insert(MESSAGE)
    await pilot.press("ctrl+s")


async def _rounds(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await pilot.press("2")


async def _progress(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await pilot.press("3")


async def _coverage(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await pilot.press("3", "v")


async def _study(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await pilot.press("4")
    await type_text(pilot, "the weights")
    await pilot.press("enter")


async def _models(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await pilot.press("5", "down")


async def _drill(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    app.post_message(
        OpenDrill("tradeoff", "claude-vs-metering", "You left out the flip condition lately.")
    )
    await idle(pilot)
    await pilot.press("W")
    clock.go_on(95)
    app.screen.query_one("#drill-text", TextArea).insert(TRADEOFF)


async def _drilled(pilot: Pilot[None], app: CoachApp, clock: Clock) -> None:
    await _drill(pilot, app, clock)
    await pilot.press("ctrl+s")


SCREENS: dict[str, Go] = {
    "practice": _practice,
    "planned": _planned,
    "plan": _plan,
    "interview-day": _day,
    "brief": _brief,
    "clarify": _clarify,
    "answer": _answer,
    "pushback": _pushback,
    "review": _review,
    "timeline": _timeline,
    "room": _room,
    "message": _message,
    "rounds": _rounds,
    "progress": _progress,
    "coverage": _coverage,
    "study": _study,
    "models": _models,
    "drill": _drill,
    "drilled": _drilled,
}


@pytest.fixture(scope="session")
def some_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack that ships with a few of its cases, so that a new case changes no picture."""
    ships = find_paths({}).builtin_packs / "ai-inference"
    folder = tmp_path_factory.mktemp("packs")
    others = SHARED_FILES | {f"{name}.yaml" for name in IN_THE_PICTURES}

    def leave_out(at: str, names: list[str]) -> set[str]:
        cases = {name for name in names if name.endswith(".yaml") and name not in others}
        return {"gold"} | (cases if Path(at) == ships else set())

    shutil.copytree(ships, folder / ships.name, ignore=leave_out)
    return folder


@pytest.fixture
def paths(paths: Paths, some_cases: Path) -> Paths:
    return replace(paths, builtin_packs=some_cases)


@pytest.fixture
def history(coach: Coach, clock: Clock) -> None:
    """Three rounds on two scenarios over three days, and two profiles."""
    tries = [
        ("claude-vs-metering", "Engineering goes to B."),
        ("claude-vs-metering", "Engineering goes to B. The tradeoff is that A may leave."),
        ("tokenizer-vs-routing", "I pick routing first. We give up the deal."),
    ]
    for scenario, answer in tries:
        transcript = coach.rounds.record_written(scenario, answer, ["Fair."])
        coach.store.save(transcript.model_copy(update={"seconds": 600.0}))
        coach.reviews.keep(transcript.id, point(coach, transcript))
        clock.go_on(86_400)
    # from the file, since a theme that is chosen is written there and the file is read again
    coach.paths.config_file.write_text(CONFIG)
    coach.workspace.settings.replace_file(load_config(coach.paths.config_file))
    coach.workspace.env = {}


CASES = [(name, size, DEFAULT) for name in SCREENS for size in SIZES] + [
    (name, (120, 40), theme) for name in THEMED for theme in OTHER_THEMES
]


def _label(case: tuple[str, tuple[int, int], str]) -> str:
    name, (columns, rows), theme = case
    return f"{name}-{columns}x{rows}" + ("" if theme == DEFAULT else f"-{theme}")


@pytest.mark.snapshot
@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("case", CASES, ids=_label)
def test_a_screen_looks_as_it_did(
    snap_compare: Callable[..., bool],
    make_app: Callable[..., CoachApp],
    clock: Clock,
    case: tuple[str, tuple[int, int], str],
) -> None:
    name, size, theme = case
    app = make_app()

    async def go(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.coach is not None)
        app.theme = theme
        await idle(pilot)
        await SCREENS[name](pilot, app, clock)
        for area in app.screen.query("TextArea, Input"):
            area.cursor_blink = False  # type: ignore[attr-defined]
            area._cursor_visible = area.has_focus  # type: ignore[attr-defined]
        await idle(pilot)
        if isinstance(app.screen, RoundScreen | DrillScreen):
            app.screen.tick()

    assert snap_compare(app, terminal_size=size, run_before=go)


def test_no_picture_is_left_of_a_screen_that_went() -> None:
    drawn = {f"test_a_screen_looks_as_it_did[{_label(case)}].svg" for case in CASES}
    kept = {path.name for path in (Path(__file__).parent / "__snapshots__").rglob("*.svg")}
    assert kept - drawn == set()
