"""The overall level: a weighted mean, rounded, and capped by weaknesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.packs.schema import Rubric
from coach.reviews.overall import compute_overall

ANCHORS = {1: "a", 2: "b", 3: "c", 4: "d"}
CHECKS = [{"id": f"c-{number}", "text": "Does it?"} for number in range(3)]
RUBRIC = Rubric.model_validate(
    {
        "id": "small",
        "version": 1,
        "bands": {1: "strong no", 2: "no", 3: "yes", 4: "strong yes"},
        "dimensions": [
            {"id": name, "name": name.title(), "asks": "?", "anchors": ANCHORS, "checks": CHECKS}
            for name in ("order", "cost", "truth")
        ],
        "overall": {
            "primary_weight": 2,
            "other_weight": 1,
            "round_up_from": 0.5,
            "needs": 2,
            "caps": [
                {"dimension": "primary", "level": 1, "overall_at_most": 2},
                {"dimension": "misconception", "overall_at_most": 2},
            ],
        },
    }
)


@pytest.mark.parametrize(
    ("levels", "overall"),
    [
        ({"order": 4, "cost": 4, "truth": 4}, 4),
        # (2 * 2 + 3) / 3 is 2.33; without the weight it would be 2.5 and round up
        ({"order": 2, "cost": 3, "truth": None}, 2),
        ({"order": None, "cost": 2, "truth": 3}, 3),
    ],
)
def test_primary_dimensions_weigh_more_and_those_without_a_level_nothing(
    levels: dict[str, int | None], overall: int
) -> None:
    result = compute_overall(levels, RUBRIC, ["order"])
    assert result is not None
    assert (result.level, result.band) == (overall, RUBRIC.bands[overall])  # type: ignore[index]
    assert result.because == []


def test_too_few_levels_give_no_overall_level() -> None:
    assert compute_overall({"order": 4, "cost": None}, RUBRIC, ["order"]) is None


def test_a_weak_primary_dimension_bounds_the_level_and_says_so() -> None:
    result = compute_overall({"order": 1, "cost": 4, "truth": 4}, RUBRIC, ["order"])
    assert result is not None and result.level == 2
    assert result.because == ["Order is strong no: at most no"]


def test_a_severe_misconception_bounds_the_level_whatever_the_rest() -> None:
    result = compute_overall({"order": 4, "cost": 4}, RUBRIC, ["order"], severe=True)
    assert result is not None and result.level == 2
    assert result.because == ["the plan states something false: at most no"]


@given(st.lists(st.integers(1, 4), min_size=3, max_size=3), st.booleans())
def test_no_better_level_makes_the_overall_level_worse(levels: list[int], severe: bool) -> None:
    names = ("order", "cost", "truth")
    before = compute_overall(
        dict(zip(names, levels, strict=True)), RUBRIC, ["order"], severe=severe
    )
    for place in range(3):
        better = [*levels[:place], min(4, levels[place] + 1), *levels[place + 1 :]]
        after = compute_overall(
            dict(zip(names, better, strict=True)), RUBRIC, ["order"], severe=severe
        )
        assert before is not None and after is not None and after.level >= before.level
