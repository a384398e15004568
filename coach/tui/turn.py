"""A model's turn in a round: awaited without holding up the screen, and stopped on request."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Stopped(Exception):
    """The turn was stopped by the candidate."""


class Turn:
    """At most one turn at a time."""

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None

    @property
    def waiting(self) -> bool:
        """Whether a turn is awaited."""
        return self._task is not None

    async def of(self, awaited: Coroutine[Any, Any, T]) -> T:
        """Await a turn; raises Stopped when it was stopped. Leaving it closes the connection."""
        task = asyncio.ensure_future(awaited)
        self._task = task
        try:
            await asyncio.wait({task})
        finally:
            self._task = None
            task.cancel()
        if task.cancelled():
            raise Stopped
        return task.result()

    def stop(self) -> None:
        """Stop the turn that is awaited."""
        if self._task is not None:
            self._task.cancel()
