"""The journal of a round: every act with its time, appended while it happens.

A transcript is what its journal adds up to. The live round and crash recovery fold the same events
with the same function, so that what is recovered is what was there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from coach.transcripts.record import (
    SCRIPTED,
    Nudge,
    Pause,
    Phase,
    PhaseSpan,
    Question,
    Reply,
    Status,
    Transcript,
)

Field = Literal["answer", "outline", "reply", "question"]


@dataclass(frozen=True)
class PhaseEntered:
    """A phase began."""

    at: float
    phase: Phase
    kind: Literal["phase"] = "phase"


@dataclass(frozen=True)
class QuestionAsked:
    """A clarifying question and the interviewer's answer."""

    at: float
    question: str
    answer: str
    fact: str | None = None
    assumed: bool = False
    by: str = SCRIPTED
    fallback: str | None = None
    also: Sequence[str] = ()
    offered: str | None = None
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True)
class TextEdited:
    """`removed` characters at `start` gave way to `text`. A reply is always the last one."""

    at: float
    field: Field
    start: int
    removed: int
    text: str
    kind: Literal["edit"] = "edit"


@dataclass(frozen=True)
class PushbackGiven:
    """The interviewer pushed back."""

    at: float
    id: str
    who: str
    text: str
    quote: str | None = None
    by: str = SCRIPTED
    fallback: str | None = None
    kind: Literal["pushback"] = "pushback"


@dataclass(frozen=True)
class HintGiven:
    """The candidate asked for a hint and got it."""

    at: float
    text: str
    kind: Literal["nudge"] = "nudge"


@dataclass(frozen=True)
class ClockPaused:
    """The clock stood still for `seconds` real seconds; written when it goes on."""

    at: float
    seconds: float
    kind: Literal["pause"] = "pause"


@dataclass(frozen=True)
class RoundMarked:
    """The round was finished, left to be resumed, or resumed."""

    at: float
    status: Status
    overtime: float = 0.0
    kind: Literal["status"] = "status"


JournalEvent = (
    PhaseEntered
    | QuestionAsked
    | TextEdited
    | PushbackGiven
    | HintGiven
    | ClockPaused
    | RoundMarked
)
_KINDS: dict[str, type[JournalEvent]] = {cls.kind: cls for cls in get_args(JournalEvent)}


def apply(transcript: Transcript, event: JournalEvent) -> Transcript:
    """Return the transcript after one event."""
    update: dict[str, Any] = {"seconds": max(transcript.seconds, event.at)}
    match event:
        case PhaseEntered():
            update["phases"] = [*_closed(transcript.phases, event.at), _span(event)]
        case QuestionAsked():
            update["clarify"] = [*transcript.clarify, Question(**_said(event))]
            update["question"] = transcript.question.strip().removeprefix(event.question).lstrip()
        case TextEdited(field="reply"):
            if transcript.pushback:
                last = transcript.pushback[-1]
                changed = last.model_copy(update={"reply": splice(last.reply, event)})
                update["pushback"] = [*transcript.pushback[:-1], changed]
        case TextEdited():
            update[event.field] = splice(getattr(transcript, event.field), event)
        case PushbackGiven():
            update["pushback"] = [*transcript.pushback, Reply(**_said(event))]
        case HintGiven():
            update["nudges"] = [*transcript.nudges, Nudge(at=event.at, text=event.text)]
        case ClockPaused():
            pause = Pause(at=event.at, seconds=event.seconds)
            update["pauses"] = [*transcript.pauses, pause]
        case RoundMarked():
            update["status"] = event.status
            update["overtime"] = event.overtime
            if event.status == "done":
                update["phases"] = _closed(transcript.phases, event.at)
    return transcript.model_copy(update=update)


def replay(start: Transcript, events: Iterable[JournalEvent]) -> Transcript:
    """Fold a journal over the record the round began with."""
    for event in events:
        start = apply(start, event)
    return start


