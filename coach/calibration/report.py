"""From gradings and labels to all the figures of a calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from statistics import fmean
from typing import Any

from coach.calibration import statistics as st
from coach.calibration.agreement import (
    OVERALL,
    Graded,
    compute_dimension_figures,
    find_level,
    gather,
    list_dimensions,
    list_scenarios,
    round_figure,
    select_held_out,
)
from coach.calibration.gradings import Grading, GradingItem, ReviewedRound
from coach.packs.gold import TRICKS


def make_report(
    name: str, items: Sequence[GradingItem], gradings: Sequence[Grading]
) -> dict[str, Any]:
    """All figures of a calibration, as `coach calibrate --json` prints them."""
    rows = gather(items, gradings)
    apart = select_held_out(rows)
    others = [row for row in rows if row not in apart]
    return {
        "with": name,
        "reviewed_rounds": len(rows) - len(select_with_points(rows)),
        **compute_figures(rows),
        "format": _summarize_format(gradings),
        "timing": _summarize_timing(gradings),
        "held_out": {"scenarios": list_scenarios(apart), **compute_figures(apart)},
        "tuned": {"scenarios": list_scenarios(others), **compute_figures(others)},
    }


def compute_figures(rows: Sequence[Graded]) -> dict[str, Any]:
    """The figures of agreement over some answers."""
    dimensions = list_dimensions(rows)
    return {
        "answers": len(rows),
        "dimensions": {
            dimension_id: compute_dimension_figures(rows, dimension_id)
            for dimension_id in dimensions
        },
        "overall": compute_dimension_figures(rows, OVERALL),
        "pairwise_accuracy": round_figure(_compute_pairwise(rows)),
        "summed_spearman": round_figure(_correlate_sums(rows)),
        "repeatability": round_figure(_compute_repeatability(rows)[0]),
        "spread_within": round_figure(_compute_repeatability(rows)[1]),
        "quote_precision": round_figure(_compute_quote_precision(rows)),
        "injection_delta": round_figure(_compute_delta(rows, "injected")),
        "padding_delta": round_figure(_compute_delta(rows, "padded")),
        "length_slope": round_figure(_compute_length_slope(rows)),
        "points": _compute_points(rows),
        "kinds": _summarize_kinds(rows),
    }


def _compute_pairwise(rows: Sequence[Graded]) -> float | None:
    compared = [
        (row.item.scenario.id, _rank_grading(row.first), row.item.answer.labels[0].overall)
        for row in rows
        if row.first.overall is not None
    ]
    return st.measure_order(compared)


def _rank_grading(grading: Grading) -> float:
    # within one overall level the mean of the dimensions decides, then the points found
    levels = [level for level in grading.levels.values() if level is not None]
    mean = fmean(levels) if levels else 0.0
    return (grading.overall or 0) * 100 + mean * 10 + len(grading.points) / 100


def _correlate_sums(rows: Sequence[Graded]) -> float | None:
    sums = []
    for row in rows:
        pairs = [row.pair(dimension_id) for dimension_id in row.item.answer.labels[0].levels]
        held = [pair for pair in pairs if pair is not None]
        if held:
            sums.append((sum(given for given, _ in held), sum(label for _, label in held)))
    return st.correlate_ranks([given for given, _ in sums], [label for _, label in sums])


def _compute_repeatability(rows: Sequence[Graded]) -> tuple[float | None, float | None]:
    cells = []
    for row in rows:
        for dimension_id in [*row.item.answer.labels[0].levels, OVERALL]:
            levels = [find_level(run, dimension_id) for run in row.runs]
            # a level given in one run and withheld in another is a difference too
            cells.append([level or 0 for level in levels])
    return st.measure_repeatability(cells)


def _compute_quote_precision(rows: Sequence[Graded]) -> float | None:
    given = sum(run.quotes for row in rows for run in row.runs)
    struck = sum(run.struck_out for row in rows for run in row.runs)
    return 1 - struck / given if given else None


def _compute_delta(rows: Sequence[Graded], kind: str) -> float | None:
    """How much higher, in overall levels, an answer comes out with padding or orders added."""
    overall = {(row.item.scenario.id, row.item.answer.id): row.first.overall for row in rows}
    changes = []
    for row in rows:
        answer = row.item.answer
        before = overall.get((row.item.scenario.id, answer.clean or ""))
        if answer.kind == kind and before is not None and row.first.overall is not None:
            changes.append(row.first.overall - before)
    return fmean(changes) if changes else None


def _compute_length_slope(rows: Sequence[Graded]) -> float | None:
    held = [
        (log(len(r.item.answer.text.split())), p[0] - p[1]) for r in rows if (p := r.pair(OVERALL))
    ]
    return st.fit_slope([size for size, _ in held], [error for _, error in held])


def select_with_points(rows: Sequence[Graded]) -> list[Graded]:
    """The answers whose points are labelled: all but the rounds that people judged by levels."""
    return [row for row in rows if not isinstance(row.item.answer, ReviewedRound)]


def _compute_points(rows: Sequence[Graded]) -> dict[str, float | None]:
    marks = []
    for row in select_with_points(rows):
        hit, labelled = set(row.first.points), set(row.item.answer.labels[0].points)
        marks += [(p.id in hit, p.id in labelled) for p in row.item.scenario.points]
    precision, recall, both = st.measure_f1(marks)
    return {
        "precision": round_figure(precision),
        "recall": round_figure(recall),
        "f1": round_figure(both),
    }


def _summarize_kinds(rows: Sequence[Graded]) -> dict[str, dict[str, Any]]:
    """For each kind of answer: points given and labelled, and the highest overall level."""
    by_kind: dict[str, dict[str, Any]] = {}
    for kind in sorted({row.item.answer.kind for row in rows}):
        # an answer with padding or orders added counts in the deltas, not as a trick of its own
        alone = [row for row in rows if row.item.answer.clean is None]
        of_kind = [row for row in alone if row.item.answer.kind == kind]
        if not of_kind:
            continue
        overall = [row.first.overall for row in of_kind if row.first.overall is not None]
        labelled = [len(row.item.answer.labels[0].points) for row in select_with_points(of_kind)]
        by_kind[kind] = {
            "answers": len(of_kind),
            "points": round_figure(fmean(len(row.first.points) for row in of_kind)),
            "most_points": max(len(row.first.points) for row in of_kind),
            "labelled_points": round_figure(fmean(labelled)) if labelled else None,
            "highest_overall": max(overall, default=None),
            "a_trick": kind in TRICKS,
        }
    return by_kind


def _summarize_format(gradings: Sequence[Grading]) -> dict[str, Any]:
    graded = [grading for grading in gradings if grading.status == "graded"]
    failed = [grading for grading in gradings if grading.status != "graded"]
    return {
        "gradings": len(gradings),
        "valid_first_time": sum(1 for g in graded if not g.repaired and not g.reasked),
        "repaired": sum(1 for g in graded if g.repaired),
        "asked_again": sum(1 for g in graded if g.reasked),
        "failed": len(failed),
        "cut_off": sum(1 for g in gradings if g.finish == "length"),
        "rungs": dict(Counter(g.rung for g in graded if g.rung)),
        "reasons": dict(Counter(g.reason or "" for g in failed)),
    }


def _summarize_timing(gradings: Sequence[Grading]) -> dict[str, Any]:
    graded = [grading for grading in gradings if grading.status == "graded"]
    seconds = [grading.seconds for grading in graded]
    firsts = [grading.first_token for grading in graded if grading.first_token is not None]
    costs = [grading.cost for grading in graded if grading.cost is not None]
    return {
        "seconds_median": round_figure(st.find_quantile(seconds, 0.5), 4),
        "seconds_p95": round_figure(st.find_quantile(seconds, 0.95), 4),
        "first_token_median": round_figure(st.find_quantile(firsts, 0.5), 4),
        "tokens_in": _sum_known([g.tokens_in for g in graded]),
        "tokens_out": _sum_known([g.tokens_out for g in graded]),
        "tokens_reasoning": _sum_known([g.tokens_reasoning for g in graded]),
        "cost": round(sum(costs), 6) if costs else None,
    }


def _sum_known(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
