"""Which sentence of one attempt became which of the next: same, reworded, moved, new or gone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

ALIKE = 62.0
"""Similarity (0 to 100) from which a sentence counts as another one reworded. Of 44,800 pairs of
sentences from gold answers on different scenarios none reaches it (the highest has 61.7)."""
LEAST_WORDS = 4
"""Shorter sentences are alike too easily; they count only when they are the same."""
MOST_SENTENCES = 400
"""Sentences on each side that are compared for rewording; an answer of 15 minutes has about 30."""


@dataclass(frozen=True)
class Pair:
    """A sentence's places before and after (from 0) and their likeness, 100 for the same words."""

    old: int
    new: int
    alike: float
    moved: bool = False


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pair the sentences of two attempts, in the order of the new one.

    Sentences with the same words are paired first, then those most alike; a sentence that is like
    none is in no pair. A pair has moved when it is not in the longest run of pairs that kept their
    order.
    """
    before, after = [_normalize(text) for text in old], [_normalize(text) for text in new]
    pairs = _pair_same(before, after)
    rest_old = _list_unpaired(before, {pair.old for pair in pairs})
    rest_new = _list_unpaired(after, {pair.new for pair in pairs})
    pairs += _pair_reworded(before, after, rest_old, rest_new)
    pairs.sort(key=lambda pair: pair.new)
    steady = _find_longest_rising([pair.old for pair in pairs])
    return [
        Pair(pair.old, pair.new, pair.alike, moved=place not in steady)
        for place, pair in enumerate(pairs)
    ]


def _normalize(text: str) -> str:
    return " ".join(re.findall(r"[\w$€£%]+", text.casefold()))


def _list_unpaired(sentences: Sequence[str], paired: set[int]) -> list[int]:
    """Places of the sentences without a pair that are long enough to be compared."""
    places = (place for place in range(len(sentences)) if place not in paired)
    return [p for p in places if len(sentences[p].split()) >= LEAST_WORDS][:MOST_SENTENCES]


def _pair_same(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    places: dict[str, list[int]] = {}
    for i in reversed(range(len(old))):
        places.setdefault(old[i], []).append(i)
    pairs = []
    for j, text in enumerate(new):
        if text and places.get(text):
            pairs.append(Pair(places[text].pop(), j, 100.0))
    return pairs


def _pair_reworded(
    old: Sequence[str], new: Sequence[str], rest_old: Sequence[int], rest_new: Sequence[int]
) -> list[Pair]:
    scored = [(_measure_likeness(old[i], new[j]), i, j) for j in rest_new for i in rest_old]
    taken: set[int] = set()
    given: set[int] = set()
    pairs = []
    for alike, i, j in sorted(scored, key=lambda scored_pair: -scored_pair[0]):
        if alike < ALIKE:
            break
        if i not in taken and j not in given:
            taken.add(i)
            given.add(j)
            pairs.append(Pair(i, j, round(alike, 1)))
    return pairs


def _measure_likeness(old: str, new: str) -> float:
    """Likeness from 0 to 100, whatever the order of the words."""
    return max(fuzz.ratio(old, new), fuzz.token_sort_ratio(old, new))


def _find_longest_rising(numbers: Sequence[int]) -> set[int]:
    """Places of the longest rising run among the numbers, not necessarily side by side."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        if length == len(ends):
            ends.append(number)
            at.append(place)
        else:
            ends[length], at[length] = number, place
        before.append(at[length - 1] if length else None)
    run: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        run.add(last)
        last = before[last]
    return run
