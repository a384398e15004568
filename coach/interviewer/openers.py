"""The questions that any case may be opened with: goal, success, deadline, who decides, and so on.

A pack answers them for its cases. Such an answer is given and earns no credit; where it matters in
a case, a fact of the case is told in its place and counts like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coach.interviewer.fact_matcher import FactMatcher
from coach.packs.schema import Fact, Opener

GIVEN = "{answer} That is given to everyone, so it earns nothing."


class OpenerMatcher:
    """Which opener a question is, and the fact of the case that answers it, if one does."""

    def __init__(
        self,
        openers: Sequence[Opener],
        facts: Sequence[Fact],
        lexicon: Mapping[str, Sequence[str]],
    ) -> None:
        self._openers = {opener.id.replace("_", "-"): opener for opener in openers}
        self._told_by = {fact.opener: fact.id for fact in facts if fact.opener}
        self._matcher = FactMatcher(
            [_as_fact(name, opener) for name, opener in self._openers.items()], lexicon
        )

    def match(self, question: str) -> Opener | None:
        """Return the opener that a question asks, by its wordings or else by most of its cues."""
        if not self._openers:
            return None
        if self.is_wording(question) and (known := self._matcher.fact(question)):
            return self._openers[known]
        evidence = dict(self._matcher.evidence(question))
        likeliest = max(evidence, key=lambda name: (evidence[name].cues, evidence[name].weight))
        return self._openers[likeliest] if evidence[likeliest].cues else None

    def is_wording(self, question: str) -> bool:
        """Whether a question is word for word one that the pack lists for an opener."""
        return self._matcher.is_wording(question)

    def fact_for(self, opener: Opener) -> str | None:
        """Return the case's own fact for the opener; None where the pack's answer stands."""
        return self._told_by.get(opener.id)


def _as_fact(name: str, opener: Opener) -> Fact:
    return Fact(
        id=name,
        ask=opener.ask,
        answer=opener.answer,
        earned_by=opener.earned_by,
        asked_as=opener.asked_as,
    )
