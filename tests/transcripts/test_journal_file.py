"""The journal on disk: torn lines, files that vanish, and what is read back of them."""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.transcripts.journal import (
    PhaseEntered,
    PushbackGiven,
    QuestionAsked,
    RoundMarked,
    TextEdited,
    blank_transcript,
    decode,
    encode,
    replay,
    write_events,
)
from coach.transcripts.journal_file import Journal, read_journal, replace_journal, scan_journal
from coach.transcripts.store import Store
from tests.support.examples import a_transcript

FIRST = a_transcript().id


def typed(text: str, start: int = 0, at: float = 1.0) -> TextEdited:
    return TextEdited(at, "answer", start, 0, text)


def read_text_of(path: Path) -> str:
    return replay(blank_transcript(a_transcript()), read_journal(path)).answer


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """As on a full disk: a write that would make a file larger than this is cut short."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.mark.parametrize("room", range(1, 130, 9))
def test_what_a_full_disk_tore_is_cut_off_before_the_next_try(path: Path, room: int) -> None:
    journal = Journal(path)
    journal.append(typed("first "))
    with no_file_over(path.stat().st_size + room):
        journal.append(typed("second " * 20, 6))
        assert journal.trouble
    journal.append(typed("third", 146))
    assert journal.trouble is None
    assert read_text_of(path) == "first " + "second " * 20 + "third"
    assert scan_journal(path).torn == []


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_resumed_round_never_writes_behind_a_torn_line(path: Path, cut: int) -> None:
    journal = Journal(path)
    journal.append(typed("first "))
    whole = path.read_bytes()
    journal.append(typed("second ", 6))
    path.write_bytes(whole + path.read_bytes()[len(whole) : -cut])
    resumed = Journal(path)
    resumed.append(typed("third", 6))
    assert read_text_of(path).startswith("first ")
    assert "third" in read_text_of(path)
    assert scan_journal(path).torn == []


def test_a_last_line_without_its_line_break_is_whole(path: Path) -> None:
    Journal(path).append(typed("first "))
    path.write_bytes(path.read_bytes()[:-1])
    Journal(path).append(typed("second", 6))
    assert read_text_of(path) == "first second"


def test_the_journal_of_an_earlier_program_reads_and_goes_on(path: Path) -> None:
    path.write_text(encode(PhaseEntered(0, "brief")) + encode(typed("old ")))
    Journal(path).append(typed("new", 4))
    assert read_text_of(path) == "old new"
    assert scan_journal(path).complete


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:40]),
        lambda path: path.rename(path.with_name("moved")),
        lambda path: path.parent.rename(path.parent.with_name("elsewhere")),
        lambda path: (path.unlink(), path.symlink_to(path.with_name("away"))),
        lambda path: (path.unlink(), path.write_text("another file\n")),
    ],
    ids=["deleted", "emptied", "shrunk", "moved", "folder moved", "a link", "replaced"],
)
def test_a_journal_that_was_harmed_is_written_again_and_said(
    tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    path = tmp_path / "round" / "journal.jsonl"
    path.parent.mkdir()
    records: list[None] = []
    journal = Journal(path, on_rewrite=lambda: records.append(None))
    journal.append(typed("first "))
    harm(path)
    journal.append(typed("second", 6))
    assert journal.trouble is None
    assert journal.notice is not None and "written again" in journal.notice
    assert records, "the record is written with it"
    assert read_text_of(path) == "first second"
    assert not path.is_symlink()


def test_it_is_mended_without_a_key_being_pressed(path: Path) -> None:
    journal = Journal(path)
    journal.append(typed("first"))
    path.unlink()
    journal.flush()
    assert read_text_of(path) == "first"


def test_what_another_program_appended_is_kept_aside(path: Path) -> None:
    journal = Journal(path)
    journal.append(typed("mine "))
    with path.open("a") as other:
        other.write(encode(typed("theirs", 5), 2))
    journal.append(typed("too", 5))
    assert read_text_of(path) == "mine too"
    assert "theirs" in path.with_name("journal.aside-1.jsonl").read_text()


def test_a_line_that_was_changed_or_repeated_is_known(path: Path) -> None:
    lines = [encode(typed(str(n), n), n + 1) for n in range(5)]
    path.write_text("".join([lines[0], lines[1].replace('"1"', '"9"'), lines[0], lines[4]]))
    scan = scan_journal(path)
    assert [event.text for event in scan.events if isinstance(event, TextEdited)] == ["0", "4"]
    assert scan.torn == [2, 3]
    assert scan.missing == 3


def test_within_a_second_a_thread_has_the_disk_take_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def note(handle: int) -> None:
        # journals of other tests are synced by threads of their own
        if threading.current_thread() is threading.main_thread():
            synced.append(handle)
        real(handle)

    monkeypatch.setattr(os, "fsync", note)
    due: list[Callable[[], None]] = []
    journal = Journal(path, later=due.append)
    journal.append(typed("a"))
    journal.append(typed("b", 1))
    assert len(due) == 1 and not synced, "one request for both, and no key waits for it"
    due.pop()()
    assert len(synced) == 1
    journal.append(typed("c", 2))
    assert len(due) == 1


def test_bytes_that_never_reached_the_disk_are_written_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    due: list[Callable[[], None]] = []
    journal = Journal(path, later=due.append)
    journal.append(typed("a"))

    def refuse(handle: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        due.pop()()
    assert journal.trouble == "Input/output error"
    journal.flush()
    assert journal.trouble is None
    assert read_text_of(path) == "a"


@pytest.mark.parametrize(
    "line",
    [
        '{"at":"1","field":"answer","start":0,"removed":0,"text":"x","kind":"edit"}',
        '{"at":1,"field":"answer","start":-1,"removed":0,"text":"x","kind":"edit"}',
        '{"at":1,"field":"answer","start":0,"removed":true,"text":"x","kind":"edit"}',
        '{"at":NaN,"phase":"answer","kind":"phase"}',
        '{"at":1,"phase":"lunch","kind":"phase"}',
        '{"at":1,"text":5,"kind":"nudge"}',
        '{"at":1,"status":"done","overtime":Infinity,"kind":"status"}',
        '{"at":1,"kind":"nothing"}',
        "[" * 100_000,
        "[]",
        "5",
        '{"n":1}',
        '{"at":1,"phase":"answer","kind":"phase","n":true,"c":"00000000"}',
    ],
)
def test_what_is_no_event_is_no_event(line: str) -> None:
    with pytest.raises(ValueError, match="journal event"):
        decode(line)


def test_bytes_that_are_no_text_cost_only_their_line(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00\n" + encode(typed("kept"), 1).encode())
    assert read_text_of(path) == "kept"
    path.write_text(encode(typed("half \ud83d"), 1))
    assert read_text_of(path) == "half \ufffd"


@given(st.lists(st.text(max_size=8), max_size=4), st.text(max_size=20), st.booleans())
def test_a_record_can_be_made_into_its_journal(
    replies: list[str], answer: str, is_done: bool
) -> None:
    events = [PhaseEntered(0, "brief"), PhaseEntered(3, "clarify")]
    events += [QuestionAsked(4, "Who?", "They."), PhaseEntered(5, "answer")]
    events += [TextEdited(9, "answer", 0, 0, answer), TextEdited(9, "outline", 0, 0, "a, b")]
    events += [PhaseEntered(20, "pushback")]
    for number, reply in enumerate(replies):
        events += [PushbackGiven(21 + number, "p", "VP", "Why?")]
        events += [TextEdited(21.5 + number, "reply", 0, 0, reply)]
    if is_done:
        events += [PhaseEntered(40, "done"), RoundMarked(40, "done", 2.0)]
    record = replay(blank_transcript(a_transcript()), events)
    assert replay(blank_transcript(record), write_events(record)) == record


# which of the two files a round is read from


def begin(store: Store) -> tuple[Path, Journal]:
    """A round of which the record was written in the answer, and the journal went on."""
    path = store.journal_path(store.add(a_transcript()).id)
    journal = Journal(path)
    for event in (PhaseEntered(0, "brief"), PhaseEntered(1, "answer"), typed("A long answer. ")):
        journal.append(event)
    store.save(store.recover(FIRST))
    return path, journal


def test_a_finished_round_is_its_record_whatever_its_journal_says(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path, journal = begin(store)
    journal.append(RoundMarked(9, "done"))
    store.save(store.recover(FIRST))
    replace_journal(path, [typed("the tail alone")])
    recovery = store.compare(FIRST)
    assert recovery.transcript.answer == "A long answer. "
    assert recovery.difference and str(path) in recovery.difference


@pytest.mark.parametrize("lost", ["emptied", "deleted", "its beginning"])
def test_a_journal_that_lost_its_beginning_does_not_beat_the_record(
    tmp_path: Path, lost: str
) -> None:
    store = Store(tmp_path)
    path, _ = begin(store)
    if lost == "deleted":
        path.unlink()
    else:
        path.write_text("" if lost == "emptied" else encode(typed("tail"), 4))
    recovery = store.compare(FIRST)
    assert recovery.transcript.answer == "A long answer. "
    assert recovery.difference and "record" in recovery.difference
    assert not recovery.journal_is_good


def test_what_was_deleted_on_purpose_stays_deleted(tmp_path: Path) -> None:
    store = Store(tmp_path)
    _, journal = begin(store)
    journal.append(TextEdited(5, "answer", 0, 15, "B."))
    assert store.compare(FIRST).transcript.answer == "B."
    assert store.compare(FIRST).difference is None
