"""The scenarios with what was done on them, and what to do next and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.packs.cards import CaseCard
    from coach.packs.load import Library
    from coach.packs.schema import Scenario
    from coach.transcripts.summary import RoundSummary

FIRST_RUN = (
    "Take one now: nothing to set up. Afterwards you mark your answer beside the expert's; "
    "a model can review it too once you add one under Models."
)


ASKED = "Asked in interviews"
GROUPS = (ASKED, "Warm-up", "Core", "Stretch")
"""What cases are listed under, in this order."""


@dataclass(frozen=True)
class ScenarioRow:
    """One scenario in a list, with the candidate's history on it."""

    id: str
    pack: str
    title: str
    areas: list[str]
    tradeoffs: list[str]
    segments: list[str]
    difficulty: str
    minutes: int
    attempts: int
    best_level: int | None
    last: str | None = None
    facts: int = 0
    pushbacks: int = 0
    draft: bool = False
    own_level: int | None = None
    """What the candidate marked themselves at the newest round on it that they marked."""
    group: str = ""
    """What it is listed under: who asks it, or how hard it is."""


@dataclass(frozen=True)
class Next:
    """What to do next: a scenario to start, or a round to resume, and why."""

    scenario: str
    title: str
    why: str
    resume: str | None = None
    hard: bool = False
    """Whether it is taken as in the interview: a hard interviewer, no hints."""


def list_scenario_rows(
    cards: Iterable[CaseCard], rounds: Iterable[RoundSummary]
) -> list[ScenarioRow]:
    """Every scenario with attempts and level, in the order of its groups, then by title."""
    history: dict[str, list[RoundSummary]] = {}
    for row in rounds:
        history.setdefault(row.scenario, []).append(row)
    rows = [_make_row(card, history.get(card.id, [])) for card in cards]
    return sorted(rows, key=lambda row: GROUPS.index(row.group))


def choose_scenario(
    rows: Sequence[ScenarioRow],
    *,
    area: str | None = None,
    tradeoff: str | None = None,
    segment: str | None = None,
    difficulty: str | None = None,
    pack: str | None = None,
) -> list[ScenarioRow]:
    """The rows that fit every filter given."""
    return [
        row
        for row in rows
        if (area is None or area in row.areas)
        and (tradeoff is None or tradeoff in row.tradeoffs)
        and (segment is None or segment in row.segments)
        and (difficulty is None or difficulty == row.difficulty)
        and (pack is None or pack == row.pack)
    ]


def find_weakest_dimension(rounds: Sequence[RoundSummary]) -> str | None:
    """The dimension with the lowest mean level over the last five graded rounds, if any."""
    levels: dict[str, list[int]] = {}
    for row in [r for r in rounds if r.dimensions][:5]:
        for dimension, level in row.dimensions.items():
            levels.setdefault(dimension, []).append(level)
    from statistics import fmean

    return min(levels, key=lambda d: (fmean(levels[d]), d)) if levels else None


def recommend_next(library: Library, rounds: Sequence[RoundSummary]) -> Next | None:
    """What to do next: resume what was left, train what is weakest, else something untried."""
    titles = {s.id: s for _, s in library.scenarios}
    if not titles:
        return None
    for row in rounds:
        if row.status in ("in_progress", "left") and row.scenario in titles:
            return Next(row.scenario, row.title, "you left this round; it is kept", row.id)
    tried = {row.scenario for row in rounds}
    untried = [s for s in titles.values() if s.id not in tried and not s.draft]
    if not tried:
        first = min(untried, key=is_gentle, default=next(iter(titles.values())))
        return Next(first.id, first.title, FIRST_RUN)
    weakest = find_weakest_dimension(rounds)
    drills = [s for s in untried if weakest in s.primary] or untried
    if drills:
        pick = min(drills, key=is_gentle)
        return Next(
            pick.id, pick.title, _explain_choice(weakest if weakest in pick.primary else None)
        )
    oldest = min(
        titles.values(), key=lambda s: max(r.started for r in rounds if r.scenario == s.id)
    )
    return Next(oldest.id, oldest.title, "longest not tried")


def _explain_choice(weakest: str | None) -> str:
    return f"weakest so far: {weakest.replace('_', ' ')}" if weakest else "not tried yet"


def is_gentle(scenario: Scenario) -> tuple[int, int, str]:
    """An order in which to meet scenarios: the interviewers' own, then core, then the rest."""
    # the four real hypotheticals carry the tag `real` and come first
    order = {"core": 0, "warm-up": 1, "stretch": 2}
    return (0 if "real" in scenario.tags else 1, order[scenario.difficulty], scenario.title)


def _make_row(card: CaseCard, rounds: list[RoundSummary]) -> ScenarioRow:
    levels = [row.level for row in rounds if row.level is not None]
    return ScenarioRow(
        id=card.id,
        pack=card.pack,
        title=card.title,
        areas=list(card.areas),
        tradeoffs=list(card.tradeoffs),
        segments=list(card.segments),
        difficulty=card.difficulty,
        minutes=card.minutes,
        attempts=sum(1 for row in rounds if row.status != "damaged"),
        best_level=max(levels, default=None),
        last=max((row.started for row in rounds), default=None),
        facts=card.facts,
        pushbacks=card.pushbacks,
        draft=card.draft,
        own_level=next((row.own_level for row in rounds if row.own_level is not None), None),
        group=ASKED if "real" in card.tags else card.difficulty.capitalize(),
    )
