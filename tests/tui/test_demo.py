"""Every screen on the demo's home: it draws, it says that it is a demo, and nothing goes wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

from coach.services.coach import Coach
from coach.tui import navigation as nav
from coach.tui.app import CoachApp
from tests.support.demos import lend_demo
from tests.support.screens import idle, until

pytestmark = pytest.mark.slow
BANNER = "Demo with a fictional candidate"
PLACES = {"1": "Practice", "2": "Rounds", "3": "Progress", "4": "Study", "5": "Models"}


@pytest.fixture
def demo(tmp_path: Path) -> Coach:
    return lend_demo(tmp_path)


def shown(app: CoachApp) -> str:
    return "\n".join(
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    )


async def check(pilot: Pilot[None], app: CoachApp, words: str) -> None:
    await idle(pilot)
    await until(pilot, lambda: words in shown(app))
    # a dialog lies on a screen whose banner can be seen
    screen = app.screen_stack[0] if isinstance(app.screen, ModalScreen) else app.screen
    assert BANNER in str(screen.query_one("#banner", Static).content)
    assert app.fault is None
    assert not [note for note in app._notifications if note.severity != "information"]


async def test_every_screen_draws_on_it(demo: Coach) -> None:
    twice = [row.id for row in demo.rounds.list_rounds() if row.scenario == "claude-vs-metering"]
    newest, first = twice
    opened: list[tuple[Callable[[], Message], str]] = [
        (lambda: nav.OpenReview(newest), "demo-model"),
        (lambda: nav.OpenReview(first), "Competing priorities"),
        (lambda: nav.OpenAttempts(first, newest), "Closed"),
        (lambda: nav.OpenCompare(newest), "demo-model"),
        (lambda: nav.OpenRoom(newest), "champion"),
        (lambda: nav.OpenOwnBeside(newest), "you were kinder"),
        (lambda: nav.OpenReplay(demo.rounds.build_replay(newest)), "4x"),
        (lambda: nav.OpenOwnRead(demo.rounds.list_rounds()[3].id), "research group"),
        (lambda: nav.OpenPlan(), "interview"),
        (lambda: nav.OpenDrill("tradeoff"), "tradeoff"),
        (lambda: nav.StartRound("price-war"), "A rival cuts token prices"),
    ]
    app = CoachApp(lambda: demo)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.coach is not None)
        for key, place in PLACES.items():
            await pilot.press(key)
            await check(pilot, app, place)
        for make, words in opened:
            app.post_message(make())
            await check(pilot, app, words)
            # from the marks beside a review it goes back to the review first
            while len(app.screen_stack) > 1:
                await pilot.press("escape")
                await idle(pilot)


async def test_a_home_of_ones_own_says_nothing_at_the_top(
    make_app: Callable[..., CoachApp],
) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.coach is not None)
        await idle(pilot)
        assert not app.screen.query("#banner")
