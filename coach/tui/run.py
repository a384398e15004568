"""Opening the interface on this machine's paths and settings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from coach.paths import find_paths
from coach.tui.app import CoachApp, CoachMaker
from coach.tui.safe_app import say_farewell

if TYPE_CHECKING:
    from coach.services.coach import Coach
    from coach.transcripts.record import Manner


def make_coach() -> Coach:
    """The coach of this machine's paths and settings."""
    from coach.services.home import open_home

    return open_home(forgiving=True)


def run(
    start: str | None = None,
    minutes: int | None = None,
    make: CoachMaker = make_coach,
    manner: Manner | None = None,
    *,
    learning: bool = False,
    hard: bool = False,
    drill: tuple[str | None, str | None] | None = None,
    loading: str | None = None,
) -> None:
    """Open the interface, in a round when `start` names a scenario, or in a drill.

    `hard` is whether that round is taken as in the interview.
    `loading` is what the home screen says until `make` is done, where that takes longer than usual.
    `drill` is a drill's id and a scenario's, either of which may be left to the coach.

    Exits with 2 after an error a person can act on, with 70 after an unexpected one, and with 128
    and the number of the signal that ended it.
    """
    paths = find_paths()
    app = CoachApp(
        make,
        start,
        minutes,
        manner,
        learning=learning,
        hard=hard,
        drill=drill,
        glance=paths.glance,
        looks_around=True,
        loading=loading,
    )
    app.run()
    status = say_farewell(app, paths.cache)
    if app.reason_to_end:
        sys.stderr.write(f"coach: {app.reason_to_end}\n")
    if status or app.return_code:
        sys.exit(status or app.return_code)
