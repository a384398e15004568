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
from typing import TypeVar

from coach.files import CoachError, make_folder
from coach.transcripts.record import Transcript
from coach.transcripts.store import (
    JOURNAL_FILE,
    REVIEWS,
    ROUND_FILE,
    Damaged,
    Store,
    explain_damage,
)
from coach.transcripts.summary import RoundSummary, summarize

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


def _untold(done: int, total: int) -> None:
    """Nobody waits to hear."""


class Index:
    """All saved rounds as rows, and which of them hold which words."""

    def __init__(self, path: Path, store: Store) -> None:
        self._path = path
        self._store = store
        self._open: sqlite3.Connection | None = None
        self._lock = threading.RLock()

    def rows(self, told: OnRead = _untold) -> list[RoundSummary]:
        """All rounds as they are on disk now, newest first, damaged ones with the reason."""
        with self._lock:
            return self._rebuilding(lambda: self._rows(told), told)

    def matching(self, match: str) -> set[str]:
        """Ids of the rounds that an FTS5 expression fits.

        As of the last call to `rows`: this one does not look at the files.
        """
        with self._lock:
            return self._rebuilding(lambda: self._matching(match), _untold)

    def snippets(self, match: str, ids: Sequence[str]) -> dict[str, Snippet]:
        """Where in these rounds the expression fits."""
        with self._lock:
            return self._rebuilding(lambda: self._snippets(match, ids), _untold)

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    # looking

    def _rows(self, told: OnRead) -> list[RoundSummary]:
        database = self._database()
        self._update(database, told)
        found = database.execute("select row from rounds order by id desc")
        return [RoundSummary(**json.loads(row)) for (row,) in found]

    def _matching(self, match: str) -> set[str]:
        asked = (
            "select id from rounds where number in (select rowid from words where words match ?)"
        )
        return {id for (id,) in self._database().execute(asked, (match,))}

    def _snippets(self, match: str, ids: Sequence[str]) -> dict[str, Snippet]:
        # no text can hold marks that are new for each search
        start, end = secrets.token_hex(8), secrets.token_hex(8)
        asked = (
            "select snippet(words, -1, ?, ?, '…', ?) from words where words match ? and rowid ="
            " (select number from rounds where id = ?)"
        )
        found: dict[str, Snippet] = {}
        for id in ids:
            given = (start, end, SNIPPET_WORDS, match, id)
            for (text,) in self._database().execute(asked, given):
                found[id] = _pieces(text, start, end)
        return found

    # keeping up with the files

    def _update(self, database: sqlite3.Connection, told: OnRead) -> None:
        known: dict[str, str] = dict(database.execute("select id, signature from rounds"))
        there = {id: compute_signature(self._store.folder / id) for id in self._store.ids()}
        gone = [id for id in known if id not in there]
        changed = [id for id, now in there.items() if known.get(id) != now]
        if gone:
            with database:
                _forget(database, gone)
        for begin in range(0, len(changed), BATCH):
            batch = changed[begin : begin + BATCH]
            with database:
                _forget(database, batch)
                for done, id in enumerate(batch, begin + 1):
                    self._add(database, id, there[id])
                    told(done, len(changed))

    def _add(self, database: sqlite3.Connection, id: str, now: str) -> None:
        found = read_round(self._store, id)
        try:
            row = json.dumps(asdict(summarize(self._store, found)), allow_nan=False)
            row.encode()
        except Exception as error:
            found = Damaged(id, explain_damage(self._store.folder / id, error))
            row = json.dumps(asdict(summarize(self._store, found)))
        added = database.execute("insert into rounds values (null, ?, ?, ?)", (id, now, row))
        if isinstance(found, Transcript):
            asked = "insert into words (rowid, title, answer, replies, questions, note)"
            texts = (added.lastrowid, *_texts(found))
            database.execute(f"{asked} values (?, ?, ?, ?, ?, ?)", texts)

    # opening

    def _rebuilding(self, look: Callable[[], T], told: OnRead) -> T:
        try:
            return look()
        except (sqlite3.Error, ValueError, TypeError, OSError) as error:
            self.close()
            if not _is_locked(error):
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)
        try:
            self._update(self._database(), told)
            return look()
        except (sqlite3.Error, OSError):
            self.close()
            self._open = _made(":memory:")
            self._update(self._open, told)
            return look()

    def _database(self) -> sqlite3.Connection:
        if self._open is None:
            make_folder(self._path.parent)
            self._open = _made(str(self._path))
            with suppress(OSError):
                self._path.chmod(0o600)
        return self._open


def read_round(store: Store, id: str) -> Transcript | Damaged:
    """One round; one that is not finished as its journal has it."""
    try:
        found = store.load(id)
        return found if found.status == "done" else store.recover(id)
    except CoachError as error:
        return Damaged(id, str(error))
    except Exception as error:
        # whatever a file holds, it never keeps the other rounds from being listed
        return Damaged(id, explain_damage(store.folder / id, error))


def compute_signature(folder: Path) -> str:
    """What changes when a round's record, journal or reviews do: names, sizes, times."""
    parts: list[str] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in (ROUND_FILE, JOURNAL_FILE):
                parts.append(_stamp(entry))
            elif entry.name == REVIEWS:
                with os.scandir(entry) as reviews:
                    parts += [_stamp(review) for review in reviews]
    return " ".join(sorted(parts))


def _stamp(entry: os.DirEntry[str]) -> str:
    found = entry.stat()
    return f"{entry.name}:{found.st_size}:{found.st_mtime_ns}:{found.st_ino}"


def _made(where: str) -> sqlite3.Connection:
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
    each = [(id,) for id in ids]
    database.executemany(
        "delete from words where rowid = (select number from rounds where id = ?)", each
    )
    database.executemany("delete from rounds where id = ?", each)


def _texts(found: Transcript) -> tuple[str, ...]:
    """Title, answer, replies, questions, note."""
    return (
        " · ".join(filter(None, [found.name, found.title])),
        found.answer,
        "\n".join(f"{r.text}\n{r.reply}" for r in found.pushback),
        "\n".join(f"{q.question}\n{q.answer}" for q in found.clarify),
        "\n".join([found.note, *found.tags]),
    )


def _pieces(text: str, start: str, end: str) -> Snippet:
    first, *rest = text.split(start)
    pieces = [(first, False)]
    for part in rest:
        hit, _, after = part.partition(end)
        pieces += [(hit, True), (after, False)]
    return tuple((piece, is_hit) for piece, is_hit in pieces if piece)
