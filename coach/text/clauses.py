"""Cutting a sentence at its joints: into clauses, into the questions it asks, into listed items.

Punctuation and conjunctions decide; nothing is parsed. Offsets are code points of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.text.spans import Span

_CONJUNCTIONS = (
    r"(?:but|or|so|because|since|while|whereas|although|though|otherwise|instead|had (?:i|we)|"
    r"(?:and )?if (?:i|we) (?:do not|don't|did not|didn't))\b"
)
_CLAUSE = re.compile(rf"[;:]\s+|\s+[-–—]+\s+|—|,?\s+(?={_CONJUNCTIONS})", re.IGNORECASE)
_CLAUSE_OR_COMMA = re.compile(rf"{_CLAUSE.pattern}|,\s+", re.IGNORECASE)
_QUESTION_WORDS = (
    r"(?:what|which|who|whom|whose|how|when|where|why|is|are|do|does|did|can|could|has|have)\b"
)
_QUESTION = re.compile(rf"\?\s+|;\s+|,?\s+(?:and|or)\s+(?={_QUESTION_WORDS})", re.IGNORECASE)
_ITEM = re.compile(r"[,;:/]|\band\b|\bor\b(?!\s+so\b)", re.IGNORECASE)


def split_clauses(text: str, *, at_commas: bool = True) -> list[Span]:
    """The clauses of a text, in order, without the punctuation between them.

    A conjunction stays with the clause that it opens. Without `at_commas` a comma alone parts
    nothing, so that "sales, who lose the deal" stays whole where a clause is shown as a quote.
    """
    return list(_split(text, _CLAUSE_OR_COMMA if at_commas else _CLAUSE))


def split_questions(text: str) -> list[str]:
    """The questions that one message asks: "Who pays, and how much?" asks two."""
    return [text[start:end] for start, end in _split(text, _QUESTION)]


def split_items(text: str) -> list[str]:
    """The items of an enumeration; a sentence that lists nothing is one item."""
    return [text[start:end] for start, end in _split(text, _ITEM)]


def _split(text: str, joint: re.Pattern[str]) -> Iterator[Span]:
    start = 0
    for match in joint.finditer(text):
        if text[start : match.start()].strip():
            yield Span(start, match.start())
        start = match.end()
    if text[start:].strip():
        yield Span(start, len(text))
