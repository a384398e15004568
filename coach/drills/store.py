"""Attempts at drills on disk: a record and the journal of its typing, side by side.

`<yyyy-mm-dd-hhmmss>-<drill>.yaml` is written when the first key is typed and again at the end;
`.jsonl` beside it has every edit at once, so that a crash loses nothing that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from coach.drills.checks import CheckResult
from coach.files import CoachError, atomic_write, create_file
from coach.transcripts.journal import JournalEvent, TextEdited, splice
from coach.transcripts.journal_file import Journal, read_journal
from coach.yamls import dump, load_model


class DrillAttempt(BaseModel):
    """One attempt at a drill. `seconds` are those since its first key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    drill: str
    scenario: str
    started: str
    status: Literal["writing", "done"] = "writing"
    seconds: float = 0.0
    text: str = ""
    checks: list[CheckResult] = []

    @property
    def met(self) -> int:
        """How many checks are met."""
        return sum(1 for check in self.checks if check.met)


@dataclass(frozen=True)
class SavedAttempts:
    """All attempts, newest first, and why some files cannot be read."""

    attempts: list[DrillAttempt] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def done(self) -> list[DrillAttempt]:
        """Those that were finished."""
        return [attempt for attempt in self.attempts if attempt.status == "done"]


class DrillStore:
    """The folder of attempts. Nothing in it is ever overwritten by another attempt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[Path, tuple[tuple[int, int], DrillAttempt]] = {}

    def make_attempt(self, drill: str, scenario: str, started: datetime) -> DrillAttempt:
        """An attempt that begins now; it is not on disk before `add`."""
        began = started.isoformat(timespec="seconds")
        return DrillAttempt(
            id=_make_id(started, drill), drill=drill, scenario=scenario, started=began
        )

    def add(self, attempt: DrillAttempt) -> DrillAttempt:
        """Write the record of a new attempt and return it with the id that it got.

        Where another program's attempt has the id, it is that of the next second that is free.
        Raises what `save` does.
        """
        text = dump(attempt.model_dump(mode="json"))
        moment = datetime.fromisoformat(attempt.started)
        while True:
            try:
                create_file(self._record_path(attempt.id), text)
            except FileExistsError:
                moment += timedelta(seconds=1)
                attempt = attempt.model_copy(update={"id": _make_id(moment, attempt.drill)})
                text = dump(attempt.model_dump(mode="json"))
            else:
                return attempt

    def save(self, attempt: DrillAttempt) -> None:
        """Write the record in one step. Raises OSError, or CoachError for text YAML cannot hold."""
        atomic_write(self._record_path(attempt.id), dump(attempt.model_dump(mode="json")))

    def open_journal(self, attempt: DrillAttempt) -> Journal:
        """The journal that an attempt's edits are appended to."""
        return Journal(self._journal_path(attempt.id))

    def load_attempts(self) -> SavedAttempts:
        """Every attempt; of one that was cut off, what its journal has."""
        attempts, faults = [], []
        for path in sorted(self.folder.glob("*.yaml"), reverse=True):
            try:
                attempts.append(self._recover(self._load(path)))
            except CoachError as error:
                faults.append(str(error))
        return SavedAttempts(attempts, faults)

    def _load(self, path: Path) -> DrillAttempt:
        """A record; read again only when its file has changed."""
        try:
            status = path.stat()
        except OSError as error:
            raise CoachError(f"{path}: cannot be read ({error.strerror})") from error
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._read.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        attempt = load_model(path, DrillAttempt)
        if attempt.id != path.stem:
            raise CoachError(f"{path}: id is {attempt.id!r}; an attempt bears its file's name.")
        self._read[path] = (stamp, attempt)
        return attempt

    def _recover(self, attempt: DrillAttempt) -> DrillAttempt:
        """An unfinished attempt with all that its journal has."""
        if attempt.status == "done":
            return attempt
        text, seconds = attempt.text, attempt.seconds
        events = list(self._read_edits(attempt.id))
        if events:
            text = ""
        for event in events:
            text, seconds = splice(text, event), max(seconds, event.at)
        return attempt.model_copy(update={"text": text, "seconds": seconds})

    def _read_edits(self, attempt_id: str) -> Iterator[TextEdited]:
        events: Iterator[JournalEvent] = read_journal(self._journal_path(attempt_id))
        return (event for event in events if isinstance(event, TextEdited))

    def _record_path(self, attempt_id: str) -> Path:
        return self.folder / f"{attempt_id}.yaml"

    def _journal_path(self, attempt_id: str) -> Path:
        return self.folder / f"{attempt_id}.jsonl"


def _make_id(moment: datetime, drill: str) -> str:
    return f"{moment:%Y-%m-%d-%H%M%S}-{drill}"
