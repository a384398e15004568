"""The app on the demo's home, with clocks that stand still, for the pictures in the docs."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot
from textual.screen import ModalScreen

from coach.demo.builder import DemoClock
from coach.demo.home import DemoHome
from coach.services.coach import Coach
from coach.tui.app import CoachApp

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NOW = datetime.fromisoformat("2026-11-28T09:30:00+01:00")
TWICE = "claude-vs-metering"
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


class Stage:
    """The running app, the demo's coach behind it, and the clock that moves when told to."""

    def __init__(self, pilot: Pilot[None], app: CoachApp, coach: Coach, clock: DemoClock) -> None:
        self.pilot, self.app, self.coach, self.clock = pilot, app, coach, clock

    async def press(self, *keys: str) -> None:
        """Press keys and let what they start come to an end."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing works in the background, but for what waits for a person."""
        app = self.app
        while True:
            running = sum(not worker.is_finished for worker in app.workers)
            if running <= sum(isinstance(screen, ModalScreen) for screen in app.screen_stack):
                break
            await self.pilot.pause(0.05)
        await self.pilot.pause(0.3)

    async def close_all(self) -> None:
        """Go back to the places."""
        while len(self.app.screen_stack) > 1:
            await self.press("escape")

    def draw(self) -> str:
        """The screen as an SVG that loads no font from elsewhere."""
        return FONTS.sub("", self.app.export_screenshot(title="coach"))


@asynccontextmanager
async def open_stage(size: tuple[int, int]) -> AsyncIterator[Stage]:
    """Open the app on a new demo home, without the line that says it is a demo."""
    with tempfile.TemporaryDirectory() as folder:
        clock = DemoClock(NOW)
        coach = await asyncio.to_thread(DemoHome(Path(folder), kept=True).open, clock.now)
        coach.workspace.monotonic = clock.monotonic
        coach.workspace.env = {}
        coach.banner = None
        app = CoachApp(lambda: coach)
        async with app.run_test(size=size) as pilot:
            while app.coach is None:
                await pilot.pause(0.1)
            stage = Stage(pilot, app, coach, clock)
            await stage.settle()
            yield stage
