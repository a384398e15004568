"""The journal on disk: one line for each event, appended while it happens, and read back.

Each line has its number and a checksum, so that a torn line and one from elsewhere are known for
what they are. What was written stays in memory as long as the round runs: a file that vanished,
shrank or was replaced is written again from there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coach.files import CoachError, atomic_write, make_folder, read_bytes, sync_folder
from coach.later import Later, run_later
from coach.locks import FileLock
from coach.transcripts.journal import JournalEvent, PhaseEntered, decode_numbered, encode

MAX_BYTES = 200_000_000
"""Bytes of the largest journal; an hour's typing takes one."""
NOTICE = "its journal had been changed from outside and was written again"


@dataclass(frozen=True)
class JournalScan:
    """What a journal file holds, and what is wrong with it."""

    events: list[JournalEvent] = field(default_factory=list)
    torn: list[int] = field(default_factory=list)
    """Numbers of lines that are no whole events."""
    missing: int = 0
    """Events that should stand there by the numbers of the others."""
    content: bytes = b""
    """The file up to the end of its last whole event."""
    last: int = 0
    """The number of the last event."""

    @property
    def complete(self) -> bool:
        """Whether it starts at the beginning of a round and lacks nothing that can be told."""
        first = self.events[0] if self.events else None
        begins = isinstance(first, PhaseEntered) and first.phase == "brief"
        return begins and not self.torn and not self.missing


def scan_journal(path: Path) -> JournalScan:
    """Read a journal file; one that is not there is empty.

    Lines that are no whole events are passed over and counted, and so is an event whose number was
    there before. Raises CoachError for a file that cannot be read or is none.
    """
    if not path.exists() and not path.is_symlink():
        return JournalScan()
    return scan_journal_bytes(read_bytes(path, MAX_BYTES, follow=False))


def scan_journal_bytes(data: bytes) -> JournalScan:
    """Read the bytes of a journal."""
    events: list[JournalEvent] = []
    torn: list[int] = []
    last = missing = end = position = 0
    for line_number, line in enumerate(data.split(b"\n"), 1):
        start, position = position, position + len(line) + 1
        if not line:
            continue
        try:
            number, event = decode_numbered(line.decode("utf-8", "surrogateescape"))
        except ValueError:
            torn.append(line_number)
            continue
        end = min(start + len(line) + 1, len(data))
        if number is not None and number <= last:
            torn.append(line_number)
            continue
        if number is not None:
            missing += number - last - 1
        last = last + 1 if number is None else number
        events.append(event)
    content = data[:end]
    # a last event that lacks nothing but its line break is whole
    content += b"" if not content or content.endswith(b"\n") else b"\n"
    return JournalScan(events, torn, missing, content, last)


def read_journal(path: Path) -> Iterator[JournalEvent]:
    """Yield the events of a journal file; torn lines, the mark of a crash, are passed over.

    Raises CoachError for a file that cannot be read.
    """
    yield from scan_journal(path).events


