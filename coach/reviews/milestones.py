"""When in a round the first question, the recommendation and the first tradeoff appeared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coach.text.cue_matcher import Matcher
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Moments, quote_spans
from coach.transcripts.timeline import TypingTrace

MOST = 8
"""Sentences quoted for each act."""


@dataclass(frozen=True)
class Acts:
    """The sentences in which an answer decides, and in which it says what it gives up."""

    decided: list[Evidence] = field(default_factory=list)
    given_up: list[Evidence] = field(default_factory=list)


def find_acts(matcher: Matcher) -> Acts:
    """Find the acts in a text from which what does not count has been blanked.

    Their wordings are the lists `decide` and `give_up` in the pack's `cues.yaml`; in a pack
    without them no act is found.
    """
    return Acts(
        decided=quote_spans(matcher.text, matcher.find_list("decide"), MOST),
        given_up=quote_spans(matcher.text, matcher.find_list("give_up"), MOST),
    )


def find_milestones(transcript: Transcript, acts: Acts, typed: TypingTrace | None) -> Moments:
    """Find the seconds of each milestone; None for what did not happen or was not typed here."""
    return Moments(
        first_question=transcript.clarify[0].at if transcript.clarify else None,
        recommendation=_find_earliest(acts.decided, typed),
        first_tradeoff=_find_earliest(acts.given_up, typed),
    )


def _find_earliest(evidence: Sequence[Evidence], typed: TypingTrace | None) -> float | None:
    if typed is None:
        return None
    moments = (typed.find_moment(*quote.span) for quote in evidence if quote.span is not None)
    return min((moment for moment in moments if moment is not None), default=None)
