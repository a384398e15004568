"""Commands about model profiles: models, and its add, find, list, test, default and remove."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from typing import Any

import click

from coach.cli.call_progress import CallProgress
from coach.cli.output import (
    NOT_GRADED,
    get_coach,
    json_option,
    make_printable,
    pass_coach,
    print_json,
    say,
)
from coach.cli.reviewers.add_model import ask_for_profile, make_profile_from_options
from coach.config import BUILT_IN_REVIEWERS
from coach.files import CoachError
from coach.llm.capabilities import describe_learned
from coach.llm.probe import ProbeResult
from coach.llm.timings import Spread, Summary
from coach.reviews.standing import ExamVerdict
from coach.services.coach import Coach
from coach.services.profiles import ProfileRow


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def models(ctx: click.Context, as_json: bool) -> None:
    """List the model profiles and what is known of them."""
    if ctx.invoked_subcommand is not None:
        return
    coach = get_coach(ctx)
    rows = coach.profiles.list_profiles()
    if as_json:
        print_json([_dump_row(row) for row in rows])
        return
    for name in BUILT_IN_REVIEWERS:
        say(f"{name}{'   (default)' if coach.config.reviewer == name else ''}   built in")
    for row in rows:
        say("\n".join(_render_row(row)))
    if not rows:
        say("No models yet; `coach models add` adds one.")


@models.command()
@click.argument("name", required=False)
@click.option("--preset", help="fireworks, openai, ollama and others; without it you are asked.")
@click.option("--base-url", metavar="URL")
@click.option("--model", metavar="MODEL", help="The id of the model; any may be given.")
@click.option("--api-key-env", metavar="VAR", help="The variable that holds the key.")
@click.option("--default", "default", is_flag=True, help="Review with it unless told otherwise.")
@click.option("--no-test", is_flag=True, help="Do not send a test request.")
@pass_coach
def add(coach: Coach, name: str | None, default: bool, no_test: bool, **options: Any) -> None:
    """Add a profile to the config; what is not given is asked for."""
    complete = name and options["model"] and (options["base_url"] or options["preset"])
    try:
        name, profile = (
            make_profile_from_options(name, **options)
            if complete
            else ask_for_profile(coach, name, **options)
        )
    except click.Abort:
        if sys.stdin.isatty():
            raise
        problem = "nobody answers; give NAME, --model and either --preset or --base-url."
        raise CoachError(problem) from None
    coach.profiles.add(name, profile, default=default)
    say(f"Added {name} to {coach.paths.config_file}.")
    missing = profile.api_key_env and not coach.workspace.env.get(profile.api_key_env)
    if missing:
        say(f"Set {profile.api_key_env} to your key, then: coach models test {name}")
    elif not no_test:
        _test(coach, name)


@models.command()
@click.argument("name")
@json_option
@pass_coach
def test(coach: Coach, name: str, as_json: bool) -> None:
    """Try a profile's endpoint with one tiny request.

    Says what came of it: what the endpoint can do, or what is wrong.
    """
    if not _test(coach, name, as_json=as_json):
        sys.exit(NOT_GRADED)


@models.command()
@click.argument("name")
@click.option("--again", is_flag=True, help="Take it from the start, whatever was kept.")
@json_option
@pass_coach
def exam(coach: Coach, name: str, again: bool, as_json: bool) -> None:
    """Examine a model before its levels are shown.

    It grades eight answers of known worth.
    """
    cost = coach.exam.estimate(name, again=again)
    click.echo(make_printable(cost.sentence), err=True)
    bar = click.progressbar(
        length=cost.answers, label=f"examining {make_printable(name)}", file=sys.stderr
    )
    taking = coach.exam.run(name, again=again, done=lambda grading: bar.update(1))
    try:
        with bar:
            verdict = asyncio.run(taking)
    except KeyboardInterrupt:
        message = "stopped; what was graded is kept, the same command goes on."
        raise CoachError(message) from None
    if as_json:
        print_json(_dump_verdict(name, verdict))
    else:
        say(f"{name}: {verdict.verdict}. {verdict.because}")
    if verdict.verdict == "untested":
        sys.exit(NOT_GRADED)


@models.command("list")
@click.argument("name")
@click.option("--search", default="", help="Only ids that hold all these words.")
@json_option
@pass_coach
def list_ids(coach: Coach, name: str, search: str, as_json: bool) -> None:
    """List the ids of the models that a profile's endpoint has."""
    from coach.llm.discovery import filter_models

    ids = filter_models(
        asyncio.run(coach.profiles.list_models(name, coach.config.find_profile(name))),
        search,
    )
    if as_json:
        print_json(ids)
        return
    for model_id in ids:
        say(model_id)


