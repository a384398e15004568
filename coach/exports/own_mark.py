"""A candidate's own marks as text: squares where reviewers' levels are dots, "your mark"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.exports.levels import YOUR_MARK, draw_dots, draw_squares
from coach.packs.schema import Pack, Scenario
from coach.reviews.own_read.comparison import Leaning, OwnComparison, PointPair
from coach.text.controls import flatten
from coach.transcripts.review_schema import Evidence, Review

SIGNS = {"there": "✓", "partly": "◐", "missing": "✗"}
"""How a mark is drawn; the word is never far."""
WORDS = {"there": "there", "partly": "partly", "missing": "not there"}
FOLDED = "The levels of {name} are left out: its model has not passed the exam."
LEANINGS: dict[Leaning, str] = {"kinder": "you were kinder", "harder": "you were harder"}


def name_reviewer(review: Review) -> str:
    """A reviewer's name as people see it."""
    return YOUR_MARK if review.is_own else review.reviewer.name


def render_own_mark(review: Review, pack: Pack, scenario: Scenario) -> list[str]:
    """An own review as lines: overall, each dimension, each point with its sentence, the fix."""
    lines = [f"Your mark: {_render_level(review, pack)}"]
    if (before := review.receipt.get("level_before")) is not None:
        lines.append(
            f"  before you saw the points: {draw_squares(before)} {pack.rubric.bands[before]}"
        )
    if back := review.receipt.get("taken_back"):
        lines.append(f"  you would take back: “{flatten(str(back))}”")
    lines.append("")
    for dimension in pack.rubric.dimensions:
        judged = review.find_dimension(dimension.id)
        if judged is not None and judged.level is not None:
            band = pack.rubric.bands[judged.level]
            lines.append(
                f"{dimension.name:<24} {draw_squares(judged.level)} {band:<11} {judged.rationale}"
            )
    lines += ["", *_render_points(review, scenario)]
    if line := review.receipt.get("line"):
        lines += ["", "What the expert's answer does that yours does not"]
        lines += [f"  {flatten(str(line))}"]
    if review.priority_fix:
        lines += ["", "One thing to change", f"  {flatten(review.priority_fix)}"]
    return lines


def render_comparison(comparison: OwnComparison) -> list[str]:
    """An own review beside a reviewer's as lines."""
    lines = [
        f"{'':<24}{YOUR_MARK:<14}{comparison.reviewer}",
        *(
            f"{pair.name:<24}{draw_squares(pair.own):<14}{draw_dots(pair.other):<8}"
            f"{_name_leaning(pair.leaning)}".rstrip()
            for pair in (comparison.overall, *comparison.dimensions)
        ),
    ]
    differing = [pair for pair in comparison.points if pair.leaning != "same"]
    same = len(comparison.points) - len(differing)
    if comparison.folded:
        lines.append(FOLDED.format(name=comparison.reviewer))
    lines += ["", f"Points: {same} of {len(comparison.points)} judged alike."]
    for pair in differing:
        lines += [
            "",
            f"{pair.statement}  ({_name_leaning(pair.leaning)})",
            *_render_sides(pair, comparison.reviewer),
        ]
    return lines


def _render_sides(pair: PointPair, reviewer: str) -> Iterator[str]:
    yield f"  {YOUR_MARK}: {WORDS[pair.own]}"
    yield from (f"    “{quote}”" for quote in pair.own_quotes)
    yield f"  {reviewer}: {'there' if pair.other else 'not there'}"
    yield from (f"    “{quote}”" for quote in pair.other_quotes)


def _render_points(review: Review, scenario: Scenario) -> Iterator[str]:
    marks = review.receipt.get("marks") or {}
    halves = review.receipt.get("halves") or {}
    unasked = review.receipt.get("not_counted") or {}
    names = {point.id: point.statement for point in scenario.points}
    for point in review.points:
        mark = marks.get(point.id)
        if mark is None and point.id not in unasked:
            continue
        sign = SIGNS.get(str(mark), "·") if point.id not in unasked or mark == "there" else "·"
        half = f" ({halves[point.id]})" if halves.get(point.id) else ""
        yield f"{sign} {names.get(point.id, point.id)}{half}"
        yield from _render_quotes(point.evidence)
        if point.id in unasked:
            yield f"    does not count; not asked: {' '.join(map(str, unasked[point.id]))}"


def _render_level(review: Review, pack: Pack) -> str:
    if review.overall is None:
        return "too few dimensions for an overall level"
    return f"{draw_squares(review.overall.level)} {pack.rubric.bands[review.overall.level]}"


def _render_quotes(evidence: Sequence[Evidence]) -> list[str]:
    return [f"    “{flatten(piece.quote)}”" for piece in evidence if piece.verified]


def _name_leaning(leaning: Leaning | None) -> str:
    return LEANINGS.get(leaning, "") if leaning else ""
