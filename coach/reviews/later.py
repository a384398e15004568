"""The reviewer that leaves a round to a person and grades nothing."""

from __future__ import annotations

from coach.reviews.protocol import NO_ANSWER, OnReviewEvent, ReviewCase
from coach.transcripts.review_schema import Review, ReviewerId, make_not_graded

LATER = "This round is kept for a person to read; print a form with coach scorecard."


class LaterReviewer:
    """Declines every round, with the reason."""

    name = "later"

    @property
    def id(self) -> ReviewerId:
        """Who reviews, as reviews name it."""
        return ReviewerId(kind="offline", name=self.name)

    async def review(self, case: ReviewCase, on_event: OnReviewEvent) -> Review:
        """Decline the round; one without an answer is told so first."""
        return make_not_graded(self.id, LATER if case.transcript.answer.strip() else NO_ANSWER)
