"""The review that an own read makes: levels from the marks by one rule, marks with quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.packs.schema import Dimension, Pack, Scenario
from coach.reviews.fact_coverage import review_facts
from coach.reviews.overall import compute_overall
from coach.reviews.own_read.marks import OwnRead, PointMark
from coach.reviews.own_read.points import OwnPoint
from coach.reviews.protocol import ReviewCase
from coach.transcripts.review_schema import (
    OWN_NAME,
    DimensionReview,
    Level,
    PointReview,
    Review,
    ReviewerId,
    Timing,
)

WORTH = {"there": 1.0, "partly": 0.5, "missing": 0.0}
LITTLE, HALF, ALL = 0.25, 0.6, 0.9
"""Shares of the points below which a dimension is a 1, a 2 and a 3."""
LEAST_QUOTES = 2
"""Different sentences that a 4 must stand on."""
ANY_CASE = "I get a case like this"
_FIRST_PERSON = {"you": "I", "your": "my", "yours": "mine", "yourself": "myself"}
_SECOND_PERSON = re.compile(rf"\b(?:{'|'.join(_FIRST_PERSON)})\b")


def compute_own_level(marks: Sequence[PointMark]) -> Level | None:
    """The level of a dimension from the marks of its points that count; None without any.

    The share is the mean of the marks, `there` as 1, `partly` as one half, `missing` as 0. Below
    .25 the level is 1, below .6 it is 2, below .9 or on fewer than two different sentences 3,
    else 4.
    """
    if not marks:
        return None
    share = sum(WORTH[mark.mark] for mark in marks) / len(marks)
    if share < LITTLE:
        return 1
    if share < HALF:
        return 2
    quotes = {mark.evidence.start for mark in marks if mark.evidence is not None}
    return 3 if share < ALL or len(quotes) < LEAST_QUOTES else 4


def make_own_review(own: OwnRead, case: ReviewCase, points: Sequence[OwnPoint]) -> Review:
    """Make the review of a whole own read; `points` are all that were or could be marked.

    A point is a hit where it was marked as there, none where partly or missing, and neither (None)
    where it was not marked or does not count. What the marks do not hold is in the receipt.
    """
    counts = {point.id: point.counts for point in points}
    dimensions = [
        _judge_dimension(
            dimension, case.scenario, _list_counting_marks(own, dimension, case.scenario, counts)
        )
        for dimension in case.pack.rubric.dimensions
    ]
    rubric, scenario = case.pack.rubric, case.scenario
    levels = {judged.id: judged.level for judged in dimensions}
    return Review(
        status="graded",
        reviewer=ReviewerId(kind="self", name=OWN_NAME),
        created=case.created,
        overall=compute_overall(levels, rubric, scenario.primary),
        dimensions=dimensions,
        points=[_review_point(point.id, own, counts) for point in scenario.points],
        facts=review_facts(scenario, case.transcript),
        priority_fix=own.fix.strip() or None,
        timing=Timing(total=round(own.seconds, 1)),
        receipt={
            "reviewer": OWN_NAME,
            "rubric": f"{rubric.id}@{rubric.version}",
            "started": own.started,
            "aided": own.aided,
            "seconds": round(own.seconds, 1),
            "level_before": own.level,
            "taken_back": own.taken_back.quote if own.taken_back else None,
            "line": own.line.strip(),
            "marks": {mark.point: mark.mark for mark in own.marks},
            "halves": {mark.point: mark.half for mark in own.marks if mark.mark == "partly"},
            "not_counted": {point.id: list(point.unasked) for point in points if point.unasked},
        },
    )


def draft_fix(own: OwnRead, points: Sequence[OwnPoint], scenario: Scenario, pack: Pack) -> str:
    """An if-then to start from: the fix of the point whose miss weighs most, in the first person.

    A miss weighs as much as its dimensions do in the overall rule, `partly` half of that; of equals
    the first one asked for is taken. Where nothing was missed only the beginning is given.
    """
    costs = {point.id: _weigh_miss(point, own, scenario, pack) for point in points}
    dearest = max(points, key=lambda point: costs[point.id], default=None)
    if dearest is None or not costs[dearest.id]:
        return f"When {ANY_CASE}, I first "
    dimensions = dearest.point.dimensions
    primary = [dimension for dimension in dimensions if dimension in scenario.primary]
    moment = pack.rubric.find_dimension((primary or dimensions)[0]).moment or ANY_CASE
    fix = (dearest.point.fix or dearest.point.statement).strip()
    return f"When {moment}, I first {_turn_to_first_person(fix)}"


def _weigh_miss(point: OwnPoint, own: OwnRead, scenario: Scenario, pack: Pack) -> float:
    mark = own.mark(point.id)
    if mark is None or not point.counts:
        return 0.0
    rule = pack.rubric.overall
    weights = [
        rule.primary_weight if dimension in scenario.primary else rule.other_weight
        for dimension in point.point.dimensions
    ]
    return (1 - WORTH[mark.mark]) * sum(weights)


def _turn_to_first_person(text: str) -> str:
    """`Say what you gave up.` -> `say what I gave up.`; an acronym in front keeps its capitals."""
    first = text.split(" ", 1)[0]
    lowered = text if first[1:2].isupper() else text[:1].lower() + text[1:]
    return _SECOND_PERSON.sub(lambda match: _FIRST_PERSON[match.group()], lowered)


def _list_counting_marks(
    own: OwnRead, dimension: Dimension, scenario: Scenario, counts: dict[str, bool]
) -> list[PointMark]:
    """The marks of a dimension's points that count, in the scenario's order."""
    marks = [
        own.mark(point.id)
        for point in scenario.points
        if dimension.id in point.dimensions and counts.get(point.id)
    ]
    return [mark for mark in marks if mark is not None]


def _judge_dimension(
    dimension: Dimension, scenario: Scenario, marks: Sequence[PointMark]
) -> DimensionReview:
    made = [mark for mark in marks if mark.mark == "there"]
    partly = [mark for mark in marks if mark.mark == "partly"]
    missing = [mark for mark in marks if mark.mark == "missing"]
    quotes = {mark.evidence.start: mark.evidence for mark in [*made, *partly] if mark.evidence}
    halves = [f"{_name_point(mark, scenario)} (there: {mark.half.strip()})" for mark in partly]
    rationale = f"{len(made)} of {len(marks)} point{'' if len(marks) == 1 else 's'} there"
    rationale += f", {len(partly)} partly." if partly else "."
    return DimensionReview(
        id=dimension.id,
        level=compute_own_level(marks),
        rationale=rationale if marks else "No point of it counted.",
        evidence=list(quotes.values()),
        met=[_name_point(mark, scenario) for mark in made],
        missing=[*halves, *(_name_point(mark, scenario) for mark in missing)],
    )


def _name_point(mark: PointMark, scenario: Scenario) -> str:
    return scenario.find_point(mark.point).statement


def _review_point(point: str, own: OwnRead, counts: dict[str, bool]) -> PointReview:
    mark = own.mark(point)
    if mark is None:
        return PointReview(id=point, hit=None)
    evidence = [mark.evidence] if mark.evidence is not None else []
    hit = None if not counts.get(point) and mark.mark != "there" else mark.mark == "there"
    return PointReview(id=point, hit=hit, evidence=evidence)
