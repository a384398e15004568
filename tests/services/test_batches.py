"""Batch jobs over loopback providers: results become ordinary reviews, once."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.config import Config
from coach.files import CoachError
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace
from tests.support.batch_providers import Fireworks, OpenAI, good, rows
from tests.support.calls import profile
from tests.support.judgements import judgement
from tests.support.server import Server, answers, served, whole

KEY = "sk-never-to-be-seen"
ANSWER = "I choose metering today, and the price is that the other customer waits.\u2028 Yes."


def coach_at(tmp_path: Path, url: str, rounds: int = 2) -> Coach:
    moment = datetime.fromisoformat("2026-11-24T10:00:00+00:00")

    def now() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    config = Config(models={"judge": profile(url, api_key_env="JUDGE_KEY", price={"input": 1})})
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    coach = Coach(Workspace(paths, Settings(config), now=now, env={"JUDGE_KEY": KEY}))
    scenario = coach.library.scenarios[0][1].id
    for _ in range(rounds):
        coach.store.save(coach.rounds.record_written(scenario, ANSWER, []))
    return coach


def run(coach: Coach, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["batch", *arguments], obj=coach)


def data(coach: Coach, *arguments: str) -> Any:
    result = run(coach, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_two_jobs_of_one_second_are_two(tmp_path: Path) -> None:
    coach = coach_at(tmp_path, "http://127.0.0.1:9/v1", 1)
    moment = coach.workspace.now()
    coach.workspace.now = lambda: moment
    made = [data(coach, "export", "--all", "--with", "judge")["batch"] for _ in range(2)]
    assert len(set(made)) == 2
    assert [batch.id for batch in coach.batches.list_all()] == made


def test_a_job_at_an_openai_compatible_host(tmp_path: Path) -> None:
    provider = OpenAI()
    with served(provider) as server:
        coach = coach_at(tmp_path, server.url)
        made = data(coach, "export", "--all", "--with", "judge")
        assert made["rounds"] == 2
        line = json.loads(Path(made["requests"]).read_text().splitlines()[0])
        assert line["method"] == "POST" and line["url"] == "/v1/chat/completions"
        assert line["custom_id"] in coach.store.ids()
        assert "stream" not in line["body"] and "extra_body" not in line["body"]
        assert line["body"]["response_format"]["type"] == "json_schema"
        assert data(coach, "submit")["remote"] == {"file": "file-1", "batch": "batch-1"}
        assert provider.asked == Path(made["requests"]).read_text()
        assert run(coach, "submit").exit_code == 2
        assert data(coach, "status") | {"name": "", "said": ""} == {
            "batch": made["batch"], "name": "", "done": 1, "failed": 0, "total": 2, "said": "",
            "ready": True,
        }  # fmt: skip
        assert sorted(data(coach, "collect")["graded"]) == coach.store.ids()
        assert sorted(data(coach, "collect")["already"]) == coach.store.ids()
        assert all(got.headers["authorization"] == f"Bearer {KEY}" for got in server.got)
        assert all("x-stainless-lang" not in got.headers for got in server.got)
    for id in coach.store.ids():
        (review,) = coach.reviews.load(id)
        assert review.status == "graded" and review.overall is not None
        quote = review.dimensions[0].evidence[0]
        assert coach.store.load(id).candidate_text[quote.start : quote.end] == quote.quote
        receipt = review.receipt
        assert receipt["batch"] == {"id": made["batch"], "file": "file-1", "batch": "batch-1"}
        assert receipt["prompts"] == coach.reviews.find_prompts().list_versions()
        assert receipt["messages"][0] == line["body"]["messages"][0]
        assert receipt["served_model"] == "served" and receipt["raw"]
        assert review.usage is not None and review.usage.input == 6000 and review.usage.cost
        assert review.timing is None
    kept = "".join(
        p.read_text() for p in tmp_path.rglob("*") if p.is_file() and p.suffix != ".sqlite3"
    )
    assert KEY not in kept


def test_what_goes_wrong_with_one_round_is_said_of_that_round(tmp_path: Path) -> None:
    def answer(id: str, body: dict[str, Any]) -> dict[str, Any]:
        order = coach.store.ids().index(id)
        return [
            good(id, body),
            {"response": None, "error": {"code": "batch_expired", "message": "not in time"}},
            {"response": {"status_code": 400, "body": {"error": {"message": "too long"}}}},
            {"response": {"status_code": 200, "body": whole("I would rather not.")}},
            {"response": {"status_code": 200, "body": whole(judgement("x y"), "length")}},
        ][order]

    with served(OpenAI(answer, status="expired")) as server:
        coach = coach_at(tmp_path, server.url, rounds=5)
        data(coach, "export", "--all", "--with", "judge")
        data(coach, "submit")
        result = run(coach, "collect", "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["graded"] == coach.store.ids()[:1]
    reasons = [found["failed"][id] for id in coach.store.ids()[1:]]
    said = ("not in time", "too long", "did not return a readable review", "cut off")
    assert all(part in reason for part, reason in zip(said, reasons, strict=True))
    assert [coach.reviews.load(id)[0].status for id in coach.store.ids()] == ["graded"] + [
        "not_graded"
    ] * 4
    assert all(coach.reviews.load(id)[0].overall is None for id in coach.store.ids()[1:])


def test_a_job_that_is_not_done_is_not_collected(tmp_path: Path) -> None:
    provider = OpenAI(status="in_progress")
    with served(provider) as server:
        coach = coach_at(tmp_path, server.url)
        data(coach, "export", "--all", "--with", "judge")
        assert "was not submitted" in run(coach, "status").stderr
        data(coach, "submit")
        result = run(coach, "collect")
        assert result.exit_code == 2 and "is in_progress and not done yet" in result.stderr
        provider.status = "failed"
        assert "failed" in run(coach, "collect").stderr
    assert coach.reviews.load(coach.store.ids()[0]) == []


def test_files_for_a_server_without_batches(tmp_path: Path) -> None:
    with served(answers(404, {"error": {"message": "no"}})) as server:
        coach = coach_at(tmp_path, server.url)
        file = tmp_path / "in.jsonl"
        data(coach, "export", "--all", "--with", "judge", "-o", str(file))
        refused = run(coach, "submit")
        assert refused.exit_code == 2 and "takes no batch jobs" in refused.stderr
    results = tmp_path / "out.jsonl"
    stranger = json.dumps({"custom_id": "2020-01-01-000000-x", "response": {}})
    results.write_text(rows(file.read_text(), good) + stranger + "\nnot json\n")
    found = data(coach, "collect", "--from", str(results))
    assert sorted(found["graded"]) == coach.store.ids()
    assert found["unknown"] == ["2020-01-01-000000-x"]


def test_a_job_at_fireworks(tmp_path: Path) -> None:
    place: list[Server] = []
    provider = Fireworks(lambda: place[0].port)
    with served(provider) as server:
        place.append(server)
        coach = coach_at(tmp_path, server.url.replace("/v1", "/inference/v1"))
        jobs = coach.batches
        made, path = jobs.export(coach.bulk_review.list_finished(), "judge", fireworks=True)
        line = json.loads(path.read_text().splitlines()[0])
        assert set(line) == {"custom_id", "body"} and "model" not in line["body"]
        done = asyncio.run(jobs.submit(made))
        assert provider.job["model"] == coach.config.models["judge"].model
        assert provider.job["inputDatasetId"] == f"accounts/me/datasets/coach-{made.id}-in"
        state = asyncio.run(jobs.ask_state(done))
        assert (state.name, state.done, state.total, state.ready) == ("completed", 2, 2, True)
        found = asyncio.run(jobs.collect(jobs.find("last")))
        assert sorted(found.graded) == coach.store.ids()
        assert "authorization" not in provider.signed_headers


def test_a_key_that_sees_several_accounts_must_name_one(tmp_path: Path) -> None:
    with served(Fireworks(lambda: 0, accounts=("me", "us"))) as server:
        coach = coach_at(tmp_path, server.url)
        jobs = coach.batches
        made, _ = jobs.export(coach.bulk_review.list_finished(), "judge", fireworks=True)
        with pytest.raises(CoachError, match=r"2 accounts \(me, us\); give --account"):
            asyncio.run(jobs.submit(made))
        assert asyncio.run(jobs.submit(made, "me")).remote["account"] == "me"


def test_offline_and_unknown_need_no_batch(tmp_path: Path) -> None:
    coach = coach_at(tmp_path, "http://127.0.0.1:9/v1", rounds=1)
    assert "needs no batch" in run(coach, "export", "--all", "--with", "offline").stderr
    assert "no batch yet" in run(coach, "status").stderr
    assert run(coach, "export", "--with", "judge").exit_code == 2
