"""Speech acts, seen without knowing the scenario: an answer decides, it says what it gives up.

Their wordings are the lists `decide` and `give_up` in the pack's `cues.yaml`; a pack without them
has no such acts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.text.cue_matcher import Matcher
from coach.transcripts.review_schema import Evidence, quote_spans

MOST = 8
"""Sentences quoted for each act."""


@dataclass(frozen=True)
class Acts:
    """The sentences that perform each act, in text order."""

    decided: list[Evidence] = field(default_factory=list)
    given_up: list[Evidence] = field(default_factory=list)


def find_acts(matcher: Matcher) -> Acts:
    """Find the acts in a text from which what does not count has been blanked."""
    return Acts(
        decided=quote_spans(matcher.text, matcher.find_list("decide"), MOST),
        given_up=quote_spans(matcher.text, matcher.find_list("give_up"), MOST),
    )
