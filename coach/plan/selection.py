"""Which area a planned round is for, and which scenario: weak areas more often, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean
from typing import Any

from coach.packs.schema import Scenario
from coach.plan.recommendation import is_gentle
from coach.plan.similar_cases import are_alike, measure_likeness
from coach.transcripts.summary import RoundSummary

WEAK = 2
"""The level up to which an area or a round counts as weak: the two bands that are a no."""
UNTRIED = 1 / 3
"""An area that nothing is known of is practised as one on level 2."""
LATEST = 3
"""Rounds that say how an area stands; older ones are history."""
Order = Callable[[Scenario, str], tuple[Any, ...]]
"""What comes first among the scenarios of an area."""
HARD = {"stretch": 0, "core": 1, "warm-up": 2}


@dataclass(frozen=True)
class AreaStanding:
    """How an area went lately."""

    strength: float | None
    """From 0 (level 1) to 1 (level 4); None where nothing is known."""
    in_words: str
    """The same for people, such as `level 2.3`."""

    @property
    def weight(self) -> float:
        """How often it wants a round: 4 on level 1, 1 on level 4."""
        return 4 - 3 * (UNTRIED if self.strength is None else self.strength)

    @property
    def is_weak(self) -> bool:
        """Whether it stands on level 2 or below."""
        return self.strength is not None and self.strength <= (WEAK - 1) / 3


def list_areas(scenarios: Iterable[Scenario]) -> list[str]:
    """The areas of scenarios, in order, each once."""
    return list(dict.fromkeys(area for scenario in scenarios for area in scenario.areas))


def measure_areas(
    scenarios: Sequence[Scenario], rounds: Sequence[RoundSummary]
) -> dict[str, AreaStanding]:
    """How each area stands, from rounds given newest first.

    An area that the rubric has a dimension of the same name for is read from its level. Any other
    is read from the overall level of rounds on its scenarios.
    """
    areas_by_id = {scenario.id: scenario.areas for scenario in scenarios}
    return {area: _measure_standing(area, areas_by_id, rounds) for area in list_areas(scenarios)}


@dataclass
class Chooser:
    """Picks the next area and a scenario for it, and remembers what it picked."""

    scenarios: Sequence[Scenario]
    last_tried: Mapping[str, date]
    standing: Mapping[str, AreaStanding]
    counts: dict[str, float]
    """Rounds for each area so far; a finished one counts in parts for all areas of its case."""
    used: set[str] = field(default_factory=set)
    last_area: str | None = None

    def choose_plain(self, left: int) -> tuple[Scenario, str] | None:
        """Pick a case for the area that wants it most; `left` says how many picks there are."""
        return self._pick(left, self._order_plain)

    def choose_full(self, left: int) -> tuple[Scenario, str] | None:
        """Pick a long and many-sided case for the area that wants it most."""
        return self._pick(left, self._order_hard)

    def choose_short(self, left: int) -> tuple[Scenario, str] | None:
        """Pick the shortest case for the area that wants it most."""
        return self._pick(left, self._order_short)

    def choose_alike(self, first: Scenario, area: str | None) -> tuple[Scenario, str] | None:
        """Another case of the same kind, for an area of the first; None where there is none."""
        free = [s for s in self.scenarios if s.id not in self.used and are_alike(first, s)]
        if not free:
            return None
        nearest = min(
            free, key=lambda s: (self._find_last_try(s), -measure_likeness(first, s), is_gentle(s))
        )
        shared = [a for a in first.areas if a in nearest.areas]
        return self._take(area if area in shared else max(shared, key=self._measure_want), nearest)

    def _pick(self, left: int, order: Order) -> tuple[Scenario, str] | None:
        area = self._choose_area(left)
        if area is None:
            return None
        return self._take(area, min(self._list_free(area), key=lambda s: order(s, area)))

    def _choose_area(self, left: int) -> str | None:
        open_ = [area for area in self.counts if self._list_free(area)]
        uncovered = [area for area in open_ if not self.counts[area]]
        if uncovered and len(uncovered) >= left:
            open_ = uncovered
        # mixed practice transfers better than the same thing in a row (Bjork & Bjork 2011)
        mixed = [area for area in open_ if area != self.last_area] or open_
        return max(mixed, key=self._measure_want, default=None)

    def _measure_want(self, area: str) -> float:
        return self.standing[area].weight / (self.counts[area] + 1)

    def _list_free(self, area: str) -> list[Scenario]:
        return [s for s in self.scenarios if area in s.areas and s.id not in self.used]

    def _take(self, area: str, scenario: Scenario) -> tuple[Scenario, str]:
        self.counts[area] += 1
        self.used.add(scenario.id)
        self.last_area = area
        return scenario, area

    def _find_last_try(self, scenario: Scenario) -> date:
        # untried first, then what was not tried for longest
        return self.last_tried.get(scenario.id, date.min)

    def _order_plain(self, scenario: Scenario, area: str) -> tuple[Any, ...]:
        return self._find_last_try(scenario), area not in scenario.primary, is_gentle(scenario)

    def _order_hard(self, scenario: Scenario, area: str) -> tuple[Any, ...]:
        size = -len(scenario.areas), -scenario.minutes
        return self._find_last_try(scenario), HARD[scenario.difficulty], size, is_gentle(scenario)

    def _order_short(self, scenario: Scenario, area: str) -> tuple[Any, ...]:
        return self._find_last_try(scenario), scenario.minutes, is_gentle(scenario)


def _measure_standing(
    area: str, areas: Mapping[str, list[str]], rounds: Sequence[RoundSummary]
) -> AreaStanding:
    levels = [row.dimensions[area] for row in rounds if area in row.dimensions][:LATEST]
    if not levels:
        fitting = (row.level for row in rounds if area in areas.get(row.scenario, ()))
        levels = [level for level in fitting if level is not None][:LATEST]
    if not levels:
        return AreaStanding(None, "")
    return AreaStanding(
        _scale_level(fmean(levels)), f"level {fmean(levels):.1f}".removesuffix(".0")
    )


def _scale_level(level: float) -> float:
    return (level - 1) / 3