class Journal:
    """Appends events to a file at once; a write that fails is kept and tried again.

    The data is handed to the operating system with every append, which survives `kill -9`; within
    a second a thread has the disk take it, which survives a power cut. The file is never longer
    than its last whole event when something is added.
    """

    def __init__(
        self,
        path: Path | None,
        lock: FileLock | None = None,
        on_rewrite: Callable[[], object] = lambda: None,
        later: Later = run_later,
    ) -> None:
        self._path = path
        self.lock = lock
        """Held while the round runs; let go by `close`."""
        self._on_rewrite = on_rewrite
        self._later = later
        self._waiting: list[JournalEvent] = []
        self._content = bytearray()
        self._last = 0
        self._handle: int | None = None
        self._failed = False
        """Whether the last write may have left half a line, or bytes that never reach the disk."""
        self._sync_is_due = False
        self._mutex = threading.RLock()
        self.trouble: str | None = None
        """Why the last write failed, in words; None when everything is on disk."""
        self.notice: str | None = None
        """What was mended on disk, in words."""

    def __del__(self) -> None:
        self._close_file()

    @property
    def has_place(self) -> bool:
        """Whether there is a folder to write to."""
        return self._path is not None

    def append(self, event: JournalEvent) -> None:
        """Write one event, and with it whatever could not be written before."""
        self._waiting.append(event)
        self.flush()

    def flush(self) -> None:
        """Write what is waiting, and mend a file that was changed from outside."""
        with self._mutex:
            if self._path is None or (self._handle is None and not self._waiting):
                return
            try:
                self._write(self._path)
            except (OSError, CoachError) as error:
                self._failed = True
                self.trouble = getattr(error, "strerror", None) or str(error)
            else:
                self._failed = False
                self.trouble = None

    def sync(self) -> None:
        """Write what is waiting and wait until the journal is on the disk; raises OSError."""
        self.flush()
        with self._mutex:
            if self._handle is not None:
                os.fsync(self._handle)

    def close(self) -> None:
        """Wait for the disk and let the file and its lock go, unless something is not saved yet.

        A later append opens the file again.
        """
        with contextlib.suppress(OSError):
            self.sync()
        if self.trouble is None:
            self._close_file()
            if self.lock is not None:
                self.lock.release()

    # writing

    def _write(self, path: Path) -> None:
        if self._handle is None:
            self._open(path)
        elif self._failed or self._is_changed(path):
            self._mend(path)
        if not self._waiting:
            return
        lines = [encode(event, self._last + 1 + k) for k, event in enumerate(self._waiting)]
        block = "".join(lines).encode("ascii")
        self._failed = True
        _write_all(self._get_handle(), block)
        self._failed = False
        self._content += block
        self._last += len(self._waiting)
        self._waiting.clear()
        self._sync_soon()

    def _open(self, path: Path) -> None:
        if not self._content:
            scan = scan_journal(path)
            self._content, self._last = bytearray(scan.content), scan.last
        self._handle = _open_to_append(path)
        if os.fstat(self._handle).st_size != len(self._content):
            self._mend(path)

    def _is_changed(self, path: Path) -> bool:
        """Whether the file is no longer the one that was written, or has another length."""
        try:
            on_disk = path.stat(follow_symlinks=False)
        except FileNotFoundError:
            return True
        same = os.path.samestat(on_disk, os.fstat(self._get_handle()))
        return not same or on_disk.st_size != len(self._content)

    def _mend(self, path: Path) -> None:
        """Bring the file back to what it should hold: cut a torn end, or write it again."""
        try:
            is_own = path.is_file() and not path.is_symlink()
            data: bytes | None = path.read_bytes() if is_own else None
        except FileNotFoundError:
            data = None
        if data is not None and data.startswith(bytes(self._content)):
            rest = data[len(self._content) :]
            self._reopen(path)
            if rest and scan_journal_bytes(rest).events and not self._failed:
                self._set_aside(path, rest)
            os.ftruncate(self._get_handle(), len(self._content))
            os.fsync(self._get_handle())
            return
        if data:
            self._set_aside(path, data)
        self._rewrite(path)

    def _set_aside(self, path: Path, data: bytes) -> None:
        """Keep what another program put there; it may be somebody's words."""
        aside = name_aside(path)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _write_all(handle, data)
        finally:
            os.close(handle)
        self.notice = f"{NOTICE}; what stood there is in {aside.name}"

    def _rewrite(self, path: Path) -> None:
        self._close_file()
        # the record first: without it a folder that was removed would be no round
        self._on_rewrite()
        make_folder(path.parent)
        temporary = path.with_name(f".{path.name}.new")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            _write_all(handle, bytes(self._content))
            os.fsync(handle)
        finally:
            os.close(handle)
        temporary.replace(path)
        sync_folder(path.parent)
        self._handle = _open_to_append(path)
        self.notice = self.notice or NOTICE

    def _reopen(self, path: Path) -> None:
        self._close_file()
        self._handle = _open_to_append(path)

    def _get_handle(self) -> int:
        if self._handle is None:
            raise OSError(errno.EBADF, "the journal is not open")
        return self._handle

    def _close_file(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)

    # syncing

    def _sync_soon(self) -> None:
        if not self._sync_is_due:
            self._sync_is_due = True
            self._later(self._sync_now)

    def _sync_now(self) -> None:
        with self._mutex:
            self._sync_is_due = False
            if self._handle is None:
                return
            handle = os.dup(self._handle)
        try:
            os.fsync(handle)
        except OSError as error:
            with self._mutex:
                # the system may have dropped what it could not write: all is written anew
                self._failed = True
                self.trouble = error.strerror or str(error)
        finally:
            os.close(handle)


class NewJournal(Journal):
    """The journal of a round that begins, which is on disk from the first act on.

    Reading the case is no act: who looks at one and goes leaves nothing behind. `make` makes the
    round's folder and returns the path of its journal; where that fails it is tried again.
    """

    def __init__(
        self,
        make: Callable[[], Path],
        on_rewrite: Callable[[], object] = lambda: None,
        later: Later = run_later,
    ) -> None:
        super().__init__(None, None, on_rewrite, later)
        self._make = make

    def append(self, event: JournalEvent) -> None:
        """Write one event; the first one, that the case is read, waits for the next."""
        if isinstance(event, PhaseEntered) and event.phase == "brief":
            self._waiting.append(event)
        else:
            super().append(event)

    def flush(self) -> None:
        """Make the folder where that is due, and write what is waiting."""
        if self._path is None and len(self._waiting) > 1:
            try:
                self._path = self._make()
            except (OSError, CoachError) as error:
                self.trouble = getattr(error, "strerror", None) or str(error)
                return
        super().flush()


def replace_journal(path: Path, events: Sequence[JournalEvent]) -> None:
    """Write a journal anew; what stood there is kept beside it. Raises OSError."""
    if path.exists() or path.is_symlink():
        path.rename(name_aside(path))
    lines = (encode(event, number) for number, event in enumerate(events, 1))
    atomic_write(path, "".join(lines))


def name_aside(path: Path) -> Path:
    """The first free name beside a file for what is put aside: `journal.aside-1.jsonl`."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.aside-{number}{path.suffix}")).exists():
        number += 1
    return aside


def _open_to_append(path: Path) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _write_all(handle: int, data: bytes) -> None:
    """Write all of the data; a write that is cut short, as on a full disk, raises OSError."""
    view = memoryview(data)
    while view:
        written = os.write(handle, view)
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        view = view[written:]
