"""What the interviewer has learned from wordings: weights, read from `learned.json` beside this.

`scripts/fit_fact_matcher.py` writes that file. Its weights are those of a logistic choice among the
facts of a case and none of them; `asides` says what single words and pairs of words speak for a
question that no fact answers: one about careers, offices or tools, one that fishes for the answer.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coach.text.phrases import find_phrases

PATH = Path(__file__).with_name("learned.json")


@dataclass(frozen=True)
class Learned:
    """The weights, each by the name of what it weighs."""

    fact: Mapping[str, float]
    """Of `FactSupport.features`."""
    none: Mapping[str, float]
    """Of `FactMatcher.measure_none`."""
    asides: Mapping[str, float]
    """Of phrases as `find_phrases` finds them."""

    def weigh_aside(self, question: str) -> float:
        """Weigh what the words of a question say for its being about nothing in the case.

        Below 0 they are words that people ask for facts with.
        """
        phrases = find_phrases(question)
        weight = math.fsum(self.asides.get(phrase, 0.0) for phrase in phrases)
        return weight / math.sqrt(len(phrases)) if phrases else 0.0


@lru_cache(maxsize=1)
def load_learned() -> Learned:
    """Load the weights that ship, once."""
    return Learned(**json.loads(PATH.read_text(encoding="utf-8")))
