"""Which of several things a short question asks for, by its phrases and by its letters.

Naive Bayes over terms of two kinds (`phrases.py`), each divided by the root of the question's
length: terms of one question are not independent, so their odds add up too fast.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.text.document import list_stems
from coach.text.phrases import find_letters, find_phrases
from coach.text.word_odds import WordOdds


@dataclass(frozen=True)
class Odds:
    """Log odds for a thing against all the rest, scaled by the question's length."""

    phrases: float
    letters: float

    @property
    def mean(self) -> float:
        """Both together; phrases count twice, which is about what is fitted for facts."""
        return (2 * self.phrases + self.letters) / 3


class QuestionOdds:
    """What a question says for each of several things, learned from wordings that ask for it.

    `wordings` are by a thing's name; `others` ask for anything else.
    """

    def __init__(self, wordings: Mapping[str, Sequence[str]], others: Sequence[str] = ()) -> None:
        self._by_phrases = WordOdds(wordings, others, find_phrases)
        self._by_letters = WordOdds(wordings, others, find_letters)

    def measure(self, question: str) -> dict[str, Odds]:
        """The odds for each thing; 0 where the question says nothing either way."""
        length = math.sqrt(max(1, len(list_stems(question))))
        letters = self._by_letters.measure(question)
        return {
            name: Odds(phrases / length, letters[name] / length)
            for name, phrases in self._by_phrases.measure(question).items()
        }
