"""The scripted interviewer beyond facts: assumptions, several questions, no solutions, pressing."""

from coach.interviewer.scripted import COMPOUND, NO_FACT, YOURS, InterviewerScript
from coach.packs.load import Library, load_library
from coach.paths import find_paths
from coach.transcripts.journal import decode
from coach.transcripts.record import SCRIPTED, Question, Reply
from tests.support.examples import a_scenario

FACTS = [
    {"id": "spend", "ask": "What do they spend?", "answer": "$60k.", "earned_by": ["spend"]},
    {"id": "renewal", "ask": "When do they renew?", "answer": "In May.", "earned_by": ["renew"]},
]
LISTS = {"assuming": ["i assume"], "asks_for_solution": ["what should i do"]}
PUSHES = [
    {
        "id": "demo",
        "who": "CTO",
        "text": "And the demo?",
        "presses": ["ta-decision"],
        "weakness": "The demo was left out.",
        "good": "shows the demo",
        "bad": "waffles",
        "good_cues": ["rehears*", "fallback"],
    },
    {
        "id": "price",
        "who": "CFO",
        "text": "And the price?",
        "presses": ["ta-decision"],
        "weakness": "no price",
        "good": "names it",
        "bad": "waffles",
    },
]


def interviewer() -> InterviewerScript:
    return InterviewerScript(a_scenario(facts=FACTS, pushbacks=PUSHES), LISTS, "the company")


def reply(id: str, text: str) -> Reply:
    return Reply(id=id, who="CTO", text="?", reply=text)


def shipped() -> Library:
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    return load_library([paths.builtin_packs], trusted=paths.builtin_packs)


def test_an_assumption_is_taken_as_given_and_recorded_as_one() -> None:
    heard = interviewer().answer("I assume they spend about 50k.", [])
    assert heard.assumed
    assert heard.fact is None


def test_where_no_fact_fits_the_candidate_is_asked_to_assume() -> None:
    assert interviewer().answer("Is it sunny?", []).text == NO_FACT[0]


def test_the_case_is_not_solved() -> None:
    heard = interviewer().answer("What should I do?", [])
    assert (heard.text, heard.fact) == (YOURS, None)


def test_of_several_questions_the_first_is_answered_and_that_is_said() -> None:
    heard = interviewer().answer("What do they spend, and when do they renew?", [])
    assert (heard.text, heard.fact) == (f"{COMPOUND}$60k.", "spend")


def test_a_reply_that_misses_the_pushback_has_the_same_weakness_pressed_in_other_words() -> None:
    again = interviewer().push("I go with B.", [reply("demo", "We will see. It is fine.")])
    assert again is not None
    assert again.id == "demo"
    assert "The demo was left out" in again.text
    assert again.text.startswith("You said: “We will see.”")


def test_a_reply_that_meets_it_moves_the_interviewer_on() -> None:
    following = interviewer().push("I go with B.", [reply("demo", "We rehearse it on Monday.")])
    assert following is not None
    assert following.id == "price"


def test_a_weakness_is_not_pressed_a_third_time() -> None:
    past = [reply("demo", "No."), reply("demo", "Still no.")]
    third = interviewer().push("I go with B.", past)
    assert third is not None
    assert third.id == "price"


def test_the_shipped_pack_knows_both_kinds_of_talk_and_its_questions_are_neither() -> None:
    pack, scenario = shipped().find("claude-vs-metering")
    played = InterviewerScript(scenario, pack.lexicon, "the company")
    assert played.answer("What would you do?", []).text == YOURS
    assert played.answer("I'd assume that the demo can't move.", []).assumed
    for other in pack.scenarios.values():
        judge = InterviewerScript(other, pack.lexicon, "the company")
        for fact in other.facts:
            for asked in [fact.ask, *fact.asked_as]:
                assert not judge.answer(asked, []).assumed, asked


def test_a_journal_from_before_still_reads() -> None:
    line = '{"at":1.0,"question":"Why?","answer":"So.","fact":null,"kind":"ask"}'
    event = decode(line)
    assert event.kind == "ask"
    assert (event.by, event.fallback, event.assumed) == (SCRIPTED, None, False)
    assert Question.model_validate({"question": "Why?", "answer": "So."}).by == SCRIPTED
