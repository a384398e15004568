"""`coach batch`: reviews of many rounds as one job on a provider."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.endpoint import endpoint_options, use
from coach.cli.output import NOT_GRADED, json_option, pass_coach, print_json, say, tell
from coach.config import Profile
from coach.files import CoachError, read_text, write_output
from coach.services.coach import Coach

if TYPE_CHECKING:
    from coach.llm.batch_provider import State
    from coach.services.batches import Batch

batch_argument = click.argument("reference", metavar="[BATCH]", default="last")


@click.group()
def batch() -> None:
    """Have a provider review hundreds of rounds at its own pace.

    Export or submit, ask for the status, collect.

    Without BATCH the newest is meant.
    """


@batch.command()
@click.argument("round_ids", metavar="ROUND...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every finished round.")
@click.option("--scenario", "scenario_id", help="With --all: only rounds on this scenario.")
@click.option("--with", "reviewer", help="A profile of the config.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A copy of the requests.")
@endpoint_options
@json_option
@pass_coach
def export(
    coach: Coach,
    round_ids: tuple[str, ...],
    everything: bool,
    scenario_id: str | None,
    reviewer: str | None,
    output: Path | None,
    endpoint: Profile | None,
    as_json: bool,
) -> None:
    """Write the requests as JSONL.

    `vllm run-batch` takes the file as it is.
    """
    name = use(coach, reviewer, endpoint)
    if name is None:
        raise CoachError("a batch needs a reviewer: --with NAME, or --base-url and --model.")
    if everything == bool(round_ids):
        raise CoachError("name the rounds to review, or give --all.")
    ids = [coach.store.resolve(reference) for reference in round_ids]
    ids = coach.bulk_review.list_finished(scenario_id) if everything else list(dict.fromkeys(ids))
    if output is not None and output.exists():
        raise CoachError(f"{output}: is there already; give another name.")
    made, path = coach.batches.export(ids, name)
    if output is not None:
        write_output(output, read_text(path))
    if as_json:
        print_json({"batch": made.id, "rounds": made.rounds, "requests": str(path)})
    else:
        say(f"{made.id}: {made.rounds} requests in {output or path}")


@batch.command()
@batch_argument
@click.option("--account", help="Fireworks: the account, where a key sees more than one.")
@json_option
@pass_coach
def submit(coach: Coach, reference: str, account: str | None, as_json: bool) -> None:
    """Hand a batch in to the provider of its profile."""
    jobs = coach.batches
    done = asyncio.run(jobs.submit(jobs.find(reference), account))
    if as_json:
        print_json({"batch": done.id, "remote": done.remote})
    else:
        say(f"{done.id} was submitted; `coach batch status` says how far it is.")


@batch.command()
@batch_argument
@json_option
@pass_coach
def status(coach: Coach, reference: str, as_json: bool) -> None:
    """Ask how far a batch is."""
    jobs = coach.batches
    job = jobs.find(reference)
    state = asyncio.run(jobs.ask_state(job))
    if as_json:
        print_json({"batch": job.id} | asdict(state) | {"ready": state.ready})
    else:
        say(_describe(job, state))


@batch.command()
@batch_argument
@click.option("--from", "source", type=click.Path(path_type=Path), help="A file of results.")
@json_option
@pass_coach
def collect(coach: Coach, reference: str, source: Path | None, as_json: bool) -> None:
    """Read a batch's results into reviews.

    Doing it twice adds nothing twice.
    """
    jobs = coach.batches
    chosen = jobs.find(reference)
    collected = asyncio.run(jobs.collect(chosen, source))
    if as_json:
        print_json({"batch": chosen.id} | asdict(collected))
    else:
        before = f", {len(collected.already)} were here" if collected.already else ""
        say(f"{chosen.id}: {len(collected.graded)} rounds reviewed{before}.")
    for round_id, reason in collected.failed.items():
        tell(f"{round_id} was not graded: {reason}")
    if collected.unknown:
        tell(f"{len(collected.unknown)} results are of no round here.")
    if collected.failed:
        sys.exit(NOT_GRADED)


@batch.command("list")
@json_option
@pass_coach
def list_batches(coach: Coach, as_json: bool) -> None:
    """List the batches there are."""
    batches = coach.batches.list_all()
    if as_json:
        print_json([job.model_dump(mode="json", exclude={"profile"}) for job in batches])
        return
    for job in batches:
        stands = "collected" if job.collected else "submitted" if job.remote else "exported"
        say(f"{job.id}  {job.rounds:>5} rounds  {job.name}  {stands}")


def _describe(job: Batch, state: State) -> str:
    counts = f", {state.done or 0} of {state.total} done" if state.total else ""
    failed = f", {state.failed} failed" if state.failed else ""
    note = f" ({state.said})" if state.said else ""
    following = "; `coach batch collect` reads the results" if state.ready else ""
    return f"{job.id} is {state.name}{counts}{failed}{note}{following}."


COMMANDS = (batch,)