@models.command()
@json_option
@pass_coach
def find(coach: Coach, as_json: bool) -> None:
    """Look for servers on the usual ports of this machine."""
    from coach.llm.discovery import find_local

    servers = asyncio.run(find_local())
    if as_json:
        print_json(
            [{"preset": f.preset.id, "base_url": f.base_url, "models": f.models} for f in servers]
        )
        return
    for server in servers:
        listed = ", ".join(server.models[:5]) or "lists no models"
        say(f"{server.preset.name}   {server.base_url}   {listed}")
    if not servers:
        say("No server was found on the usual ports of this machine.")


@models.command("default")
@click.argument("name")
@pass_coach
def make_default(coach: Coach, name: str) -> None:
    """Review with this profile, or offline, unless told otherwise."""
    coach.profiles.set_default(name)
    say(f"{name} reviews by default now.")


@models.command()
@click.argument("name")
@pass_coach
def remove(coach: Coach, name: str) -> None:
    """Take a profile out of the config. Its reviews stay."""
    coach.profiles.remove(name)
    say(f"Removed {name} from {coach.paths.config_file}.")


def _test(coach: Coach, name: str, *, as_json: bool = False) -> bool:
    trial = asyncio.run(coach.profiles.probe(name, CallProgress()))
    if as_json:
        print_json(_dump_result(name, trial))
    else:
        say(trial.sentence)
    return trial.works


def _dump_verdict(name: str, verdict: ExamVerdict) -> dict[str, Any]:
    return {
        "name": name,
        "verdict": verdict.verdict,
        "because": verdict.because,
        "calls": verdict.calls,
        "date": verdict.date,
    }


def _dump_result(name: str, trial: ProbeResult) -> dict[str, Any]:
    done = trial.done
    return {
        "name": name,
        "works": trial.works,
        "kind": trial.kind,
        "sentence": trial.sentence,
        "served_model": done.model if done else None,
        "rung": done.rung if done else None,
        "adapted": list(done.adapted) if done else [],
        "timing": asdict(done.timing) if done else None,
        "usage": asdict(done.usage) if done else None,
    }


def _dump_row(row: ProfileRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "base_url": row.profile.base_url,
        "model": row.profile.model,
        "api_key_env": row.profile.api_key_env,
        "default": row.default,
        "has_key": row.has_key,
        "known": asdict(row.known),
        "calls": asdict(row.calls) if row.calls else None,
    }


def _render_row(row: ProfileRow) -> list[str]:
    mark = "   (default)" if row.default else ""
    lines = [f"{row.name}{mark}   {row.profile.model}   {row.profile.base_url}"]
    if not row.has_key:
        lines.append(f"  {row.profile.api_key_env} is not set")
    if learned := describe_learned(row.known):
        lines.append(f"  {learned}")
    if row.calls:
        lines.append(f"  {_render_calls(row.calls)}")
    return lines


def _render_calls(calls: Summary) -> str:
    parts = [f"{calls.calls} call{'s' if calls.calls > 1 else ''}"]
    parts += _render_spread("first token", calls.first_token, "s")
    parts += _render_spread("total", calls.total, "s")
    parts += _render_spread("speed", calls.tokens_per_second, "tokens/s")
    parts.append(f"{calls.input} tokens in ({calls.cached} cached), {calls.output} out")
    if calls.cost is not None:
        parts.append(f"cost {calls.cost:g}")
    return ", ".join(parts)


def _render_spread(label: str, spread: Spread | None, unit: str) -> list[str]:
    return [f"{label} p50 {spread.p50:.1f}, p95 {spread.p95:.1f} {unit}"] if spread else []


COMMANDS = (models,)
