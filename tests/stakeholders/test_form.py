"""Stances and marks from a file: by a sentence's number or its words, each fault with its line."""

from pathlib import Path
from typing import Any

import pytest

from coach.stakeholders.chairs import list_spoken_sentences, set_out_chairs
from coach.stakeholders.form import RoomForm, render_room_form
from coach.stakeholders.message_checks import list_message_sentences
from coach.yamls import FileFaults, load_document
from tests.support.rooms import case_of

ANSWER = "B gets its export in two weeks. We refuse A."
CASE = case_of("claude-vs-metering", ANSWER)
ROOM = set_out_chairs(CASE)
LINES = list_spoken_sentences(CASE.transcript)
MESSAGE = "We will not host Claude. I ring you on Tuesday."


def read(tmp_path: Path, text: str) -> RoomForm:
    path = tmp_path / "room.yaml"
    path.write_text(text)
    return RoomForm(load_document(path), ROOM, LINES, CASE.transcript.candidate_text)


def test_a_sentence_is_named_by_its_number_or_its_words(tmp_path: Path) -> None:
    form = read(
        tmp_path,
        "stances:\n"
        "  customer-a: {stance: leave, sentence: 2, would_change: A demo.}\n"
        "  own-engineers: {stance: accept, sentence: gets its export}\n"
        "  customer-b-finance: {stance: escalate, sentence: none}\n"
        "  customer-b-platform: bargain\n",
    )
    assert form.chairs["customer-a"] == {
        "stance": "leave",
        "line": LINES[1],
        "would_change": "A demo.",
    }
    assert form.chairs["own-engineers"]["line"].quote == "gets its export"
    assert form.chairs["customer-b-finance"]["line"] is None
    assert form.chairs["customer-b-platform"] == {"stance": "bargain"}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("- a list\n", 1, "expected fields"),
        ("stance:\n", 1, "unknown field; there is stances, message"),
        ("stances:\n  the-ceo: leave\n", 2, "is nobody in this room"),
        ("stances:\n  customer-a: maybe\n", 2, "is 'maybe'; there is accept"),
        ("stances:\n  customer-a: {stance: leave, sentence: 9}\n", 2, "sentences 1 to 2"),
        ("stances:\n  customer-a: {sentence: never said this}\n", 2, "not in what you wrote"),
        ("stances:\n  customer-a: {mood: bad}\n", 2, "unknown field; there is stance"),
        ("stances: leave\n", 1, "expected fields"),
    ],
)
def test_each_fault_has_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    with pytest.raises(FileFaults, match=what) as raised:
        read(tmp_path, text)
    assert raised.value.faults[0].line == line


def test_marks_of_the_message(tmp_path: Path) -> None:
    form = read(tmp_path, "message: {honesty: 1, reason: no, alternative: ring you}\n")
    assert form.has_marks
    sentences = list_message_sentences(MESSAGE)
    marks: dict[str, Any] = form.read_marks(
        ["honesty", "reason", "alternative"], sentences, MESSAGE
    )
    assert marks["honesty"].quote == "We will not host Claude."
    assert marks["reason"] is None
    assert marks["alternative"].quote == "ring you"
    with pytest.raises(FileFaults, match="is not yours to mark"):
        form.read_marks(["honesty"], sentences, MESSAGE)


def test_the_form_can_be_read_back_as_it_is_printed(tmp_path: Path) -> None:
    printed = render_room_form(ROOM, LINES)
    assert "#   1 B gets its export in two weeks." in printed
    assert "needs: A demo on Thursday" in printed
    form = read(tmp_path, printed)
    assert form.chairs == {voice.stakeholder: {} for voice in ROOM.voices}
