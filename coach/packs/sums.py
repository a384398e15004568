"""Recomputing the figures of a scenario: plain arithmetic, parsed here and never executed.

A sum is written with the numbers of the scenario as its text has them ("60% * $400K * 0.5"), the
signs + - * / ^ and parentheses. A figure agrees with its sum if the difference is no more than the
figure's own rounding: half a unit of its last digit, or, where it ends in zeros, half a unit of its
last other digit, though never more than 5% of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ROUNDING = 0.05
"""The share of a figure that zeros at its end may stand for."""
UNITS = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "%": 0.01}
WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 1e6,
    "half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1,
    "once": 1, "twice": 2, "double": 2, "dozen": 12,
}  # fmt: skip
CONVERSIONS = frozenset({1, 2, 7, 12, 24, 30, 52, 60, 100, 365, 730, 1000, 3600, 86400, 1e6})
"""Numbers a sum may use though the text has none: days, weeks, months, hours, seconds."""
_NUMBER = re.compile(
    r"\$?(?P<digits>\d[\d,]*(?:\.\d+)?|\.\d+)(?:\s?(?P<unit>%|[kKmMbBtT](?![a-zA-Z])))?"
)
_LONG_UNIT = re.compile(r"\s(percent|thousand|million|billion|trillion)\b", re.IGNORECASE)
_LONG = {"percent": "%", "thousand": "k", "million": "m", "billion": "b", "trillion": "t"}
_WORD = re.compile(rf"\b({'|'.join(WORDS)})s?\b", re.IGNORECASE)
_TOKEN = re.compile(rf"\s*(?:(?P<number>{_NUMBER.pattern})|(?P<sign>[-+*/^()]))")


class SumError(ValueError):
    """A sum that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True)
class Figure:
    """A number as written, and how far a value may be from it and still round to it."""

    value: float
    rounding: float

    def agrees(self, value: float) -> bool:
        """Whether a value rounds to this figure."""
        return abs(value - self.value) <= self.rounding + 1e-9 * max(1.0, abs(self.value))


def find_figures(text: str) -> Iterator[Figure]:
    """Find every number in a text, in digits or in words; "two thirds" counts as 2 and 1/3."""
    for match in _NUMBER.finditer(text):
        long = _LONG_UNIT.match(text, match.end())
        unit = match["unit"] or (_LONG[long[1].lower()] if long else "")
        yield _make_figure(match["digits"], unit)
    for match in _WORD.finditer(text):
        value = float(WORDS[match[1].lower()])
        yield Figure(value, 0.05 * value)


def compute(text: str) -> float:
    """Compute the value of a sum. Raises SumError for what is not plain arithmetic."""
    parser = _Parser(list(_tokenize(text)))
    value = parser.parse_sum()
    if parser.left:
        raise SumError(f"{parser.left[0]!r} is one too many")
    return value


def list_numbers(text: str) -> list[float]:
    """List the numbers a sum is made of. Raises SumError."""
    return [token for token in _tokenize(text) if isinstance(token, float)]


def _make_figure(digits: str, unit: str) -> Figure:
    plain = digits.replace(",", "")
    scale = UNITS[unit.lower()]
    value = float(plain) * scale
    decimals = len(plain.partition(".")[2])
    rounding = 0.5 * 10**-decimals * scale
    if not decimals and (zeros := len(plain) - len(plain.rstrip("0"))):
        rounding = max(rounding, min(0.5 * 10**zeros * scale, MOST_ROUNDING * value))
    return Figure(value, rounding)


def _tokenize(text: str) -> Iterator[float | str]:
    at = 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise SumError(f"{text[at:].strip()!r} is neither a number nor one of + - * / ^ ( )")
        if match["number"]:
            yield _make_figure(match["digits"], match["unit"] or "").value
        else:
            yield match["sign"]
        at = match.end()


class _Parser:
    """Reads tokens by precedence: + and -, then * and /, then ^, then signs and parentheses."""

    def __init__(self, tokens: list[float | str]) -> None:
        self.left = tokens

    def parse_sum(self) -> float:
        value = self._parse_product()
        while self.left and self.left[0] in ("+", "-"):
            sign = self.left.pop(0)
            term = self._parse_product()
            value = value + term if sign == "+" else value - term
        return value

    def _parse_product(self) -> float:
        value = self._parse_power()
        while self.left and self.left[0] in ("*", "/"):
            sign = self.left.pop(0)
            term = self._parse_power()
            if sign == "/" and not term:
                raise SumError("it divides by zero")
            value = value * term if sign == "*" else value / term
        return value

    def _parse_power(self) -> float:
        base = self._parse_atom()
        if self.left and self.left[0] == "^":
            self.left.pop(0)
            exponent = self._parse_atom()
            if abs(exponent) > 100 or base < 0:
                raise SumError("a power must have a base of 0 or more and an exponent up to 100")
            return float(base**exponent)
        return base

    def _parse_atom(self) -> float:
        if not self.left:
            raise SumError("it ends too early")
        token = self.left.pop(0)
        if isinstance(token, float):
            return token
        if token == "-":
            return -self._parse_atom()
        if token != "(":
            raise SumError(f"{token!r} stands where a number should")
        value = self.parse_sum()
        if not self.left or self.left.pop(0) != ")":
            raise SumError("a parenthesis is not closed")
        return value
