"""What a reviewer is: something that judges a round, or points at sentences, or says why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from coach.packs.schema import Pack, Scenario
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review, ReviewerId
from coach.transcripts.timeline import TypingTrace

OnReviewEvent = Callable[[object], object]
"""Called with each event of a call and each dimension that was judged; its result is ignored."""

STOPPED = "You stopped this review before it was complete."
NO_ANSWER = "There is no answer to review; write one and review the round again."


@dataclass(frozen=True)
class ReviewCase:
    """What a reviewer is given: the round, its scenario and pack, and when words were typed.

    `created` is the time that the review is dated, as ISO 8601.
    """

    transcript: Transcript
    scenario: Scenario
    pack: Pack
    typed: TypingTrace | None = None
    created: str = ""


@dataclass(frozen=True)
class Interrupted:
    """A review that was cancelled while under way: what had come of it, not graded."""

    review: Review


@dataclass(frozen=True)
class Expected:
    """What a review will take by the calls made so far: seconds, and tokens in and out."""

    seconds: float
    tokens_in: int
    tokens_out: int


class Reviewer(Protocol):
    """Reviews rounds. What a reviewer cannot do comes back as a review that says so."""

    @property
    def id(self) -> ReviewerId:
        """Who reviews, as reviews name it."""
        ...

    async def review(self, case: ReviewCase, on_event: OnReviewEvent) -> Review:
        """Review one round; nothing is saved. Cancelling the task stops the work."""
        ...
