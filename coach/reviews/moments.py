"""When in a round the first question, the recommendation and the first tradeoff appeared."""

from __future__ import annotations

from collections.abc import Sequence

from coach.reviews.review import Evidence, Moments
from coach.transcripts.transcript import Transcript


def moments(
    transcript: Transcript, decided: Sequence[Evidence], given_up: Sequence[Evidence]
) -> Moments:
    """Seconds into the round, as far as the record alone tells them."""
    first = transcript.clarify[0].at if transcript.clarify else None
    return Moments(first_question=first)
