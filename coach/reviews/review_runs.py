"""Reviews under way: one outlives the screen that asked for it, and another screen can join it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from coach.reviews.protocol import OnReviewEvent

Outcome = TypeVar("Outcome")
RunReview = Callable[[str, str, OnReviewEvent], Coroutine[Any, Any, Outcome]]
"""Has a round reviewed by the reviewer of a name, and keeps what comes of it."""


@dataclass
class ReviewRun(Generic[Outcome]):
    """One review under way, or over; its events so far, and who hears of more."""

    round_id: str
    name: str
    events: list[object] = field(default_factory=list)
    listeners: list[OnReviewEvent] = field(default_factory=list)
    task: asyncio.Task[Outcome] | None = None

    @property
    def judged(self) -> int:
        """How many dimensions the model has judged by now."""
        dimensions = {
            dimension.id
            for event in self.events
            if (dimension := getattr(event, "dimension", None)) is not None
        }
        return len(dimensions)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self.task is not None and not self.task.done()

    def hear(self, event: object) -> None:
        """Keep an event and pass it on."""
        self.events.append(event)
        for listener in list(self.listeners):
            listener(event)


class ReviewRuns(Generic[Outcome]):
    """The reviews of this run of the program that are under way, at most one for each round."""

    def __init__(self, run_review: RunReview[Outcome]) -> None:
        self._run_review = run_review
        self._runs: dict[str, ReviewRun[Outcome]] = {}

    def find(self, round_id: str) -> ReviewRun[Outcome] | None:
        """The review of a round that is under way; None where none is."""
        run = self._runs.get(round_id)
        return run if run is not None and run.running else None

    def start(self, round_id: str, name: str) -> ReviewRun[Outcome]:
        """Have a round reviewed without waiting for it; one under way by that reviewer is kept."""
        run = self.find(round_id)
        if run is not None and run.name == name:
            return run
        run = ReviewRun(round_id, name)
        run.task = asyncio.ensure_future(self._run_review(round_id, name, run.hear))
        # whoever waits is told of an error; where nobody does it is not a fault of the loop
        run.task.add_done_callback(lambda task: task.cancelled() or task.exception())
        self._runs[round_id] = run
        return run

    async def follow(self, round_id: str, name: str, on_event: OnReviewEvent) -> Outcome:
        """Have a round reviewed and wait for it, or join the review under way from its beginning.

        When the waiting task is cancelled the review is stopped. Raises what the review raises.
        """
        run = self.start(round_id, name)
        assert run.task is not None
        for event in run.events:
            on_event(event)
        run.listeners.append(on_event)
        try:
            return await asyncio.shield(run.task)
        except asyncio.CancelledError:
            run.task.cancel()
            await asyncio.wait({run.task})
            raise
        finally:
            run.listeners.remove(on_event)
