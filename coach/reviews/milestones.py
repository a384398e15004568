"""When in a round the first question, the recommendation and the first tradeoff appeared."""

from __future__ import annotations

from collections.abc import Sequence

from coach.reviews.speech_acts import Acts
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Moments
from coach.transcripts.timeline import TypingTrace


def find_milestones(transcript: Transcript, acts: Acts, typed: TypingTrace | None) -> Moments:
    """Seconds into the round; None for what did not happen or was not typed in a round."""
    return Moments(
        first_question=transcript.clarify[0].at if transcript.clarify else None,
        recommendation=_find_earliest(acts.decided, typed),
        first_tradeoff=_find_earliest(acts.given_up, typed),
    )


def _find_earliest(evidence: Sequence[Evidence], typed: TypingTrace | None) -> float | None:
    if typed is None:
        return None
    moments = (typed.at(*quote.span) for quote in evidence if quote.span is not None)
    return min((moment for moment in moments if moment is not None), default=None)
