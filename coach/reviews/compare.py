"""All reviews of a round side by side: where they differ, what each stood on, what each cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from coach.packs.schema import Rubric
from coach.transcripts.review_schema import DimensionReview, Review

APART = 1
"""Bands between two reviews from which they are said to disagree."""


@dataclass(frozen=True)
class ComparisonCell:
    """What one review says of one dimension."""

    level: int | None
    quotes: tuple[str, ...]
    struck_out: int
    apart: int
    """Whole bands above (or, negative, below) the median of the other reviews."""


@dataclass(frozen=True)
class ComparisonColumn:
    """One review."""

    name: str
    kind: str
    model: str | None
    created: str
    status: str
    reason: str | None
    level: int | None
    seconds: float | None
    cost: float | None
    tokens: int | None
    struck_out: int


@dataclass(frozen=True)
class ComparisonRow:
    """One dimension over all reviews; `spread` is highest less lowest level, None below two."""

    dimension: str
    name: str
    cells: tuple[ComparisonCell, ...]
    spread: int | None

    @property
    def disagree(self) -> bool:
        """Whether two reviews are a band or more apart."""
        return self.spread is not None and self.spread >= APART


@dataclass(frozen=True)
class Comparison:
    """Reviews as columns, dimensions as lines."""

    columns: tuple[ComparisonColumn, ...]
    lines: tuple[ComparisonRow, ...]

    @property
    def disagreements(self) -> int:
        """Dimensions on which reviews disagree by a band or more."""
        return sum(line.disagree for line in self.lines)


def list_comparable(reviews: Iterable[Review]) -> list[Review]:
    """Leave out pointers, which judge nothing, and the candidate's own marks.

    Own marks are no reviewer's: `coach.reviews.own_read.comparison` lays them beside one.
    """
    return [review for review in reviews if review.status != "pointers" and not review.is_own]


def compare_reviews(reviews: Sequence[Review], rubric: Rubric) -> Comparison:
    """Put reviews side by side in the order they were made; those not graded stay as columns."""
    reviews = list_comparable(reviews)
    return Comparison(
        columns=tuple(_make_column(review) for review in reviews),
        lines=tuple(_make_row(d.id, d.name, reviews) for d in rubric.dimensions),
    )


def _make_column(review: Review) -> ComparisonColumn:
    used = review.usage
    counted = None if used is None else [used.input, used.output]
    return ComparisonColumn(
        name=review.reviewer.name,
        kind=review.reviewer.kind,
        model=review.reviewer.model,
        created=review.created,
        status=review.status,
        reason=review.reason,
        level=review.overall_level,
        seconds=review.timing.total if review.timing else None,
        cost=used.cost if used else None,
        tokens=sum(n for n in counted if n) if counted and any(counted) else None,
        struck_out=review.struck_out,
    )


def _make_row(dimension: str, name: str, reviews: Sequence[Review]) -> ComparisonRow:
    judged = [review.find_dimension(dimension) for review in reviews]
    levels = [d.level if d else None for d in judged]
    known = [level for level in levels if level is not None]
    cells = tuple(
        _make_cell(d, [x for j, x in enumerate(levels) if j != i and x is not None])
        for i, d in enumerate(judged)
    )
    spread = max(known) - min(known) if len(known) > 1 else None
    return ComparisonRow(dimension, name, cells, spread)


def _make_cell(judged: DimensionReview | None, others: Sequence[int]) -> ComparisonCell:
    """One review's cell; `others` are the levels that the other reviews gave."""
    if judged is None:
        return ComparisonCell(None, (), 0, 0)
    return ComparisonCell(
        level=judged.level,
        quotes=tuple(e.quote for e in judged.evidence if e.verified),
        struck_out=sum(1 for e in judged.evidence if not e.verified),
        apart=_measure_distance(judged.level, others),
    )


def _measure_distance(level: int | None, others: Sequence[int]) -> int:
    if level is None or not others:
        return 0
    return int(level - median(others))
