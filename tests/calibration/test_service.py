"""`coach calibrate` over a loopback server: figures, verdicts that later reviews show, resuming."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.services.coach import Coach
from tests.support.calibrating import KEY, make_coach
from tests.support.judgements import ROOM, spread_judgement
from tests.support.server import Step, answers, by_request, served, streams

SENTENCE = re.compile(r"(?m)^\[\d+\] (.+)$")
LIMIT = 24
INVENTED = ("this", "that", "neither", "nothing", "it", "none", "what", "all")


def by_length(request: dict[str, Any]) -> Step:
    """A judge that takes length for quality and quotes what is there."""
    said = SENTENCE.findall(request["messages"][-1]["content"])
    words = sum(len(sentence.split()) for sentence in said)
    level = 1 + (words > 100) + (words > 150) + (words > 230)
    quotes = [sentence for sentence in said if len(sentence.split()) > 3]
    return streams(spread_judgement(quotes, level=level), usage=ROOM)


def run(coach: Coach, *options: str) -> Result:
    command = ["calibrate", "--with", "judge", "--limit", str(LIMIT), *options]
    return CliRunner().invoke(cli, command, obj=coach)


@pytest.mark.slow
def test_the_figures_of_a_judge_that_likes_length(tmp_path: Path) -> None:
    with served(by_request(by_length)) as server:
        result = run(make_coach(tmp_path, server), "--repeats", "2", "--json")
        asked = len(server.got)
    assert result.exit_code == 0, result.output
    assert "grading with judge" in result.stderr
    found = json.loads(result.stdout)
    assert found["with"] == "judge"
    assert found["answers"] == LIMIT
    assert asked == 2 * LIMIT
    figures = found["dimensions"]["tradeoff_reasoning"]
    assert -1 <= figures["qwk"] <= 1
    assert figures["qwk_ci"][0] <= figures["qwk"] <= figures["qwk_ci"][1]
    assert 0 <= figures["exact"] <= figures["adjacent"] <= 1
    assert figures["verdict"] == "do not show a number"
    assert found["overall"]["answers"] == LIMIT
    assert 0 <= found["pairwise_accuracy"] <= 1
    assert found["repeatability"] == 1
    assert found["quote_precision"] == 1
    assert found["format"]["valid_first_time"] == 2 * LIMIT
    assert found["timing"]["tokens_in"] == 2 * LIMIT * ROOM["usage"]["prompt_tokens"]
    assert KEY not in result.output


@pytest.mark.slow
def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    with served(by_request(by_length)) as server:
        coach = make_coach(tmp_path, server)
        assert run(coach, "--json").exit_code == 0
        first = len(server.got)
        kept = list(coach.paths.gradings.rglob("*.json"))
        assert len(kept) == LIMIT
        for path in kept[:5]:
            path.unlink()
        kept[5].write_text("{half")
        again = run(coach, "--json")
        assert len(server.got) == first + 6
    assert json.loads(again.stdout)["answers"] == LIMIT
    assert all(KEY not in path.read_text() for path in coach.paths.gradings.rglob("*.json"))


@pytest.mark.slow
def test_figures_that_are_not_defined_are_dashes_and_null(tmp_path: Path) -> None:
    with served(
        streams(spread_judgement([f"{word} is in no answer at all" for word in INVENTED]))
    ) as server:
        coach = make_coach(tmp_path, server)
        as_json, as_text = run(coach, "--json"), run(coach)
    found = json.loads(as_json.stdout)
    # a flattering judge whose quotes are nowhere is held to one level, so there is no kappa
    assert found["dimensions"]["structure"]["qwk"] is None
    assert found["dimensions"]["structure"]["qwk_ci"] is None
    assert found["quote_precision"] == 0
    assert found["repeatability"] is None
    line = next(line for line in as_text.stdout.splitlines() if line.startswith("Structure"))
    assert line.split()[1:3] == ["–", "–"]
    assert line.endswith("do not show a number")


@pytest.mark.slow
@pytest.mark.posix
async def test_later_reviews_show_what_calibration_found(tmp_path: Path) -> None:
    with served(by_request(by_length)) as server:
        coach = make_coach(tmp_path, server)
        answer = "I call A today and say it plainly. Engineering goes to B in two weeks."
        transcript = coach.rounds.record_written("claude-vs-metering", answer)
        before = await coach.reviews.review(transcript, "judge")
        result = await _in_thread(coach)
        assert result.exit_code == 0, result.output
        after = await coach.reviews.review(transcript, "judge")
    first, second = before.find_dimension("structure"), after.find_dimension("structure")
    assert first.verdict is None and first.level_range is None
    assert second.verdict == "do not show a number"
    assert second.level == first.level
    low, high = second.level_range
    assert low <= second.level <= high and low < high
    assert any(flag.kind == "calibration" for flag in after.flags)
    assert [path.stat().st_mode & 0o777 for path in coach.paths.calibration.glob("*")] == [0o600]


async def _in_thread(coach: Coach) -> Result:
    import asyncio

    return await asyncio.to_thread(run, coach, "--json")


def test_a_wrong_key_stops_after_a_few_and_says_why(tmp_path: Path) -> None:
    with served(answers(401, {"error": {"message": "bad key"}})) as server:
        result = run(make_coach(tmp_path, server))
        assert len(server.got) < LIMIT / 2
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "coach: not calibrated:" in result.stderr
    assert KEY not in result.output


def test_wrong_usage_is_one_line(tmp_path: Path) -> None:
    with served(by_request(by_length)) as server:
        coach = make_coach(tmp_path, server)
        nobody = CliRunner().invoke(cli, ["calibrate"], obj=coach)
        unknown = CliRunner().invoke(cli, ["calibrate", "--with", "x"], obj=coach)
        partly = CliRunner().invoke(
            cli, ["calibrate", "--with", "offline", "--rounds", "also"], obj=coach
        )
    for result in (nobody, unknown, partly):
        assert result.exit_code == 2
        assert result.stderr.strip().splitlines()[-1].startswith("coach: ")
        assert "Traceback" not in result.output
