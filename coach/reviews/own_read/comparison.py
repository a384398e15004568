"""A candidate's marks beside a reviewer's: where they were kinder, where harder, over time too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from coach.packs.schema import Dimension, Pack, Scenario
from coach.reviews.standing import shows_levels
from coach.text.controls import flatten
from coach.transcripts.review_schema import Evidence, Review
from coach.transcripts.summary import RoundSummary

Leaning = Literal["kinder", "harder", "same"]
LEAST_ROUNDS = 3
"""Rounds from which a lean is said: fewer are chance."""
LEAST_BIAS = 0.5
"""Bands, on average, from which a lean is said: half a band is what levels are rounded by."""
OVERALL = "overall"


@dataclass(frozen=True)
class LevelPair:
    """One dimension: the candidate's level and the reviewer's, None where one gave none."""

    dimension: str
    name: str
    own: int | None
    other: int | None

    @property
    def leaning(self) -> Leaning | None:
        """Whether the candidate was kinder or harder; None where one of them gave no level."""
        if self.own is None or self.other is None:
            return None
        return "kinder" if self.own > self.other else "harder" if self.own < self.other else "same"


@dataclass(frozen=True)
class PointPair:
    """One point that both judged, with what each stood on.

    `own` is `there`, `partly` or `missing`; `other` whether the reviewer found it.
    """

    point: str
    statement: str
    own: str
    other: bool
    own_quotes: tuple[str, ...]
    other_quotes: tuple[str, ...]

    @property
    def leaning(self) -> Leaning:
        """Whether the candidate was kinder or harder; a half is less than a whole."""
        own, other = {"there": 2, "partly": 1, "missing": 0}[self.own], 2 if self.other else 0
        return "kinder" if own > other else "harder" if own < other else "same"


@dataclass(frozen=True)
class OwnComparison:
    """A candidate's own review beside a reviewer's. Points on which they differ come first."""

    reviewer: str
    folded: bool
    """Whether the reviewer's levels are left out: its model has not passed the exam."""
    overall: LevelPair
    before: int | None
    """The level the candidate gave before anything was shown."""
    dimensions: tuple[LevelPair, ...]
    points: tuple[PointPair, ...]

    def count(self, leaning: Leaning) -> int:
        """How many points lean so."""
        return sum(1 for pair in self.points if pair.leaning == leaning)


def compare_own(own: Review, other: Review, pack: Pack, scenario: Scenario) -> OwnComparison:
    """Put a candidate's own review beside a reviewer's of the same round.

    A point that the candidate did not mark, that did not count, or that the reviewer does not
    name is left out. Levels of a model that has not passed its exam are left out too; what it found
    of the points stands on quotes, and stays.
    """
    folded = not shows_levels(other)
    marks = own.receipt.get("marks") or {}
    skipped = set(own.receipt.get("not_counted") or {})
    theirs = {point.id: point for point in other.points if point.hit is not None}
    pairs = [
        PointPair(
            point=point.id,
            statement=_find_statement(point.id, scenario),
            own=str(marks[point.id]),
            other=bool(theirs[point.id].hit),
            own_quotes=_list_quotes(point.evidence),
            other_quotes=_list_quotes(theirs[point.id].evidence),
        )
        for point in own.points
        if point.id in marks and point.id in theirs and point.id not in skipped
    ]
    return OwnComparison(
        reviewer=other.reviewer.name,
        folded=folded,
        overall=LevelPair(
            OVERALL, "Overall", own.overall_level, None if folded else other.overall_level
        ),
        before=own.receipt.get("level_before"),
        dimensions=tuple(
            _pair_levels(d, own, None if folded else other) for d in pack.rubric.dimensions
        ),
        points=tuple(sorted(pairs, key=lambda pair: pair.leaning == "same")),
    )


@dataclass(frozen=True)
class EyeReading:
    """How far a candidate's own levels lie above the reviewers' on a dimension.

    `bias` is the mean of own less reviewer's level, in bands, over `rounds` rounds that have both.
    """

    dimension: str
    name: str
    bias: float
    rounds: int

    @property
    def sentence(self) -> str | None:
        """What to say of it; None while there are too few rounds or the lean is small."""
        if self.rounds < LEAST_ROUNDS or abs(self.bias) < LEAST_BIAS:
            return None
        verb = "overrate" if self.bias > 0 else "underrate"
        name = "your rounds overall" if self.dimension == OVERALL else self.name.lower()
        return f"You {verb} {name} by {abs(self.bias):.1f} levels over {self.rounds} rounds."


def measure_eye(rounds: Iterable[RoundSummary], names: dict[str, str]) -> list[EyeReading]:
    """How a candidate's eye agrees with their reviewers', the strongest lean first.

    Only rounds with both count, and only marks made before a review was there to be seen. `names`
    are the dimensions' names by id; `overall` is among the readings.
    """
    gaps: dict[str, list[int]] = {}
    for row in (row for row in rounds if not row.own_aided):
        if row.own_level is not None and row.level is not None:
            gaps.setdefault(OVERALL, []).append(row.own_level - row.level)
        for dimension, own in row.own_dimensions.items():
            if dimension in row.dimensions:
                gaps.setdefault(dimension, []).append(own - row.dimensions[dimension])
    readings = [
        EyeReading(
            dimension, names.get(dimension, dimension.replace("_", " ")), fmean(gap), len(gap)
        )
        for dimension, gap in gaps.items()
    ]
    return sorted(readings, key=lambda reading: (-abs(reading.bias), reading.name))


def _pair_levels(dimension: Dimension, own: Review, other: Review | None) -> LevelPair:
    mine = own.find_dimension(dimension.id)
    theirs = other.find_dimension(dimension.id) if other else None
    levels = (judged.level if judged else None for judged in (mine, theirs))
    return LevelPair(dimension.id, dimension.name, *levels)


def _find_statement(point_id: str, scenario: Scenario) -> str:
    return next((p.statement for p in scenario.points if p.id == point_id), point_id)


def _list_quotes(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    return tuple(flatten(piece.quote) for piece in evidence if piece.verified)
