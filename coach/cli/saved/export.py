"""Commands that take rounds elsewhere and back: export, import."""

from __future__ import annotations

from pathlib import Path

import click

from coach.cli.output import json_option, pass_coach, print_json, say, tell
from coach.exports.writer import FORMATS, Format, export_round, write_exports
from coach.files import CoachError
from coach.services.coach import Coach
from coach.transcripts.archive import read_bundle


@click.command()
@click.argument("round_ids", metavar="ROUND...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every round that can be read.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="md", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file, or a folder.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@pass_coach
def export(
    coach: Coach,
    round_ids: tuple[str, ...],
    everything: bool,
    kind: Format,
    output: Path | None,
    force: bool,
) -> None:
    """Write rounds as Markdown, an HTML report, or JSON.

    Markdown is for a vault of notes, JSON can be imported again.
    """
    if everything == bool(round_ids):
        raise CoachError("name the rounds to export, or give --all.")
    ids = [coach.store.resolve(reference) for reference in round_ids]
    if everything:
        ids = [round_id for round_id in coach.store.ids() if _is_whole(coach, round_id)]
    if not ids:
        raise CoachError("no round is saved yet; `coach practice` starts one.")
    if output is None:
        if len(ids) > 1 and kind != "json":
            raise CoachError(f"{len(ids)} rounds need a folder; give one with -o.")
        # no export holds a control character
        click.echo(export_round(coach.workspace, ids, kind), nl=False)
        return
    written = write_exports(coach.workspace, ids, kind, output, force=force)
    where = str(written[0]) if len(written) == 1 else f"{len(written)} files in {output}"
    tell(f"wrote {where}.")


def _is_whole(coach: Coach, round_id: str) -> bool:
    """Whether a round and its reviews can be read; one that is left out is said."""
    try:
        coach.store.load(round_id)
        for fault in coach.reviews.find_faults(round_id):
            raise CoachError(fault)
    except CoachError as error:
        tell(f"{round_id} is left out, it is damaged: {error}")
        return False
    return True


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
@pass_coach
def import_rounds(coach: Coach, files: tuple[Path, ...], as_json: bool) -> None:
    """Read rounds back from JSON that `coach export` wrote.

    Nothing is overwritten.
    """
    done, faults = [], []
    for file in files:
        for data in read_bundle(file):
            try:
                round_id, outcome = coach.rounds.import_round(data)
            except CoachError as error:
                faults.append(f"{file}: {error}")
                continue
            done.append({"round": round_id, "outcome": outcome})
    if as_json:
        print_json(done)
    else:
        added = sum(entry["outcome"] == "added" for entry in done)
        say(f"{added} rounds added, {len(done) - added} were here already.")
    if faults:
        raise CoachError("; ".join(faults))


COMMANDS = (export, import_rounds)
