"""The Markdown copies of all rounds in a folder of the user's, kept as the rounds change."""

from __future__ import annotations

from coach.files import CoachError, atomic_write
from coach.practice.desk import Desk
from coach.practice.exports.markdown import markdown
from coach.practice.exports.sheet import sheet


def mirror(desk: Desk, id: str) -> str | None:
    """Write a round's copy, or remove that of a round that is gone; returns what went wrong.

    The round itself is saved already and must not suffer from a vault that is full or away.
    """
    folder = desk.config.transcripts.mirror
    if folder is None:
        return None
    path = folder.expanduser() / f"{id}.md"
    try:
        if (desk.store.folder / id).is_dir():
            atomic_write(path, markdown(sheet(desk, id)))
        else:
            path.unlink(missing_ok=True)
    except (CoachError, OSError) as error:
        return f"the Markdown copy {path} could not be written: {error}"
    return None
