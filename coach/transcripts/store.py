"""Saved rounds as plain files: one folder a round, one file a review, nothing overwritten."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.files import CoachError, atomic_write, make_folder
from coach.locks import FileLock, LockHeld

if TYPE_CHECKING:
    from coach.transcripts.record import Transcript
    from coach.transcripts.recovery import Recovery

MAX_BYTES = 50_000_000
ROUND_FILE = "round.yaml"
JOURNAL_FILE = "journal.jsonl"
REVIEWS = "reviews"
STRONGER = "stronger"
ROOMS = "rooms"
DRAFT_FILE = "draft.yaml"
OWN_READ_FILE = "own-read.yaml"
TRASH = ".trash"
LOCK_FILE = ".open"
TAKEN = (errno.EEXIST, errno.ENOTEMPTY)
"""What a rename onto a folder that is there already fails with."""
_STAMP, _STAMP_LENGTH = "%Y-%m-%d-%H%M%S", len("yyyy-mm-dd-hhmmss")
_ID = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}-[a-z0-9][a-z0-9-]*")
MAX_ID = 200
"""Characters; a file system takes no name longer than 255 bytes."""
_NUMBERED = re.compile(r"([0-9]{1,6})(?:-(.*))?", re.DOTALL)


OWN_NAME = "self"
"""The reviewer's name in the review that a candidate's own marks make."""
POINTING_KINDS = ("offline",)
JUDGING_KINDS = ("model", "human")
"""Kinds of reviewers whose levels count; code only points, and one's own mark stands beside."""


@dataclass(frozen=True)
class Damaged:
    """A round that cannot be read, and why."""

    id: str
    reason: str


@dataclass(frozen=True)
class StoredReview:
    """A review file as data; `coach.reviews` gives it meaning."""

    number: int
    reviewer: str
    path: Path
    data: dict[str, Any]


class OpenElsewhere(CoachError):
    """A round that another program has open; two that write to it would garble it."""

    def __init__(self, round_id: str, pid: int | None) -> None:
        self.round_id = round_id
        by = f"process {pid}" if pid else "another coach"
        super().__init__(
            f"round {round_id} is open elsewhere ({by}); go on there, or close it there first."
        )


def is_judging_data(review: Mapping[str, Any]) -> bool:
    """Whether a review's data give levels that count: those of models and other people."""
    return review.get("status") == "graded" and _read_kind(review) in JUDGING_KINDS


def is_own_data(review: Mapping[str, Any]) -> bool:
    """Whether a review's data are the candidate's own marks, which are kept apart from levels."""
    return review.get("status") == "graded" and _read_kind(review) == "self"


def is_offline_data(review: Mapping[str, Any]) -> bool:
    """Whether a review's data are by the offline reviewer."""
    return _read_kind(review) in POINTING_KINDS


def _read_kind(review: Mapping[str, Any]) -> str | None:
    who = review.get("reviewer")
    return who.get("kind") if isinstance(who, dict) else None


