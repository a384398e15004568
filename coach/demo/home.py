"""The demo's home: a temporary folder that goes when the demo ends, or one that is kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.files import CoachError, atomic_write
from coach.locks import FileLock, LockHeld
from coach.paths import Paths, find_paths
from coach.workspace import Now, read_clock

if TYPE_CHECKING:
    from coach.services.coach import Coach

PREFIX = "coach-demo-"
LOCK = "demo.lock"
PASSING = "Demo with a fictional candidate. Try everything: it is deleted when you leave."
KEPT = "Demo with a fictional candidate, kept in {folder}."
SIGNALS = ("SIGTERM", "SIGHUP")


@dataclass(frozen=True)
class DemoHome:
    """A folder with the demo in it, or one that will get it when it is opened."""

    folder: Path
    kept: bool

    @property
    def paths(self) -> Paths:
        """Where things lie in it; packs and prompts are those that ship."""
        return find_paths({"COACH_HOME": str(self.folder)})

    def open(self, now: Now = read_clock) -> Coach:
        """Open the demo, and build it first where it is not there yet, which takes seconds.

        All its days are counted from `now`. Raises CoachError and OSError.
        """
        from coach.config import load_config
        from coach.services.coach import Coach
        from coach.settings import Settings
        from coach.workspace import Workspace

        paths = self.paths
        workspace = Workspace(paths, now=now)
        if not paths.banner.exists():
            from coach.demo.builder import build

            built = build(paths, now())
            # the packs are read already
            workspace.library = built.library
            banner = KEPT.format(folder=self.folder) if self.kept else PASSING
            atomic_write(paths.banner, banner + "\n")
        workspace.settings = Settings(load_config(paths.config_file))
        return Coach(workspace)


@contextmanager
def lend_home(keep: Path | None = None) -> Iterator[DemoHome]:
    """Lend a home for the demo: `keep` stays, without it a temporary one is deleted at the end.

    What a demo has left that was killed is deleted too. Raises CoachError for a folder that holds
    something else.
    """
    if keep is not None:
        yield DemoHome(_check_folder(keep), kept=True)
        return
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = FileLock(folder / LOCK)
    lock.acquire()
    try:
        with _end_in_order():
            yield DemoHome(folder, kept=False)
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _check_folder(folder: Path) -> Path:
    """The folder as an absolute path; one that is new or empty, or holds a demo."""
    folder = folder.expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise CoachError(f"{folder} is a file; name a folder for the demo.")
    paths = find_paths({"COACH_HOME": str(folder)})
    if folder.exists() and any(folder.iterdir()) and not paths.banner.exists():
        raise CoachError(f"{folder} is not empty; name a new folder for the demo.")
    return folder


def _sweep() -> None:
    """Delete the homes of demos that were killed: their locks are held by nobody."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not (folder / LOCK).is_file() or folder.is_symlink():
            continue
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            continue
        lock = FileLock(folder / LOCK)
        with contextlib.suppress(LockHeld, OSError):
            lock.acquire()
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _end_in_order() -> Iterator[None]:
    """Leave by an exception where the system asks for an end, so that the folder is deleted."""
    before: dict[int, object] = {}
    if threading.current_thread() is threading.main_thread():
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                before[number] = signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)
