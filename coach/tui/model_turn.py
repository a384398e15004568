"""A model's turn in a round: awaited without holding up the screen, and stopped on request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from coach.llm.events import CallEvent, Reasoning, Retrying, Text, Waiting

T = TypeVar("T")


class TurnStopped(Exception):
    """The turn was stopped by the candidate."""


class ModelTurn:
    """At most one turn at a time."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._task: asyncio.Task[Any] | None = None
        self._now = now
        self._began = 0.0
        self._thought = 0
        self._written = 0
        self.news = ""
        """What was heard last of the turn that is awaited, in a few words."""

    def hear(self, event: CallEvent) -> None:
        """Take what comes of a turn while it streams; its words are shown once they are checked."""
        match event:
            case Waiting(what=what):
                self.news = what
            case Retrying(seconds=seconds):
                self.news = f"trying again in {seconds:.0f} s"
            case Reasoning(text=text):
                self._thought += len(text)
                self.news = f"{self._thought} characters thought"
            case Text(text=text):
                self._written += len(text)
                self.news = f"{self._written} characters written"

    @property
    def waiting(self) -> bool:
        """Whether a turn is awaited."""
        return self._task is not None

    @property
    def waited(self) -> float | None:
        """Seconds the turn has been awaited; None when there is none."""
        return self._now() - self._began if self.waiting else None

    async def of(self, awaited: Coroutine[Any, Any, T]) -> T:
        """Await a turn; raises Stopped when it was stopped. Leaving it closes the connection."""
        task = asyncio.ensure_future(awaited)
        self._task, self._began = task, self._now()
        self._thought, self._written, self.news = 0, 0, ""
        try:
            await asyncio.wait({task})
        finally:
            # the next turn may have begun before this one heard that it was cancelled
            if self._task is task:
                self._task = None
            task.cancel()
        if task.cancelled():
            raise TurnStopped
        return task.result()

    def stop(self) -> None:
        """Stop the turn that is awaited."""
        if self._task is not None:
            self._task.cancel()
