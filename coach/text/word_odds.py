"""Naive Bayes for short questions: which of several things one asks for, if any.

All words count but articles and their like, since questions like "by when?" are made of little
else. Each word is taken to be there or not (McCallum and Nigam, "A comparison of event models for
naive Bayes text classification", 1998, the multi-variate Bernoulli model), and only words that are
there are weighed: a question is too short for what is missing in it to say much.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from coach.text.document import list_stems
from coach.text.stopwords import PASSED_OVER

UNSEEN = 0.1
"""How often a word is taken to have been seen besides where it was."""


class WordOdds:
    """What each word of a question says for each of several things, against all the rest.

    `wordings` are questions that ask for a thing, by its name; `others` ask for anything else.
    """

    def __init__(self, wordings: Mapping[str, Sequence[str]], others: Sequence[str]) -> None:
        counts = {name: _count_words(texts) for name, texts in wordings.items()}
        sizes = {name: len(texts) for name, texts in wordings.items()}
        every = sum(counts.values(), _count_words(others))
        size = sum(sizes.values()) + len(others)
        self._odds = {
            name: {
                word: _weigh(counts[name][word], sizes[name])
                - _weigh(count - counts[name][word], size - sizes[name])
                for word, count in every.items()
            }
            for name in wordings
        }

    def measure(self, question: str) -> dict[str, float]:
        """The logarithm of the odds for each thing; 0 where the words say nothing either way."""
        words = _list_words(question)
        return {name: sum(odds.get(w, 0.0) for w in words) for name, odds in self._odds.items()}


def _count_words(texts: Sequence[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _list_words(text))


def _list_words(text: str) -> frozenset[str]:
    return frozenset(list_stems(text)) - PASSED_OVER


def _weigh(count: int, size: int) -> float:
    return math.log((count + UNSEEN) / (size + 2 * UNSEEN))
