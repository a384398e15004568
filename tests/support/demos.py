"""The demo's home at one moment, built once for all tests of a run and copied for each."""

import shutil
from datetime import datetime
from functools import cache
from pathlib import Path

from coach.demo.home import DemoHome
from coach.services.coach import Coach
from tests.support.once import build_once

NOW = datetime.fromisoformat("2026-11-28T09:30:00+01:00")


@cache
def _build() -> Path:
    return build_once("built-demo", lambda folder: DemoHome(folder, kept=True).open(lambda: NOW))


def lend_demo(folder: Path) -> Coach:
    """The demo in a folder of the test's own, opened at NOW."""
    home = folder / "demo"
    shutil.copytree(_build(), home)
    return open_demo(home)


def open_demo(home: Path) -> Coach:
    """The demo that stands in a folder, at NOW."""
    return DemoHome(home, kept=True).open(lambda: NOW)
