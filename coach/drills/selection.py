"""Which drill to do next: from what past rounds left out, and what was drilled lately."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from coach.drills.signals import Key
from coach.packs.drill_schema import Drill, Habit

MOST_ROUNDS = 8
"""Newest reviewed rounds that count: older habits may be gone."""
REASON_ROUNDS = 4
"""Rounds that the reason speaks of."""
FORGET_DAYS = 10.0
"""Half-life, in days, of what a round left out."""
REST_DAYS = 3.0
"""Half-life, in days, of the rest that a drill is given once it was done."""
RESTED_SHARE = 0.5
"""What is left of a drill's need just after it was done."""
WEAKNESS = 0.5
"""Weight of a weak dimension, where a habit that was left out has weight 1."""


@dataclass(frozen=True)
class ObservedRound:
    """What one reviewed round shows of the habits and dimensions that drills train."""

    day: date
    left_out: Mapping[Key, bool] = field(default_factory=dict)
    """Whether each habit that its review speaks of was left out."""
    strength: Mapping[str, float] = field(default_factory=dict)
    """The dimensions that it judged, from 0 for the lowest level to 1 for the highest."""


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
    drills: Sequence[Drill], rounds: Sequence[ObservedRound], done: Sequence[PastDrill], today: date
) -> Choice | None:
    """The drill that is needed most; None where there are none.

    The same history on the same day chooses the same drill. `rounds` are newest first.
    """
    if not drills:
        return None
    needs = {
        drill.id: _measure_need(drill, rounds, today) * _measure_rest(drill, done, today)
        for drill in drills
    }
    order = {drill.id: number for number, drill in enumerate(drills)}
    last = {past.drill: past.day for past in sorted(done, key=lambda past: past.day)}
    chosen = min(
        drills,
        key=lambda d: (-round(needs[d.id], 6), last.get(d.id, date.min), order[d.id]),
    )
    return Choice(chosen.id, _explain(chosen, rounds, last))


def choose_scenario(
    drill: str,
    scenarios: Sequence[str],
    tried: Sequence[str],
    done: Sequence[PastDrill],
    today: date,
) -> str | None:
    """The scenario to do a drill on: the one done least, not the last one, tried in a round.

    `tried` are the scenarios of past rounds, newest first. Among equals the day decides.
    """
    if not scenarios:
        return None
    newest = max(done, key=lambda past: past.day, default=None)
    last = {newest.scenario} if newest else set()
    if tried:
        last.add(tried[0])
    counts = Counter(past.scenario for past in done if past.drill == drill)

    def rank(scenario: str) -> tuple[int, bool, bool, int, str]:
        mixed = zlib.crc32(f"{today} {drill} {scenario}".encode())
        return counts[scenario], scenario in last, scenario not in tried, mixed, scenario

    return min(scenarios, key=rank)


def _measure_need(drill: Drill, rounds: Sequence[ObservedRound], today: date) -> float:
    """The means over the rounds, newer ones counting more, of habits left out and of weakness."""
    left_out, weak = _WeightedMean(), _WeightedMean()
    for observed in rounds:
        weight = _fade(observed.day, today, FORGET_DAYS)
        habits = [left for (name, _), left in observed.left_out.items() if name == drill.id]
        if habits:
            left_out.add(sum(habits) / len(habits), weight)
        judged = [1 - observed.strength[d] for d in drill.dimensions if d in observed.strength]
        if judged:
            weak.add(sum(judged) / len(judged), weight)
    return left_out.value + WEAKNESS * weak.value


def _measure_rest(drill: Drill, done: Sequence[PastDrill], today: date) -> float:
    """The share of a drill's need that counts, 0 to 1: less when it was done lately."""
    lately = sum(_fade(past.day, today, REST_DAYS) for past in done if past.drill == drill.id)
    return float(RESTED_SHARE**lately)


def _fade(day: date, today: date, half_life: float) -> float:
    return float(0.5 ** (max((today - day).days, 0) / half_life))


class _WeightedMean:
    """A weighted mean; 0 of nothing."""

    def __init__(self) -> None:
        self._sum = self._weight = 0.0

    def add(self, value: float, weight: float) -> None:
        self._sum += value * weight
        self._weight += weight

    @property
    def value(self) -> float:
        return self._sum / self._weight if self._weight else 0.0


def _explain(drill: Drill, rounds: Sequence[ObservedRound], last: Mapping[str, date]) -> str:
    tallies = [_count_left_out(drill, habit, rounds) for habit in drill.habits]
    name, missed, judged = max(tallies, key=lambda t: t[1], default=("", 0, 0))
    if missed:
        if judged == 1:
            return f"You left out {name} in your last round."
        return f"You left out {name} in {missed} of your last {judged} rounds."
    if drill.id not in last:
        return "You have not done this one yet."
    return f"You did this one last on {last[drill.id]:%d %b}; no other is due before it."


def _count_left_out(
    drill: Drill, habit: Habit, rounds: Sequence[ObservedRound]
) -> tuple[str, int, int]:
    """A habit's name, how many of the newest rounds left it out, and how many speak of it."""
    key = (drill.id, habit.name)
    left_out = [observed.left_out[key] for observed in rounds if key in observed.left_out]
    newest = left_out[:REASON_ROUNDS]
    return habit.name, sum(newest), len(newest)
