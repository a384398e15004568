"""What tests of screens share: a clock, waiting, typing, and reading what is shown."""

import html
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from textual import events
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from tests.support.reviews import point

Make = Callable[..., CoachApp]
SIZE = (100, 30)
ID = "claude-vs-metering"


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


async def settle(pilot: Pilot[None]) -> None:
    """Wait for both loadings: of the coach, which ends by starting to read the rounds."""
    for _ in range(2):
        await idle(pilot)


async def wait_for_coach(pilot: Pilot[None], app: CoachApp) -> None:
    await until(pilot, lambda: app.coach is not None)
    await idle(pilot)


def get_text(app: CoachApp, selector: str) -> str:
    """The text of the statics that a selector finds, a line for each."""
    return "\n".join(str(shown.render()) for shown in app.screen.query(selector).results(Static))


def read_screen(app: CoachApp) -> str:
    """All text on the screen."""
    words = re.findall(r"<text[^>]*>([^<]*)</text>", app.export_screenshot())
    return html.unescape(" ".join(words)).replace("\N{NO-BREAK SPACE}", " ")


def keep_reviewed_round(coach: Coach, answer: str) -> str:
    """Keep a round with an answer and a review that points; its id."""
    transcript = coach.rounds.record_written(ID, answer, ["Fair."])
    coach.store.save(transcript)
    coach.reviews.keep(transcript.id, point(coach, transcript))
    return transcript.id
