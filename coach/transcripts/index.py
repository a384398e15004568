"""The index of saved rounds: SQLite with full-text search, made from the files and disposable.

The files are the record. Each look at the index first compares what it knows of every round's
files with the disk and reads again what differs; an index that is missing, broken or of another
version is made anew, and where none can be written one is made in memory.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from coach.files import CoachError, make_folder
from coach.transcripts.store import (
    JOURNAL_FILE,
    REVIEWS,
    ROUND_FILE,
    Damaged,
    Store,
    explain_damage,
)
from coach.transcripts.summary import RoundSummary, summarize

if TYPE_CHECKING:
    from coach.transcripts.record import Transcript

BATCH = 200
"""Rounds read between two writes, so that a stopped rebuild goes on where it was."""
WAIT = 2.0
"""Seconds to wait for another program that writes the index."""
SNIPPET_WORDS = 14
TABLES = """
create table rounds (
    number integer primary key, id text unique, signature text not null, row text not null
);
create virtual table words using fts5 (
    title, answer, replies, questions, note,
    tokenize = "unicode61 remove_diacritics 2", prefix = "2 3"
);
"""
VERSION = zlib.crc32(" ".join([TABLES, *(f.name for f in fields(RoundSummary))]).encode()) >> 1
"""Of the tables and of what a row holds; another one's index is made anew."""
OnRead = Callable[[int, int], None]
"""Hears how many of how many rounds have been read."""
Snippet = tuple[tuple[str, bool], ...]
"""A stretch of a round in pieces; True marks what was searched for."""


T = TypeVar("T")


def _ignore_progress(done: int, total: int) -> None:
    """Nobody waits to hear."""


class Index:
    """All saved rounds as rows, and which of them hold which words."""

    def __init__(self, path: Path, store: Store) -> None:
        self._path = path
        self._store = store
        self._open: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    def list_rows(self, on_read: OnRead = _ignore_progress) -> list[RoundSummary]:
        """All rounds as they are on disk now, newest first, damaged ones with the reason."""
        with self._lock:
            return self._look_rebuilding(lambda: self._read_rows(on_read), on_read)

    def find_ids(self, match: str) -> set[str]:
        """Ids of the rounds that an FTS5 expression fits.

        As of the last call to `rows`: this one does not look at the files.
        """
        with self._lock:
            return self._look_rebuilding(lambda: self._find_matching(match), _ignore_progress)

    def cut_snippets(self, match: str, ids: Sequence[str]) -> dict[str, Snippet]:
        """Where in these rounds the expression fits."""
        with self._lock:
            return self._look_rebuilding(lambda: self._cut_snippets(match, ids), _ignore_progress)

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    # looking

    def _read_rows(self, on_read: OnRead) -> list[RoundSummary]:
        database = self._get_database()
        self._update(database, on_read)
        stored = database.execute("select row from rounds order by id desc")
        return [RoundSummary(**json.loads(row)) for (row,) in stored]

    def _find_matching(self, match: str) -> set[str]:
        asked = (
            "select id from rounds where number in (select rowid from words where words match ?)"
        )
        return {round_id for (round_id,) in self._get_database().execute(asked, (match,))}

    def _cut_snippets(self, match: str, ids: Sequence[str]) -> dict[str, Snippet]:
        # no text can hold marks that are new for each search
        start, end = secrets.token_hex(8), secrets.token_hex(8)
        asked = (
            "select snippet(words, -1, ?, ?, '…', ?) from words where words match ? and rowid ="
            " (select number from rounds where id = ?)"
        )
        snippets: dict[str, Snippet] = {}
        for round_id in ids:
            given = (start, end, SNIPPET_WORDS, match, round_id)
            for (text,) in self._get_database().execute(asked, given):
                snippets[round_id] = _split_snippet(text, start, end)
        return snippets

    # keeping up with the files

    def _update(self, database: sqlite3.Connection, on_read: OnRead) -> None:
        known: dict[str, str] = dict(database.execute("select id, signature from rounds"))
        present = {
            round_id: compute_signature(self._store.folder / round_id)
            for round_id in self._store.ids()
        }
        gone = [round_id for round_id in known if round_id not in present]
        changed = [round_id for round_id, now in present.items() if known.get(round_id) != now]
        if gone:
            with database:
                _forget(database, gone)
        for begin in range(0, len(changed), BATCH):
            batch = changed[begin : begin + BATCH]
            with database:
                _forget(database, batch)
                for done, round_id in enumerate(batch, begin + 1):
                    self._add(database, round_id, present[round_id])
                    on_read(done, len(changed))

    def _add(self, database: sqlite3.Connection, round_id: str, now: str) -> None:
        loaded = read_round(self._store, round_id)
        try:
            row = json.dumps(asdict(summarize(self._store, loaded)), allow_nan=False)
            row.encode()
        except Exception as error:
            loaded = Damaged(round_id, explain_damage(self._store.folder / round_id, error))
            row = json.dumps(asdict(summarize(self._store, loaded)))
        added = database.execute("insert into rounds values (null, ?, ?, ?)", (round_id, now, row))
        if not isinstance(loaded, Damaged):
            asked = "insert into words (rowid, title, answer, replies, questions, note)"
            texts = (added.lastrowid, *_list_texts(loaded))
            database.execute(f"{asked} values (?, ?, ?, ?, ?, ?)", texts)

    # opening

    def _look_rebuilding(self, look: Callable[[], T], on_read: OnRead) -> T:
        try:
            return look()
        except (sqlite3.Error, ValueError, TypeError, OSError) as error:
            self.close()
            if not _is_locked(error):
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)
        try:
            self._update(self._get_database(), on_read)
            return look()
        except (sqlite3.Error, OSError):
            self.close()
            self._open = _connect(":memory:")
            self._update(self._open, on_read)
            return look()

    def _get_database(self) -> sqlite3.Connection:
        if self._open is None:
            make_folder(self._path.parent)
            self._open = _connect(str(self._path))
            with suppress(OSError):
                self._path.chmod(0o600)
        return self._open


