"""How well a reviewer's levels agree with the labels, dimension by dimension, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from coach.calibration import statistics as st
from coach.calibration.gradings import Grading, GradingItem
from coach.packs.gold import GoldLabel
from coach.reviews.verdicts import DimensionVerdict, Verdict

SEED = 20261124
"""Of the bootstrap, so that the same gradings give the same figures."""
LEAST_KAPPA = 0.5
MOST_BIAS = 0.3
"""A level is used when the interval of its kappa starts at LEAST_KAPPA and its bias stays within
MOST_BIAS; with a larger bias and at least FEWEST_FOR_OFFSET answers it is used with an offset."""
COIN = 0.5
"""What a coin gets right between 2 and 3; a level is used only where the interval of the share lies
above it."""
FEWEST_FOR_OFFSET = 30
OVERALL = "overall"
Figure = Callable[[Sequence[st.Pair]], float | None]


@dataclass(frozen=True)
class Graded:
    """A gold answer with the gradings it got, in the order of the runs."""

    item: GradingItem
    runs: tuple[Grading, ...]

    @property
    def first(self) -> Grading:
        """The first run, on which agreement is measured."""
        return self.runs[0]

    def pair(self, dimension: str) -> st.Pair | None:
        """What the reviewer gave and the first label; None where either has no level."""
        given = find_level(self.first, dimension)
        label = find_label(self.item.answer.labels[0], dimension)
        return (given, label) if given is not None and label is not None else None


def find_level(grading: Grading, dimension: str) -> int | None:
    """The level a grading gave."""
    return grading.overall if dimension == OVERALL else grading.levels.get(dimension)


def find_label(label: GoldLabel, dimension: str) -> int | None:
    """The level a labelling gave."""
    return label.overall if dimension == OVERALL else label.levels.get(dimension)


def gather(items: Sequence[GradingItem], gradings: Sequence[Grading]) -> list[Graded]:
    """Answers with the gradings that succeeded; those without any are left out."""
    by_answer: dict[tuple[str, str], list[Grading]] = {}
    for grading in gradings:
        if grading.status == "graded":
            by_answer.setdefault((grading.scenario, grading.answer), []).append(grading)
    matched = [(item, by_answer.get((item.scenario.id, item.answer.id), [])) for item in items]
    return [Graded(item, tuple(runs)) for item, runs in matched if runs]


def derive_verdicts(rows: Sequence[Graded]) -> dict[str, DimensionVerdict]:
    """The verdict on each dimension, as later reviews read it."""
    return {
        dimension_id: derive_verdict(rows, dimension_id, _compute_interval(rows, dimension_id))
        for dimension_id in list_dimensions(rows)
    }


def list_dimensions(rows: Sequence[Graded]) -> list[str]:
    """The rubric's dimensions; a person's scorecard may hold only some of them."""
    return [dimension.id for dimension in rows[0].item.pack.rubric.dimensions] if rows else []


def select_held_out(rows: Sequence[Graded]) -> list[Graded]:
    """The answers that no reviewer was tuned on."""
    return [row for row in rows if row.item.held_out]


def _compute_interval(
    rows: Sequence[Graded],
    dimension_id: str,
    figure: Figure = st.measure_kappa,
) -> tuple[float, float] | None:
    """The bootstrap interval of a figure on one dimension; answers are drawn, not pairs."""
    return _draw_interval(tuple(row.pair(dimension_id) for row in rows), figure)


@lru_cache(maxsize=256)
def _draw_interval(pairs: tuple[st.Pair | None, ...], figure: Figure) -> tuple[float, float] | None:
    """Kept, since the verdict on a dimension and its figures ask for the same interval."""
    return st.draw_interval(
        pairs, lambda drawn: figure([pair for pair in drawn if pair is not None]), Random(SEED)
    )


def compute_dimension_figures(rows: Sequence[Graded], dimension_id: str) -> dict[str, Any]:
    """Agreement on one dimension, or on the overall level."""
    pairs = pair_answers(rows, dimension_id)
    baseline = st.pair_with_commonest(pairs)
    interval = _compute_interval(rows, dimension_id)
    bias_interval = _compute_interval(rows, dimension_id, st.measure_bias)
    human = [
        (b, a)
        for row in rows
        if len(row.item.answer.labels) > 1
        and (a := find_label(row.item.answer.labels[0], dimension_id)) is not None
        and (b := find_label(row.item.answer.labels[1], dimension_id)) is not None
    ]
    human_kappa = st.measure_kappa(human)
    figures = {
        "answers": len(pairs),
        "qwk": round_figure(st.measure_kappa(pairs)),
        "qwk_ci": [round_figure(end) for end in interval] if interval else None,
        "bias": round_figure(st.measure_bias(pairs)),
        "bias_ci": [round_figure(end) for end in bias_interval] if bias_interval else None,
        "exact": round_figure(st.measure_exact(pairs)),
        "adjacent": round_figure(st.measure_adjacent(pairs)),
        "hire_line": compute_hire_line(rows, dimension_id),
        "majority_exact": round_figure(st.measure_exact(baseline)),
        "majority_adjacent": round_figure(st.measure_adjacent(baseline)),
        "mae": round_figure(st.measure_mean_error(pairs)),
        "human_qwk": round_figure(human_kappa),
        "ceiling": round_figure(max(0.0, human_kappa) ** 0.5 if human_kappa is not None else None),
        "given": _count_levels([given for given, _ in pairs]),
        "labelled": _count_levels([label for _, label in pairs]),
        "confusion": _count_confusion(pairs),
    }
    verdict = derive_verdict(rows, dimension_id, interval)
    return figures | {
        "verdict": verdict.verdict,
        "offset": verdict.offset,
        "offset_mae": _measure_offset(rows, dimension_id) if verdict.offset is not None else None,
    }


def derive_verdict(
    rows: Sequence[Graded], dimension_id: str, interval: tuple[float, float] | None
) -> DimensionVerdict:
    """Use, use with an offset, or show no number."""
    pairs = pair_answers(rows, dimension_id)
    line = compute_hire_line(rows, dimension_id)
    bias = st.measure_bias(pairs)
    errors = [label - given for given, label in pairs]
    low, high = st.find_quantile(errors, 0.1), st.find_quantile(errors, 0.9)
    verdict: Verdict = "do not show a number"
    offset = None
    # who cannot tell 2 from 3 may still have a high kappa, since most answers are a 1 or a 4
    tossing = line["ci"] is not None and line["ci"][0] <= COIN
    agrees = interval is not None and interval[0] >= LEAST_KAPPA
    if agrees and bias is not None and not tossing:
        if abs(bias) <= MOST_BIAS:
            verdict = "use"
        elif len(pairs) >= FEWEST_FOR_OFFSET:
            verdict, offset = "use with offset", round(-bias, 2)
    return DimensionVerdict(
        verdict=verdict,
        offset=offset,
        low=min(0, round(low or 0)),
        high=max(0, round(high or 0)),
        qwk=round_figure(st.measure_kappa(pairs)),
        bias=round_figure(bias),
        hire_line=line["right"],
        hire_line_ci=line["ci"],
    )


def compute_hire_line(rows: Sequence[Graded], dimension_id: str) -> dict[str, Any]:
    """How well 2 and 3 are told apart: answers labeled so, the share right, its 95% interval.

    See `statistics.hire_line`.
    """
    middle = [row for row in rows if find_label(row.item.answer.labels[0], dimension_id) in (2, 3)]
    right = st.measure_hire_line(pair_answers(middle, dimension_id))
    interval = _compute_interval(middle, dimension_id, st.measure_hire_line)
    return {
        "answers": len(pair_answers(middle, dimension_id)),
        "right": round_figure(right),
        "ci": [round_figure(end) for end in interval] if interval else None,
    }


def _measure_offset(rows: Sequence[Graded], dimension_id: str) -> dict[str, float | None]:
    """Mean error before and after an offset learned on all scenarios but the one it is used on."""
    before, after = [], []
    for scenario in list_scenarios(rows):
        within = pair_answers(
            [row for row in rows if row.item.scenario.id == scenario], dimension_id
        )
        offset = st.measure_bias(
            pair_answers([row for row in rows if row.item.scenario.id != scenario], dimension_id)
        )
        before += within
        after += [(_apply_offset(given, offset or 0.0), label) for given, label in within]
    return {
        "before": round_figure(st.measure_mean_error(before)),
        "after": round_figure(st.measure_mean_error(after)),
    }


def _apply_offset(level: int, bias: float) -> int:
    return max(1, min(st.LEVELS, round(level - bias)))


def pair_answers(rows: Sequence[Graded], dimension_id: str) -> list[st.Pair]:
    """What was given and labelled, of the answers that have both."""
    return [pair for row in rows if (pair := row.pair(dimension_id)) is not None]


def list_scenarios(rows: Sequence[Graded]) -> list[str]:
    """Ids of the scenarios, sorted."""
    return sorted({row.item.scenario.id for row in rows})


def _count_levels(levels: Sequence[int]) -> list[int]:
    return [levels.count(level) for level in range(1, st.LEVELS + 1)]


def _count_confusion(pairs: Sequence[st.Pair]) -> list[list[int]]:
    """Rows are labels 1 to 4, columns what the reviewer gave."""
    scale = range(1, st.LEVELS + 1)
    return [[pairs.count((given, label)) for given in scale] for label in scale]


def round_figure(value: float | None, digits: int = 3) -> float | None:
    """A figure as it is printed; None stays None."""
    return None if value is None else round(value, digits)
