"""A coach on temporary folders, with the packs that ship and clocks that stand still."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coach.config import Config
from coach.paths import Paths, find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.tui.app import CoachApp
from coach.workspace import Workspace
from tests.support.screens import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths({"COACH_HOME": str(tmp_path)})


@pytest.fixture
def coach(paths: Paths, clock: Clock) -> Coach:
    # rounds go straight to the review, but where a test is about the own read
    settings = Settings(Config(own_read=False))
    return Coach(Workspace(paths, settings, now=clock.now, monotonic=clock))


@pytest.fixture
def make_app(coach: Coach) -> Callable[..., CoachApp]:
    def make(start: str | None = None) -> CoachApp:
        return CoachApp(lambda: coach, start)

    return make