def read_round(store: Store, round_id: str) -> Transcript | Damaged:
    """One round; one that is not finished as its journal has it."""
    try:
        loaded = store.load(round_id)
        return loaded if loaded.status == "done" else store.recover(round_id)
    except CoachError as error:
        return Damaged(round_id, str(error))
    except Exception as error:
        # whatever a file holds, it never keeps the other rounds from being listed
        return Damaged(round_id, explain_damage(store.folder / round_id, error))


def compute_signature(folder: Path) -> str:
    """What changes when a round's record, journal or reviews do: names, sizes, times."""
    parts: list[str] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in (ROUND_FILE, JOURNAL_FILE):
                parts.append(_make_stamp(entry))
            elif entry.name == REVIEWS:
                with os.scandir(entry) as reviews:
                    parts += [_make_stamp(review) for review in reviews]
    return " ".join(sorted(parts))


def _make_stamp(entry: os.DirEntry[str]) -> str:
    status = entry.stat()
    return f"{entry.name}:{status.st_size}:{status.st_mtime_ns}:{status.st_ino}"


def _connect(where: str) -> sqlite3.Connection:
    database = sqlite3.connect(where, timeout=WAIT, check_same_thread=False)
    (version,) = database.execute("pragma user_version").fetchone()
    if version == VERSION:
        return database
    if version:
        database.close()
        raise sqlite3.DatabaseError("an index of another version")
    database.executescript(f"begin immediate;{TABLES}pragma user_version = {VERSION};commit;")
    return database


def _is_locked(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def _forget(database: sqlite3.Connection, ids: list[str]) -> None:
    each = [(round_id,) for round_id in ids]
    database.executemany(
        "delete from words where rowid = (select number from rounds where id = ?)", each
    )
    database.executemany("delete from rounds where id = ?", each)


def _list_texts(record: Transcript) -> tuple[str, ...]:
    """Title, answer, replies, questions, note."""
    return (
        " · ".join(filter(None, [record.name, record.title])),
        record.answer,
        "\n".join(f"{r.text}\n{r.reply}" for r in record.pushback),
        "\n".join(f"{q.question}\n{q.answer}" for q in record.clarify),
        "\n".join([record.note, *record.tags]),
    )


def _split_snippet(text: str, start: str, end: str) -> Snippet:
    first, *rest = text.split(start)
    pieces = [(first, False)]
    for part in rest:
        hit, _, after = part.partition(end)
        pieces += [(hit, True), (after, False)]
    return tuple((piece, is_hit) for piece, is_hit in pieces if piece)