def blank_transcript(transcript: Transcript) -> Transcript:
    """The record as it was before its first event; what `replay` starts from."""
    return transcript.model_copy(
        update={
            "seconds": 0.0,
            "overtime": 0.0,
            "status": "in_progress",
            "phases": [],
            "pauses": [],
            "clarify": [],
            "question": "",
            "outline": "",
            "answer": "",
            "pushback": [],
            "nudges": [],
        }
    )


def diff_text(old: str, new: str, at: float, field: Field) -> TextEdited | None:
    """The single edit that turns `old` into `new`, or None where nothing changed."""
    if old == new:
        return None
    prefix = shared_prefix(old, new)
    suffix = shared_prefix(old[prefix:][::-1], new[prefix:][::-1])
    return TextEdited(
        at=at,
        field=field,
        start=prefix,
        removed=len(old) - prefix - suffix,
        text=new[prefix : len(new) - suffix],
    )


def encode(event: JournalEvent) -> str:
    """One event as a line of JSON, pure ASCII, so that no character can break the line."""
    return json.dumps(asdict(event), ensure_ascii=True, separators=(",", ":")) + "\n"


def decode(line: str) -> JournalEvent:
    """Read one line back; raises ValueError for anything that is not an event."""
    try:
        data = json.loads(line)
        return _KINDS[data["kind"]](**data)
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a journal event: {line[:80]!r}") from error


def read_journal(path: Path) -> Iterator[JournalEvent]:
    """Yield the events of a journal file. A torn last line, the mark of a crash, is passed over."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                yield decode(line)
            except ValueError:
                continue


class Journal:
    """Appends events to a file at once; a write that fails is kept and tried again.

    The data is handed to the operating system with every append, which survives `kill -9`;
    `sync` also waits for the disk, which survives a power cut.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._waiting: list[str] = []
        self.trouble: str | None = None
        """Why the last write failed, in words; None when everything is on disk."""

    @property
    def has_place(self) -> bool:
        """Whether there is a folder to write to."""
        return self._path is not None

    def append(self, event: JournalEvent) -> None:
        """Write one event, and with it whatever could not be written before."""
        self._waiting.append(encode(event))
        self.flush()

    def flush(self) -> None:
        """Try to write what is waiting."""
        path = self._path
        if not self._waiting or path is None:
            return
        try:
            with _open(path) as file:
                file.write("".join(self._waiting))
        except OSError as error:
            self.trouble = error.strerror or str(error)
        else:
            self._waiting.clear()
            self.trouble = None

    def sync(self) -> None:
        """Wait until the journal is on the disk."""
        self.flush()
        if self._path is not None and self._path.exists():
            with self._path.open("rb") as file:
                os.fsync(file.fileno())


class NewJournal(Journal):
    """The journal of a round that begins, which is on disk from the first act on.

    Reading the case is no act: who looks at one and goes leaves nothing behind. `make` makes the
    round's folder and returns the path of its journal; where that fails it is tried again.
    """

    def __init__(self, make: Callable[[], Path]) -> None:
        super().__init__(None)
        self._make = make

    def append(self, event: JournalEvent) -> None:
        if isinstance(event, PhaseEntered) and event.phase == "brief":
            self._waiting.append(encode(event))
        else:
            super().append(event)

    def flush(self) -> None:
        if self._path is None and len(self._waiting) > 1:
            try:
                self._path = self._make()
            except OSError as error:
                self.trouble = error.strerror or str(error)
                return
        super().flush()


def _open(path: Path) -> Any:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    return os.fdopen(descriptor, "a", encoding="utf-8")


def shared_prefix(one: str, other: str) -> int:
    """How many leading characters two texts share; halving, so that slices do the comparing."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _said(event: QuestionAsked | PushbackGiven) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if name != "kind"}


def _closed(phases: list[PhaseSpan], at: float) -> list[PhaseSpan]:
    if not phases or phases[-1].ended is not None:
        return list(phases)
    return [*phases[:-1], phases[-1].model_copy(update={"ended": at})]


def _span(event: PhaseEntered) -> PhaseSpan:
    return PhaseSpan(phase=event.phase, started=event.at)


def splice(text: str, event: TextEdited) -> str:
    """The text after one edit."""
    return text[: event.start] + event.text + text[event.start + event.removed :]
