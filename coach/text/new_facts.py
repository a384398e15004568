"""Facts in a rewritten answer that the candidate never had: numbers and names from nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from coach.text.document import Document

_NUMBER = re.compile(
    r"[$€£]?\d[\d,.]*\d(?:\s?(?:%|k|m|bn|million|thousand|x))?|[$€£]?\d(?:\s?(?:%|k|m|bn|x))?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?…:]\s)(?<!^)(?<![\n•\-*]\s)\b[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*")
_BRACKETED = re.compile(r"\[[^\]]*\]")
_ORDINARY = frozenset({"I", "I'd", "I'll", "I’d", "I’ll", "Monday", "Tuesday", "Wednesday"}) | {
    "Thursday",
    "Friday",
    "Customer",
    "OK",
}
_DIGITS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "dozen": "12",
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "hundred": "100",
}  # fmt: skip
"""Numbers under two say nothing by themselves ("one thing"), so `one` alone is no new fact."""


@dataclass(frozen=True)
class NewFact:
    """A number or name in the text that none of the sources has; offsets are code points."""

    start: int
    end: int
    text: str


def find_new_facts(text: str, sources: Iterable[str]) -> list[NewFact]:
    """Numbers and names of the text that stand in no source; what is in [brackets] is a gap.

    Numbers count the same as digits or words. Names at the start of a sentence are not looked at,
    since every word is capitalised there.
    """
    known = "\n".join(sources)
    numbers = {_plain(m.group()) for m in _NUMBER.finditer(known)} | _written(known)
    words = {word.casefold() for word in re.findall(r"[\w'’-]+", known)}
    gaps = [match.span() for match in _BRACKETED.finditer(text)]
    found = [
        NewFact(m.start(), m.end(), m.group())
        for m in _NUMBER.finditer(text)
        if _plain(m.group()) not in numbers
    ]
    found += [
        NewFact(word.start, word.end, text[word.start : word.end])
        for sentence in Document(text).sentences
        for word in sentence.words
        if word.raw in _DIGITS and word.raw != "one" and _DIGITS[word.raw] not in numbers
    ]
    found += [
        NewFact(m.start(), m.end(), m.group())
        for m in _NAME.finditer(text)
        if m.group() not in _ORDINARY and not _knows(m.group(), words)
    ]
    outside = [one for one in found if not any(a <= one.start < b for a, b in gaps)]
    return sorted(outside, key=lambda one: one.start)


def _plain(number: str) -> str:
    return re.sub(r"[^\d.]", "", number).strip(".").lstrip("0") or "0"


def _written(text: str) -> set[str]:
    words = {word.raw for s in Document(text).sentences for word in s.words}
    return {digits for word, digits in _DIGITS.items() if word in words}


def _knows(name: str, words: set[str]) -> bool:
    return all(
        part.casefold().removesuffix("'s").removesuffix("’s") in words
        or part.casefold() in words
        or part in _ORDINARY
        for part in name.split()
    )