class Store:
    """The transcripts folder. Folders are made with mode 0700, files with 0600."""

    def __init__(
        self, folder: Path, changed: Callable[[str], None] = lambda round_id: None
    ) -> None:
        self.folder = folder
        self.changed = changed
        """Hears the id of each round whose record or reviews were written."""

    def make_id(self, scenario: str, started: datetime) -> str:
        """Make an id that no round has for one that starts now, `<yyyy-mm-dd-hhmmss>-<scenario>`.

        Another program may take it before `add` does; the round gets the next free one then.
        """
        moment = started
        while (self.folder / (round_id := f"{moment:{_STAMP}}-{scenario}")).exists():
            moment += timedelta(seconds=1)
        return round_id

    def add(self, transcript: Transcript) -> Transcript:
        """Save a new round in a folder of its own and return it with the id it got.

        The folder appears in one step with `round.yaml` in it, and only where none of that name
        is: two rounds that begin in one second, in two programs even, never share one.
        """
        from coach.yamls import dump

        self._find_folder(transcript.id)
        make_folder(self.folder)
        aside = Path(tempfile.mkdtemp(dir=self.folder, prefix=".beginning-"))
        try:
            while True:
                record = dump(transcript.model_dump(mode="json"))
                atomic_write(aside / ROUND_FILE, record)
                try:
                    aside.rename(self.folder / transcript.id)
                    break
                except OSError as error:
                    if error.errno not in TAKEN:
                        raise
                transcript = transcript.model_copy(update={"id": self._make_next_id(transcript)})
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        self.changed(transcript.id)
        return transcript

    def save(self, transcript: Transcript) -> Path:
        """Write `round.yaml` of a round that has its folder in one step; returns the folder."""
        from coach.yamls import dump

        folder = self._find_folder(transcript.id)
        make_folder(folder)
        atomic_write(folder / ROUND_FILE, dump(transcript.model_dump(mode="json")))
        self.changed(transcript.id)
        return folder

    def journal_path(self, round_id: str) -> Path:
        """Where the round's journal is."""
        return self._find_folder(round_id) / JOURNAL_FILE

    def load(self, round_id: str) -> Transcript:
        """Read one round; raises CoachError in words for a missing or damaged one."""
        # a list from the index does without these, and they take longer to import than it does
        from coach.transcripts.record import Transcript
        from coach.yamls import load_model

        path = self._find_folder(round_id) / ROUND_FILE
        if not path.exists() and not path.parent.is_dir():
            raise CoachError(f"there is no saved round {round_id!r}; `coach rounds` lists them.")
        return load_model(path, Transcript, limit=MAX_BYTES, follow=False)

    def lock(self, round_id: str) -> FileLock:
        """Make the lock of a round that is being taken; it is not held yet."""
        return FileLock(self._find_folder(round_id) / LOCK_FILE)

    def recover(self, round_id: str) -> Transcript:
        """Read one round with all that was kept of it; see `compare`. Raises as `load` does."""
        return self.compare(round_id).transcript

    def compare(self, round_id: str) -> Recovery:
        """Read one round from whichever of its two files holds it.

        A finished round is its record. One that is not is what its journal adds up to, since the
        record is only written between phases; but where the journal lost its beginning or lines,
        it is whichever of the two holds more. Raises CoachError for a record that is damaged.
        """
        from coach.transcripts.recovery import compare_files

        return compare_files(self.load(round_id), self.journal_path(round_id))

    def ids(self) -> list[str]:
        """Ids of all rounds on disk, oldest first, readable or not."""
        if not self.folder.is_dir():
            return []
        names = (child.name for child in self.folder.iterdir() if child.is_dir())
        return sorted(name for name in names if _ID.fullmatch(name))

    def resolve(self, reference: str) -> str:
        """Turn an id, a unique prefix or `last` into an id; raises CoachError otherwise."""
        ids = self.ids()
        if not ids:
            raise CoachError("no round is saved yet; `coach practice` starts one.")
        if reference == "last":
            return ids[-1]
        if reference in ids:
            return reference
        fitting = [round_id for round_id in ids if round_id.startswith(reference)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            shown = ", ".join(fitting[:3])
            raise CoachError(f"{len(fitting)} rounds start with {reference!r}: {shown}; give more.")
        raise CoachError(f"there is no saved round {reference!r}; `coach rounds` lists them.")

    def add_review(self, round_id: str, reviewer: str, data: dict[str, Any]) -> StoredReview:
        """Append a review; its number is the next free one and it is never written again."""
        return self._append(round_id, REVIEWS, reviewer, data)

    def add_stronger(self, round_id: str, by: str, data: dict[str, Any]) -> StoredReview:
        """Append a stronger version of the answer; its number is the next free one."""
        return self._append(round_id, STRONGER, by, data)

    def stronger(self, round_id: str) -> list[StoredReview]:
        """The stronger versions of a round, oldest first; raises CoachError for a damaged one."""
        return self._read(round_id, STRONGER)

    def reviews(self, round_id: str) -> list[StoredReview]:
        """The reviews of a round, oldest first; raises CoachError for one that is damaged."""
        return self._read(round_id, REVIEWS)

    def survey(self, round_id: str, kind: str) -> tuple[list[StoredReview], list[str]]:
        """Read what was appended to a round, and say what is wrong with the files that cannot be.

        `kind` is the name of their folder.
        """
        whole: list[StoredReview] = []
        faults: list[str] = []
        for stored in self._list_files(round_id, kind):
            try:
                whole.append(replace(stored, data=_load_mapping(stored.path)))
            except CoachError as error:
                faults.append(str(error))
        return whole, faults

    def add_room(self, round_id: str, by: str, data: dict[str, Any]) -> StoredReview:
        """Append a room with the message written in it; its number is the next free one."""
        return self._append(round_id, ROOMS, by, data)

    def rooms(self, round_id: str) -> list[StoredReview]:
        """The rooms of a round, oldest first; raises CoachError for a damaged one."""
        return self._read(round_id, ROOMS)

    def draft_path(self, round_id: str) -> Path:
        """Where the message lies that is being written in the room."""
        return self._find_folder(round_id) / ROOMS / DRAFT_FILE

    def own_read_path(self, round_id: str) -> Path:
        """Where an own read lies that is not finished yet."""
        return self._find_folder(round_id) / OWN_READ_FILE

    @property
    def trash(self) -> Path:
        """Where deleted rounds lie until the folder is emptied."""
        return self.folder / TRASH

    def delete(self, round_id: str) -> None:
        """Move a round to the trash. Raises CoachError for one that is not there."""
        folder = self._find_folder(round_id)
        if not folder.is_dir():
            raise CoachError(f"there is no saved round {round_id!r}; `coach rounds` lists them.")
        lock = self.lock(round_id)
        try:
            lock.acquire()
        except LockHeld as error:
            raise OpenElsewhere(round_id, error.pid) from None
        lock.release()
        make_folder(self.trash)
        if (self.trash / round_id).exists():
            raise CoachError(
                f"a round {round_id!r} is in {self.trash} already; move it away first."
            )
        folder.rename(self.trash / round_id)
        self.changed(round_id)

    def undelete(self, round_id: str) -> None:
        """Take a round out of the trash. Raises CoachError when it is not there, or one is back."""
        trashed, folder = self.trash / round_id, self._find_folder(round_id)
        if not trashed.is_dir():
            raise CoachError(
                f"there is no round {round_id!r} in the trash; `coach rounds trash` lists it."
            )
        if folder.exists():
            raise CoachError(f"a round {round_id!r} is saved already; nothing was changed.")
        trashed.rename(folder)
        self.changed(round_id)

    def list_trashed(self) -> list[str]:
        """Ids of the rounds in the trash, oldest first."""
        return Store(self.trash).ids()

    def _make_next_id(self, transcript: Transcript) -> str:
        begun = datetime.strptime(transcript.id[:_STAMP_LENGTH], _STAMP)
        return self.make_id(transcript.scenario, begun + timedelta(seconds=1))

    def _append(self, round_id: str, kind: str, by: str, data: dict[str, Any]) -> StoredReview:
        from coach.yamls import dump

        folder = self._find_folder(round_id) / kind
        make_folder(folder)
        safe = re.sub(r"[^a-z0-9]+", "-", by.casefold()).strip("-")[:60] or "reviewer"
        text = dump(data)
        with self._claim_number(round_id, kind) as number:
            path = folder / f"{number:02d}-{safe}.yaml"
            atomic_write(path, text)
        self.changed(round_id)
        return StoredReview(number, safe, path, data)

    @contextmanager
    def _claim_number(self, round_id: str, kind: str) -> Iterator[int]:
        """The next free number, held against every other program until its file is written.

        A claim is a file `.<number>` made exclusively. One that a killed program left costs a
        number and nothing else.
        """
        number = 0
        while True:
            highest = max((review.number for review in self._list_files(round_id, kind)), default=0)
            number = max(number, highest) + 1
            claim = self._find_folder(round_id) / kind / f".{number:02d}"
            try:
                claim.touch(mode=0o600, exist_ok=False)
            except FileExistsError:
                continue
            try:
                # its last holder may have written its file since we looked
                if any(review.number == number for review in self._list_files(round_id, kind)):
                    continue
                yield number
                return
            finally:
                claim.unlink(missing_ok=True)

    def _read(self, round_id: str, kind: str) -> list[StoredReview]:
        return [
            replace(stored, data=_load_mapping(stored.path))
            for stored in self._list_files(round_id, kind)
        ]

    def _list_files(self, round_id: str, kind: str) -> list[StoredReview]:
        folder = self._find_folder(round_id) / kind
        if not folder.is_dir():
            return []
        stored = [
            StoredReview(int(match[1]), match[2], path, {})
            for path in folder.glob("*.yaml")
            if (match := _NUMBERED.fullmatch(path.stem))
        ]
        return sorted(stored, key=lambda review: review.number)

    def _find_folder(self, round_id: str) -> Path:
        if not _ID.fullmatch(round_id) or len(round_id) > MAX_ID:
            raise CoachError(f"{round_id!r} is not the id of a round; `coach rounds` lists them.")
        return self.folder / round_id


def explain_damage(path: Path, error: Exception) -> str:
    """Say in one sentence that a file holds something nobody expected, without quoting it."""
    return f"{path}: cannot be read ({type(error).__name__}); mend the file or move it away."


def _load_mapping(path: Path) -> dict[str, Any]:
    from coach.yamls import load_document

    data = load_document(path, limit=MAX_BYTES, follow=False).data
    if not isinstance(data, dict):
        raise CoachError(f"{path}: holds no fields (key: value); mend the file or move it away.")
    return data
