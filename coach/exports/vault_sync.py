"""The Markdown copies of all rounds in a folder of the user's, kept as the rounds change."""

from __future__ import annotations

from coach.exports.markdown import render_markdown
from coach.exports.round_data import gather_round_data
from coach.files import CoachError, atomic_write
from coach.services.coach import Coach


def sync_vault(desk: Coach, id: str) -> str | None:
    """Write a round's copy, or remove that of a round that is gone; returns what went wrong.

    The round itself is saved already and must not suffer from a vault that is full or away.
    """
    folder = desk.config.transcripts.mirror
    if folder is None:
        return None
    path = folder.expanduser() / f"{id}.md"
    try:
        if (desk.store.folder / id).is_dir():
            atomic_write(path, render_markdown(gather_round_data(desk, id)))
        else:
            path.unlink(missing_ok=True)
    except (CoachError, OSError) as error:
        return f"the Markdown copy {path} could not be written: {error}"
    return None
