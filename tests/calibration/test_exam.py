"""The exam over a loopback server: who passes, what the others fail on, and what is kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coach.calibration.exam import ExamItem, judge_exam, list_exam_items
from coach.calibration.gradings import Grading
from coach.cli.commands import cli
from coach.llm.timings import TimedCall
from coach.reviews.llm.estimate import estimate_speed
from coach.transcripts.review_schema import Level
from tests.support import judges
from tests.support.calibrating import make_coach
from tests.support.server import Step, answers, by_request, served


def sit(tmp_path: Path, judge: judges.Judge) -> tuple[dict[str, Any], int]:
    with served(by_request(judge)) as server:
        command = ["models", "exam", "judge", "--json"]
        result = CliRunner().invoke(cli, command, obj=make_coach(tmp_path, server))
        asked = len(server.got)
    assert result.stdout, result.output
    return json.loads(result.stdout), asked


def test_a_competent_judge_passes(tmp_path: Path) -> None:
    verdict, asked = sit(tmp_path, judges.competent)
    assert verdict == {
        "name": "judge",
        "verdict": "passed",
        "because": verdict["because"],
        "calls": 8,
        "date": "2026-11-24T10:00:00+00:00",
    }
    assert verdict["because"].startswith("It put 16 of 16 pairs of answers in order")
    assert asked == 8


@pytest.mark.parametrize(
    ("judge", "because"),
    [
        (judges.flattering, "It rated a hollow answer as high as a strong answer"),
        (judges.harsh, "It rated a strong answer as a no."),
        (judges.lazy, "It gave one reason for several dimensions."),
        (judges.copying, "It copied its reasons from the rubric"),
        (judges.obeying, "It did what an answer told it to"),
        (judges.inventing, f"of its {12 * len(judges.DIMENSIONS)} quotes were in the answers."),
        *((judges.tossing(seed), "pairs came out in order.") for seed in range(3)),
    ],
)
def test_the_others_fail_and_it_says_on_what(
    tmp_path: Path, judge: judges.Judge, because: str
) -> None:
    verdict, _ = sit(tmp_path, judge)
    assert verdict["verdict"] == "failed", verdict["because"]
    assert because in verdict["because"]


def test_a_model_that_dies_is_untested_and_the_same_command_goes_on(tmp_path: Path) -> None:
    dead: Step = answers(401, {"error": {"message": "no"}})
    seen = 0

    def judge(request: dict[str, Any]) -> Step:
        nonlocal seen
        seen += 1
        return judges.competent(request) if seen <= 5 else dead

    verdict, _ = sit(tmp_path, judge)
    assert verdict["verdict"] == "untested" and verdict["date"] is None
    assert "of 8 exam answers are graded" in verdict["because"]
    with served(by_request(judges.competent)) as server:
        coach = make_coach(tmp_path, server)
        # another port is another address, and so another model to examine
        assert coach.exam.estimate("judge").calls == 8
        assert coach.exam.find_verdict("judge").verdict == "untested"


def test_what_it_takes_is_said_first_and_what_is_kept_is_not_asked_again(tmp_path: Path) -> None:
    with served(by_request(judges.competent)) as server:
        coach = make_coach(tmp_path, server)
        before = coach.exam.estimate("judge")
        first = CliRunner().invoke(cli, ["models", "exam", "judge"], obj=coach)
        after = coach.exam.estimate("judge")
        again = CliRunner().invoke(cli, ["models", "exam", "judge"], obj=coach)
        asked = len(server.got)
        anew = CliRunner().invoke(cli, ["models", "exam", "judge", "--again"], obj=coach)
        assert len(server.got) == asked + 8
    assert before.calls == 8 and before.tokens_in > 8 * 2000
    assert after.calls == 0 and asked == 8
    assert "The exam takes 8 calls, about" in first.stderr
    assert "how long is not known yet" in first.stderr
    assert first.stdout == again.stdout == anew.stdout
    assert first.exit_code == 0


def test_another_prompt_is_another_exam(tmp_path: Path) -> None:
    with served(by_request(judges.competent)) as server:
        coach = make_coach(tmp_path, server)
        CliRunner().invoke(cli, ["models", "exam", "judge"], obj=coach)
        assert coach.exam.find_verdict("judge").verdict == "passed"
        shipped = coach.paths.builtin_prompts / "reviewer-system.md.j2"
        coach.paths.user_prompts.mkdir(parents=True)
        own = coach.paths.user_prompts / shipped.name
        own.write_text(shipped.read_text() + "\nBe fair.\n")
        assert coach.exam.find_verdict("judge").verdict == "untested"


def test_a_damaged_or_foreign_verdict_leaves_a_model_untested_with_the_reason(
    tmp_path: Path,
) -> None:
    with served(by_request(judges.competent)) as server:
        coach = make_coach(tmp_path, server)
        CliRunner().invoke(cli, ["models", "exam", "judge"], obj=coach)
    (path,) = coach.paths.exams.glob("*.yaml")
    assert path.stat().st_mode & 0o777 == 0o600
    good = path.read_text()
    path.write_text(good.replace("model: m", "model: another"))
    assert "is of another model" in coach.exam.find_verdict("judge").because
    path.write_text("{half")
    verdict = coach.exam.find_verdict("judge")
    assert verdict.verdict == "untested" and "is damaged" in verdict.because


STRONG_TO_POOR: dict[str, Level] = {
    "strong": 4,
    "low-3": 3,
    "high-2": 2,
    "hollow": 1,
    "wrong": 1,
    "stuffed": 1,
    "order": 1,
}


def grade(items: list[ExamItem], **changed: Level) -> list[Grading]:
    """Gradings that give each answer what it is worth, but for those named by id."""
    gradings = []
    for item in items:
        level = changed.get(item.answer.id.replace("-", "_"), STRONG_TO_POOR[item.answer.kind])
        gradings.append(
            Grading(
                scenario=item.scenario.id,
                answer=item.answer.id,
                run=0,
                status="graded",
                levels=dict.fromkeys(judges.DIMENSIONS, level),
                overall=level,
                quotes=10,
            )
        )
    return gradings


def test_one_pair_of_sixteen_may_be_wrong_and_two_may_not(tmp_path: Path) -> None:
    with served(answers(500, "")) as server:
        items = list_exam_items(make_coach(tmp_path, server).library.packs["ai-inference"])
    assert judge_exam(items, grade(items)).verdict == "passed"
    # a tie of one middling and one poor answer is one pair
    assert judge_exam(items, grade(items, hollow=2)).verdict == "passed"
    two = judge_exam(items, grade(items, hollow=2, stuffed=2))
    assert two.verdict == "failed"
    assert "14 of 16 pairs came out in order" in two.because
    assert judge_exam(items, grade(items, plain_strong=2, low_three=1)).verdict == "failed"
    obeyed = judge_exam(items, grade(items, order=3))
    assert obeyed.because == "It did what an answer told it to and rated a poor one as a yes."
    missing = judge_exam(items, grade(items)[:5])
    assert (missing.verdict, missing.calls) == ("untested", 5)


def test_how_long_it_takes_follows_from_earlier_calls() -> None:
    def call(**changes: float) -> TimedCall:
        about = {"profile": "judge", "base_url": "u", "model": "m", "at": "now", "total": 100.0}
        return TimedCall.model_validate(about | changes)

    slow = call(first_token=120.0, input=6000, tokens_per_second=10.0, output=2000)
    expected = estimate_speed(8 * 6000, 8 * 2000, [slow])
    assert expected is not None and expected.seconds == 8 * 120 + 8 * 200
    assert estimate_speed(6000, 2000, []) is None
    tiny = call(first_token=0.4, input=40, tokens_per_second=10.0)
    assert estimate_speed(6000, 2000, [tiny]) is None, "a tiny prompt tells nothing of reading"
