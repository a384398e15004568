"""Writing a round as a report from a screen, and saying where it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from coach.files import CoachError

if TYPE_CHECKING:
    from coach.tui.app import CoachApp


def export_report(app: CoachApp, round_id: str) -> None:
    """Write the HTML report into the data folder, without holding up the screen."""
    app.run_worker(_write(app, round_id), exclusive=True, group="export")


async def _write(app: CoachApp, round_id: str) -> None:
    from coach.exports.writer import write_exports

    assert app.coach is not None
    path = app.coach.paths.data / "exports" / f"{round_id}.html"
    try:
        await asyncio.to_thread(write_exports, app.coach.workspace, [round_id], "html", path)
    except CoachError as error:
        app.notify(str(error), severity="error", markup=False)
        return
    app.notify(f"The report is in {path}", markup=False, timeout=10)
