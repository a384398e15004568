"""Rounds as JSON that goes out and comes back without loss, journal and reviews included."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from coach.files import CoachError, atomic_write, make_folder, read_text
from coach.text.controls import escape_controls
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import read_review
from coach.transcripts.store import (
    DRAFT_FILE,
    JOURNAL_FILE,
    OWN_READ_FILE,
    REVIEWS,
    ROOMS,
    ROUND_FILE,
    STRONGER,
    Store,
    StoredReview,
)
from coach.yamls import dump, load_document

KIND, VERSION = "coach-rounds", 1
OWN_READ = "own_read"
MAX_BYTES = 500_000_000
Outcome = Literal["added", "present"]
Reader = Callable[[StoredReview], object]
"""Reads one file of a round; raises CoachError for what is none of its kind."""
READERS: Mapping[str, Reader] = {REVIEWS: read_review}
_FILE = re.compile(r"\d{2,6}-[a-z0-9][a-z0-9-]{0,79}\.yaml")


def pack_round(store: Store, round_id: str) -> dict[str, Any]:
    """One round with its journal, reviews, stronger versions, rooms and unfinished own read.

    Raises CoachError if damaged. A round without rooms or an own read has no such key.
    """
    journal = store.journal_path(round_id)
    rooms = {stored.path.name: stored.data for stored in store.rooms(round_id)}
    draft = store.draft_path(round_id)
    if draft.exists():
        rooms[DRAFT_FILE] = load_document(draft, limit=MAX_BYTES).data
    own_read = store.own_read_path(round_id)
    marks = load_document(own_read, limit=MAX_BYTES).data if own_read.exists() else None
    return (
        {
            "round": store.load(round_id).model_dump(mode="json"),
            "journal": read_text(journal) if journal.exists() else None,
            REVIEWS: {stored.path.name: stored.data for stored in store.reviews(round_id)},
            STRONGER: {stored.path.name: stored.data for stored in store.stronger(round_id)},
        }
        | ({ROOMS: rooms} if rooms else {})
        | ({OWN_READ: marks} if marks is not None else {})
    )


def write_bundle(store: Store, ids: Sequence[str]) -> str:
    """Rounds as one JSON document, control characters as JSON's escapes."""
    rounds = [pack_round(store, round_id) for round_id in ids]
    whole = {"kind": KIND, "version": VERSION, "rounds": rounds}
    return escape_controls(json.dumps(whole, ensure_ascii=False, indent=1, default=str)) + "\n"


def read_bundle(path: Path) -> list[dict[str, Any]]:
    """The rounds of such a document, as data. Raises CoachError for anything else."""
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise CoachError(
            f"{path}: is larger than {MAX_BYTES // 1_000_000} MB; export fewer rounds."
        )
    try:
        whole = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise CoachError(
            f"{path}: is not JSON ({error}); give what `coach export` wrote."
        ) from None
    if not isinstance(whole, dict) or whole.get("kind") != KIND:
        raise CoachError(f"{path}: holds no rounds; give what `coach export --format json` wrote.")
    if whole.get("version") != VERSION or not isinstance(whole.get("rounds"), list):
        raise CoachError(f"{path}: was written by another version of coach; export it again.")
    rounds: list[dict[str, Any]] = whole["rounds"]
    return rounds


def unpack_round(
    store: Store, data: dict[str, Any], readers: Mapping[str, Reader] = READERS
) -> tuple[str, Outcome]:
    """Save a packed round under its id. Raises CoachError for one that `pack_round` cannot have
    made, and for one that differs from the round saved under its id; nothing is overwritten.

    `readers` read what was appended to the round, by the names of its folders: what they refuse
    is not taken.
    """
    transcript, files = _check_files(data, readers)
    folder = store.folder / transcript.id
    if folder.exists():
        if pack_round(store, transcript.id) == data:
            return transcript.id, "present"
        raise CoachError(
            f"another round {transcript.id!r} is saved here already; delete or move one of them."
        )
    make_folder(store.folder)
    aside = Path(tempfile.mkdtemp(dir=store.folder, prefix=".importing-"))
    try:
        for name, text in files.items():
            atomic_write(aside / name, text)
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    store.changed(transcript.id)
    return transcript.id, "added"


def _check_files(data: Any, readers: Mapping[str, Reader]) -> tuple[Transcript, dict[str, str]]:
    """The files of a round, by their names in its folder."""
    try:
        transcript = Transcript.model_validate(data["round"])
        journal, kept = data["journal"], {kind: data[kind] for kind in (REVIEWS, STRONGER)}
        kept[ROOMS] = data.get(ROOMS, {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CoachError(f"a round cannot be imported: {where}: {first['msg']}.") from None
    except (KeyError, TypeError) as error:
        raise CoachError(f"a round cannot be imported: it has no {error}.") from None
    Store(Path()).journal_path(transcript.id)
    files = {ROUND_FILE: dump(transcript.model_dump(mode="json"))}
    if journal is not None:
        files[JOURNAL_FILE] = _check_journal(transcript.id, journal)
    if (marks := data.get(OWN_READ)) is not None:
        if not isinstance(marks, dict):
            raise CoachError(f"round {transcript.id} cannot be imported: own_read is no mapping.")
        files[OWN_READ_FILE] = dump(marks)
    for kind, documents in kept.items():
        if not isinstance(documents, dict):
            raise CoachError(f"round {transcript.id} cannot be imported: {kind} is not a mapping.")
        for name, document in documents.items():
            known = _FILE.fullmatch(name) or (kind == ROOMS and name == DRAFT_FILE)
            if not known or not isinstance(document, dict):
                raise CoachError(f"round {transcript.id} cannot be imported: {kind}: {name!r}.")
            path = Path(transcript.id, kind, name)
            if reader := readers.get(kind if name != DRAFT_FILE else DRAFT_FILE):
                reader(StoredReview(0, "", path, document))
            files[f"{kind}/{name}"] = dump(document)
    return transcript, files


def _check_journal(round_id: str, text: Any) -> str:
    """A journal as it came, torn lines and all; what it holds must be text that can be saved."""
    if not isinstance(text, str):
        raise CoachError(f"round {round_id} cannot be imported: its journal is not text.")
    for number, line in enumerate(text.split("\n"), 1):
        try:
            json.dumps([line, _parse_line(line)], ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise CoachError(
                f"round {round_id} cannot be imported: line {number} of its journal holds half a "
                "character (a lone surrogate)."
            ) from None
    return text


def _parse_line(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
