"""Any text survives saving, loading, export and import, and evidence still points at its words."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coach.files import CoachError, atomic_write
from coach.transcripts.archive import pack_round, read_bundle, unpack_round, write_bundle
from coach.transcripts.journal import PhaseEntered, PushbackGiven, RoundMarked, TextEdited
from coach.transcripts.journal_file import Journal, read_journal
from coach.transcripts.record import Question
from coach.transcripts.review_schema import DimensionReview, Evidence, Review, ReviewerId
from coach.transcripts.store import Store
from tests.support.examples import a_transcript

ID = "2026-11-24-100000-two-asks"
ODD = (
    "\x00\x07\x1b[31m",
    "a\r\nb\rc\n\n",
    "\ttab\t",
    "😀👩‍👩‍👧 e\u0301",
    "\u202eright to left\u202c שלום",
    "\u2028\u2029\x85\x0b\x0c",
    "\ufeff\ufffe\uffff",
    "- [x]: {y}\n  ---\n'\"\\ #",
    " leading\n trailing \n",
    "null",
    "2026-11-24",
    "\\ud800",
)
TEXT = st.one_of(
    st.text(), st.sampled_from(ODD), st.builds("".join, st.lists(st.sampled_from(ODD)))
)


@contextmanager
def two_stores() -> Iterator[tuple[Store, Store, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        yield Store(Path(folder) / "here"), Store(Path(folder) / "there"), Path(folder) / "x.json"


def saved(store: Store, answer: str, other: str) -> Review:
    """A round that was typed and reviewed, with these texts wherever people or models write."""
    journal = Journal(store.journal_path(ID))
    store.save(a_transcript())
    for event in (
        PhaseEntered(0, "answer"),
        TextEdited(1, "answer", 0, 0, answer),
        PushbackGiven(2, "p1", "CTO", other),
        TextEdited(3, "reply", 0, 0, other),
        RoundMarked(4, "done"),
    ):
        journal.append(event)
    record = store.recover(ID).model_copy(
        update={"note": other, "tags": [other], "clarify": [Question(question=other, answer=other)]}
    )
    store.save(record)
    text = record.candidate_text
    whole = Evidence(quote=text, start=0, end=len(text), verified=True)
    tail = Evidence(quote=text[len(answer) :], start=len(answer), end=len(text), verified=True)
    review = Review(
        status="graded",
        reviewer=ReviewerId(kind="model", name=other, model=other),
        dimensions=[
            DimensionReview(id="structure", level=3, rationale=other, evidence=[whole, tail])
        ],
        receipt={"raw": [answer, other]},
    )
    store.add_review(ID, review.reviewer.name, review.model_dump(mode="json"))
    return review


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT, TEXT)
@example("x" * 1_000_000, "\u2028" + "é\r\n" * 10)
def test_nothing_is_lost_or_changed_on_the_way_out_and_back(answer: str, other: str) -> None:
    with two_stores() as (here, there, file):
        review = saved(here, answer, other)
        assert here.load(ID).answer == answer
        atomic_write(file, write_bundle(here, [ID]))
        (data,) = read_bundle(file)
        assert unpack_round(there, data) == (ID, "added")
        assert there.load(ID) == here.load(ID)
        assert list(read_journal(there.journal_path(ID))) == list(
            read_journal(here.journal_path(ID))
        )
        assert pack_round(there, ID) == pack_round(here, ID)
        assert unpack_round(there, data) == (ID, "present")
        back = Review.model_validate(there.reviews(ID)[0].data)
        assert back == review
        text = there.load(ID).candidate_text
        for found in back.dimensions[0].evidence:
            assert text[found.start : found.end] == found.quote


@pytest.mark.parametrize("where", ["answer", "reply", "note"])
def test_half_a_character_is_refused_and_nothing_is_left_behind(where: str) -> None:
    half = "\ud83d half"
    with two_stores() as (here, there, _):
        changes: dict[str, object] = {
            "answer": {"answer": half},
            "reply": {"pushback": [{"id": "p", "who": "x", "text": "y", "reply": half}]},
            "note": {"note": half},
        }[where]
        with pytest.raises(CoachError, match="half a character"):
            here.save(a_transcript(**changes))
        here.save(a_transcript())
        data = pack_round(here, ID)
        data["round"] |= changes
        with pytest.raises(CoachError, match="half a character"):
            unpack_round(there, data)
        assert not there.folder.exists() or list(there.folder.iterdir()) == []


def test_half_a_character_in_a_journal_is_refused() -> None:
    with two_stores() as (here, there, _):
        saved(here, "I go with B.", "x")
        data = pack_round(here, ID)
        data["journal"] += (
            '{"at":9,"field":"answer","start":0,"removed":0,"text":"\\ud83d","kind":"edit"}\n'
        )
        with pytest.raises(CoachError, match="line 6 of its journal holds half a character"):
            unpack_round(there, data)


def test_a_torn_journal_goes_out_and_comes_back_as_it_is() -> None:
    with two_stores() as (here, there, _):
        saved(here, "I go with B.", "x")
        with here.journal_path(ID).open("a") as journal:
            journal.write('{"at": 5, "fie{"at":6}\n{"to')
        unpack_round(there, pack_round(here, ID))
        assert there.journal_path(ID).read_bytes() == here.journal_path(ID).read_bytes()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"round": {"id": "../../x"}}, "a round cannot be imported: "),
        ({"reviews": {"../../evil.yaml": {}}}, "reviews: '../../evil.yaml'"),
        ({"reviews": []}, "reviews is not a mapping"),
        ({"journal": 5}, "its journal is not text"),
    ],
)
def test_what_is_no_round_is_refused(change: dict[str, object], said: str) -> None:
    with two_stores() as (here, there, _):
        here.save(a_transcript())
        with pytest.raises(CoachError, match=said):
            unpack_round(there, pack_round(here, ID) | change)
        assert not there.folder.exists()


def test_an_id_that_is_a_path_is_refused() -> None:
    with two_stores() as (here, there, _):
        here.save(a_transcript())
        data = pack_round(here, ID)
        data["round"]["id"] = "../../etc"
        with pytest.raises(CoachError, match="not the id of a round"):
            unpack_round(there, data)


def test_a_round_that_differs_is_never_overwritten() -> None:
    with two_stores() as (here, there, _):
        here.save(a_transcript(answer="mine"))
        there.save(a_transcript(answer="theirs"))
        with pytest.raises(CoachError, match="is saved here already"):
            unpack_round(there, pack_round(here, ID))
        assert there.load(ID).answer == "theirs"


@pytest.mark.parametrize("text", ["", "[]", '{"kind": "x"}', '{"kind":"coach-rounds","version":9}'])
def test_a_file_that_holds_no_rounds_is_said_to(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(CoachError, match=r"x\.json: "):
        read_bundle(file)
