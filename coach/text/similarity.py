"""How near a question is to the wordings known for each fact, by its words and by its topics.

Rare words weigh more, as in any search by words. A topic is a group of words in which people ask
for the same kind of thing: who says "spend" and who says "revenue" both ask about money.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from coach.text.document import Document, stem

Stems = tuple[str, ...]
Terms = frozenset[str]
ANSWER_WEIGHT = 0.4
"""What a term of the answer counts against one of a question that earns the fact."""
MOST = 3.0
"""Wordings from which a term that returns says no more."""
UNHEARD = 2.5
"""The rarity of a term that no wording of the scenario has; about that of one in a single fact."""
_EMPTY_WORDS = """
    a an the this that these those it its they them their we us our you your i me my he she his
    her is be do have will would can could should may might must shall did does was were been
    not no and or but if than as of to in on at for from with by about into over out up so then
    too also just only very really what which who whom whose when where why how there here any
    some all each every much many more most long time like take get see seen work go come think
    know say today
"""
EMPTY = frozenset(stem(word) for word in _EMPTY_WORDS.split())
"""Stems that stand in any question, whatever it is about."""


class Topics:
    """Groups of related words, found among the stems of a text."""

    def __init__(self, related: Mapping[str, Sequence[str]]) -> None:
        self._phrases: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for topic, phrases in related.items():
            for phrase in phrases:
                if stems := extract_stems(phrase):
                    self._phrases[stems[0]].append((stems, topic))

    def among(self, stems: Stems) -> Terms:
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
    """The terms of a scenario's facts, weighed once for any number of questions."""

    def __init__(self, facts: Mapping[str, Wordings]) -> None:
        self._questions = {id: wordings.questions for id, wordings in facts.items()}
        self._counts = {id: _counted(wordings) for id, wordings in facts.items()}
        spread = Counter(term for counts in self._counts.values() for term in counts)
        self._rarity = {term: math.log((len(facts) + 1) / n) for term, n in spread.items()}

    def shared(self, asked: Terms, id: str) -> int:
        """How many terms of what is asked the wordings of a fact hold."""
        return sum(1 for term in asked if term in self._counts[id])

    def overall(self, asked: Terms, id: str) -> float:
        """How much of what is asked stands in the wordings of a fact taken together."""
        counts = self._counts[id]
        shared = [term for term in asked if term in counts]
        weight = sum(self._rarity[term] * math.sqrt(min(counts[term], MOST)) for term in shared)
        return weight / sum(counts.values()) ** 0.25 if shared else 0.0

    def closest(self, asked: Terms, id: str) -> float:
        """How like the question the likest single wording of a fact is: 1 for the same terms."""
        return max((self._alike(asked, known) for known in self._questions[id]), default=0.0)

    def _alike(self, asked: Terms, known: Terms) -> float:
        shared = self._length(asked & known)
        return shared / math.sqrt(self._length(asked) * self._length(known)) if shared else 0.0

    def _length(self, terms: Collection[str]) -> float:
        return sum(self._rarity.get(term, UNHEARD) ** 2 for term in terms)


def find_related_words(stems: Stems) -> Terms:
    """The stems that say what a text is about."""
    return frozenset(stems) - EMPTY


def extract_stems(text: str | Document) -> Stems:
    """The stems of all words of a text, in order."""
    if isinstance(text, str):
        return _stem_wording(text)
    return tuple(word.stem for sentence in text.sentences for word in sentence.words)


@lru_cache(maxsize=20_000)
def _stem_wording(text: str) -> Stems:
    """The stems of a text; the wordings of a pack are the same for every round."""
    return extract_stems(Document(text))


def _counted(wordings: Wordings) -> Mapping[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    for question in wordings.questions:
        for term in question:
            counts[term] += 1.0
    for term in wordings.answer:
        counts[term] += ANSWER_WEIGHT
    return counts
