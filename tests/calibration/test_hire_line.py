"""2 against 3: a judge who tosses a coin there is seen through, whatever its kappa."""

import random

from coach.calibration.agreement import Graded, compute_dimension_figures
from coach.calibration.gradings import Grading, GradingItem
from coach.calibration.statistics import measure_hire_line
from coach.packs.gold import GoldAnswer, GoldLabel
from coach.packs.load import load_library
from coach.paths import find_paths

DIMENSION = "structure"
PACKS = find_paths({}).builtin_packs
PACK = load_library([PACKS], trusted=PACKS).packs["ai-inference"]
SCENARIO = PACK.scenarios["claude-vs-metering"]
TODAY = [1] * 35 + [4] * 35 + [2] * 17 + [3] * 17
"""Labels as they were spread over the gold answers: two thirds at the ends."""


def rows(labels: list[int], given: list[int]) -> list[Graded]:
    made = []
    for number, (label, level) in enumerate(zip(labels, given, strict=True)):
        labeled = GoldLabel.model_validate({"levels": {DIMENSION: label}, "overall": label})
        answer = GoldAnswer(id=f"a{number}", kind="middling", text="x", labels=[labeled, labeled])
        grading = Grading.model_validate(
            {
                "scenario": SCENARIO.id,
                "answer": answer.id,
                "run": 0,
                "status": "graded",
                "levels": {DIMENSION: level},
                "overall": level,
            }
        )
        made.append(Graded(GradingItem(PACK, SCENARIO, answer), (grading,)))
    return made


def toss(labels: list[int], seed: int) -> list[int]:
    coin = random.Random(seed)
    return [coin.choice((2, 3)) if label in (2, 3) else label for label in labels]


def test_a_coin_between_two_and_three_has_a_fine_kappa_and_is_not_used() -> None:
    for seed in range(5):
        figures = compute_dimension_figures(rows(TODAY, toss(TODAY, seed)), DIMENSION)
        assert figures["qwk"] > 0.9
        assert figures["hire_line"]["answers"] == 34
        assert figures["hire_line"]["ci"][0] <= 0.5
        assert figures["verdict"] == "do not show a number"


def test_a_judge_who_is_mostly_right_there_is_used() -> None:
    given = [*TODAY]
    for at in (70, 71, 90, 91):
        given[at] = 5 - given[at]
    figures = compute_dimension_figures(rows(TODAY, given), DIMENSION)
    assert figures["hire_line"]["right"] == 0.882
    assert figures["hire_line"]["ci"][0] > 0.6
    assert figures["verdict"] == "use"


def test_always_no_is_a_coin_and_without_both_labels_there_is_no_figure() -> None:
    assert measure_hire_line([(2, 2)] * 30 + [(2, 3)] * 5) == 0.5
    assert measure_hire_line([(1, 2), (4, 3)]) == 1
    assert measure_hire_line([(2, 2), (1, 2)]) is None
