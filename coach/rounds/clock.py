"""Time in a round: a stopwatch that can stand still, and what the time left means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Monotonic = Callable[[], float]
Pace = Literal["calm", "soon", "last_minute", "overtime"]

SOON = 0.25
"""Share of the round below which the clock says that the end is near."""


class Stopwatch:
    """Counts active seconds on an injected monotonic clock; `already` is time from before."""

    def __init__(self, now: Monotonic, already: float = 0.0) -> None:
        self._now = now
        self._banked = already
        self._since: float | None = None
        self._stopped_at: float | None = None

    @property
    def running(self) -> bool:
        """Whether time is counting."""
        return self._since is not None

    @property
    def seconds(self) -> float:
        """Active seconds so far."""
        running = 0.0 if self._since is None else self._now() - self._since
        return self._banked + running

    def start(self) -> float:
        """Let time count; returns the real seconds it stood still since `stop`, else 0."""
        if self._since is not None:
            return 0.0
        self._since = self._now()
        stood = 0.0 if self._stopped_at is None else self._since - self._stopped_at
        self._stopped_at = None
        return stood

    def stop(self) -> None:
        """Let time stand still."""
        if self._since is None:
            return
        self._banked = self.seconds
        self._since = None
        self._stopped_at = self._now()


def find_pace(elapsed: float, allowed: float) -> Pace:
    """What the time left means to the candidate; both in seconds."""
    left = allowed - elapsed
    if left < 0:
        return "overtime"
    if left <= 60:
        return "last_minute"
    return "soon" if left <= allowed * SOON else "calm"


def format_clock(elapsed: float, allowed: float) -> str:
    """The clock as text: `08:41` counting down, `+00:37` in overtime."""
    left = allowed - elapsed
    seconds = int(-left) if left < 0 else int(left + 0.999)
    sign = "+" if left < 0 else ""
    return f"{sign}{seconds // 60:02d}:{seconds % 60:02d}"
