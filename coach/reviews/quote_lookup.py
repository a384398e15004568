"""Finding a reviewer's quotes in the candidate's words: what cannot be found proves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from coach.reviews.offline.exclusions import Exclusion
from coach.transcripts.review_schema import Evidence

LEAST_WORDS = 2
"""Words a quote must have; a single word can be found in any answer."""
NEAR = 88.0
"""Similarity (0 to 100) from which a near miss counts as the candidate's own words. Judges drop a
word or mend a typo; an invented quote of the same length stays well below."""
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
class _Plain:
    """Text for comparing: lower case, single spaces, plain quotes; `origin` maps back."""

    text: str
    origin: tuple[int, ...]


def locate_quote(quote: str, text: str, asides: Sequence[Exclusion] = ()) -> Evidence:
    """Find a quote in the text; the evidence returned holds the text's own words.

    Quote marks, dashes, spaces, case and ellipses do not matter, and a near miss snaps to what was
    written. A quote that is not there, is one word, or lies in text that was set aside comes back
    unverified.
    """
    missing = Evidence(quote=quote)
    if len(quote.split()) < LEAST_WORDS:
        return missing
    found = _span(quote, text)
    if found is None:
        return missing
    start, end = found
    if any(aside.start < end and start < aside.end for aside in asides):
        return missing
    return Evidence(quote=text[start:end], start=start, end=end, verified=True)


def _span(quote: str, text: str) -> tuple[int, int] | None:
    haystack = _plain(text)
    pieces = [p for p in (_needle(part) for part in _split(quote)) if p]
    if not pieces:
        return None
    spans = []
    after = 0
    for piece in pieces:
        found = _exact(piece, haystack, after) or _near(piece, haystack, after)
        if found is None:
            return None
        spans.append(found)
        after = found[1]
    return haystack.origin[spans[0][0]], haystack.origin[spans[-1][1] - 1] + 1


def _split(quote: str) -> list[str]:
    return quote.replace("[...]", "…").replace("...", "…").split("…")


def _needle(part: str) -> str:
    return _plain(part).text.strip(" \"'.,;:")


def _exact(piece: str, haystack: _Plain, after: int) -> tuple[int, int] | None:
    start = haystack.text.find(piece, after)
    return None if start < 0 else (start, start + len(piece))


def _near(piece: str, haystack: _Plain, after: int) -> tuple[int, int] | None:
    if len(piece.split()) < 4:
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
    return (start, end) if end > start else None


def _plain(text: str) -> _Plain:
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
    return _Plain("".join(characters), tuple(origin))
