from coach.transcripts.record import Question, Reply, Transcript


def transcript() -> Transcript:
    return Transcript(
        id="2026-11-24-100000-x",
        scenario="x",
        pack="p",
        title="X",
        prompt="What first?",
        started="2026-11-24T10:00:00+00:00",
        minutes=15,
        answer="I go with B.",
        pushback=[Reply(id="one", who="CTO", text="Why?", reply="Because of reach.")],
        clarify=[Question(question="Who else asked?", answer="Eleven accounts.")],
    )


def test_offsets_into_the_answer_are_offsets_into_the_candidate_text() -> None:
    assert transcript().candidate_text.startswith("I go with B.")


def test_where_an_offset_lies() -> None:
    round_ = transcript()
    text = round_.candidate_text
    assert round_.name_part(text.index("go with")) == "answer"
    assert round_.name_part(text.index("reach")) == "reply 1"
    assert round_.name_part(text.index("Who else")) == "question"


def test_parts_stand_where_they_say() -> None:
    record = transcript()
    text = record.candidate_text
    assert [(part.kind, part.index, text[part.start : part.end]) for part in record.parts] == [
        ("answer", 0, "I go with B."),
        ("reply", 0, "Because of reach."),
        ("question", 0, "Who else asked?"),
    ]


def test_what_was_spoken_leaves_the_questions_out() -> None:
    record = transcript()
    assert record.spoken_text == "I go with B.\n\nBecause of reach."
    assert transcript().model_copy(update={"pushback": []}).spoken_text == "I go with B."


def test_an_offset_behind_the_last_part_lies_in_it() -> None:
    record = transcript().model_copy(update={"clarify": []})
    assert record.name_part(len(record.candidate_text) + 5) == "reply 1"


def test_words_count_the_answer_and_the_replies() -> None:
    assert transcript().words == 7
