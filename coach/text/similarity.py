"""How near a question is to the wordings known for each fact, by its words and by its topics.

Rare words weigh more: the weight of a term is the logarithm of how few facts have it (inverse
document frequency). A topic is a group of words in which people ask for the same kind of thing:
who says "spend" and who says "revenue" both ask about money.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from coach.text.document import list_stems

Stems = tuple[str, ...]
Terms = frozenset[str]
ANSWER_WEIGHT = 0.4
"""What a term of the answer counts against one of a question that earns the fact."""
MOST = 3.0
"""Number of wordings with a term from which one more adds nothing."""
UNKNOWN_RARITY = 2.5
"""Weight of a term that no wording of the scenario has; about that of one in a single fact."""


class Topics:
    """Groups of related words, found among the stems of a text."""

    def __init__(self, related: Mapping[str, Sequence[str]]) -> None:
        self._phrases: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for topic, phrases in related.items():
            for phrase in phrases:
                if stems := list_stems(phrase):
                    self._phrases[stems[0]].append((stems, topic))

    def find(self, stems: Stems) -> Terms:
        """The topics that a text touches."""
        return frozenset(
            topic
            for at, first in enumerate(stems)
            for phrase, topic in self._phrases.get(first, ())
            if stems[at : at + len(phrase)] == phrase
        )


@dataclass(frozen=True)
class Wordings:
    """A fact's wordings as the terms each holds, and the terms of its answer."""

    questions: tuple[Terms, ...]
    answer: Terms


class Nearness:
    """The terms of a scenario's facts, weighed once for any number of questions.

    Facts are named by id. A question is given as its terms: content stems, or topics.
    """

    def __init__(self, facts: Mapping[str, Wordings]) -> None:
        self._counts = {fact: _count_terms(wordings) for fact, wordings in facts.items()}
        spread = Counter(term for counts in self._counts.values() for term in counts)
        self._rarity = {term: math.log((len(facts) + 1) / n) for term, n in spread.items()}
        self._questions = {
            fact: [(terms, self._measure_length(terms)) for terms in wordings.questions]
            for fact, wordings in facts.items()
        }
        """The wordings of each fact with their squared lengths."""

    def count_shared(self, asked: Terms, fact: str) -> int:
        """How many of the question's terms the wordings of a fact have."""
        return sum(1 for term in asked if term in self._counts[fact])

    def measure_overall(self, asked: Terms, fact: str) -> float:
        """The weight of the shared terms over all wordings of a fact, 0 for none shared.

        Divided by the fourth root of all its terms, so that many wordings are no head start.
        """
        counts = self._counts[fact]
        shared = [term for term in asked if term in counts]
        weight = sum(self._rarity[term] * math.sqrt(min(counts[term], MOST)) for term in shared)
        return weight / sum(counts.values()) ** 0.25 if shared else 0.0

    def measure_closest(self, asked: Terms, fact: str) -> float:
        """The cosine to the single wording of a fact that is most like it, 0 to 1."""
        alike = (
            self._measure_length(asked & known) / math.sqrt(length)
            for known, length in self._questions[fact]
            if not asked.isdisjoint(known)
        )
        closest = max(alike, default=0.0)
        return closest / math.sqrt(self._measure_length(asked)) if closest else 0.0

    def _measure_length(self, terms: Collection[str]) -> float:
        return sum(self._rarity.get(term, UNKNOWN_RARITY) ** 2 for term in terms)


def _count_terms(wordings: Wordings) -> Mapping[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    for question in wordings.questions:
        for term in question:
            counts[term] += 1.0
    for term in wordings.answer:
        counts[term] += ANSWER_WEIGHT
    return counts
