"""How long calls took: kept a line each, bounded, and summed up for the profile as it is now."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.config import Config, Price, Profile
from coach.llm.events import CallTiming, Done, TokenUsage
from coach.llm.timings import KEPT, Timings, compute_cost, measure_call, summarize_timings
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace
from tests.support.server import served, streams

HERE = Profile(base_url="http://h/v1", model="m", price=Price(input=1, output=2, cached=0.5))


def done(total: float, output: int = 100) -> Done:
    usage = TokenUsage(input=1000, output=output, cached=400, reasoning=20)
    return Done("x", "stop", usage, CallTiming(total, total / 4, 50.0), "none")


def test_percentiles_are_figures_that_were_measured(tmp_path: Path) -> None:
    timings = Timings(tmp_path / "calls.jsonl")
    for n in range(1, 21):
        timings.add(measure_call("p", HERE, done(float(n)), "2026-11-24T10:00:00"))
    known = summarize_timings(timings.list_calls("p", HERE))
    assert known is not None and known.total is not None and known.first_token is not None
    assert (known.calls, known.total.p50, known.total.p95) == (20, 10.0, 19.0)
    assert (known.first_token.p50, known.first_token.p95) == (2.5, 4.75)
    assert (known.input, known.output, known.cached, known.reasoning) == (20000, 2000, 8000, 400)
    # 600 new tokens at 1, 400 cached ones at 0.5, 100 out at 2, twenty times, per million
    assert known.cost == pytest.approx(20 * (600 + 200 + 200) / 1e6)


def test_35_calls_of_another_model_or_address_do_not_count(tmp_path: Path) -> None:
    timings = Timings(tmp_path / "calls.jsonl")
    timings.add(measure_call("p", HERE, done(1.0), ""))
    timings.add(measure_call("p", HERE.model_copy(update={"model": "other"}), done(9.0), ""))
    timings.add(
        measure_call("p", HERE.model_copy(update={"base_url": "http://i/v1"}), done(9.0), "")
    )
    timings.add(measure_call("q", HERE, done(9.0), ""))
    assert [call.total for call in timings.list_calls("p", HERE)] == [1.0]


def test_the_file_is_bounded_and_may_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "calls.jsonl"
    timings = Timings(path)
    timings.add(measure_call("p", HERE, done(1.0), ""))
    line = path.read_text()
    path.write_text(line * KEPT + 'nonsense\n{"profile": 1}\n\xff\n')
    timings.add(measure_call("p", HERE, done(2.0), ""))
    assert len(path.read_text().splitlines()) <= KEPT
    assert timings.list_calls("p", HERE)[-1].total == 2.0
    assert summarize_timings(Timings(tmp_path / "none").list_calls("p", HERE)) is None


def test_a_cost_needs_a_price_and_a_count() -> None:
    assert compute_cost(TokenUsage(1000, 100), None) is None
    assert compute_cost(TokenUsage(), Price(input=1, output=1)) is None
    assert compute_cost(TokenUsage(1000, 100), Price(input=1, output=2)) == 0.0012


def test_models_shows_what_calls_took(tmp_path: Path) -> None:
    with served(streams('{"ready": true}')) as server:
        price = Price(input=1, output=2)
        config = Config(models={"p": Profile(base_url=server.url, model="m", price=price)})
        coach = Coach(Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(config)))
        for _ in range(2):
            assert CliRunner().invoke(cli, ["models", "test", "p"], obj=coach).exit_code == 0
        shown = CliRunner().invoke(cli, ["models"], obj=coach).stdout
        (row,) = json.loads(CliRunner().invoke(cli, ["models", "--json"], obj=coach).stdout)
    assert "2 calls, first token p50" in shown
    assert "12000 tokens in (1280 cached), 400 out, cost 0.0128" in shown
    assert row["calls"]["calls"] == 2
    assert row["calls"]["total"]["p95"] >= row["calls"]["total"]["p50"] > 0
    assert row["known"]["rung"] == "json_schema_strict"
