"""What a pack's content reads like: its voice, its age, cards and points that need another look.

These are figures and hints for an author, not faults: a stock phrase in one answer is fine, in half
of them it is a formula that candidates learn by heart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from coach.packs.schema import Pack

STOCK = {
    "what we/I give up": r"what (?:we|i) give up",
    "I accept that because/since": r"i accept (?:that|this|it)\b,? (?:because|since)",
    "If ..., I would": r"\bif [^.?!]*, i(?: would|'d)\b",
    "opens with a label (My call:)": r"\A\W*my (?:call|proposal|answer|recommendation|plan|offer):",
}
"""Wordings that mark a formula, by the name they are reported under."""
SPOKEN_WORDS = range(220, 381)
"""Words of an answer that is spoken in about two to two and a half minutes."""
_SMALL = frozenset(["and", "for", "model", "of", "the", "time", "to"])


@dataclass(frozen=True)
class ContentReport:
    """What an author of a pack may want to look at; every entry says where it stands."""

    scenarios: int
    stock: dict[str, int]
    """How many expert answers hold each stock phrase."""
    no_contraction: list[str] = field(default_factory=list)
    length: list[str] = field(default_factory=list)
    """Answers outside SPOKEN_WORDS."""
    cards: list[str] = field(default_factory=list)
    """Cards whose question does not name their term."""
    double_points: list[str] = field(default_factory=list)
    """Points whose statement joins two acts."""
    sums: int = 0


def report_content(pack: Pack) -> ContentReport:
    """Look over one pack."""
    answers = {scenario_id: scenario.outline for scenario_id, scenario in pack.scenarios.items()}
    return ContentReport(
        scenarios=len(answers),
        stock={
            name: sum(bool(re.search(pattern, text, re.IGNORECASE)) for text in answers.values())
            for name, pattern in STOCK.items()
        },
        no_contraction=[
            scenario_id for scenario_id, text in answers.items() if not re.search(r"\w['’]\w", text)
        ],
        length=[
            f"{scenario_id}: {len(text.split())} words"
            for scenario_id, text in answers.items()
            if len(text.split()) not in SPOKEN_WORDS
        ],
        cards=[term.id for term in pack.glossary if not names_term(term.term, term.question)],
        double_points=list(_find_double_points(pack)),
        sums=sum(len(scenario.sums) for scenario in pack.scenarios.values()),
    )


def names_term(term: str, question: str) -> bool:
    """Whether a question holds a word of the term it asks about."""
    return bool((_find_words(term) - _SMALL) & _find_words(question))


def list_stale(pack: Pack, today: date, days: int) -> list[str]:
    """Claims that age and are dated more than `days` before `today`, or not dated at all."""
    dated: list[tuple[str, str]] = []
    for scenario in pack.scenarios.values():
        if scenario.ages:
            dated.append((scenario.id, scenario.as_of))
        dated += [(f"{scenario.id}.{f.id}", f.as_of) for f in scenario.facts if f.ages]
    dated += [(f"card {term.id}", term.as_of) for term in pack.glossary if term.ages]
    dated += [(f"misconception {m.id}", m.as_of) for m in pack.misconceptions if m.ages]
    return [
        f"{where}: {as_of or 'no date'}" for where, as_of in dated if _is_older(as_of, today, days)
    ]


def _is_older(as_of: str, today: date, days: int) -> bool:
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", as_of)
    if match is None:
        return True
    since = date(int(match[1]), int(match[2]), int(match[3] or 1))
    return (today - since).days > days


def _find_double_points(pack: Pack) -> Iterator[str]:
    points = [(s.id, point) for s in pack.scenarios.values() for point in s.points]
    # what statements begin with are the words for acts; a second one after "and" is a second act
    acts = {point.statement.split()[0].lower() for _, point in points}
    for scenario_id, point in points:
        joined = re.findall(r"(?: and| or|;) (\w+)", point.statement.lower())
        if acts & set(joined):
            yield f"{scenario_id}.{point.id}: {point.statement}"


def _find_words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"[a-z0-9]+", text.lower())}
