"""The language rounds are searched in: words, "phrases", prefix*, and filters such as level:>=3."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coach.files import CoachError
from coach.transcripts.index import Index, Snippet
from coach.transcripts.summary import RoundSummary

FILTERS = ("scenario", "level", "model", "after", "before", "area", "tag")
_TOKEN = re.compile(r'\s*(?:([A-Za-z_]+):("[^"]*"|[^\s"]*)|"([^"]*)"(\*?)|([^\s"]+))')
_LEVEL = re.compile(r"(>=|<=|>|<|=)?([1-4])")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
Areas = Mapping[str, Sequence[str]]
"""The areas of each scenario, by its id."""
Fits = Callable[[RoundSummary, Areas], bool]


@dataclass(frozen=True)
class Query:
    """What is searched for: an FTS5 expression (empty for any text) and what rows must fit."""

    match: str
    fits: tuple[Fits, ...]

    @property
    def is_empty(self) -> bool:
        """Whether every round is asked for."""
        return not self.match and not self.fits


@dataclass(frozen=True)
class Hit:
    """A round that was found, and where in it."""

    row: RoundSummary
    snippet: Snippet = ()


def parse(text: str, *, typing: bool = False) -> Query:
    """Read a query; raises CoachError, one sentence, for one that cannot be read.

    While it is still being typed, the last word stands for all words that begin so, and what is
    not complete yet is passed over.
    """
    terms: list[str] = []
    fits: list[Fits] = []
    position = 0
    while text[position:].strip():
        token = _TOKEN.match(text, position)
        if token is None:
            if not typing:
                raise CoachError(f"a quote is not closed in the search {text!r}; close it.")
            terms += _parse_term(text[position:].strip().lstrip('"'), prefix=True)
            break
        position = token.end()
        name, value, phrase, star, word = token.groups()
        is_last = typing and not text[position:]
        try:
            if name is not None:
                fits.append(_parse_filter(name.casefold(), value.strip('"')))
            elif phrase is not None:
                terms += _parse_term(phrase, prefix=bool(star))
            else:
                terms += _parse_term(word.rstrip("*"), prefix=word.endswith("*") or is_last)
        except CoachError:
            if not is_last:
                raise
    return Query(" AND ".join(terms), tuple(fits))


def search(
    index: Index, rows: Sequence[RoundSummary], query: Query, areas: Areas, shown: int | None = None
) -> list[Hit]:
    """The rounds that fit a query, in the order of `rows`, the first `shown` with their snippet."""
    fitting = [row for row in rows if all(fits(row, areas) for fits in query.fits)]
    if not query.match:
        return [Hit(row) for row in fitting]
    matching = index.find_ids(query.match)
    hits = [row for row in fitting if row.id in matching]
    snippets = index.cut_snippets(query.match, [row.id for row in hits[:shown]])
    return [Hit(row, snippets.get(row.id, ())) for row in hits]


def _parse_term(words: str, *, prefix: bool) -> list[str]:
    if not any(character.isalnum() for character in words):
        return []
    quoted = words.replace('"', '""').replace("\0", " ")
    return [f'"{quoted}"' + ("*" if prefix else "")]


def _parse_filter(name: str, value: str) -> Fits:
    if name not in FILTERS:
        known = ", ".join(f"{name}:" for name in FILTERS)
        raise CoachError(
            f"there is no filter {name + ':'!r}; there is {known}; words with a colon go in quotes."
        )
    if not value:
        raise CoachError(f"the filter {name}: needs something after the colon.")
    if name == "level":
        return _parse_level(value)
    if name in ("after", "before"):
        return _parse_date(name, value)
    wanted = value.casefold()
    return {
        "scenario": lambda row, areas: wanted in row.scenario.casefold(),
        "model": lambda row, areas: any(
            wanted in name.casefold() for name in (*row.models, *row.reviews)
        ),
        "area": lambda row, areas: any(
            wanted in area.casefold() for area in areas.get(row.scenario, ())
        ),
        "tag": lambda row, areas: wanted in (tag.casefold() for tag in row.tags),
    }[name]


def _parse_level(value: str) -> Fits:
    matched = _LEVEL.fullmatch(value)
    if matched is None:
        raise CoachError(f"level:{value} is not a level; write level:3, level:>=3 or level:<2.")
    compare, level = _COMPARE[matched[1] or "="], int(matched[2])
    return lambda row, areas: row.level is not None and compare(row.level, level)


def _parse_date(name: str, value: str) -> Fits:
    if not _DATE.fullmatch(value):
        raise CoachError(
            f"{name}:{value} is not a date; write {name}:2026-11-24 or {name}:2026-11."
        )
    if name == "after":
        return lambda row, areas: bool(row.started) and row.started[:10] >= value
    return lambda row, areas: bool(row.started) and row.started[:10] < value
