"""The demo's home at one moment, built once for all tests of a run and copied for each."""

import os
import shutil
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

from coach.demo.home import DemoHome
from coach.locks import hold_lock
from coach.services.coach import Coach

NOW = datetime.fromisoformat("2026-11-28T09:30:00+01:00")


@cache
def _build() -> Path:
    """The built home; the processes of one run share it, and the first that needs it builds it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return _build_in(Path(tempfile.mkdtemp(prefix="built-demo-")))
    folder = Path(tempfile.gettempdir()) / f"built-demo-{run}"
    with hold_lock(folder, patience=60):
        if not folder.exists():
            _build_in(Path(tempfile.mkdtemp(prefix="built-demo-"))).rename(folder)
    return folder


def _build_in(folder: Path) -> Path:
    DemoHome(folder, kept=True).open(lambda: NOW)
    return folder


def lend_demo(folder: Path) -> Coach:
    """The demo in a folder of the test's own, opened at NOW."""
    home = folder / "demo"
    shutil.copytree(_build(), home)
    return open_demo(home)


def open_demo(home: Path) -> Coach:
    """The demo that stands in a folder, at NOW."""
    return DemoHome(home, kept=True).open(lambda: NOW)
