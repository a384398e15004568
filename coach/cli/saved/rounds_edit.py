"""Commands under `coach rounds` that keep the saved rounds in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.output import json_option, pass_coach, print_json, say
from coach.files import CoachError

if TYPE_CHECKING:
    from coach.services.coach import Coach

round_argument = click.argument("round_id", metavar="ROUND")


@click.command()
@round_argument
@click.argument("name")
@pass_coach
def rename(coach: Coach, round_id: str, name: str) -> None:
    """Give a round a name of its own; an empty one takes it away."""
    _change(coach, round_id, name=name.strip() or None)


@click.command()
@round_argument
@click.argument("tags", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Take these tags away.")
@pass_coach
def tag(coach: Coach, round_id: str, tags: tuple[str, ...], remove: bool) -> None:
    """Add tags to a round, to search for with tag:."""
    given = [label.strip() for label in tags if label.strip()]
    had = coach.store.load(coach.store.resolve(round_id)).tags
    kept = [label for label in had if label not in given] if remove else [*had, *given]
    _change(coach, round_id, tags=list(dict.fromkeys(kept)))


@click.command()
@round_argument
@click.argument("text")
@pass_coach
def note(coach: Coach, round_id: str, text: str) -> None:
    """Write a note on a round in place of the one it has."""
    _change(coach, round_id, note=text)


@click.command()
@round_argument
@pass_coach
def delete(coach: Coach, round_id: str) -> None:
    """Move a round to the trash.

    `coach rounds undelete` brings it back.
    """
    resolved = coach.store.resolve(round_id)
    coach.store.delete(resolved)
    say(f"{resolved} is in the trash; `coach rounds undelete {resolved}` brings it back.")


@click.command()
@click.argument("round_id", metavar="ROUND", required=False)
@pass_coach
def undelete(coach: Coach, round_id: str | None) -> None:
    """Bring a round back from the trash.

    Without ROUND it is the one that was deleted last.
    """
    trashed = coach.store.list_trashed()
    if not trashed:
        raise CoachError("the trash is empty.")
    fitting = (
        [deleted_id for deleted_id in trashed if deleted_id.startswith(round_id)]
        if round_id
        else trashed[-1:]
    )
    if len(fitting) != 1:
        raise CoachError(f"{len(fitting)} rounds in the trash start with {round_id!r}.")
    coach.store.undelete(fitting[0])
    say(f"{fitting[0]} is back.")


@click.command()
@json_option
@pass_coach
def trash(coach: Coach, as_json: bool) -> None:
    """List the rounds in the trash."""
    trashed = coach.store.list_trashed()
    if as_json:
        print_json(trashed)
        return
    say("\n".join(trashed) if trashed else "The trash is empty.")


def _change(coach: Coach, round_id: str, **changes: object) -> None:
    record = coach.store.load(coach.store.resolve(round_id))
    coach.store.save(record.model_copy(update=changes))


COMMANDS = (rename, tag, note, delete, undelete, trash)
