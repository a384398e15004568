"""Running a task soon, in a thread of its own, where the caller must not wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

SYNC_WITHIN = 0.8
"""Seconds from an act to the request that the disk itself has it."""
Later = Callable[[Callable[[], None]], object]
"""Calls a function soon, in another thread."""


def run_later(task: Callable[[], None]) -> None:
    """Run a task in a thread of its own within `SYNC_WITHIN` seconds."""
    timer = threading.Timer(SYNC_WITHIN, task)
    timer.daemon = True
    timer.start()
