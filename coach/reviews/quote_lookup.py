"""Finding a reviewer's quotes in the candidate's words: what cannot be found proves nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from coach.text.spans import HasSpan, Span, overlap
from coach.transcripts.review_schema import Evidence

LEAST_WORDS = 2
"""Words a quote must have; a single word can be found in any answer."""
NEAR = 88.0
"""Similarity (0 to 100) from which a near miss counts as the candidate's own words. Judges drop a
word or mend a typo; an invented quote of the same length stays well below."""
NEAR_WORDS = 4
"""Words of the shortest quote that may be a near miss."""
_SAME = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "\u00a0": " ",
    }
)


@dataclass(frozen=True)
class _Folded:
    """Text for comparing: lower case, single spaces, plain quotes.

    `origin` has for each character its offset in the text as written.
    """

    text: str
    origin: tuple[int, ...]


def locate_quote(quote: str, text: str, exclusions: Iterable[HasSpan] = ()) -> Evidence:
    """Find a quote in the text; the evidence returned holds the text's own words.

    Quote marks, dashes, spaces, case and ellipses do not matter, and a near miss snaps to what was
    written. A quote that is not there, is one word, or lies in excluded text comes back unverified.
    """
    missing = Evidence(quote=quote)
    if len(quote.split()) < LEAST_WORDS:
        return missing
    span = _find_span(quote, text)
    if span is None or any(overlap(span, exclusion) for exclusion in exclusions):
        return missing
    return Evidence.of(text, *span)


def _find_span(quote: str, text: str) -> Span | None:
    """From the first to the last piece of the quote, in order; pieces are parted by ellipses."""
    haystack = _fold(text)
    pieces = [p for p in (_fold_piece(part) for part in _split(quote)) if p]
    if not pieces:
        return None
    spans: list[Span] = []
    after = 0
    for piece in pieces:
        span = _find_exact(piece, haystack, after) or _find_near(piece, haystack, after)
        if span is None:
            return None
        spans.append(span)
        after = span.end
    return Span(haystack.origin[spans[0].start], haystack.origin[spans[-1].end - 1] + 1)


def _split(quote: str) -> list[str]:
    return quote.replace("[...]", "…").replace("...", "…").split("…")


def _fold_piece(part: str) -> str:
    return _fold(part).text.strip(" \"'.,;:")


def _find_exact(piece: str, haystack: _Folded, after: int) -> Span | None:
    start = haystack.text.find(piece, after)
    return None if start < 0 else Span(start, start + len(piece))


def _find_near(piece: str, haystack: _Folded, after: int) -> Span | None:
    """The stretch most like the piece, widened to whole words; None where none is near enough."""
    if len(piece.split()) < NEAR_WORDS:
        return None
    rest = haystack.text[after:]
    if len(rest) < len(piece) * 0.6:
        return None
    match = fuzz.partial_ratio_alignment(piece, rest, score_cutoff=NEAR)
    if match is None or match.dest_end <= match.dest_start:
        return None
    start, end = match.dest_start + after, match.dest_end + after
    while start > 0 and haystack.text[start - 1].isalnum() and haystack.text[start].isalnum():
        start -= 1
    while end < len(haystack.text) and haystack.text[end - 1 : end + 1].isalnum():
        end += 1
    while end > start and haystack.text[end - 1] == " ":
        end -= 1
    while start < end and haystack.text[start] == " ":
        start += 1
    return Span(start, end) if end > start else None


@lru_cache(maxsize=64)
def _fold(text: str) -> _Folded:
    """Fold a text; an answer is looked at once for each of a review's quotes."""
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        plain = character.translate(_SAME)
        if plain.isspace():
            if not characters or characters[-1] == " ":
                continue
            plain = " "
        lowered = plain.lower()
        characters.append(lowered if len(lowered) == 1 else plain)
        origin.append(index)
    return _Folded("".join(characters), tuple(origin))
