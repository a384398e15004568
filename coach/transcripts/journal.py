"""The events of a round: every act with its time, and what they add up to.

A transcript is what its journal adds up to. The live round and crash recovery fold the same events
with the same function, so that what is recovered is what was there. `journal_file` keeps them on
disk.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field as Bounds
from pydantic import TypeAdapter, ValidationError

from coach.files import replace_surrogates
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
Moment = Annotated[float, Bounds(strict=True, ge=0, le=1e9, allow_inf_nan=False)]
"""Active seconds into the round; or a stretch of seconds."""
Count = Annotated[int, Bounds(strict=True, ge=0, le=1_000_000_000)]
CHECK = ',"c":"'
"""What stands before the checksum at the end of a line."""


@dataclass(frozen=True)
class PhaseEntered:
    """A phase began."""

    at: Moment
    phase: Phase
    kind: Literal["phase"] = "phase"


@dataclass(frozen=True)
class QuestionAsked:
    """A clarifying question and the interviewer's answer."""

    at: Moment
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

    at: Moment
    field: Field
    start: Count
    removed: Count
    text: str
    kind: Literal["edit"] = "edit"


@dataclass(frozen=True)
class PushbackGiven:
    """The interviewer pushed back."""

    at: Moment
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

    at: Moment
    text: str
    kind: Literal["nudge"] = "nudge"


@dataclass(frozen=True)
class ClockPaused:
    """The clock stood still for `seconds` real seconds; written when it goes on."""

    at: Moment
    seconds: Moment
    kind: Literal["pause"] = "pause"


@dataclass(frozen=True)
class RoundMarked:
    """The round was finished, left to be resumed, or resumed."""

    at: Moment
    status: Status
    overtime: Moment = 0.0
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


def apply(transcript: Transcript, event: JournalEvent) -> Transcript:
    """Return the transcript after one event."""
    update: dict[str, Any] = {"seconds": max(transcript.seconds, event.at)}
    match event:
        case PhaseEntered():
            update["phases"] = [*_close_phase(transcript.phases, event.at), _make_span(event)]
        case QuestionAsked():
            update["clarify"] = [*transcript.clarify, Question(**_dump_fields(event))]
            update["question"] = transcript.question.strip().removeprefix(event.question).lstrip()
        case TextEdited(field="reply"):
            if transcript.pushback:
                last = transcript.pushback[-1]
                changed = last.model_copy(update={"reply": splice(last.reply, event)})
                update["pushback"] = [*transcript.pushback[:-1], changed]
        case TextEdited():
            update[event.field] = splice(getattr(transcript, event.field), event)
        case PushbackGiven():
            update["pushback"] = [*transcript.pushback, Reply(**_dump_fields(event))]
        case HintGiven():
            update["nudges"] = [*transcript.nudges, Nudge(at=event.at, text=event.text)]
        case ClockPaused():
            pause = Pause(at=event.at, seconds=event.seconds)
            update["pauses"] = [*transcript.pauses, pause]
        case RoundMarked():
            update["status"] = event.status
            update["overtime"] = event.overtime
            if event.status == "done":
                update["phases"] = _close_phase(transcript.phases, event.at)
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
    prefix = count_shared_prefix(old, new)
    suffix = count_shared_prefix(old[prefix:][::-1], new[prefix:][::-1])
    return TextEdited(
        at=at,
        field=field,
        start=prefix,
        removed=len(old) - prefix - suffix,
        text=new[prefix : len(new) - suffix],
    )


def find_cursors(events: Iterable[JournalEvent]) -> dict[Field, int]:
    """Work out where the cursor stood in each field: behind the last key that changed it."""
    cursors: dict[Field, int] = {}
    for event in events:
        match event:
            case TextEdited():
                cursors[event.field] = event.start + len(event.text)
            case PushbackGiven():
                cursors.pop("reply", None)
            case QuestionAsked():
                cursors.pop("question", None)
    return cursors


