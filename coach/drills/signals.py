"""What a round's review says of the habits that drills train: done, left out, or not said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coach.packs.drill_schema import Drill, Habit, Sign
from coach.packs.schema import Pack, Scenario
from coach.text.cue_matcher import has_match
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
    drills: Iterable[Drill], review: Review, pack: Pack, scenario: Scenario, round_: RoundFacts
) -> tuple[dict[Key, bool], dict[str, float]]:
    """What a review says of each drill's habits and of each dimension."""
    seen = _Seen(review, pack, scenario, round_)
    found = {
        (drill.id, habit.name): left_out
        for drill in drills
        for habit in drill.habits
        if (left_out := seen.left_out(habit)) is not None
    }
    return found, _strengths(review)


class _Seen:
    """A review, asked about habits."""

    def __init__(self, review: Review, pack: Pack, scenario: Scenario, round_: RoundFacts) -> None:
        self._review, self._scenario, self._round = review, scenario, round_
        self._lexicon = pack.drill_lexicon
        self._texts = {c.id: c.text for d in pack.rubric.dimensions for c in d.checks}
        self._met = {item for d in review.dimensions for item in d.met}
        self._missing = {item for d in review.dimensions for item in d.missing}
        self._hit = {p.id: p.hit for p in review.points if p.hit is not None}

    def left_out(self, habit: Habit) -> bool | None:
        """Whether the round left a habit out; None where the review does not say."""
        said = [self._by_checks(habit), self._by_points(habit)]
        if habit.sign:
            said.append(_SIGNS[habit.sign](self._review, self._scenario, self._round))
        known = [one for one in said if one is not None]
        return any(known) if known else None

    def _by_checks(self, habit: Habit) -> bool | None:
        texts = {self._texts.get(id, id) for id in habit.checks} | set(habit.checks)
        if texts & self._missing:
            return True
        return False if texts & self._met else None

    def _by_points(self, habit: Habit) -> bool | None:
        asking = [
            self._hit[point.id]
            for point in self._scenario.points
            if point.id in self._hit and has_match(habit.points, point.statement, self._lexicon)
        ]
        return not any(asking) if asking else None


def _no_flip(review: Review, scenario: Scenario, round_: RoundFacts) -> bool | None:
    return not any(one.flip for one in review.tradeoffs) if review.tradeoffs else None


def _no_cost(review: Review, scenario: Scenario, round_: RoundFacts) -> bool | None:
    return not any(one.given_up for one in review.tradeoffs) if review.tradeoffs else None


def _facts_missed(review: Review, scenario: Scenario, round_: RoundFacts) -> bool | None:
    deciding = sum(1 for fact in scenario.facts if fact.decides)
    if not round_.typed or not deciding:
        return None
    return 2 * len(review.facts.missed) > deciding


def _late_call(review: Review, scenario: Scenario, round_: RoundFacts) -> bool | None:
    if not round_.typed or not round_.seconds:
        return None
    if review.status == "pointers" or review.is_own:
        return None
    came = review.moments.recommendation
    return came is None or came > LATE * round_.seconds


_SIGNS: dict[Sign, Callable[[Review, Scenario, RoundFacts], bool | None]] = {
    "no_flip": _no_flip,
    "no_cost": _no_cost,
    "facts_missed": _facts_missed,
    "late_call": _late_call,
}


def _strengths(review: Review) -> dict[str, float]:
    return {one.id: (one.level - 1) / 3 for one in review.dimensions if one.level is not None}
