"""A reviewer that says how fast an answer came, and grades nothing."""

from __future__ import annotations

from coach.reviews.protocol import NO_ANSWER, OnReviewEvent, ReviewCase
from coach.transcripts.review_schema import Review, ReviewerId, make_not_graded


class PaceReviewer:
    """Says how many words an answer has, and in how many seconds they were typed."""

    name = "pace"

    @property
    def id(self) -> ReviewerId:
        """Who reviews, as reviews name it."""
        return ReviewerId(kind="offline", name=self.name)

    async def review(self, case: ReviewCase, on_event: OnReviewEvent) -> Review:
        """Count the words; the review is never graded."""
        words = len(case.transcript.answer.split())
        reason = (
            f"The answer has {words} words; pace says nothing of its worth." if words else NO_ANSWER
        )
        return make_not_graded(self.id, reason)
