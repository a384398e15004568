from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from coach.files import CoachError
from coach.transcripts.index import read_round
from coach.transcripts.journal import PhaseEntered, TextEdited
from coach.transcripts.journal_file import Journal
from coach.transcripts.record import Transcript
from coach.transcripts.store import Damaged, Store
from tests.support.examples import a_transcript

FIRST = "2026-11-24-100000-two-asks"
SECOND = "2026-11-24-110000-two-asks"
AT_ONCE = 12

T = TypeVar("T")


def all_at_once(act: Callable[[int], T]) -> list[T]:
    """What twelve threads return that act in the same moment."""
    ready = Barrier(AT_ONCE)

    def wait_and_act(number: int) -> T:
        ready.wait()
        return act(number)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(wait_and_act, range(AT_ONCE)))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "transcripts")


def test_a_round_reads_back_as_it_was_saved(store: Store) -> None:
    saved = a_transcript(answer="Before choosing,\r\nI call A.\u2028\tThen B. 😀\n", status="done")
    store.save(saved)
    assert store.load(FIRST) == saved


@pytest.mark.posix
def test_files_are_private(store: Store) -> None:
    folder = store.save(a_transcript())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "round.yaml").stat().st_mode & 0o777 == 0o600


def test_ids_never_collide(store: Store) -> None:
    started = datetime(2026, 11, 24, 10, 0, 0)
    assert store.make_id("two-asks", started) == FIRST
    store.save(a_transcript())
    assert store.make_id("two-asks", started) == "2026-11-24-100001-two-asks"


def test_references(store: Store) -> None:
    with pytest.raises(CoachError, match="no round is saved yet"):
        store.resolve("last")
    store.save(a_transcript())
    store.save(a_transcript(id=SECOND))
    assert store.resolve("last") == SECOND
    assert store.resolve("2026-11-24-10") == FIRST
    with pytest.raises(CoachError, match="2 rounds start with"):
        store.resolve("2026")
    with pytest.raises(CoachError, match="no saved round 'x'"):
        store.resolve("x")


@pytest.mark.parametrize("id", ["../../etc", "2026-11-24-100000-../x", "", "a/b"])
def test_an_id_is_never_a_path(store: Store, id: str) -> None:
    with pytest.raises(CoachError, match="not the id of a round"):
        store.load(id)


def test_a_damaged_round_is_listed_with_its_reason_and_the_rest_load(store: Store) -> None:
    store.save(a_transcript())
    folder = store.save(a_transcript(id=SECOND))
    (folder / "round.yaml").write_text("id: [1\n")
    damaged, good = read_round(store, SECOND), read_round(store, FIRST)
    assert isinstance(damaged, Damaged)
    assert "not valid YAML" in damaged.reason
    assert isinstance(good, Transcript)


def test_a_round_that_was_cut_off_is_recovered_from_its_journal(store: Store) -> None:
    store.save(a_transcript())
    journal = Journal(store.journal_path(FIRST))
    journal.append(PhaseEntered(0, "brief"))
    journal.append(PhaseEntered(5, "answer"))
    journal.append(TextEdited(9, "answer", 0, 0, "I go with B"))
    assert store.load(FIRST).answer == ""
    recovered = store.recover(FIRST)
    assert recovered.answer == "I go with B"
    assert recovered.phases[-1].phase == "answer"
    assert store.load(FIRST).status == "in_progress"


def test_reviews_are_appended_and_never_overwritten(store: Store) -> None:
    store.save(a_transcript())
    first = store.add_review(FIRST, "Offline", {"status": "graded"})
    second = store.add_review(FIRST, "accounts/fireworks/x", {"status": "not_graded"})
    assert first.path.name == "01-offline.yaml"
    assert second.path.name == "02-accounts-fireworks-x.yaml"
    assert [r.data["status"] for r in store.reviews(FIRST)] == ["graded", "not_graded"]


def test_rounds_that_begin_in_one_second_are_all_kept(store: Store) -> None:
    def begin(number: int) -> Transcript:
        # a store each, as twelve programs would have
        return Store(store.folder).add(a_transcript(answer=f"answer {number}", status="done"))

    begun = all_at_once(begin)
    assert len({transcript.id for transcript in begun}) == AT_ONCE
    assert {store.load(transcript.id).answer for transcript in begun} == {
        f"answer {number}" for number in range(AT_ONCE)
    }
    assert all(store.load(transcript.id) == transcript for transcript in begun)
    assert not list(store.folder.glob(".*")), "nothing is left beside the rounds"


def test_reviews_added_at_once_each_get_a_number_of_their_own(store: Store) -> None:
    store.add(a_transcript())

    def review(number: int) -> int:
        # half under one name, half under names of their own
        name = "offline" if number % 2 else f"model {number}"
        return Store(store.folder).add_review(FIRST, name, {"by": number}).number

    assert sorted(all_at_once(review)) == list(range(1, AT_ONCE + 1))
    assert {kept.data["by"] for kept in store.reviews(FIRST)} == set(range(AT_ONCE))


def test_a_review_whose_write_fails_leaves_its_number_free(store: Store) -> None:
    store.add(a_transcript())
    store.add_review(FIRST, "offline", {})
    folder = store.folder / FIRST / "reviews"
    (folder / ".02").touch()
    assert store.add_review(FIRST, "offline", {}).number == 3, "a claim left behind costs a number"
    (folder / ".02").unlink()
    assert [kept.number for kept in store.reviews(FIRST)] == [1, 3]


def test_a_round_that_cannot_be_saved_leaves_no_folder(store: Store) -> None:
    store.folder.mkdir(parents=True)
    (store.folder / FIRST).write_text("a file where the folder would be")
    with pytest.raises(OSError):
        store.add(a_transcript())
    assert [path.name for path in store.folder.iterdir()] == [FIRST]
