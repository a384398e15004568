"""Reviewing all rounds over a loopback server: a few in flight, goes on where it stopped."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.config import Config
from coach.paths import find_paths
from coach.services.bulk_review import list_finished_rounds, regrade_all
from coach.services.coach import Coach
from tests.support.calls import profile
from tests.support.judgements import ROOM, judgement
from tests.support.server import Got, Server, Step, Wire, answers, served, serving, streams

GOOD = streams(judgement("I choose metering today"), usage=ROOM)


def desk_at(tmp_path: Path, server: Server, rounds: int = 4) -> Coach:
    moment = datetime.fromisoformat("2026-11-24T10:00:00+00:00")

    def now() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    config = Config(models={"judge": profile(server.url)})
    desk = Coach(find_paths({"COACH_HOME": str(tmp_path)}), config, now=now)
    scenarios = [scenario.id for _, scenario in desk.library.scenarios][:2]
    for number in range(rounds):
        taken = desk.written_round(scenarios[number % 2], f"I choose metering today, {number}.", [])
        desk.store.save(taken)
    return desk


def run(desk: Coach, *options: str) -> Result:
    return CliRunner().invoke(cli, ["regrade", "--with", "judge", *options], obj=desk)


def test_all_rounds_are_reviewed_once(tmp_path: Path) -> None:
    with served(GOOD) as server:
        desk = desk_at(tmp_path, server)
        result = run(desk, "--all", "--json")
        assert result.exit_code == 0, result.output
        assert len(json.loads(result.stdout)) == 4
        assert len(server.got) == 4
        again = run(desk, "--all")
        assert "0 rounds reviewed, 4 were before" in again.stdout
        assert len(server.got) == 4
        assert run(desk, "--all", "--again").exit_code == 0
        assert len(server.got) == 8
    assert all(len(desk.reviews(id)) == 2 for id in desk.store.ids())


def test_one_scenario_alone(tmp_path: Path) -> None:
    with served(GOOD) as server:
        desk = desk_at(tmp_path, server)
        scenario = desk.library.scenarios[0][1].id
        assert "2 rounds reviewed" in run(desk, "--all", "--scenario", scenario).stdout


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
        desk = desk_at(tmp_path, server, rounds=8)
        ids = list_finished_rounds(desk)
        running = asyncio.create_task(regrade_all(desk, ids, "judge", at_once=2))
        await stopped.wait()
        while sum(len(desk.reviews(id)) for id in ids) < 4:
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert most == 2
        assert sum(len(desk.reviews(id)) for id in ids) == 4
    async with serving(GOOD) as later:
        here = desk.config.models["judge"].model_copy(update={"base_url": later.url})
        desk.config = Config(models={"judge": here})
        bulk = await regrade_all(desk, ids, "judge")
        # the address is another one, so nothing stands: all are reviewed
        assert len(bulk.graded) == 8
        bulk = await regrade_all(desk, ids, "judge")
        assert len(bulk.already) == 8


def test_a_wrong_key_stops_the_run_early(tmp_path: Path) -> None:
    refuses: Step = answers(401, {"error": {"message": "no"}})
    with served(refuses) as server:
        desk = desk_at(tmp_path, server, rounds=10)
        result = run(desk, "--all", "--at-once", "2")
        assert result.exit_code == 1
        assert "the rest was left" in result.stderr
        assert len(server.got) < 6


def test_a_round_or_all_must_be_named(tmp_path: Path) -> None:
    with served(GOOD) as server:
        desk = desk_at(tmp_path, server, rounds=1)
        assert run(desk).exit_code == 2
        assert run(desk, "last", "--all").exit_code == 2
        assert run(desk, "last").exit_code == 0
