"""Sums of a scenario: parsed, recomputed, compared with the figure as the text rounds it."""

import pytest

from coach.packs.sums import SumError, compute, find_figures


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60% * $400K * 0.5", 120_000),
        ("1 - 0.974^4", 1 - 0.974**4),
        ("(2 + 3) * 4 - 6 / 3", 18),
        ("$1.2M / 12", 100_000),
        ("3,000 * 7", 21_000),
        ("-(2 - 5)", 3),
        ("2 - 3 - 4", -5),
        ("100 / 10 / 2", 5),
    ],
)
def test_a_sum_is_plain_arithmetic_over_numbers_as_written(text: str, value: float) -> None:
    assert compute(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["", "2 +", "(2", "2 2", "2 / 0", "__import__('os')", "cost * 2", "2 ** 3", "9^999", ")"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SumError):
        compute(text)


@pytest.mark.parametrize(
    ("written", "value", "agrees"),
    [
        ("$120K", 120_000, True),
        ("$120K", 123_000, True),
        ("$120K", 127_000, False),
        ("$16K", 16_154, True),
        ("$16K", 16_600, False),
        ("41%", 0.409, True),
        ("41%", 0.45, False),
        ("9.5 hours", 9.46, True),
        ("9.5 hours", 9.56, False),
        ("$500 thousand", 480_000, True),
        ("10%", 0.14, False),
        ("10%", 0.1, True),
    ],
)
def test_a_figure_agrees_within_its_own_rounding(written: str, value: float, agrees: bool) -> None:
    assert next(find_figures(written)).agrees(value) is agrees


def test_numbers_are_found_in_digits_and_in_words() -> None:
    figures = find_figures("Eleven of 30 pay $60k, a third of 5 million")
    values = [figure.value for figure in figures]
    assert values == [30, 60_000, 5e6, 11, pytest.approx(1 / 3), 1e6]
