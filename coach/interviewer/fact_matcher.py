"""Which fact a question asks for: cues, words and topics weighed together, and doubt kept.

The weights are those of a logistic choice among the facts and none of them, fitted on questions
whose writer's other wordings were not known; `python -m scripts.hearing` measures what they earn.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from coach.packs.schema import Fact
from coach.text.cue_matcher import Document, find_cues
from coach.text.similarity import (
    Nearness,
    Stems,
    Terms,
    Topics,
    Wordings,
    extract_stems,
    find_related_words,
)

MOST_CUES = 3
"""Cues from which more of them say no more."""
CUE, ANY_CUE = 0.75, 0.75
WORDS, CLOSEST_WORDS = 2.03, 1.88
TOPICS, CLOSEST_TOPICS = 0.61, 1.71
NONE = 4.56
"""What a fact has to outweigh for a question not to be about something else."""
SURE = 0.45
"""The chance from which a fact is told; below it a wrong one would be told too often."""
AHEAD = 0.1
"""How far its chance must be ahead of the next fact's."""
FEWEST_WORDS = 2
"""Words that a question no cue finds must share with a fact; one may be about anything."""
MAYBE = 0.15
"""The chance from which a question may well be about a fact, though too unclear to tell it."""


@dataclass(frozen=True)
class FactSupport:
    """What speaks for a fact in a question: cues found, and nearness to its wordings."""

    cues: int
    shared: int
    """Words that stand in the question and in the fact's wordings."""
    words: float
    closest_words: float
    topics: float
    closest_topics: float

    @property
    def enough(self) -> bool:
        """Whether more than a word speaks for it."""
        return self.cues > 0 or self.shared >= FEWEST_WORDS

    @property
    def weight(self) -> float:
        """All of it together, on the scale of NONE."""
        return (
            CUE * min(self.cues, MOST_CUES)
            + ANY_CUE * bool(self.cues)
            + WORDS * self.words
            + CLOSEST_WORDS * self.closest_words
            + TOPICS * self.topics
            + CLOSEST_TOPICS * self.closest_topics
        )


class FactMatcher:
    """What a scenario's questions are heard by, made ready once for a round."""

    def __init__(
        self,
        facts: Sequence[Fact],
        lexicon: Mapping[str, Sequence[str]],
        related: Mapping[str, Sequence[str]] = MappingProxyType({}),
        asked: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self._facts = facts
        self._lexicon = lexicon
        self._topics = Topics(related)
        wordings = {fact.id: [fact.ask, *fact.asked_as, *asked.get(fact.id, ())] for fact in facts}
        self._by_cues = not asked
        self._verbatim = _only_of_one(wordings)
        stems = {id: tuple(map(extract_stems, texts)) for id, texts in wordings.items()}
        answers = {fact.id: extract_stems(fact.answer) for fact in facts}

        def nearness(terms_among: Callable[[Stems], Terms]) -> Nearness:
            return Nearness(
                {
                    id: Wordings(tuple(map(terms_among, texts)), terms_among(answers[id]))
                    for id, texts in stems.items()
                }
            )

        self._by_words = nearness(find_related_words)
        self._by_topics = nearness(self._topics.among)

    def fact(self, question: str) -> str | None:
        """The fact that a question clearly asks for; one of its own wordings always does.

        A scenario that came without further wordings is heard by its cues, as its author meant
        them; what no cue finds still has to be clear.
        """
        if known := self._verbatim.get(_plain(question)):
            return known
        evidence = dict(self.evidence(question))
        ranked = sorted(evidence, key=lambda id: evidence[id].weight, reverse=True)
        likeliest, chances = ranked[0], _chances(evidence)
        if self._by_cues and evidence[likeliest].cues:
            return likeliest
        next_best = max((chances[id] for id in ranked[1:]), default=0.0)
        clear = chances[likeliest] >= max(SURE, next_best + AHEAD)
        return likeliest if clear and evidence[likeliest].enough else None

    def is_wording(self, question: str) -> bool:
        """Whether a question is word for word one of a single fact's wordings."""
        return _plain(question) in self._verbatim

    def is_near(self, question: str) -> bool:
        """Whether a question may well be about some fact."""
        return max(self.chances(question).values()) >= MAYBE

    def chances(self, question: str) -> dict[str, float]:
        """How likely a question asks for each fact; the rest to 1 is that it asks for none."""
        return _chances(dict(self.evidence(question)))

    def evidence(self, question: str) -> Iterator[tuple[str, FactSupport]]:
        """What speaks for each fact."""
        document = Document(question)
        stems = extract_stems(document)
        words, topics = find_related_words(stems), self._topics.among(stems)
        for fact in self._facts:
            yield (
                fact.id,
                FactSupport(
                    cues=len({m.cue for m in find_cues(fact.earned_by, document, self._lexicon)}),
                    shared=self._by_words.shared(words, fact.id),
                    words=self._by_words.overall(words, fact.id),
                    closest_words=self._by_words.closest(words, fact.id),
                    topics=self._by_topics.overall(topics, fact.id),
                    closest_topics=self._by_topics.closest(topics, fact.id),
                ),
            )


def _chances(evidence: Mapping[str, FactSupport]) -> dict[str, float]:
    weights = {id: found.weight for id, found in evidence.items()}
    most = max(NONE, *weights.values())
    shares = {id: math.exp(weight - most) for id, weight in weights.items()}
    whole = math.fsum(chain(shares.values(), [math.exp(NONE - most)]))
    return {id: share / whole for id, share in shares.items()}


def _only_of_one(wordings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The fact of each wording that no other fact has too."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for id, texts in wordings.items():
        for text in texts:
            owners[_plain(text)].add(id)
    return {text: next(iter(ids)) for text, ids in owners.items() if len(ids) == 1}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?. ")
