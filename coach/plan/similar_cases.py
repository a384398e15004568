"""Cases that train what another case did, and the first tries that one of them should follow.

A scenario's own `variant`, one fact changed, is a thing to think about and no round: the rubric
points of its file speak for the unchanged case, and a review of the changed one would be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from coach.packs.schema import Scenario
from coach.transcripts.summary import RoundSummary

SOONEST, LATEST = 2, 3
"""Days after a first try on which a case like it comes: spaced and varied practice is what carries
over (Bjork & Bjork 2011)."""


@dataclass(frozen=True)
class First:
    """A first try at a scenario, done or planned, that a variant may follow."""

    scenario: Scenario
    day: date
    area: str | None


def list_unvaried(
    finished: Sequence[RoundSummary], by_id: Mapping[str, Scenario], today: date
) -> list[First]:
    """First tries of the last days that no try at it or at a case like it has followed since."""
    firsts: dict[str, date] = {}
    for row in reversed(finished):
        firsts.setdefault(row.scenario, find_day(row))
    waiting = [
        First(by_id[scenario_id], day, None)
        for scenario_id, day in firsts.items()
        if scenario_id in by_id and (today - day).days <= LATEST
    ]
    return [
        first
        for first in waiting
        if not any(
            (find_day(row) - first.day).days >= SOONEST
            and row.scenario in by_id
            and (
                row.scenario == first.scenario.id or are_alike(first.scenario, by_id[row.scenario])
            )
            for row in finished
        )
    ]


def are_alike(first: Scenario, other: Scenario) -> bool:
    """Whether a case trains what another did: an area and a primary dimension in common."""
    return (
        first.id != other.id
        and bool({*first.areas} & {*other.areas})
        and bool({*first.primary} & {*other.primary})
    )


def measure_likeness(first: Scenario, other: Scenario) -> int:
    """How much two cases have in common, counted in labels."""
    pairs = (
        (first.primary, other.primary),
        (first.areas, other.areas),
        (first.tradeoffs, other.tradeoffs),
        (first.segments, other.segments),
    )
    return sum(len({*first_labels} & {*second_labels}) for first_labels, second_labels in pairs)


def sort_by_day(rounds: Sequence[RoundSummary]) -> list[RoundSummary]:
    """The rounds with a day that can be read; people edit their records."""
    dated = []
    for row in rounds:
        with suppress(ValueError):
            find_day(row)
            dated.append(row)
    return dated


def find_day(row: RoundSummary) -> date:
    """The day a round was taken on, where it was taken."""
    return datetime.fromisoformat(row.started).date()
