"""Naive Bayes for short questions: which of several things one asks for, if any.

Each term is taken to be there or not (McCallum and Nigam, "A comparison of event models for naive
Bayes text classification", 1998, the multi-variate Bernoulli model), and only terms that are there
are weighed: a question is too short for what is missing in it to say much.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

UNSEEN = 0.1
"""How often a term is taken to have been seen besides where it was."""


class WordOdds:
    """What each term of a question says for each of several things, against all the rest.

    `wordings` are questions that ask for a thing, by its name; `others` ask for anything else.
    `find_terms` finds the terms of a text.
    """

    def __init__(
        self,
        wordings: Mapping[str, Sequence[str]],
        others: Sequence[str],
        find_terms: Callable[[str], frozenset[str]],
    ) -> None:
        self._find_terms = find_terms
        self._counts = {name: self._count(texts) for name, texts in wordings.items()}
        self._sizes = {name: len(texts) for name, texts in wordings.items()}
        self._every = self._count(others)
        for counts in self._counts.values():
            self._every.update(counts)
        self._size = sum(self._sizes.values()) + len(others)

    def measure(self, question: str) -> dict[str, float]:
        """The logarithm of the odds for each thing; 0 where the terms say nothing either way."""
        terms = [term for term in self._find_terms(question) if term in self._every]
        return {name: sum(self._weigh(name, term) for term in terms) for name in self._counts}

    def _weigh(self, name: str, term: str) -> float:
        inside, size = self._counts[name][term], self._sizes[name]
        outside = self._every[term] - inside
        return _compute_log_share(inside, size) - _compute_log_share(outside, self._size - size)

    def _count(self, texts: Sequence[str]) -> Counter[str]:
        return Counter(chain.from_iterable(map(self._find_terms, texts)))


def _compute_log_share(count: int, size: int) -> float:
    return math.log((count + UNSEEN) / (size + 2 * UNSEEN))
