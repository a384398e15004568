"""Signals of weakness: what a round's review says of the habits that drills train."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coach.packs.drill_schema import Drill, Habit, Sign
from coach.packs.schema import Pack, Scenario
from coach.text.cue_matcher import Matcher
from coach.transcripts.review_schema import Review

LATE = 0.5
"""Share of a round's time from which a recommendation comes late."""
Key = tuple[str, str]
"""A drill's id and a habit's name."""


@dataclass(frozen=True)
class RoundFacts:
    """What a review alone does not say: seconds of the round, and whether it was typed here."""

    seconds: float
    typed: bool


def find_signals(
    drills: Iterable[Drill], review: Review, pack: Pack, scenario: Scenario, facts: RoundFacts
) -> tuple[dict[Key, bool], dict[str, float]]:
    """What a review says of habits, whether each was left out, and of dimensions, 0 to 1.

    Habits and dimensions of which it says nothing are not in the results.
    """
    signals = _Signals(review, pack, scenario, facts)
    left_out = {
        (drill.id, habit.name): signals.is_left_out(habit)
        for drill in drills
        for habit in drill.habits
    }
    known = {key: value for key, value in left_out.items() if value is not None}
    return known, _measure_strengths(review)


class _Signals:
    """A review, asked about habits."""

    def __init__(self, review: Review, pack: Pack, scenario: Scenario, facts: RoundFacts) -> None:
        self._review, self._scenario, self._facts = review, scenario, facts
        self._texts = {c.id: c.text for d in pack.rubric.dimensions for c in d.checks}
        self._met = {check for d in review.dimensions for check in d.met}
        self._missing = {check for d in review.dimensions for check in d.missing}
        hits = {point.id: point.hit for point in review.points if point.hit is not None}
        self._judged = [
            (hits[point.id], Matcher(point.statement, pack.drill_lexicon))
            for point in scenario.points
            if point.id in hits
        ]
        """Whether each point that was judged was hit, and what its statement is read with."""

    def is_left_out(self, habit: Habit) -> bool | None:
        """Whether the round left a habit out; None where the review does not say."""
        signals = [self._read_checks(habit), self._read_points(habit)]
        if habit.sign:
            signals.append(_SIGNS[habit.sign](self._review, self._scenario, self._facts))
        known = [signal for signal in signals if signal is not None]
        return any(known) if known else None

    def _read_checks(self, habit: Habit) -> bool | None:
        texts = {self._texts.get(check, check) for check in habit.checks} | set(habit.checks)
        if texts & self._missing:
            return True
        return False if texts & self._met else None

    def _read_points(self, habit: Habit) -> bool | None:
        hits = [hit for hit, statement in self._judged if statement.has(habit.points)]
        return not any(hits) if hits else None


def _is_without_flip(review: Review, scenario: Scenario, facts: RoundFacts) -> bool | None:
    if not review.tradeoffs:
        return None
    return not any(tradeoff.flip for tradeoff in review.tradeoffs)


def _is_without_cost(review: Review, scenario: Scenario, facts: RoundFacts) -> bool | None:
    if not review.tradeoffs:
        return None
    return not any(tradeoff.given_up for tradeoff in review.tradeoffs)


def _misses_most_facts(review: Review, scenario: Scenario, facts: RoundFacts) -> bool | None:
    deciding = sum(1 for fact in scenario.facts if fact.decides)
    if not facts.typed or not deciding:
        return None
    return 2 * len(review.facts.missed) > deciding


def _recommends_late(review: Review, scenario: Scenario, facts: RoundFacts) -> bool | None:
    if not facts.typed or not facts.seconds or review.status == "pointers":
        return None
    if review.is_own:
        return None
    recommended = review.moments.recommendation
    return recommended is None or recommended > LATE * facts.seconds


_SIGNS: dict[Sign, Callable[[Review, Scenario, RoundFacts], bool | None]] = {
    "no_flip": _is_without_flip,
    "no_cost": _is_without_cost,
    "facts_missed": _misses_most_facts,
    "late_call": _recommends_late,
}


def _measure_strengths(review: Review) -> dict[str, float]:
    return {d.id: (d.level - 1) / 3 for d in review.dimensions if d.level is not None}
