"""Which of a round's two files it is read from: its record, or its journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coach.files import CoachError
from coach.transcripts.journal import blank_transcript, replay
from coach.transcripts.journal_file import JournalScan, scan_journal
from coach.transcripts.record import Transcript


@dataclass(frozen=True)
class Recovery:
    """A round as it is to be read, and in words where its two files differ."""

    transcript: Transcript
    difference: str | None = None
    journal_is_good: bool = True
    """Whether the journal adds up to the transcript, so that a resumed round can go on in it."""


def compare_files(record: Transcript, path: Path) -> Recovery:
    """Read a round from its record and the journal at a path; `Store.compare` says how."""
    try:
        scan = scan_journal(path)
    except CoachError as error:
        return Recovery(record, f"{error} The record was read instead.", False)
    if not scan.events:
        lost = record.status != "done" and bool(record.phases)
        difference = f"{path}: holds nothing; the record was read instead." if lost else None
        return Recovery(record, difference, not lost)
    replayed = replay(blank_transcript(record), scan.events)
    if record.status == "done":
        same = replayed.candidate_text == record.candidate_text
        difference = f"{path}: adds up to another text than the record, which was read."
        return Recovery(record, None if same else difference, same)
    if scan.complete or _measure(replayed) >= _measure(record):
        return Recovery(replayed, _describe_loss(path, scan))
    difference = f"{path}: lost part of the round; the record, which holds more, was read instead."
    return Recovery(record, difference, False)


def _measure(transcript: Transcript) -> tuple[int, float]:
    """How much of a round a transcript holds: its characters, then its seconds."""
    texts = (transcript.candidate_text, transcript.outline, transcript.question)
    return sum(map(len, texts)), transcript.seconds


def _describe_loss(path: Path, scan: JournalScan) -> str | None:
    if scan.missing:
        return f"{path}: {scan.missing} events are missing; the round was read without them."
    if scan.torn:
        lines = "line was" if len(scan.torn) == 1 else "lines were"
        where = f"{path}:{scan.torn[0]}"
        return f"{where}: {len(scan.torn)} {lines} cut off; passed over."
    return None
