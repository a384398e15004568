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
MOST = 400
"""Sentences on each side that are compared for rewording; an answer of 15 minutes has about 30."""


@dataclass(frozen=True)
class Pair:
    """Positions of a sentence before and after, and how alike they are, 100 for the same words."""

    old: int
    new: int
    alike: float
    moved: bool = False


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pair the sentences of two attempts in the order of the new one; what has no pair is left out.

    Sentences with the same words are paired first, then those most alike. A pair has moved when
    it does not stand in the longest run of pairs that kept their order.
    """
    before, after = [_plain(text) for text in old], [_plain(text) for text in new]
    pairs = _same(before, after)
    taken, given = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    rest_old = [i for i in range(len(before)) if i not in taken and _is_long(before[i])][:MOST]
    rest_new = [j for j in range(len(after)) if j not in given and _is_long(after[j])][:MOST]
    pairs += _reworded(before, after, rest_old, rest_new)
    pairs.sort(key=lambda pair: pair.new)
    steady = _longest_rising([pair.old for pair in pairs])
    return [
        Pair(pair.old, pair.new, pair.alike, moved=place not in steady)
        for place, pair in enumerate(pairs)
    ]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w$€£%]+", text.casefold()))


def _is_long(plain: str) -> bool:
    return len(plain.split()) >= LEAST_WORDS


def _same(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    places: dict[str, list[int]] = {}
    for i in reversed(range(len(old))):
        places.setdefault(old[i], []).append(i)
    pairs = []
    for j, text in enumerate(new):
        if text and places.get(text):
            pairs.append(Pair(places[text].pop(), j, 100.0))
    return pairs


def _reworded(
    old: Sequence[str], new: Sequence[str], rest_old: Sequence[int], rest_new: Sequence[int]
) -> list[Pair]:
    scored = [(_alike(old[i], new[j]), i, j) for j in rest_new for i in rest_old]
    taken: set[int] = set()
    given: set[int] = set()
    pairs = []
    for alike, i, j in sorted(scored, key=lambda one: -one[0]):
        if alike < ALIKE:
            break
        if i not in taken and j not in given:
            taken.add(i)
            given.add(j)
            pairs.append(Pair(i, j, round(alike, 1)))
    return pairs


def _alike(one: str, other: str) -> float:
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))


def _longest_rising(numbers: Sequence[int]) -> set[int]:
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
    found: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
