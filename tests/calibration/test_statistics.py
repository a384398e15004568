"""Figures of agreement, against values that scikit-learn and SciPy computed."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from coach.calibration import statistics as st

CASES = json.loads((Path(__file__).parent / "fixtures" / "statistics.json").read_text())


def pairs_of(case: dict[str, Any]) -> list[tuple[int, int]]:
    return [(a, b) for a, b in case["pairs"]]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_the_figures_are_those_of_scikit_learn(case: dict[str, Any]) -> None:
    pairs = pairs_of(case)
    assert st.measure_kappa(pairs) == pytest.approx(case["kappa"])
    assert st.measure_mean_error(pairs) == pytest.approx(case["mae"])
    given, labels = [a for a, _ in pairs], [b for _, b in pairs]
    assert st.correlate_ranks(given, labels) == pytest.approx(case["spearman"])
    marks = [(bool(a), bool(b)) for a, b in case["marks"]]
    assert st.measure_f1(marks) == pytest.approx((case["precision"], case["recall"], case["f1"]))


def test_figures_that_are_not_defined_are_none() -> None:
    assert st.measure_kappa([]) is None
    assert st.measure_kappa([(3, 1), (3, 4)]) is None
    assert st.measure_kappa([(1, 2), (4, 2)]) is None
    assert st.measure_exact([]) is None
    assert st.measure_bias([]) is None
    assert st.correlate_ranks([1, 1], [1, 2]) is None
    assert st.measure_order([("a", 1, 2), ("b", 3, 4)]) is None
    assert st.measure_f1([(False, False)]) == (None, None, None)
    assert st.measure_repeatability([[3], [2]]) == (None, None)
    assert st.draw_interval([(1, 1)], st.measure_kappa, Random(1)) is None
    assert st.draw_interval([(3, 1), (3, 2)], st.measure_kappa, Random(1)) is None


def test_a_reviewer_that_always_says_three_agrees_within_one_and_has_no_kappa() -> None:
    pairs = [(3, label) for label in (1, 2, 2, 3, 3, 3, 4, 4)]
    assert st.measure_adjacent(pairs) == 7 / 8
    assert st.measure_kappa(pairs) is None
    assert st.measure_exact(st.pair_with_commonest(pairs)) == 3 / 8


def test_kappa_hides_a_bias_that_is_said_beside_it() -> None:
    strict = [(1, 1), (2, 2), (3, 3), (3, 3), (2, 2), (1, 1)]
    lenient = [(a + 1, b) for a, b in strict]
    kappa = st.measure_kappa(lenient)
    assert kappa is not None and kappa > 0.5
    assert st.measure_bias(lenient) == 1


def test_the_interval_holds_the_figure_and_is_the_same_for_the_same_seed() -> None:
    pairs = pairs_of(CASES[-3])
    first = st.draw_interval(pairs, st.measure_kappa, Random(5))
    again = st.draw_interval(pairs, st.measure_kappa, Random(5))
    assert first is not None and first == again
    kappa = st.measure_kappa(pairs)
    assert kappa is not None and first[0] < kappa < first[1]
    few = st.draw_interval(pairs[:12], st.measure_kappa, Random(5))
    assert few is not None and few[1] - few[0] > first[1] - first[0]


def test_pairs_in_order_count_within_a_group_and_ties_for_half() -> None:
    rows = [("a", 4, 4), ("a", 2, 1), ("a", 2, 3), ("b", 1, 4)]
    # 4 over 1 right, 4 over 3 right, 1 and 3 tied
    assert st.measure_order(rows) == pytest.approx(2.5 / 3)


def test_repeats_that_differ_are_counted() -> None:
    share, spread = st.measure_repeatability([[3, 3, 3], [2, 4, 3], [1]])
    assert share == 0.5
    assert spread == pytest.approx((0 + (2 / 3) ** 0.5) / 2)


def test_the_slope_of_errors_on_length() -> None:
    assert st.fit_slope([1, 2, 3], [0, 0.5, 1]) == pytest.approx(0.5)
    assert st.fit_slope([2, 2], [0, 1]) is None
