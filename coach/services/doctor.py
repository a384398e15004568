"""What is wrong with the installation or with saved rounds, each with what to do about it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coach.config import find_key
from coach.files import CoachError
from coach.packs.load import Library
from coach.packs.validate import check_library
from coach.services.reviews import ReviewService
from coach.services.trust.exam import ExamService
from coach.stakeholders.models import read_room
from coach.stakeholders.service import read_chairs, read_draft
from coach.transcripts.journal_file import scan_journal
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, read_review
from coach.transcripts.store import REVIEWS, STRONGER, Store
from coach.workspace import Workspace

SENT = "the case, your questions, answer and replies, and the rubric"
NEVER_SENT = "nothing: no telemetry, no update check, no request but to the profiles above."
WANTED_SIZE = (80, 24)
"""Columns and rows that every screen is laid out for."""
ASTRAY = ": quotes what the text no longer says; have the round reviewed again."
Grade = Literal["ok", "note", "fault"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at. A note is worth knowing; a fault wants something done."""

    what: str
    grade: Grade
    said: str


def examine(workspace: Workspace) -> Iterator[Finding]:
    """The installation: Python, terminal, folders, packs, profiles, search. Asks no server."""
    yield Finding("python", "ok", f"{sys.version.split()[0]} at {sys.executable}")
    yield examine_terminal(workspace.env, shutil.get_terminal_size())
    for name in ("transcripts", "data", "cache"):
        yield _examine_folder(name, getattr(workspace.paths, name))
    config = workspace.paths.config_file
    yield Finding("config", "ok", str(config) if config.exists() else f"none yet, {config}")
    yield _examine_packs(workspace)
    for name, profile in workspace.config.models.items():
        try:
            find_key(name, profile, workspace.env)
            yield Finding(f"model {name}", "ok", f"{profile.model} at {profile.base_url}")
        except CoachError as error:
            yield Finding(f"model {name}", "note", str(error))
        yield _examine_exam(workspace, name)
    yield _examine_search()
    yield _examine_index(workspace)
    mirror = workspace.config.transcripts.mirror
    if mirror is not None:
        yield _examine_folder("mirror", mirror.expanduser())


def _examine_packs(workspace: Workspace) -> Finding:
    """Whether packs load and the user's own are free of faults.

    The shipped packs are only loaded: a full check of them takes longer than all the rest here and
    was made before the release.
    """
    library, shipped = workspace.library, workspace.paths.builtin_packs
    own = {name: p for name, p in library.packs.items() if Path(p.folder).parent != shipped}
    faults = [*library.faults, *check_library(Library(own))]
    if faults:
        return Finding("packs", "fault", str(faults[0]))
    number = len(library.packs)
    packs = f"{number} pack{'' if number == 1 else 's'}"
    return Finding("packs", "ok", f"{packs}, {len(library.scenarios)} scenarios")


def examine_privacy(workspace: Workspace) -> Iterator[Finding]:
    """What leaves the machine, for each profile of the config. Asks no server.

    Without a profile nothing does.
    """
    for name, profile in workspace.config.models.items():
        uses = [
            "reviews" if name == workspace.config.reviewer else "reviews when you ask for it",
            *(["plays the interviewer"] if name == workspace.config.interviewer else []),
        ]
        key = f"the key from {profile.key_source}" if profile.key_source else "no key"
        way = "plain http, readable on the way" if profile.is_exposed else "https or this machine"
        sentence = f"{' and '.join(uses)}: {SENT}, with {key}, to {profile.base_url} over {way}."
        yield Finding(f"model {name}", "note" if profile.is_exposed else "ok", sentence)
    yield Finding("everything else", "ok", NEVER_SENT)
    mirror = workspace.config.transcripts.mirror
    if mirror is not None:
        yield Finding("mirror", "ok", f"a Markdown copy of each round is written into {mirror}.")
    paths = workspace.paths
    kept = f"rounds in {paths.transcripts}, the rest in {paths.data}, {paths.cache} and "
    yield Finding("kept here", "ok", f"{kept}{paths.config_file}; no key is in any of them.")


def examine_rounds(store: Store) -> Iterator[Finding]:
    """Every file of every round: readable, as its journal has it, quotes where they should be."""
    for round_id in store.ids():
        findings = list(_examine_round(store, round_id))
        yield from findings or [Finding(round_id, "ok", "every file can be read")]


