"""The index follows the files by itself and is never needed."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.transcripts.index import Index, Snippet
from coach.transcripts.journal import PhaseEntered, TextEdited
from coach.transcripts.journal_file import Journal
from coach.transcripts.store import Store
from tests.support.examples import a_transcript

FIRST = "2026-11-24-100000-two-asks"
SECOND = "2026-11-24-110000-two-asks"
THIRD = "2026-11-24-120000-two-asks"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "transcripts")


@pytest.fixture
def index(store: Store, tmp_path: Path) -> Index:
    return Index(tmp_path / "cache" / "rounds.sqlite3", store)


def plain(snippet: Snippet) -> str:
    return "".join(f"[{text}]" if hit else text for text, hit in snippet)


def test_it_notices_what_is_added_changed_edited_and_removed(store: Store, index: Index) -> None:
    assert index.list_rows() == []
    store.save(a_transcript(answer="I call A.", status="done"))
    store.save(a_transcript(id=SECOND, answer="I call B.", status="done"))
    assert [row.id for row in index.list_rows()] == [SECOND, FIRST]
    store.add_review(
        FIRST,
        "x",
        {"status": "graded", "overall": {"level": 3}, "reviewer": {"kind": "model", "name": "x"}},
    )
    assert [row.level for row in index.list_rows()] == [None, 3]
    path = store.folder / FIRST / "round.yaml"
    path.write_text(path.read_text().replace("I call A.", "I call C."))
    index.list_rows()
    assert plain(index.cut_snippets('"call c"', [FIRST])[FIRST]) == "I [call C]."
    for file in sorted((store.folder / SECOND).rglob("*"), reverse=True):
        file.unlink()
    (store.folder / SECOND).rmdir()
    assert [row.id for row in index.list_rows()] == [FIRST]
    assert index.find_ids('"b"') == set()


def test_only_what_changed_is_read_again(store: Store, index: Index) -> None:
    told: list[tuple[int, int]] = []
    for id in (FIRST, SECOND, THIRD):
        store.save(a_transcript(id=id))
    index.list_rows(lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    told.clear()
    store.save(a_transcript(id=SECOND, answer="new", status="done"))
    index.list_rows(lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]


def test_a_damaged_round_is_listed_with_the_reason_and_mended_when_it_is(
    store: Store, index: Index
) -> None:
    store.save(a_transcript(status="done"))
    folder = store.save(a_transcript(id=SECOND, status="done"))
    good = (folder / "round.yaml").read_text()
    (folder / "round.yaml").write_text("id: [1\n")
    damaged, whole = index.list_rows()
    assert damaged.status == "damaged" and "not valid YAML" in str(damaged.reason)
    assert whole.status == "done"
    (folder / "round.yaml").write_text(good)
    assert [row.status for row in index.list_rows()] == ["done", "done"]


def test_a_round_cut_off_is_listed_with_what_was_typed(store: Store, index: Index) -> None:
    store.save(a_transcript())
    journal = Journal(store.journal_path(FIRST))
    journal.append(PhaseEntered(0, "answer"))
    journal.append(TextEdited(9, "answer", 0, 0, "I go with B"))
    (row,) = index.list_rows()
    assert (row.status, row.words, row.first_line) == ("in_progress", 4, "I go with B")


def spoilt(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 400)


def of_another_version(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("pragma user_version = 99")


def without_its_tables(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("drop table words")


def with_a_row_of_another_shape(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("update rounds set row = '{\"other\": 1}'")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "harm", [spoilt, of_another_version, without_its_tables, with_a_row_of_another_shape, a_folder]
)
def test_whatever_happens_to_the_file_the_rounds_are_listed_and_found(
    store: Store, index: Index, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    store.save(a_transcript(answer="I call A.", status="done"))
    index.list_rows()
    index.close()
    harm(tmp_path / "cache" / "rounds.sqlite3")
    again = Index(tmp_path / "cache" / "rounds.sqlite3", store)
    assert [row.id for row in again.list_rows()] == [FIRST]
    assert FIRST in again.find_ids('"call"')


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    store.save(a_transcript(answer="I call A.", status="done"))
    index = Index(tmp_path / "file" / "rounds.sqlite3", store)
    assert [row.id for row in index.list_rows()] == [FIRST]
    assert FIRST in index.find_ids('"call"')
    store.save(a_transcript(id=SECOND, status="done"))
    assert [row.id for row in index.list_rows()] == [SECOND, FIRST]


def test_two_programs_and_several_threads_look_at_once(store: Store, tmp_path: Path) -> None:
    ids = [f"2026-11-24-1000{n:02d}-two-asks" for n in range(20)]
    for id in ids:
        store.save(a_transcript(id=id, status="done"))
    path = tmp_path / "cache" / "rounds.sqlite3"
    indexes = [Index(path, store), Index(path, store)]
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda i=i: found.append(len(indexes[i % 2].list_rows())))
        for i in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [20] * 6
