"""The numbers along an axis are whole, and few enough to be read."""

import pytest

from coach.tui.widgets.themed_plot import list_whole_ticks


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0]),
        (0.64, [0]),
        (7.9, [0, 1, 2, 3, 4, 5, 6, 7]),
        (15, [0, 2, 4, 6, 8, 10, 12, 14]),
        (237.5, [0, 50, 100, 150, 200]),
    ],
)
def test_whole_numbers_a_round_step_apart(most: float, ticks: list[int]) -> None:
    assert list_whole_ticks(most) == ticks


def test_there_are_never_more_than_nine() -> None:
    assert all(len(list_whole_ticks(most)) <= 9 for most in range(0, 5000, 7))
