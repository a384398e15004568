"""Facts in a text written by a model that stand in none of its sources: numbers and names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from coach.text.document import Document
from coach.text.spans import Span, overlap

_NUMBER = re.compile(
    r"[$€£]?\d[\d,.]*\d(?:\s?(?:%|k|m|bn|million|thousand|x))?|[$€£]?\d(?:\s?(?:%|k|m|bn|x))?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?…:]\s)(?<!^)(?<![\n•\-*]\s)\b[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*")
_BRACKETED = re.compile(r"\[[^\]]*\]")
_ORDINARY_WORDS = "I I'd I'll I’d I’ll Monday Tuesday Wednesday Thursday Friday Customer OK"
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words with a capital letter that name nobody."""
_DIGITS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "dozen": "12",
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "hundred": "100",
}  # fmt: skip
"""`one` says nothing by itself ("one thing"), so it alone is no new fact."""


@dataclass(frozen=True)
class NewFact:
    """A number or a name that none of the sources has; offsets are code points."""

    start: int
    end: int
    text: str


def find_new_facts(text: str, sources: Iterable[str]) -> list[NewFact]:
    """Numbers and names of the text that stand in no source, in text order.

    Numbers count the same as digits or words. Names at the start of a sentence are not looked at,
    since every word is capitalized there; what stands in [brackets] is a gap for the reader to
    fill, and not looked at either.
    """
    known = "\n".join(sources)
    numbers = {_normalize(m.group()) for m in _NUMBER.finditer(known)} | _read_digits(known)
    words = {word.casefold() for word in re.findall(r"[\w'’-]+", known)}
    gaps = [Span(*match.span()) for match in _BRACKETED.finditer(text)]
    facts = [
        NewFact(m.start(), m.end(), m.group())
        for m in _NUMBER.finditer(text)
        if _normalize(m.group()) not in numbers
    ]
    facts += [
        NewFact(word.start, word.end, text[word.start : word.end])
        for word in Document(text).words
        if word.raw in _DIGITS and word.raw != "one" and _DIGITS[word.raw] not in numbers
    ]
    facts += [
        NewFact(m.start(), m.end(), m.group())
        for m in _NAME.finditer(text)
        if m.group() not in _ORDINARY and not _is_known(m.group(), words)
    ]
    outside = [fact for fact in facts if not any(overlap(fact, gap) for gap in gaps)]
    return sorted(outside, key=lambda fact: fact.start)


def _normalize(number: str) -> str:
    return re.sub(r"[^\d.]", "", number).strip(".").lstrip("0") or "0"


def _read_digits(text: str) -> set[str]:
    """The numbers of a text that are written as words, in digits."""
    words = {word.raw for word in Document(text).words}
    return {digits for word, digits in _DIGITS.items() if word in words}


def _is_known(name: str, words: set[str]) -> bool:
    return all(
        part.casefold().removesuffix("'s").removesuffix("’s") in words
        or part.casefold() in words
        or part in _ORDINARY
        for part in name.split()
    )
