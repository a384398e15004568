"""The candidate's chairs: needs and fears are told, a stance stands on a line, and who lost."""

import pytest

from coach.files import CoachError
from coach.stakeholders.chairs import (
    list_spoken_sentences,
    make_open_voice,
    set_out_chairs,
    settle,
    take_chair,
)
from coach.stakeholders.models import NO_CAUSE, NO_CHANGE, NO_STANCE, Room, Stance
from coach.text.new_facts import find_new_facts
from coach.transcripts.record import Question, Reply
from tests.support.rooms import LIBRARY, case_of

ID = "claude-vs-metering"
ANSWER = "B gets its export in two weeks. We refuse A."
CASE = case_of(ID, ANSWER)
LINES = list_spoken_sentences(CASE.transcript)


def take_all(*stances: tuple[Stance, int | None]) -> Room:
    room = set_out_chairs(CASE)
    for voice, (stance, line) in zip(room.voices, stances, strict=True):
        room = take_chair(
            room,
            voice.stakeholder,
            CASE,
            stance=stance,
            line=None if line is None else LINES[line],
            would_change="A date.",
        )
    return room


def test_nobody_has_spoken_in_a_new_room_and_all_needs_are_told() -> None:
    room = set_out_chairs(CASE)
    assert [voice.stance for voice in room.voices] == [None] * 4
    assert len(room.open_chairs) == 4
    assert all(voice.needs and voice.who for voice in room.voices)
    assert (room.lost, room.waits) == (None, None)


def test_a_chair_says_what_is_still_missing_in_it() -> None:
    room = set_out_chairs(CASE)
    assert room.voices[0].gap == NO_STANCE
    room = take_chair(room, "customer-a", CASE, stance="leave", line=LINES[1])
    assert room.voices[0].gap == NO_CHANGE
    room = take_chair(room, "customer-a", CASE, would_change="A demo that works.")
    assert room.voices[0].gap is None
    assert room.voices[0].stance == "leave", "what was said before stays"


def test_nobody_accepts_without_a_line() -> None:
    room = take_chair(set_out_chairs(CASE), "customer-a", CASE, stance="accept")
    assert room.voices[0].gap == NO_CAUSE
    room = take_chair(room, "customer-a", CASE, line=LINES[0])
    assert room.voices[0].gap is None, "what would turn them is theirs to leave out"


def test_who_was_told_lost_more_than_who_was_forgotten() -> None:
    room = take_all(("bargain", 1), ("accept", 0), ("leave", None), ("escalate", 1))
    assert room.lost == room.voices[3].stakeholder
    assert [voice.heard for voice in room.voices] == ["partly", "met", "silent", "refused"]


def test_while_a_chair_is_open_nobody_has_lost() -> None:
    room = take_chair(
        set_out_chairs(CASE), "customer-a", CASE, stance="leave", would_change="A demo."
    )
    assert room.lost is None and len(room.open_chairs) == 3


def test_where_all_accept_the_one_who_is_served_last_waits() -> None:
    room = take_all(("accept", 0), ("accept", 1), ("accept", 0), ("accept", 0))
    assert (room.lost, room.waits) == (None, room.voices[1].stakeholder)


def test_what_they_do_when_told_no_stands_beside_a_stance_that_is_no_yes() -> None:
    room = take_all(("leave", 1), ("accept", 0), ("bargain", None), ("escalate", 1))
    assert room.voices[0].otherwise and not room.voices[1].otherwise


def test_somebody_who_is_not_in_the_room_is_said() -> None:
    with pytest.raises(CoachError, match="nobody in this room has the id 'the-ceo'"):
        take_chair(set_out_chairs(CASE), "the-ceo", CASE, stance="leave")


def test_to_speak_for_somebody_a_model_spoke_for_is_to_begin_anew() -> None:
    played = make_open_voice(CASE.scenario.stakeholders[0], CASE).model_copy(
        update={"by": "rival", "stance": "accept", "line": LINES[0], "text": "Fine."}
    )
    others = set_out_chairs(CASE).voices[1:]
    room = take_chair(settle([played, *others]), "customer-a", CASE, stance="leave")
    assert (room.voices[0].by, room.voices[0].text, room.voices[0].line) == ("self", "", None)


def test_the_lines_are_those_of_the_answer_and_the_replies() -> None:
    record = CASE.transcript.model_copy(
        update={
            "pushback": [Reply(id="p", who="CTO", text="Why?", reply="Because of reach.")],
            "clarify": [Question(question="Who pays?", answer="A.")],
        }
    )
    lines = list_spoken_sentences(record)
    assert [line.quote for line in lines][-2:] == ["We refuse A.", "Because of reach."]
    assert all(record.candidate_text[line.start : line.end] == line.quote for line in lines)


def test_no_figure_of_a_fact_that_was_not_asked_for_is_told() -> None:
    for _, scenario in LIBRARY.scenarios:
        case = case_of(scenario.id, "We wait.")
        record = case.transcript
        hidden = [fact.answer for fact in scenario.facts]
        for voice in set_out_chairs(case).voices:
            for text in (voice.needs, voice.fears):
                seen = [record.prompt, record.answer, voice.who, *_asks(case)]
                new = {fact.text for fact in find_new_facts(text, seen)}
                kept = {fact.text for fact in find_new_facts(text, hidden)}
                assert new <= kept, (scenario.id, text)


def _asks(case: object) -> list[str]:
    return [person.asks for person in case.scenario.stakeholders]  # type: ignore[attr-defined]
