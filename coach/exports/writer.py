"""Writing exports: one round to a file or stdout, several to a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from coach.exports.markdown import render_markdown
from coach.exports.report import render_report
from coach.exports.round_data import gather_round_data
from coach.files import CoachError, write_output
from coach.transcripts.archive import write_bundle
from coach.workspace import Workspace

Format = Literal["md", "html", "json"]
FORMATS: tuple[Format, ...] = ("md", "html", "json")


def export_round(workspace: Workspace, ids: Sequence[str], kind: Format) -> str:
    """One document: JSON holds any number of rounds, the others one."""
    if kind == "json":
        return write_bundle(workspace.store, ids)
    round_data = gather_round_data(workspace, ids[0])
    return render_markdown(round_data) if kind == "md" else render_report(round_data)


def write_exports(
    workspace: Workspace, ids: Sequence[str], kind: Format, path: Path, *, force: bool = False
) -> list[Path]:
    """Write one round to a file, several each to a file of a folder, JSON always to one file.

    A path without a suffix is a folder. A file that is there is only written over with `force`.

    Raises CoachError when several should go to one file, or where nothing can be written.
    """
    one_file = kind == "json" or (len(ids) == 1 and path.suffix != "" and not path.is_dir())
    if not one_file and path.is_file():
        raise CoachError(f"{path}: is a file; {len(ids)} rounds need a folder.")
    if kind == "json" and path.is_dir():
        path = path / "rounds.json"
    targets = (
        [(path, ids)]
        if one_file
        else [(path / f"{round_id}.{kind}", [round_id]) for round_id in ids]
    )
    for target, _ in targets:
        if target.exists() and not force:
            raise CoachError(f"{target}: is there already; give another name, or --force.")
    for target, chosen in targets:
        text = export_round(workspace, chosen, kind)
        write_output(target, text, force=force)
    return [target for target, _ in targets]
