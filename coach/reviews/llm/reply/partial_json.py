"""The dimensions of a reply that is still being written."""

from __future__ import annotations

from dataclasses import dataclass, field

import pydantic_core
from pydantic import ValidationError

from coach.reviews.llm.reply.response import SentDimension

LONGEST = 200_000
"""Characters of a reply that are read while it grows; the whole of it is read at its end."""
GROWTH = 1.01
"""How much longer a reply must have become to be read again, so that the work stays in bounds
when every character closes something."""


@dataclass
class PartialReply:
    """Takes a reply piece by piece and gives each dimension once, when its object is closed."""

    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _due: float = 0.0
    _given: int = 0

    def take(self, piece: str) -> list[SentDimension]:
        """Take a piece; return the dimensions it closes."""
        self._pieces.append(piece)
        self._length += len(piece)
        if "}" not in piece or not self._due <= self._length <= LONGEST:
            return []
        self._due = self._length * GROWTH
        closed = find_closed_dimensions("".join(self._pieces))
        new, self._given = closed[self._given :], max(self._given, len(closed))
        return new


def find_closed_dimensions(so_far: str) -> list[SentDimension]:
    """The dimensions of a growing reply whose objects are closed; never raises."""
    start = so_far.find("{")
    if start < 0:
        return []
    data = _load_partial(so_far[start:])
    listed = data.get("dimensions") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        return []
    # the last one may still grow until something follows the list
    whole = listed if isinstance(data, dict) and len(data) > 1 else listed[:-1]
    closed = []
    for candidate in whole:
        try:
            closed.append(SentDimension.model_validate(candidate))
        except ValidationError:
            return closed
    return closed


def _load_partial(text: str) -> object:
    """What a growing JSON text holds so far; None where it is none.

    Not every place where it may break off can be read, such as the middle of a keyword, so that
    the end of the last whole object is tried as well.
    """
    for end in (len(text), text.rfind("}") + 1):
        try:
            return pydantic_core.from_json(text[:end], allow_partial=True)
        except ValueError:
            continue
    return None
