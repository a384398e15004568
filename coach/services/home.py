"""Opening the home of this machine: its paths, its config and the services over both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coach.config import Config, load_config
from coach.files import CoachError
from coach.log import LogLevel, start_log
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace


def open_home(
    packs: Sequence[Path] = (), log: LogLevel | None = None, *, forgiving: bool = False
) -> Coach:
    """Open the home that the environment names, and start its log.

    `packs` are more folders with packs; `log` stands before the level in the config. A config that
    cannot be read raises CoachError; where `forgiving`, the defaults stand in its place and the
    coach's `config_fault` says what is wrong.
    """
    paths = find_paths(packs=tuple(packs))
    fault = None
    try:
        config = load_config(paths.config_file)
    except CoachError as error:
        if not forgiving:
            raise
        config, fault = Config(), str(error)
    start_log(paths.log, log or config.log)
    coach = Coach(Workspace(paths, Settings(config)))
    coach.config_fault = fault
    return coach
