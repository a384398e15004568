"""Opening the interface on this machine's paths and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.tui.app import CoachApp, DeskMaker

if TYPE_CHECKING:
    from coach.services.coach import Coach
    from coach.transcripts.record import Manner


def make_coach() -> Coach:
    """The desk of this machine's paths and settings."""
    from coach.config import load_config
    from coach.paths import find_paths
    from coach.services.coach import Coach

    paths = find_paths()
    return Coach(paths, load_config(paths.config_file))


def run(
    start: str | None = None,
    minutes: int | None = None,
    make: DeskMaker = make_coach,
    manner: Manner | None = None,
    *,
    learning: bool = False,
    hard: bool = False,
    drill: tuple[str | None, str | None] | None = None,
) -> None:
    """Open the interface, in a round when `start` names a scenario, or in a drill.

    `hard` is whether that round is taken as in the interview.
    `drill` is a drill's id and a scenario's, either of which may be left to the coach.
    """
    CoachApp(make, start, minutes, manner, learning=learning, hard=hard, drill=drill).run()
