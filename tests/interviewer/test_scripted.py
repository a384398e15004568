"""The scripted interviewer beyond facts: assumptions, several questions, no solutions, pressing."""

import pytest

from coach.interviewer.fact_matcher import FactMatcher
from coach.interviewer.protocol import InterviewerAnswer
from coach.interviewer.scripted import (
    AGAIN,
    ASSUMED,
    NO_FACT,
    REPHRASE,
    YOURS,
    YOURS_TOO,
    InterviewerScript,
)
from coach.packs.load import Library, load_library
from coach.paths import find_paths
from coach.transcripts.journal import decode
from coach.transcripts.record import SCRIPTED, Question, Reply
from tests.support.examples import a_scenario
from tests.support.shipped import COACH

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


class Talk:
    """Questions put to a script one after another, kept as a round keeps them."""

    def __init__(self, script: InterviewerScript) -> None:
        self.script = script
        self.asked: list[Question] = []

    def ask(self, text: str) -> InterviewerAnswer:
        answer = self.script.answer(text, self.asked)
        self.asked.append(
            Question(
                question=text,
                answer=answer.text,
                fact=answer.fact,
                assumed=answer.assumed,
                also=list(answer.also),
                offered=answer.offered,
            )
        )
        return answer


VAGUE = "And the money?"
"""Near to what they spend, and too unclear to tell it."""


def near_miss() -> Talk:
    facts = [
        {
            "id": name,
            "ask": ask,
            "answer": f"The answer about {name}.",
            "earned_by": ["zebra"],
        }
        for name, ask in [
            ("spend", "What money do they spend?"),
            ("renewal", "When do they renew?"),
            ("team", "Who is free to build it?"),
        ]
    ]
    return Talk(InterviewerScript(a_scenario(facts=facts), {}, "the company"))


def test_an_assumption_is_taken_as_given_and_recorded_as_one() -> None:
    answer = interviewer().answer("I assume they spend about 50k.", [])
    assert answer.assumed
    assert answer.fact is None


def test_what_is_typed_after_what_would_you_assume_is_an_assumption() -> None:
    talk = Talk(interviewer())
    assert talk.ask("Is it sunny?").text == NO_FACT[0]
    answer = talk.ask("It rains until Friday")
    assert (answer.text, answer.assumed) == (ASSUMED, True)
    assert not talk.ask("It rains until Friday").assumed, "nobody asked to assume this time"


def test_a_question_after_what_would_you_assume_is_still_a_question() -> None:
    talk = Talk(interviewer())
    talk.ask("Is it sunny?")
    assert talk.ask("what do they spend").fact == "spend"


def test_where_no_fact_fits_it_is_said_in_other_words_each_time() -> None:
    talk = Talk(interviewer())
    texts = [talk.ask(question).text for question in ("Sunny?", "Windy?", "Wet?", "Cold?")]
    assert texts == [*NO_FACT, NO_FACT[0]]


def test_a_round_that_is_resumed_goes_on_as_if_it_had_never_stopped() -> None:
    talk = Talk(interviewer())
    talk.ask("Sunny?")
    assert interviewer().answer("Windy?", talk.asked).text == NO_FACT[1]


@pytest.mark.parametrize(
    "question",
    [
        "What should I do?",
        "Is cutting what they spend the right answer?",
        "Would you renew first?",
        "I'd let them renew. Is that too timid?",
        "Renew first, agree?",
    ],
)
def test_the_case_is_not_solved(question: str) -> None:
    answer = Talk(near_miss().script).ask(question)
    assert (answer.text, answer.fact) == (YOURS, None)


def test_two_questions_in_one_message_are_both_answered() -> None:
    answer = interviewer().answer("What do they spend, and when do they renew?", [])
    assert (answer.text, answer.fact, answer.also) == ("$60k. In May.", "spend", ("renewal",))


def test_what_was_told_before_is_said_to_be_so_and_earns_nothing_more() -> None:
    talk = Talk(interviewer())
    talk.ask("What do they spend?")
    answer = talk.ask("What do they spend, and when do they renew?")
    assert answer.text == f"{AGAIN.format(answer='$60k.')} In May."
    assert (answer.fact, answer.also) == ("renewal", ())


def test_of_a_question_and_a_request_to_confirm_the_question_is_answered() -> None:
    answer = interviewer().answer("What do they spend? And should I say no to them?", [])
    assert (answer.text, answer.fact) == (f"$60k. {YOURS_TOO}", "spend")


def test_a_near_miss_is_put_back_and_a_yes_tells_it() -> None:
    talk = near_miss()
    answer = talk.ask(VAGUE)
    assert (answer.fact, answer.offered) == (None, "spend")
    assert "What money do they spend?" in answer.text
    assert talk.ask("yes").fact == "spend"


def test_a_no_to_what_was_put_back_is_no_question() -> None:
    talk = near_miss()
    talk.ask(VAGUE)
    assert talk.ask("no").text == REPHRASE
    assert talk.ask("yes").fact is None, "nothing is put back any more"


def test_two_in_a_row_are_not_put_back() -> None:
    talk = near_miss()
    assert talk.ask(VAGUE).offered == "spend"
    assert talk.ask(VAGUE).text == NO_FACT[0]


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
    old = Question.model_validate({"question": "Why?", "answer": "So.", "fact": "spend"})
    assert (old.by, old.facts, old.offered) == (SCRIPTED, ["spend"], None)


def on_claude_and_metering() -> InterviewerScript:
    pack = COACH.library.packs["ai-inference"]
    return COACH.workspace.load_script(pack, pack.scenarios["claude-vs-metering"])


@pytest.mark.parametrize(
    "question",
    ["How much does each customer pay?", "what do both spend", "What do the two customers pay us?"],
)
def test_a_question_about_both_customers_gets_both_facts(question: str) -> None:
    answer = on_claude_and_metering().answer(question, [])
    assert {answer.fact, *answer.also} == {"a-spend", "b-upside"}


def test_a_second_question_of_two_words_is_answered_too() -> None:
    answer = on_claude_and_metering().answer("What is the deadline and who decides?", [])
    assert "no date beyond those" in answer.text
    assert "You make the call" in answer.text


def test_a_question_about_one_customer_gets_one_fact() -> None:
    answer = on_claude_and_metering().answer("How much does A pay?", [])
    assert (answer.fact, answer.also) == ("a-spend", ())


def test_what_questions_are_matched_by_is_made_once_and_not_before_it_is_needed() -> None:
    made: list[FactMatcher] = []

    def make_matcher() -> FactMatcher:
        made.append(FactMatcher(scenario.facts, LISTS))
        return made[-1]

    scenario = a_scenario(facts=FACTS)
    script = InterviewerScript(scenario, LISTS, "the company", make_matcher)
    assert made == []
    script.prepare()
    assert script.answer("What do they spend?", []).fact == "spend"
    assert len(made) == 1
