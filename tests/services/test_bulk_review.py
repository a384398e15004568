"""Reviewing all rounds over a loopback server: a few in flight, goes on where it stopped."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace
from tests.support.calls import profile
from tests.support.judgements import ROOM, judgement
from tests.support.server import Got, Server, Step, Wire, answers, served, serving, streams

GOOD = streams(judgement("I choose metering today"), usage=ROOM)


def coach_at(tmp_path: Path, server: Server, rounds: int = 4) -> Coach:
    moment = datetime.fromisoformat("2026-11-24T10:00:00+00:00")

    def now() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    config = Config(models={"judge": profile(server.url)})
    coach = Coach(Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(config), now=now))
    scenarios = [scenario.id for _, scenario in coach.library.scenarios][:2]
    for number in range(rounds):
        taken = coach.rounds.record_written(
            scenarios[number % 2], f"I choose metering today, {number}.", []
        )
        coach.store.save(taken)
    return coach


def run(coach: Coach, *options: str) -> Result:
    return CliRunner().invoke(cli, ["regrade", "--with", "judge", *options], obj=coach)


def test_all_rounds_are_reviewed_once(tmp_path: Path) -> None:
    with served(GOOD) as server:
        coach = coach_at(tmp_path, server)
        result = run(coach, "--all", "--json")
        assert result.exit_code == 0, result.output
        assert len(json.loads(result.stdout)) == 4
        assert len(server.got) == 4
        again = run(coach, "--all")
        assert "0 rounds reviewed, 4 were before" in again.stdout
        assert len(server.got) == 4
        assert run(coach, "--all", "--again").exit_code == 0
        assert len(server.got) == 8
    assert all(len(coach.reviews.load(id)) == 2 for id in coach.store.ids())


def test_one_scenario_alone(tmp_path: Path) -> None:
    with served(GOOD) as server:
        coach = coach_at(tmp_path, server)
        scenario = coach.library.scenarios[0][1].id
        assert "2 rounds reviewed" in run(coach, "--all", "--scenario", scenario).stdout


async def test_at_most_so_many_are_in_flight_and_stopping_keeps_what_is_there(
    tmp_path: Path,
) -> None:
    flying, most = 0, 0
    stopped, both = asyncio.Event(), asyncio.Event()

    async def step(wire: Wire, got: Got) -> None:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        if flying == 2:
            both.set()
        # none is answered before a second one is on its way
        await both.wait()
        if len(server.got) > 4:
            stopped.set()
            await wire.gone()
        await GOOD(wire, got)
        flying -= 1

    async with serving(step) as server:
        coach = coach_at(tmp_path, server, rounds=8)
        ids = coach.bulk_review.list_finished()
        running = asyncio.create_task(coach.bulk_review.run(ids, "judge", at_once=2))
        await stopped.wait()
        while sum(len(coach.reviews.load(id)) for id in ids) < 4:
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert most == 2
        kept = [review.status for id in ids for review in coach.reviews.load(id)]
        # what was under way is kept too, as stopped
        assert kept.count("graded") == 4 and len(kept) <= 6
    async with serving(GOOD) as later:
        here = coach.config.models["judge"].model_copy(update={"base_url": later.url})
        coach.workspace.settings.replace_file(Config(models={"judge": here}))
        bulk = await coach.bulk_review.run(ids, "judge")
        # the address is another one, so nothing stands: all are reviewed
        assert len(bulk.reviewed) == 8
        bulk = await coach.bulk_review.run(ids, "judge")
        assert len(bulk.skipped) == 8


def test_a_wrong_key_stops_the_run_early(tmp_path: Path) -> None:
    refuses: Step = answers(401, {"error": {"message": "no"}})
    with served(refuses) as server:
        coach = coach_at(tmp_path, server, rounds=10)
        result = run(coach, "--all", "--at-once", "2")
        assert result.exit_code == 1
        assert "the rest was left" in result.stderr
        assert len(server.got) < 6


def test_a_round_or_all_must_be_named(tmp_path: Path) -> None:
    with served(GOOD) as server:
        coach = coach_at(tmp_path, server, rounds=1)
        assert run(coach).exit_code == 2
        assert run(coach, "last", "--all").exit_code == 2
        assert run(coach, "last").exit_code == 0
