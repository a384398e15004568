"""A reply that says the same thing over and over: noticed while it is still being written."""

from __future__ import annotations

import re

TAIL = 1600
"""Characters at the end of a reply that are looked at."""
ROUNDS = 4
"""How often the same run must stand there in a row, so a run has at most TAIL / ROUNDS characters;
a line break repeated forever, or one list entry, is found as well as a paragraph."""
STEP = 200
"""New characters between two looks."""
_DIGIT = re.compile(r"\d")


class RepetitionWatch:
    """Takes a growing reply piece by piece and says when it only repeats itself.

    Numbers count as alike, since a loop may count while it turns.
    """

    def __init__(self) -> None:
        self._tail = ""
        self._new = 0

    def take(self, piece: str) -> bool:
        """Take a piece; return whether the reply goes in a loop."""
        self._tail = (self._tail + _DIGIT.sub("0", piece))[-TAIL:]
        self._new += len(piece)
        if self._new < STEP or len(self._tail) < TAIL:
            return False
        self._new = 0
        return find_period(self._tail) * ROUNDS <= TAIL


def find_period(text: str) -> int:
    """Return the length of the shortest run that makes up a text, the last one perhaps cut short.

    By the failure function of Knuth, Morris and Pratt (1977), in linear time.
    """
    borders = [0] * len(text)
    for at in range(1, len(text)):
        border = borders[at - 1]
        while border and text[at] != text[border]:
            border = borders[border - 1]
        borders[at] = border + 1 if text[at] == text[border] else 0
    return len(text) - (borders[-1] if borders else 0)
