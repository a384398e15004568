"""Stretches of a text, in code points, end exclusive; and whether two of them meet."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class HasSpan(Protocol):
    """Anything that stands at a known place in a text: a sentence, a match, an exclusion."""

    @property
    def start(self) -> int:
        """Offset of the first character."""
        ...

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        ...


class Span(NamedTuple):
    """A stretch of a text and nothing else."""

    start: int
    end: int


def overlap(first: HasSpan, second: HasSpan) -> bool:
    """Whether two stretches of the same text share a character."""
    return first.start < second.end and second.start < first.end