def _examine_folder(name: str, path: Path) -> Finding:
    nearest = next(ancestor for ancestor in (path, *path.parents) if ancestor.exists())
    if not nearest.is_dir():
        return Finding(name, "fault", f"{nearest} is a file where a folder is needed; move it.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Finding(name, "fault", f"{nearest} cannot be written; change its permissions.")
    return Finding(name, "ok", str(path))


def examine_terminal(env: Mapping[str, str], size: tuple[int, int]) -> Finding:
    """Whether the terminal shows all that is drawn: `size` is its columns and rows."""
    columns, rows = size
    about = f"{columns} columns by {rows} rows"
    if env.get("TERM") == "dumb":
        return Finding("terminal", "fault", "TERM is dumb; open coach in a terminal window.")
    if columns < WANTED_SIZE[0] or rows < WANTED_SIZE[1]:
        wanted = f"{WANTED_SIZE[0]} by {WANTED_SIZE[1]}"
        return Finding("terminal", "note", f"{about}; make the window {wanted} or larger.")
    if "NO_COLOR" in env:
        return Finding("terminal", "note", f"{about}; NO_COLOR is set, so it is drawn in gray.")
    if env.get("COLORTERM") not in ("truecolor", "24bit"):
        return Finding("terminal", "ok", f"{about}; COLORTERM promises no full color.")
    return Finding("terminal", "ok", f"{about}, full color")


def _examine_exam(workspace: Workspace, name: str) -> Finding:
    verdict = ExamService(workspace, ReviewService(workspace)).find_verdict(name)
    if verdict.verdict == "passed":
        return Finding(f"exam {name}", "ok", f"passed. {verdict.because}")
    remedy = f"`coach models exam {name}` changes that."
    return Finding(f"exam {name}", "note", f"{verdict.verdict}. {verdict.because} {remedy}")


def _examine_index(workspace: Workspace) -> Finding:
    try:
        count = len(workspace.index.list_rows())
    except CoachError as error:
        return Finding("index", "fault", str(error))
    return Finding("index", "ok", f"{count} rounds in {workspace.paths.index}")


def _examine_search() -> Finding:
    try:
        sqlite3.connect(":memory:").execute("create virtual table t using fts5 (x)")
    except sqlite3.Error as error:
        problem = f"this Python's SQLite has no full-text search ({error}); install another Python."
        return Finding("search", "fault", problem)
    return Finding("search", "ok", f"SQLite {sqlite3.sqlite_version}")


def _examine_round(store: Store, round_id: str) -> Iterator[Finding]:
    try:
        record = store.load(round_id)
    except CoachError as error:
        yield Finding(round_id, "fault", str(error))
        return
    if record.id != round_id:
        yield Finding(round_id, "fault", f"its record says it is {record.id!r}; rename the folder.")
    folder = store.folder / round_id
    if folder.stat().st_mode & 0o077:
        yield Finding(round_id, "note", f"others can look into {folder}; chmod 700 closes it.")
    yield from _examine_journal(store, record, round_id)
    yield from _examine_reviews(store, record, round_id)
    yield from _examine_rooms(store, record, round_id)


def _examine_journal(store: Store, record: Transcript, round_id: str) -> Iterator[Finding]:
    difference = store.compare(round_id).difference
    if difference:
        yield Finding(round_id, "note", difference)
    path = store.journal_path(round_id)
    try:
        scan = scan_journal(path)
    except CoachError as error:
        yield Finding(round_id, "fault", str(error))
        return
    if record.status == "done" and (scan.torn or scan.missing):
        lost = f"{len(scan.torn)} lines were cut off and {scan.missing} events are missing"
        yield Finding(round_id, "note", f"{path}: {lost}; the record has the round.")
    for aside in sorted(path.parent.glob("journal.aside-*")):
        sentence = (
            f"{aside}: another program had put this in the journal's place; delete it if you "
        )
        sentence += "do not need it."
        yield Finding(round_id, "note", sentence)


def _examine_reviews(store: Store, record: Transcript, round_id: str) -> Iterator[Finding]:
    stored, faults = store.survey(round_id, REVIEWS)
    for fault in [*faults, *store.survey(round_id, STRONGER)[1]]:
        yield Finding(round_id, "fault", fault)
    text = record.candidate_text
    for stored_review in stored:
        try:
            review = read_review(stored_review)
        except CoachError as error:
            yield Finding(round_id, "fault", str(error))
            continue
        if any(_is_astray(e, text) for d in review.dimensions for e in d.evidence):
            yield Finding(round_id, "note", f"{stored_review.path}{ASTRAY}")


def _examine_rooms(store: Store, record: Transcript, round_id: str) -> Iterator[Finding]:
    try:
        visits = [(stored_room, read_room(stored_room)) for stored_room in store.rooms(round_id)]
        read_draft(store.draft_path(round_id))
        read_chairs(store.draft_path(round_id))
    except CoachError as error:
        yield Finding(round_id, "fault", str(error))
        return
    text = record.candidate_text
    for stored_room, visit in visits:
        lines = (voice.line for voice in visit.room.voices)
        if any(line and _is_astray(line, text) for line in lines):
            yield Finding(round_id, "note", f"{stored_room.path}{ASTRAY}")


def _is_astray(evidence: Evidence, text: str) -> bool:
    return evidence.verified and text[evidence.start : evidence.end] != evidence.quote
