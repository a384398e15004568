"""A coach on temporary folders, with the packs that ship and clocks that stand still."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

from coach.config import Config
from coach.paths import Paths, find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.tui.app import CoachApp
from coach.workspace import Workspace


class Clock:
    """A monotonic clock and a wall clock that only move when told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.wall = datetime.fromisoformat("2026-11-24T10:00:00+00:00")

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.wall

    def go_on(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths({"COACH_HOME": str(tmp_path)})


@pytest.fixture
def coach(paths: Paths, clock: Clock) -> Coach:
    # rounds go straight to the review, but where a test is about the own read
    settings = Settings(Config(own_read=False))
    return Coach(Workspace(paths, settings, now=clock.now, monotonic=clock))


@pytest.fixture
def make_app(coach: Coach) -> Callable[..., CoachApp]:
    def make(start: str | None = None) -> CoachApp:
        return CoachApp(lambda: coach, start)

    return make


async def until(pilot: Pilot[None], holds: Callable[[], bool], seconds: float = 60) -> None:
    """Let the application run until something holds; fails when it does not in so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            shown = "\n".join(str(text.render()) for text in pilot.app.screen.query(Static))
            raise AssertionError(f"it never came to hold; the screen shows:\n{shown}")
        await pilot.pause()


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type a text key by key and wait once, where `pilot.press` waits twice for each key."""
    names = {" ": "space", "\n": "enter"}
    for character in text:
        pilot.app.post_message(events.Key(names.get(character, character), character))
    await pilot.pause()


async def idle(pilot: Pilot[None]) -> None:
    """Let the application run until no worker does, but for those that wait for a dialog.

    The coach is loaded then, which begins a moment after the first frame, or could not be.
    """
    app = pilot.app

    def is_idle() -> bool:
        if isinstance(app, CoachApp) and app.coach is None and app.reason_to_end is None:
            return False
        running = sum(not worker.is_finished for worker in app.workers)
        return running <= sum(isinstance(screen, ModalScreen) for screen in app.screen_stack)

    await until(pilot, is_idle)
    await pilot.pause()
