"""Make the README's pictures from the real application on a real round.

    .venv/bin/python scripts/pictures.py

A round is taken in a temporary home through the keys a person would press, with a clock that
stands still between them, and the screens are exported as they are drawn.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot

from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.tui.app import CoachApp
from coach.tui.navigation import StartRound
from coach.tui.screens.round import RoundScreen
from coach.workspace import Workspace

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE = (120, 34)
QUESTIONS = (
    "What is the demo for?",
    "What is blocking B's rollout?",
    "Who else has asked for metering?",
)
REPLY = "Fair, one bill is easier. We rehearse on Tuesday with your own key, and Dana sits in."
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class Clock:
    """Seconds and wall time that move when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.wall = datetime.fromisoformat("2026-11-24T19:30:00+01:00")

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.wall

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)


async def main() -> None:
    """Take the round and keep the pictures."""
    with tempfile.TemporaryDirectory() as home:
        clock = Clock()
        paths = find_paths({"COACH_HOME": home})
        app = CoachApp(
            lambda: Coach(Workspace(paths, Settings(Config()), now=clock.now, monotonic=clock))
        )
        async with app.run_test(size=SIZE) as pilot:
            while app.coach is None:
                await pilot.pause(0.1)
            await _settle(pilot)
            await _take_round(pilot, clock)


async def _take_round(pilot: Pilot[None], clock: Clock) -> None:
    app = pilot.app
    assert isinstance(app, CoachApp)
    _keep(app, "practice")
    app.post_message(StartRound("claude-vs-metering"))
    await _settle(pilot)
    await pilot.press("ctrl+s")
    for question in QUESTIONS:
        clock.go_on(35)
        await pilot.press(*question, "enter")
    await pilot.press("ctrl+s")
    screen = app.screen
    assert isinstance(screen, RoundScreen)
    clock.go_on(200)
    screen.query_one("#answer").insert((FOLDER / "answer.md").read_text(encoding="utf-8").strip())
    await _settle(pilot)
    _keep(app, "round")
    await pilot.press("ctrl+s")
    clock.go_on(60)
    await pilot.press(*REPLY)
    await pilot.press("ctrl+s")
    await _settle(pilot)
    await pilot.press("j", "j")
    await _settle(pilot)
    _keep(app, "review")
    await pilot.press("o")
    await _settle(pilot)
    _keep(app, "room")


async def _settle(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    for _ in range(5):
        await pilot.pause(0.1)


def _keep(app: CoachApp, name: str) -> None:
    # the export names a web font, which a picture in a repository must not load
    picture = FONTS.sub("", app.export_screenshot(title="coach"))
    (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
