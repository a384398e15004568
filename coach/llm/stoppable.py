"""Waiting for a model in a way that the person may stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Stopped(Exception):
    """What was waited for was stopped by the person."""


class Stoppable:
    """Waits for at most one thing at a time."""

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None

    @property
    def waiting(self) -> bool:
        """Whether something is waited for."""
        return self._task is not None

    async def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for work and return its result; raises Stopped when it was stopped.

        When the waiting task is cancelled the work is too, which closes its connection.
        """
        task = asyncio.ensure_future(work)
        self._task = task
        try:
            await asyncio.wait({task})
        finally:
            # the next work may have begun before this one heard that it was cancelled
            if self._task is task:
                self._task = None
            task.cancel()
        if task.cancelled():
            raise Stopped
        return task.result()

    def stop(self) -> None:
        """Stop what is waited for."""
        if self._task is not None:
            self._task.cancel()
