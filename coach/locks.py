"""Locks between programs: who changes a shared file, and who has a round open.

A lock is a small file beside what it guards, held by `flock` and with its holder's process id in
it. The system lets it go when the holder ends, however it ends. On a file system without `flock`
the file alone is the lock, and one whose process is gone is taken over.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.files import CoachError, make_folder

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 10.0
"""Seconds to wait for another program that changes the same file; a change takes milliseconds."""
PAUSE = 0.002
"""Seconds between two tries; a program that changes the file again and again leaves short gaps."""
NO_FLOCK = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


class LockHeld(CoachError):
    """Another program holds the lock; `pid` is its process, None where that is not known."""

    def __init__(self, path: Path, pid: int | None) -> None:
        self.pid = pid
        by = f"process {pid}" if pid else "another program"
        super().__init__(f"{path}: {by} holds this lock; wait until it is done and try again.")


class FileLock:
    """A lock that one program at a time can hold; a program that holds it can take it again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises LockHeld where another process has it, OSError from the system."""
        if self._handle is not None:
            return
        make_folder(self.path.parent)
        while True:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            handle = os.open(self.path, flags, 0o600)
            try:
                self._take(handle)
                # the last holder may have removed the file between opening it and taking it
                current = self._is_current(handle)
                if current:
                    os.ftruncate(handle, 0)
                    os.write(handle, f"{os.getpid()} {socket.gethostname()}\n".encode())
            except BaseException:
                os.close(handle)
                raise
            if current:
                self._handle = handle
                return
            os.close(handle)

    def release(self) -> None:
        """Let the lock go; nothing happens where it is not held."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        with contextlib.suppress(OSError):
            if self._is_current(handle):
                self.path.unlink()
        os.close(handle)

    def __del__(self) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.close(self._handle)

    def _is_current(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except OSError:
            return False

    def _take(self, handle: int) -> None:
        try:
            _lock(handle)
        except OSError as error:
            pid, host = _read_holder(handle)
            if error.errno in NO_FLOCK:
                if pid is not None and host == socket.gethostname() and not is_running(pid):
                    return
                if pid in (None, os.getpid()):
                    return
            elif pid == os.getpid():
                # left behind by another object of this very program: it is ours
                return
            elif error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN):
                raise
            raise LockHeld(self.path, pid) from None


@contextmanager
def hold_lock(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of a shared file while it is read, changed and written.

    Waits up to `patience` seconds for another program. Raises LockHeld after that, and OSError
    where the lock cannot be made.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    left = patience
    while True:
        try:
            _acquire_in_process(lock)
            break
        except LockHeld:
            if left <= 0:
                raise
        except OSError as error:
            # the lock beside it would mean nothing to a person
            error.filename, error.filename2 = str(path), None
            raise
        time.sleep(PAUSE)
        left -= PAUSE
    try:
        yield
    finally:
        lock.release()
        with _GUARD:
            _HELD.discard(lock.path)


_HELD: set[Path] = set()
"""Locks that `hold_lock` holds in this program: its own threads must wait for each other too."""
_GUARD = threading.Lock()


def _acquire_in_process(lock: FileLock) -> None:
    with _GUARD:
        if lock.path in _HELD:
            raise LockHeld(lock.path, os.getpid())
        lock.acquire()
        _HELD.add(lock.path)


def _lock(handle: int) -> None:
    """Lock an open file for this process alone; raises OSError where another has it."""
    if sys.platform == "win32":
        # a byte behind the end, since others must be able to read who holds the lock
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_running(pid: int) -> bool:
    """Whether a process of this machine runs, as far as the system tells."""
    if sys.platform == "win32":
        # there `os.kill` with 0 does not ask, it ends
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _read_holder(handle: int) -> tuple[int | None, str]:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        pid, _, host = os.read(handle, 300).decode("utf-8", "replace").strip().partition(" ")
        return (int(pid), host) if pid.isascii() and pid.isdigit() else (None, "")
    except OSError:
        return None, ""
