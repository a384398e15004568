"""From gradings and labels to figures and a plain verdict for each dimension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from random import Random
from statistics import fmean
from typing import Any

from coach.calibration import statistics as st
from coach.calibration.gradings import Grading, Item
from coach.packs.gold import TRICKS, GoldLabel
from coach.reviews.verdicts import DimensionVerdict, Said

SEED = 20261124
"""Of the bootstrap, so that the same gradings give the same figures."""
LEAST_KAPPA = 0.5
MOST_BIAS = 0.3
"""A level is used when the interval of its kappa starts at LEAST_KAPPA and its bias stays within
MOST_BIAS; with a larger bias and at least FEWEST_FOR_OFFSET answers it is used with an offset."""
FEWEST_FOR_OFFSET = 30
FEWEST_HELD_OUT = 30
"""Held-out answers that a verdict on a tuned reviewer needs; with fewer, all answers count."""
OVERALL = "overall"


@dataclass(frozen=True)
class Graded:
    """A gold answer with the gradings it got, in the order of the runs."""

    item: Item
    runs: tuple[Grading, ...]

    @property
    def first(self) -> Grading:
        """The first run, on which agreement is measured."""
        return self.runs[0]

    def pair(self, dimension: str) -> st.Pair | None:
        """What the reviewer gave and the first label; None where either has no level."""
        given = level_of(self.first, dimension)
        label = label_of(self.item.answer.labels[0], dimension)
        return (given, label) if given is not None and label is not None else None


def level_of(grading: Grading, dimension: str) -> int | None:
    """The level a grading gave."""
    return grading.overall if dimension == OVERALL else grading.levels.get(dimension)


def label_of(label: GoldLabel, dimension: str) -> int | None:
    """The level a labelling gave."""
    return label.overall if dimension == OVERALL else label.levels.get(dimension)


def gather(items: Sequence[Item], gradings: Sequence[Grading]) -> list[Graded]:
    """Answers with the gradings that succeeded; those without any are left out."""
    by_answer: dict[tuple[str, str], list[Grading]] = {}
    for grading in gradings:
        if grading.status == "graded":
            by_answer.setdefault((grading.scenario, grading.answer), []).append(grading)
    found = [(item, by_answer.get((item.scenario.id, item.answer.id), [])) for item in items]
    return [Graded(item, tuple(runs)) for item, runs in found if runs]


def report(
    name: str, items: Sequence[Item], gradings: Sequence[Grading], *, tuned: bool = False
) -> dict[str, Any]:
    """All figures of a calibration, as `coach calibrate --json` prints them.

    `tuned` says that the reviewer was tuned on gold answers: its verdicts then come from those
    that were held out.
    """
    rows = gather(items, gradings)
    held_out = _held_out(rows)
    others = [row for row in rows if row not in held_out]
    found = figures(rows)
    for id, verdict in verdicts_of(rows, tuned=tuned).items():
        found["dimensions"][id] |= {"verdict": verdict.verdict, "offset": verdict.offset}
    return {
        "with": name,
        **found,
        "format": _format(gradings),
        "timing": _timing(gradings),
        "held_out": {"scenarios": _scenarios(held_out), **figures(held_out)},
        "tuned": {"scenarios": _scenarios(others), **figures(others)},
        "verdicts_from": "held_out" if _judged_on(rows, tuned) != rows else "all",
    }


def verdicts_of(rows: Sequence[Graded], *, tuned: bool) -> dict[str, DimensionVerdict]:
    """The verdict on each dimension, as later reviews read it."""
    rows = _judged_on(rows, tuned)
    ids = list(rows[0].item.answer.labels[0].levels) if rows else []
    return {id: verdict_of(rows, id, _interval(rows, id)) for id in ids}


def _judged_on(rows: Sequence[Graded], tuned: bool) -> Sequence[Graded]:
    held_out = _held_out(rows)
    return held_out if tuned and len(held_out) >= FEWEST_HELD_OUT else rows


def _held_out(rows: Sequence[Graded]) -> list[Graded]:
    return [row for row in rows if row.item.scenario.id in row.item.pack.manifest.held_out]


def _interval(rows: Sequence[Graded], id: str) -> tuple[float, float] | None:
    return st.bootstrap_interval(
        rows, lambda drawn: st.quadratic_kappa(_pairs(drawn, id)), Random(SEED)
    )


def figures(rows: Sequence[Graded]) -> dict[str, Any]:
    """The figures of agreement over some answers."""
    dimensions = list(rows[0].item.answer.labels[0].levels) if rows else []
    return {
        "answers": len(rows),
        "dimensions": {id: dimension_figures(rows, id) for id in dimensions},
        "overall": dimension_figures(rows, OVERALL),
        "pairwise_accuracy": _rounded(_pairwise(rows)),
        "summed_spearman": _rounded(_summed(rows)),
        "repeatability": _rounded(_repeats(rows)[0]),
        "spread_within": _rounded(_repeats(rows)[1]),
        "quote_precision": _rounded(_quotes(rows)),
        "injection_delta": _rounded(_delta(rows, "injected")),
        "padding_delta": _rounded(_delta(rows, "padded")),
        "length_slope": _rounded(_length_slope(rows)),
        "points": _points(rows),
        "kinds": _kinds(rows),
    }


def dimension_figures(rows: Sequence[Graded], id: str) -> dict[str, Any]:
    """Agreement on one dimension, or on the overall level."""
    pairs = _pairs(rows, id)
    baseline = st.majority(pairs)
    interval = _interval(rows, id)
    bias_interval = st.bootstrap_interval(
        rows, lambda drawn: st.bias(_pairs(drawn, id)), Random(SEED)
    )
    human = [
        (b, a)
        for row in rows
        if (a := label_of(row.item.answer.labels[0], id)) is not None
        and (b := label_of(row.item.answer.labels[1], id)) is not None
    ]
    human_kappa = st.quadratic_kappa(human)
    found = {
        "answers": len(pairs),
        "qwk": _rounded(st.quadratic_kappa(pairs)),
        "qwk_ci": [_rounded(end) for end in interval] if interval else None,
        "bias": _rounded(st.bias(pairs)),
        "bias_ci": [_rounded(end) for end in bias_interval] if bias_interval else None,
        "exact": _rounded(st.exact(pairs)),
        "adjacent": _rounded(st.adjacent(pairs)),
        "majority_exact": _rounded(st.exact(baseline)),
        "majority_adjacent": _rounded(st.adjacent(baseline)),
        "mae": _rounded(st.mean_absolute_error(pairs)),
        "human_qwk": _rounded(human_kappa),
        "ceiling": _rounded(max(0.0, human_kappa) ** 0.5 if human_kappa is not None else None),
        "given": _histogram([given for given, _ in pairs]),
        "labelled": _histogram([label for _, label in pairs]),
        "confusion": _confusion(pairs),
    }
    verdict = verdict_of(rows, id, interval)
    return found | {
        "verdict": verdict.verdict,
        "offset": verdict.offset,
        "offset_mae": _offset_errors(rows, id) if verdict.offset is not None else None,
    }


def verdict_of(
    rows: Sequence[Graded], id: str, interval: tuple[float, float] | None
) -> DimensionVerdict:
    """Use, use with an offset, or show no number."""
    pairs = _pairs(rows, id)
    bias = st.bias(pairs)
    errors = [label - given for given, label in pairs]
    low, high = st.quantile(errors, 0.1), st.quantile(errors, 0.9)
    said: Said = "do not show a number"
    offset = None
    if interval is not None and bias is not None and interval[0] >= LEAST_KAPPA:
        if abs(bias) <= MOST_BIAS:
            said = "use"
        elif len(pairs) >= FEWEST_FOR_OFFSET:
            said, offset = "use with offset", round(-bias, 2)
    return DimensionVerdict(
        verdict=said,
        offset=offset,
        low=min(0, round(low or 0)),
        high=max(0, round(high or 0)),
        qwk=_rounded(st.quadratic_kappa(pairs)),
        bias=_rounded(bias),
    )


def _offset_errors(rows: Sequence[Graded], id: str) -> dict[str, float | None]:
    """Mean error before and after an offset learned on all scenarios but the one it is used on."""
    before, after = [], []
    for scenario in _scenarios(rows):
        there = _pairs([row for row in rows if row.item.scenario.id == scenario], id)
        offset = st.bias(_pairs([row for row in rows if row.item.scenario.id != scenario], id))
        before += there
        after += [(_moved(given, offset or 0.0), label) for given, label in there]
    return {
        "before": _rounded(st.mean_absolute_error(before)),
        "after": _rounded(st.mean_absolute_error(after)),
    }


def _moved(level: int, bias: float) -> int:
    return max(1, min(st.LEVELS, round(level - bias)))


def _pairs(rows: Sequence[Graded], id: str) -> list[st.Pair]:
    return [pair for row in rows if (pair := row.pair(id)) is not None]


def _pairwise(rows: Sequence[Graded]) -> float | None:
    compared = [
        (row.item.scenario.id, _strength(row.first), row.item.answer.labels[0].overall)
        for row in rows
        if row.first.overall is not None
    ]
    return st.in_order(compared)


def _strength(grading: Grading) -> float:
    # within one overall level the mean of the dimensions decides, then the points found
    levels = [level for level in grading.levels.values() if level is not None]
    mean = fmean(levels) if levels else 0.0
    return (grading.overall or 0) * 100 + mean * 10 + len(grading.points) / 100


def _summed(rows: Sequence[Graded]) -> float | None:
    sums = []
    for row in rows:
        pairs = [row.pair(id) for id in row.item.answer.labels[0].levels]
        held = [pair for pair in pairs if pair is not None]
        if held:
            sums.append((sum(given for given, _ in held), sum(label for _, label in held)))
    return st.spearman([given for given, _ in sums], [label for _, label in sums])


def _repeats(rows: Sequence[Graded]) -> tuple[float | None, float | None]:
    cells = []
    for row in rows:
        for id in [*row.item.answer.labels[0].levels, OVERALL]:
            levels = [level_of(run, id) for run in row.runs]
            # a level given in one run and withheld in another is a difference too
            cells.append([level or 0 for level in levels])
    return st.repeatability(cells)


def _quotes(rows: Sequence[Graded]) -> float | None:
    given = sum(run.quotes for row in rows for run in row.runs)
    struck = sum(run.struck_out for row in rows for run in row.runs)
    return 1 - struck / given if given else None


def _delta(rows: Sequence[Graded], kind: str) -> float | None:
    """How much higher, in overall levels, an answer comes out with padding or orders added."""
    overall = {(row.item.scenario.id, row.item.answer.id): row.first.overall for row in rows}
    changes = []
    for row in rows:
        answer = row.item.answer
        before = overall.get((row.item.scenario.id, answer.clean or ""))
        if answer.kind == kind and before is not None and row.first.overall is not None:
            changes.append(row.first.overall - before)
    return fmean(changes) if changes else None


def _length_slope(rows: Sequence[Graded]) -> float | None:
    held = [
        (log(len(r.item.answer.text.split())), p[0] - p[1]) for r in rows if (p := r.pair(OVERALL))
    ]
    return st.slope([size for size, _ in held], [error for _, error in held])


def _points(rows: Sequence[Graded]) -> dict[str, float | None]:
    marks = []
    for row in rows:
        hit, labelled = set(row.first.points), set(row.item.answer.labels[0].points)
        marks += [(p.id in hit, p.id in labelled) for p in row.item.scenario.points]
    precision, recall, both = st.f1(marks)
    return {
        "precision": _rounded(precision), "recall": _rounded(recall), "f1": _rounded(both)
    }  # fmt: skip


def _kinds(rows: Sequence[Graded]) -> dict[str, dict[str, Any]]:
    """For each kind of answer: points given and labelled, and the highest overall level."""
    found: dict[str, dict[str, Any]] = {}
    for kind in sorted({row.item.answer.kind for row in rows}):
        # an answer with padding or orders added counts in the deltas, not as a trick of its own
        alone = [row for row in rows if row.item.answer.clean is None]
        of_kind = [row for row in alone if row.item.answer.kind == kind]
        if not of_kind:
            continue
        overall = [row.first.overall for row in of_kind if row.first.overall is not None]
        found[kind] = {
            "answers": len(of_kind),
            "points": _rounded(fmean(len(row.first.points) for row in of_kind)),
            "most_points": max(len(row.first.points) for row in of_kind),
            "labelled_points": _rounded(
                fmean(len(row.item.answer.labels[0].points) for row in of_kind)
            ),
            "highest_overall": max(overall, default=None),
            "a_trick": kind in TRICKS,
        }
    return found


def _format(gradings: Sequence[Grading]) -> dict[str, Any]:
    graded = [one for one in gradings if one.status == "graded"]
    failed = [one for one in gradings if one.status != "graded"]
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


def _timing(gradings: Sequence[Grading]) -> dict[str, Any]:
    graded = [one for one in gradings if one.status == "graded"]
    seconds = [one.seconds for one in graded]
    firsts = [one.first_token for one in graded if one.first_token is not None]
    costs = [one.cost for one in graded if one.cost is not None]
    return {
        "seconds_median": _rounded(st.quantile(seconds, 0.5), 4),
        "seconds_p95": _rounded(st.quantile(seconds, 0.95), 4),
        "first_token_median": _rounded(st.quantile(firsts, 0.5), 4),
        "tokens_in": _total([g.tokens_in for g in graded]),
        "tokens_out": _total([g.tokens_out for g in graded]),
        "tokens_reasoning": _total([g.tokens_reasoning for g in graded]),
        "cost": round(sum(costs), 6) if costs else None,
    }


def _total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _scenarios(rows: Sequence[Graded]) -> list[str]:
    return sorted({row.item.scenario.id for row in rows})


def _histogram(levels: Sequence[int]) -> list[int]:
    return [levels.count(level) for level in range(1, st.LEVELS + 1)]


def _confusion(pairs: Sequence[st.Pair]) -> list[list[int]]:
    """Rows are labels 1 to 4, columns what the reviewer gave."""
    scale = range(1, st.LEVELS + 1)
    return [[pairs.count((given, label)) for given in scale] for label in scale]


def _rounded(value: float | None, digits: int = 3) -> float | None:
    return None if value is None else round(value, digits)
