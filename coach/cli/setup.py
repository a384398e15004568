"""Commands about the installation: paths, check, doctor."""

from __future__ import annotations

import sys
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

import click

from coach.cli.output import json_option, pass_coach, print_json, say
from coach.config import load_config
from coach.files import CoachError
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.services.doctor import examine, examine_privacy, examine_rounds


@click.command()
@json_option
@pass_coach
def paths(coach: Coach, as_json: bool) -> None:
    """Print where everything is."""
    named: dict[str, str | list[str]] = {}
    for field in fields(coach.paths):
        value = getattr(coach.paths, field.name)
        named[field.name] = [str(p) for p in value] if isinstance(value, tuple) else str(value)
    named["index"] = str(coach.paths.index)
    if as_json:
        print_json(named)
        return
    width = max(map(len, named))
    for name, value in named.items():
        say(f"{name:<{width}}  {', '.join(value) if isinstance(value, list) else value}")


@click.command()
@click.argument("named", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--content", is_flag=True, help="Also say how the packs' content reads.")
@click.option("--stale", type=int, metavar="DAYS", help="Also list claims dated longer ago.")
@json_option
@click.pass_context
def check(
    ctx: click.Context, named: tuple[Path, ...], content: bool, stale: int | None, as_json: bool
) -> None:
    """Check packs, config and prompts.

    Each fault is told with its file, line, field and remedy.

    Without a PATH, everything the program would read; a PATH is a pack folder, one of its files, a
    prompt or a config.
    """
    # the templates' library is not needed by any other command that asks no model
    from coach.services.content import describe_content
    from coach.services.validation import check_all, check_paths

    more = tuple(Path(folder) for folder in ctx.find_root().params.get("packs") or ())
    checked = check_paths(named) if named else check_all(find_paths(packs=more), _read_packs())
    if as_json:
        print_json([asdict(fault) for fault in checked.faults])
    else:
        for fault in checked.faults:
            say(str(fault))
        counts = (
            f"{checked.packs} pack(s), {checked.scenarios} scenario(s), {checked.prompts} prompt(s)"
        )
        say(f"{counts}, {len(checked.faults)} fault(s).")
        for line in describe_content(find_paths(packs=more), content, stale, date.today()):
            say(line)
    if checked.faults:
        sys.exit(2)


def _read_packs() -> list[Path]:
    """Pack folders that the config names; a config that cannot be read is a fault of its own."""
    try:
        return load_config(find_paths().config_file).packs
    except CoachError:
        return []


@click.command()
@click.option("--transcripts", is_flag=True, help="Check every file of every saved round.")
@click.option("--privacy", is_flag=True, help="Say what leaves this machine, for each profile.")
@click.option("--online", is_flag=True, help="Ask endpoints elsewhere for their models too.")
@json_option
@pass_coach
def doctor(coach: Coach, transcripts: bool, privacy: bool, online: bool, as_json: bool) -> None:
    """Look for what is wrong, and say what to do about it.

    Looks over the installation, or over all saved rounds.

    Endpoints on this machine are asked for their list of models, those elsewhere only with
    --online; nothing else is sent.
    """
    if transcripts:
        findings = list(examine_rounds(coach.store))
    elif privacy:
        findings = list(examine_privacy(coach.workspace))
    else:
        # neither is needed by the other commands
        import asyncio

        from coach.services.trust.reachability import ask_endpoints

        findings = list(examine(coach.workspace))
        findings += asyncio.run(ask_endpoints(coach.workspace, online=online))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            if not transcripts or finding.grade != "ok":
                say(f"{finding.grade:<5}  {finding.what}: {finding.said}")
        if transcripts:
            say(f"{len({finding.what for finding in findings})} rounds looked at.")
    if any(finding.grade == "fault" for finding in findings):
        sys.exit(2)


COMMANDS = (paths, check, doctor)
