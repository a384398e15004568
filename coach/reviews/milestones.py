"""When in a round the first question, the recommendation and the first tradeoff appeared."""

from __future__ import annotations

from collections.abc import Sequence

from coach.reviews.speech_acts import Acts
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Moments
from coach.transcripts.timeline import TypingTrace


def find_milestones(transcript: Transcript, found: Acts, typed: TypingTrace | None) -> Moments:
    """Seconds into the round; None for what did not happen or was not typed in a round."""
    first = transcript.clarify[0].at if transcript.clarify else None
    return Moments(
        first_question=first,
        recommendation=_earliest(found.decided, typed),
        first_tradeoff=_earliest(found.given_up, typed),
    )


def _earliest(evidence: Sequence[Evidence], typed: TypingTrace | None) -> float | None:
    if typed is None:
        return None
    found = (typed.at(e.start, e.end) for e in evidence if e.start is not None and e.end)
    return min((moment for moment in found if moment is not None), default=None)
