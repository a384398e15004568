"""Files that the screens write for elsewhere: a round as a report, a screen as a picture."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from coach.files import atomic_write

if TYPE_CHECKING:
    from coach.services.coach import Coach

FOLDER = "exports"
"""Where in the data folder they go."""


async def write_report(coach: Coach, round_id: str) -> Path:
    """Write a round as an HTML report over an earlier one, and return where it is.

    Does not hold up the screen. Raises CoachError.
    """
    from coach.exports.writer import write_exports

    path = coach.paths.data / FOLDER / f"{round_id}.html"
    await asyncio.to_thread(write_exports, coach.workspace, [round_id], "html", path, force=True)
    return path


def write_picture(coach: Coach, svg: str) -> Path:
    """Write a picture of a screen, named by the time, and return where it is.

    Raises OSError where the folder takes no file.
    """
    name = f"screen-{coach.workspace.now():%Y-%m-%d-%H%M%S}.svg"
    path = coach.paths.data / FOLDER / name
    atomic_write(path, svg)
    return path