def encode(event: JournalEvent, number: int | None = None) -> str:
    """One event as a line of JSON, pure ASCII, so that no character can break the line.

    With its `number` in the journal, from 1, the line also gets a checksum: the eight hexadecimal
    digits of the CRC-32 of all that stands before it. Lines of earlier programs have neither.
    """
    data = asdict(event) | ({} if number is None else {"n": number})
    line = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return (
        f"{line}\n" if number is None else f'{line[:-1]}{CHECK}{_compute_checksum(line[:-1])}"}}\n'
    )


def decode(line: str) -> JournalEvent:
    """Read one line back; raises ValueError for anything that is not a whole event."""
    return decode_numbered(line)[1]


def decode_numbered(line: str) -> tuple[int | None, JournalEvent]:
    """Read one line back with its number, None where it has none; raises ValueError as `decode`."""
    try:
        data = json.loads(line)
        number = data.pop("n", None)
        check = data.pop("c", None)
        texts = {k: replace_surrogates(v) for k, v in data.items() if isinstance(v, str)}
        event = _make_adapter().validate_python(data | texts)
    except (TypeError, KeyError, AttributeError, ValidationError, RecursionError) as error:
        raise ValueError(f"not a journal event: {line[:80]!r}") from error
    if number is None and check is None:
        return None, event
    if (
        type(number) is not int
        or number < 1
        or check != _compute_checksum(line.rpartition(CHECK)[0])
    ):
        raise ValueError(f"not a whole journal event: {line[:80]!r}")
    return number, event


@cache
def _make_adapter() -> TypeAdapter[JournalEvent]:
    return TypeAdapter(Annotated[JournalEvent, Bounds(discriminator="kind")])


def _compute_checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def write_events(record: Transcript) -> list[JournalEvent]:
    """Make a journal that adds up to a record, for one whose own journal was lost.

    When what was typed is no longer known; each text stands at the start of its phase.
    """
    events: list[tuple[float, int, JournalEvent]] = []

    def add(at: float, event: JournalEvent) -> None:
        events.append((at, len(events), event))

    for span in record.phases:
        add(span.started, PhaseEntered(span.started, span.phase))
    for asked in record.clarify:
        add(asked.at, QuestionAsked(**asked.model_dump()))
    starts = {span.phase: span.started for span in record.phases}
    for field in ("outline", "answer"):
        if text := getattr(record, field):
            at = starts.get("answer", 0.0)
            add(at, TextEdited(at, "outline" if field == "outline" else "answer", 0, 0, text))
    for reply in record.pushback:
        given = reply.model_dump(exclude={"reply"})
        add(reply.at, PushbackGiven(**given))
        if reply.reply:
            add(reply.at, TextEdited(reply.at, "reply", 0, 0, reply.reply))
    for nudge in record.nudges:
        add(nudge.at, HintGiven(nudge.at, nudge.text))
    for pause in record.pauses:
        add(pause.at, ClockPaused(pause.at, pause.seconds))
    ordered = [event for _, _, event in sorted(events, key=lambda entry: entry[:2])]
    if record.question:
        ordered.append(TextEdited(record.seconds, "question", 0, 0, record.question))
    return [*ordered, RoundMarked(record.seconds, record.status, record.overtime)]


def count_shared_prefix(text: str, other: str) -> int:
    """Count the leading characters that two texts share; it halves, so slices do the comparing."""
    low, high = 0, min(len(text), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if text[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _dump_fields(event: QuestionAsked | PushbackGiven) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if name != "kind"}


def _close_phase(phases: list[PhaseSpan], at: float) -> list[PhaseSpan]:
    if not phases or phases[-1].ended is not None:
        return list(phases)
    return [*phases[:-1], phases[-1].model_copy(update={"ended": at})]


def _make_span(event: PhaseEntered) -> PhaseSpan:
    return PhaseSpan(phase=event.phase, started=event.at)


def splice(text: str, event: TextEdited) -> str:
    """The text after one edit."""
    return text[: event.start] + event.text + text[event.start + event.removed :]
