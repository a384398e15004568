"""Which drill to do next: from what past rounds left out, and what was drilled lately."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from coach.drills.signals import Key
from coach.packs.drill_schema import Drill, Habit

ROUNDS_LOOKED_AT = 8
"""The newest reviewed rounds: older habits may be gone."""
SAID_ROUNDS = 4
"""Rounds that the reason speaks of."""
FORGET_DAYS = 10.0
"""Days after which what a round left out counts half."""
REST_DAYS = 3.0
"""Days after which a drill that was done holds itself back half as much."""
HELD_BACK = 0.5
"""What is left of a drill's need just after it was done."""
WEAKNESS = 0.5
"""What a weak dimension counts against a habit that was left out."""


@dataclass(frozen=True)
class ObservedRound:
    """One reviewed round as drills see it."""

    day: date
    left_out: Mapping[Key, bool] = field(default_factory=dict)
    """Habits that its review speaks of, and whether they were left out."""
    strength: Mapping[str, float] = field(default_factory=dict)
    """Dimensions that it judged, 0 to 1."""


@dataclass(frozen=True)
class PastDrill:
    """A drill that was done."""

    drill: str
    scenario: str
    day: date


@dataclass(frozen=True)
class Choice:
    """A drill and, in one sentence to the person, why this one."""

    drill: str
    why: str


def choose_drill(
    drills: Sequence[Drill], looked: Sequence[ObservedRound], done: Sequence[PastDrill], today: date
) -> Choice | None:
    """The drill that is needed most; None where there are none.

    The same history on the same day chooses the same drill. `looked` is newest first.
    """
    if not drills:
        return None
    needs = {
        drill.id: _need(drill, looked, today) * _rested(drill, done, today) for drill in drills
    }
    order = {drill.id: number for number, drill in enumerate(drills)}
    last = {one.drill: one.day for one in sorted(done, key=lambda one: one.day)}
    chosen = min(
        drills,
        key=lambda d: (-round(needs[d.id], 6), last.get(d.id, date.min), order[d.id]),
    )
    return Choice(chosen.id, _why(chosen, looked, last))


def choose_scenario(
    drill: str,
    scenarios: Sequence[str],
    tried: Sequence[str],
    done: Sequence[PastDrill],
    today: date,
) -> str | None:
    """The scenario to do a drill on: done least, not the last one, tried in a round before.

    `tried` are the scenarios of past rounds, newest first. Among equals the day decides.
    """
    if not scenarios:
        return None
    newest = max(done, key=lambda one: one.day, default=None)
    last = {newest.scenario} if newest else set()
    if tried:
        last.add(tried[0])
    counts = {id: sum(1 for d in done if d.drill == drill and d.scenario == id) for id in scenarios}

    def rank(id: str) -> tuple[int, bool, bool, int, str]:
        mixed = zlib.crc32(f"{today} {drill} {id}".encode())
        return counts[id], id in last, id not in tried, mixed, id

    return min(scenarios, key=rank)


def _need(drill: Drill, looked: Sequence[ObservedRound], today: date) -> float:
    left, weak = _Mean(), _Mean()
    for one in looked:
        weight = _fading(one.day, today, FORGET_DAYS)
        spoken = [o for (id, _), o in one.left_out.items() if id == drill.id]
        if spoken:
            left.add(sum(spoken) / len(spoken), weight)
        judged = [1 - one.strength[d] for d in drill.dimensions if d in one.strength]
        if judged:
            weak.add(sum(judged) / len(judged), weight)
    return left.value + WEAKNESS * weak.value


def _rested(drill: Drill, done: Sequence[PastDrill], today: date) -> float:
    lately = sum(_fading(one.day, today, REST_DAYS) for one in done if one.drill == drill.id)
    return float(HELD_BACK**lately)


def _fading(day: date, today: date, half_life: float) -> float:
    return float(0.5 ** (max((today - day).days, 0) / half_life))


class _Mean:
    """A weighted mean; 0 of nothing."""

    def __init__(self) -> None:
        self._sum = self._weight = 0.0

    def add(self, value: float, weight: float) -> None:
        self._sum += value * weight
        self._weight += weight

    @property
    def value(self) -> float:
        return self._sum / self._weight if self._weight else 0.0


def _why(drill: Drill, looked: Sequence[ObservedRound], last: Mapping[str, date]) -> str:
    tallies = [_tally(drill, habit, looked) for habit in drill.habits]
    name, missed, spoken = max(tallies, key=lambda t: t[1], default=("", 0, 0))
    if missed:
        if spoken == 1:
            return f"You left out {name} in your last round."
        return f"You left out {name} in {missed} of your last {spoken} rounds."
    if drill.id not in last:
        return "You have not done this one yet."
    return f"You did this one last on {last[drill.id]:%d %b}; no other is due before it."


def _tally(drill: Drill, habit: Habit, looked: Sequence[ObservedRound]) -> tuple[str, int, int]:
    key = (drill.id, habit.name)
    said = [one.left_out[key] for one in looked if key in one.left_out][:SAID_ROUNDS]
    return habit.name, sum(said), len(said)
