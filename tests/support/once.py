"""What takes seconds to make is made once in a run of the tests, by whichever process is first."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from coach.locks import hold_lock


def build_once(name: str, build: Callable[[Path], object]) -> Path:
    """The folder that `build` filled; the processes of one run share it.

    A process keeps no note of it: callers that ask often cache the path.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return _build(name, build)
    folder = Path(tempfile.gettempdir()) / f"{name}-{run}"
    with hold_lock(folder, patience=60):
        if not folder.exists():
            _build(name, build).rename(folder)
    return folder


def _build(name: str, build: Callable[[Path], object]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    build(folder)
    return folder
