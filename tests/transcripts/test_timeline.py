"""When words were typed, from the journal alone."""

from coach.transcripts.journal import PhaseEntered, PushbackGiven, QuestionAsked, TextEdited, replay
from coach.transcripts.timeline import Growth, Silence, find_silences, measure_growth, trace_typing
from tests.support.examples import a_transcript

EVENTS = [
    PhaseEntered(0.0, "clarify"),
    QuestionAsked(5.0, "What do they spend?", "$60k.", "spend"),
    PhaseEntered(10.0, "answer"),
    TextEdited(20.0, "answer", 0, 0, "Context first. "),
    TextEdited(60.0, "answer", 15, 0, "I choose B."),
    # a word mended much later does not move the sentence
    TextEdited(100.0, "answer", 17, 6, "pick"),
    PushbackGiven(110.0, "p1", "CTO", "Really?"),
    TextEdited(130.0, "reply", 0, 0, "Yes, by Friday."),
]


def test_words_are_dated_by_when_most_of_them_came() -> None:
    transcript = replay(a_transcript(), EVENTS)
    assert transcript.answer == "Context first. I pick B."
    times = trace_typing(transcript, EVENTS)
    assert times.find_moment(0, 14) == 20.0
    assert times.find_moment(15, 24) == 60.0
    start = transcript.candidate_text.index("Yes, by")
    assert times.find_moment(start, start + 15) == 130.0
    start = transcript.candidate_text.index("What do they")
    assert times.find_moment(start, start + 19) == 5.0


def test_a_text_the_journal_does_not_add_up_to_has_no_moments() -> None:
    transcript = replay(a_transcript(), EVENTS).model_copy(update={"answer": "Edited by hand."})
    times = trace_typing(transcript, EVENTS)
    assert times.find_moment(0, 15) is None
    start = transcript.candidate_text.index("Yes, by")
    assert times.find_moment(start, start + 15) == 130.0


def test_words_over_time() -> None:
    assert measure_growth(EVENTS) == [
        Growth(0.0, 0),
        Growth(20.0, 2),
        Growth(60.0, 5),
        Growth(100.0, 5),
        Growth(130.0, 8),
    ]


def test_long_silences() -> None:
    assert find_silences(EVENTS, least=35) == [Silence(20.0, 60.0), Silence(60.0, 100.0)]
