"""Whose levels are shown and counted: people's, and those of models that have passed the exam."""

from pathlib import Path
from typing import Any

from click.testing import CliRunner

from coach.cli.commands import cli
from coach.reviews.standing import (
    ExamRecords,
    ExamVerdict,
    Standing,
    count_levels,
    fold_levels,
    make_model_key,
)
from coach.services.coach import Coach
from coach.transcripts.review_schema import Review
from coach.transcripts.summary import RoundSummary
from tests.support.calls import profile
from tests.support.judgements import ROOM, judgement
from tests.support.judging import ANSWER, CALL, GOES, make_coach
from tests.support.server import served, streams


def stand(coach: Coach, review: Review, verdict: Standing) -> None:
    """Write down a verdict on the model that made a review."""
    records = ExamRecords(coach.paths.exams)
    records.keep(make_model_key(review.receipt), ExamVerdict(verdict=verdict, because="So."))


def graded(tmp_path: Path) -> tuple[Coach, str]:
    """A coach with one saved round that a model has reviewed."""
    reply = judgement(CALL, GOES, priority_fix="Say what would change it.")
    with served(streams(reply, usage=ROOM)) as server:
        coach = make_coach(tmp_path, profile(server.url))
        transcript = coach.rounds.record_written("claude-vs-metering", ANSWER, ["I call B too."])
        coach.store.save(transcript)
        result = CliRunner().invoke(cli, ["regrade", transcript.id, "--with", "judge"], obj=coach)
        assert result.exit_code == 0, result.output
    return coach, transcript.id


def show(coach: Coach, *options: str) -> str:
    result = CliRunner().invoke(cli, ["show", "last", *options], obj=coach)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_untested_model_shows_its_words_and_counts_nowhere(tmp_path: Path) -> None:
    coach, round_id = graded(tmp_path)
    (review,) = coach.reviews.load(round_id)
    assert review.standing == "untested"
    assert review.overall is not None, "data keep the levels"
    text = show(coach)
    assert "Say what would change it." in text and f"“{CALL}”" in text
    assert "judge is untested; `coach models exam judge` changes that." in text
    assert "`--levels` shows them" in text
    assert "Overall" not in text and "yes" not in text.split("Review by")[1]
    assert "Overall" in show(coach, "--levels")
    (row,) = coach.rounds.list_rounds()
    assert row.level is None and row.dimensions == {}


def test_one_that_has_passed_counts_and_what_to_change_comes_first(tmp_path: Path) -> None:
    coach, round_id = graded(tmp_path)
    stand(coach, coach.reviews.load(round_id)[0], "passed")
    assert coach.reviews.load(round_id)[0].standing == "passed"
    text = show(coach).split("Review by")[1]
    places = [text.index(part) for part in ("What to change first", f"“{CALL}”", "Overall")]
    assert places == sorted(places)
    (row,) = coach.rounds.list_rounds()
    assert row.level == 3 and row.dimensions["structure"] == 3
    coach.workspace.settings.override(reveal="levels")
    text = show(coach).split("Review by")[1]
    assert text.index("Overall") < text.index("What to change first")


def test_the_levels_of_one_that_failed_are_not_shown_at_all(tmp_path: Path) -> None:
    coach, round_id = graded(tmp_path)
    stand(coach, coach.reviews.load(round_id)[0], "failed")
    for text in (show(coach), show(coach, "--levels")):
        assert "Its levels are not shown and count nowhere: judge failed the exam." in text
        assert "Overall" not in text
    assert coach.rounds.list_rounds()[0].level is None


def row_of(*judged: dict[str, Any]) -> RoundSummary:
    return RoundSummary(
        id="r",
        scenario="s",
        title="t",
        started="",
        seconds=0.0,
        attempt=1,
        words=1,
        level=None,
        reviews=[],
        status="done",
        judged=list(judged),
    )


def judged_by(kind: str, level: int, model: str = "") -> dict[str, Any]:
    receipt = {"model": model} if model else {}
    return {"kind": kind, "level": level, "dimensions": {"structure": level}, "receipt": receipt}


def test_the_newest_that_counts_speaks_for_a_round_whoever_came_later() -> None:
    verdicts: dict[str, Standing] = {"good": "passed", "bad": "failed"}

    def count(*judged: dict[str, Any]) -> int | None:
        return count_levels(
            row_of(*judged),
            lambda key: ExamVerdict(verdict=verdicts.get(key.model, "untested"), because=""),
        ).level

    good, bad, new = (judged_by("model", n, m) for n, m in ((3, "good"), (4, "bad"), (1, "new")))
    person = judged_by("human", 2)
    assert count(good, bad, new) == 3
    assert count(good, person, bad) == 2
    assert count(person, good) == 3
    assert count(bad, new) is None
    assert count() is None


def test_a_person_needs_no_exam() -> None:
    review = Review.model_validate(
        {"status": "graded", "reviewer": {"kind": "human", "name": "Ada"}}
    )
    assert fold_levels(review) is review
