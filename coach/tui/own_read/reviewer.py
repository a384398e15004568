"""How far the review is that a model makes while the candidate marks; nothing of what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.widgets import Static

from coach.text.controls import sanitize

if TYPE_CHECKING:
    from coach.config import Config
    from coach.reviews.review_runs import ReviewRun
    from coach.services.reviews import KeptReview


class ReviewerLine(Static):
    """One line: `qwen3:8b reads 3 of 8`. Empty while no model reads."""

    class Ended(Message):
        """The review is over, whatever came of it."""

    def __init__(self) -> None:
        super().__init__("", markup=False, id="own-reviewer")
        self._run: ReviewRun[KeptReview] | None = None
        self._name = ""
        self._count = 0

    def attach(self, run: ReviewRun[KeptReview] | None, config: Config, count: int) -> None:
        """Follow a review under way, or none; `count` is how many dimensions there are to judge."""
        if run is None or run.task is None:
            return
        profile = config.models.get(run.name)
        self._name = profile.model.rsplit("/", 1)[-1] if profile else run.name
        self._run, self._count = run, count
        run.listeners.append(self._hear)
        run.task.add_done_callback(lambda _: self._end())
        self._show()

    def on_unmount(self) -> None:
        """The review goes on without this line."""
        if self._run is not None and self._hear in self._run.listeners:
            self._run.listeners.remove(self._hear)

    @property
    def is_running(self) -> bool:
        """Whether the review is under way."""
        return self._run is not None and self._run.running

    @property
    def why_not(self) -> str:
        """Why a review that is over has no levels."""
        task = self._run.task if self._run else None
        if task is None or not task.done() or task.cancelled():
            return "it was stopped."
        error = task.exception()
        return str(error or task.result().review.reason or "no reason was given.")

    def _hear(self, event: object) -> None:
        if getattr(event, "dimension", None) is not None:
            self._show()

    def _end(self) -> None:
        if self.is_attached:
            self._show()
            self.post_message(self.Ended())

    def _show(self) -> None:
        if self._run is None:
            return
        if self._run.running:
            judged = self._run.judged
            how_far = f"reads {judged} of {self._count}" if judged else "reads"
        else:
            how_far = "has read it" if self._is_graded() else "did not review it"
        self.update(sanitize(f"{self._name} {how_far}"))

    def _is_graded(self) -> bool:
        task = self._run.task if self._run else None
        if task is None or task.cancelled() or task.exception():
            return False
        return task.result().review.status == "graded"
