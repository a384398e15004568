"""Opening the home of this machine: its paths, its config and the services over both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coach.config import load_config
from coach.log import LogLevel, start_log
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace


def open_home(packs: Sequence[Path] = (), log: LogLevel | None = None) -> Coach:
    """Open the home that the environment names, and start its log.

    `packs` are more folders with packs; `log` stands before the level in the config. Raises
    CoachError for a config that cannot be read.
    """
    paths = find_paths(packs=tuple(packs))
    config = load_config(paths.config_file)
    start_log(paths.log, log or config.log)
    return Coach(Workspace(paths, Settings(config)))
