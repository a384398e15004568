"""Rounds that people have reviewed, counted as gold when a reviewer is calibrated."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coach.calibration.gradings import Grading, GradingItem
from coach.calibration.report import make_report
from coach.cli.commands import cli
from coach.config import Config
from coach.files import CoachError
from coach.paths import find_paths
from coach.reviews.overall import compute_overall
from coach.services.coach import Coach
from coach.services.trust.calibration import Rounds
from coach.settings import Settings
from coach.transcripts.review_schema import DimensionReview, Level, Review, ReviewerId
from coach.workspace import Workspace
from tests.support.reviews import point

WEAK = "It depends. I would ask around and then we see what is best for everybody involved here."
STRONG = """I start with what the demo is for, because a ten minute demo needs one model call and
not a model we host. Nobody outside Anthropic has the Claude weights, so we cannot host it, and I
tell A that today. I choose metering first: eleven of the top thirty accounts raised it, B's
finance blocks forty teams without chargeback, and the price is that A's demo runs on their own
Bedrock key with a fallback rehearsed on Wednesday. What we give up is two weeks of two engineers
on the routing launch. If A signs a year before Thursday I would change my mind. I own both calls,
and B gets the export on Friday."""


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    return Coach(
        Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(Config()), now=lambda: now)
    )


def saved(coach: Coach, answer: str, scenario: str = "claude-vs-metering") -> str:
    transcript = coach.rounds.record_written(scenario, answer, [])
    coach.store.save(transcript)
    return transcript.id


def judged(coach: Coach, id: str, level: Level, by: str = "Ana", **other: Level | None) -> None:
    pack, scenario = coach.workspace.find_case(coach.store.load(id))
    levels = {one.id: other.get(one.id, level) for one in pack.rubric.dimensions}
    review = Review(
        status="graded",
        reviewer=ReviewerId(kind="human", name=by),
        created="2026-11-24T11:00:00+00:00",
        overall=compute_overall(levels, pack.rubric, scenario.primary),
        dimensions=[
            DimensionReview(id=one, level=given, rationale="") for one, given in levels.items()
        ],
    )
    coach.reviews.keep(id, review)


def figures(coach: Coach, rounds: Rounds | None = None) -> dict[str, Any]:
    """The report on a reviewer that gives every long answer a 4 and every other one a 1."""
    items = coach.calibration.load_gold_set(rounds=rounds).items
    return make_report(
        "long", items, [grading(item, 4 if len(item.answer.text) > 300 else 1) for item in items]
    )


def grading(item: GradingItem, level: Level) -> Grading:
    dimensions = [one.id for one in item.pack.rubric.dimensions]
    return Grading(
        scenario=item.scenario.id,
        answer=item.answer.id,
        run=0,
        status="graded",
        levels=dict.fromkeys(dimensions, level),
        overall=level,
    )


def test_rounds_alone_are_compared_by_level_and_marked_on_no_point(coach: Coach) -> None:
    judged(coach, saved(coach, WEAK), 1)
    judged(coach, saved(coach, STRONG), 4)
    found = figures(coach, "only")
    assert (found["answers"], found["reviewed_rounds"]) == (2, 2)
    assert found["overall"]["answers"] == 2
    assert found["overall"]["labelled"] == [1, 0, 0, 1]
    assert found["pairwise_accuracy"] == 1.0
    assert found["points"] == {"precision": None, "recall": None, "f1": None}
    assert found["kinds"]["reviewed"]["labelled_points"] is None
    assert found["overall"]["human_qwk"] is None


@pytest.mark.slow
def test_rounds_count_beside_gold_answers_and_are_held_out(coach: Coach) -> None:
    before = figures(coach)
    judged(coach, saved(coach, STRONG), 4)
    after = figures(coach, "also")
    assert after["answers"] == before["answers"] + 1
    assert after["held_out"]["answers"] == before["held_out"]["answers"] + 1
    assert after["tuned"] == before["tuned"]
    assert after["points"] == before["points"]


def test_two_people_are_compared_with_each_other(coach: Coach) -> None:
    for answer, ana, ben in ((WEAK, 1, 1), (STRONG, 4, 3)):
        id = saved(coach, answer)
        judged(coach, id, ana)
        judged(coach, id, ben, by="Ben")
    assert figures(coach, "only")["overall"]["human_qwk"] is not None


def test_the_later_scorecard_of_a_person_counts(coach: Coach) -> None:
    id = saved(coach, STRONG)
    judged(coach, id, 1)
    judged(coach, id, 4, structure=None)
    (item,) = coach.calibration.find_reviewed_rounds(
        coach.workspace.find_case(coach.store.load(id))[0]
    )
    (label,) = item.answer.labels
    assert label.overall == 4
    assert label.levels["structure"] is None
    assert item.answer.text == STRONG


def test_reviews_by_no_person_do_not_count(coach: Coach) -> None:
    id = saved(coach, STRONG)
    coach.reviews.keep(id, point(coach, coach.store.load(id)))
    with pytest.raises(CoachError, match="coach scorecard ROUND"):
        coach.calibration.load_gold_set(rounds="only")


def test_pointers_have_no_levels_to_compare_with_a_persons(coach: Coach) -> None:
    judged(coach, saved(coach, STRONG), 4)
    command = ["calibrate", "--with", "offline", "--rounds", "also"]
    result = CliRunner().invoke(cli, command, obj=coach)
    assert result.exit_code == 2
    assert "leave --rounds out" in result.stderr
