"""`coach new`: start a pack or a scenario."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from coach.cli.call_progress import CallProgress
from coach.cli.endpoint import endpoint_options, use
from coach.cli.output import pass_coach, say
from coach.config import BUILT_IN_REVIEWERS, Profile
from coach.files import CoachError, read_text
from coach.packs.authoring import new_pack, new_scenario, write_schemas
from coach.packs.schema import Pack
from coach.services.coach import Coach

SHIPPED = "ai-inference"


@click.group()
def new() -> None:
    """Start a pack or a scenario of your own."""


@new.command("pack")
@click.argument("name", metavar="ID")
@click.option("--title", help="The pack's title; the id otherwise.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where; your packs' folder else.")
@pass_coach
def make_pack(coach: Coach, name: str, title: str | None, folder: Path | None) -> None:
    """Make a commented pack to start from.

    It has a rubric, an example, and schemas for your editor.
    """
    shipped = coach.paths.builtin_packs / SHIPPED
    made = new_pack(name, folder or coach.paths.user_packs, shipped, title)
    # the next command looks into no folder that it is not told of
    packs = f"--packs {_quote(folder)} " if folder else ""
    say(
        f"{made}\n`coach check {_quote(made)}` checks it; "
        f"`coach {packs}new scenario ID --pack {name}` adds to it."
    )


@new.command("scenario")
@click.argument("name", metavar="ID")
@click.option("--title", help="The scenario's title; the id otherwise.")
@click.option("--pack", "pack_id", help="Which of your packs; the only one otherwise.")
@click.option("--from", "notes", metavar="FILE", help="Draft it from a job advert or notes.")
@click.option("--with", "reviewer", help="The profile that drafts it.")
@endpoint_options
@pass_coach
def make_scenario(
    coach: Coach,
    name: str,
    title: str | None,
    pack_id: str | None,
    notes: str | None,
    reviewer: str | None,
    endpoint: Profile | None,
) -> None:
    """Write a commented scenario into a pack of yours.

    With --from, a model drafts it from a job advert or notes.
    """
    pack = _find_own_pack(coach, pack_id)
    if notes is None:
        path = new_scenario(name, pack, title)
        say(f"{path}\n`coach check {path}` checks it.")
        return
    text = read_text(Path(notes))
    if not text.strip():
        raise CoachError(f"{notes}: is empty; there is nothing to draft from.")
    drafter = use(coach, reviewer, endpoint) or coach.config.reviewer
    if drafter in BUILT_IN_REVIEWERS:
        raise CoachError("drafting needs a model: --with NAME, or --base-url and --model.")
    from coach.services.drafting import draft_scenario

    workspace = coach.workspace
    drafting = draft_scenario(
        workspace, name, text, pack, workspace.make_endpoint(drafter), CallProgress()
    )
    draft = asyncio.run(drafting)
    say(f"{draft.path}\nA draft: read it before you trust it.")
    for fault in draft.faults:
        say(fault)


@new.command("schemas")
@click.argument("folder", type=click.Path(path_type=Path))
def schemas(folder: Path) -> None:
    """Write the JSON Schemas of pack files into a folder, for editors."""
    for path in write_schemas(folder):
        say(str(path))


def _quote(path: Path) -> str:
    """Write a path as one word of a command, in the quotes that every shell takes."""
    return f'"{path}"' if " " in str(path) else str(path)


def _find_own_pack(coach: Coach, pack_id: str | None) -> Pack:
    shipped = str(coach.paths.builtin_packs)
    own = {k: p for k, p in coach.library.packs.items() if not p.folder.startswith(shipped)}
    if pack_id is not None:
        if pack_id not in own:
            known = ", ".join(own) or "none yet; `coach new pack ID` makes one"
            raise CoachError(f"{pack_id!r} is not a pack of yours; there is {known}.")
        return own[pack_id]
    if len(own) != 1:
        remedy = "make one first: `coach new pack ID`" if not own else "name one with --pack"
        raise CoachError(f"you have {len(own)} packs of your own; {remedy}.")
    return next(iter(own.values()))


COMMANDS = (new,)
