"""Openers get an answer: the case's own, which earns, or the pack's, which does not."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml

from coach.interviewer.openers import GIVEN, GIVEN_TOO, OpenerMatcher
from coach.interviewer.prepared import learn_pack_openers
from coach.interviewer.scripted import NO_FACT, YOURS, InterviewerScript
from coach.packs.schema import Opener
from tests.support.examples import a_scenario
from tests.support.shipped import COACH

DEADLINE = Opener(
    id="deadline",
    ask="When is it due?",
    answer="This quarter.",
    earned_by=["deadline", "when & due"],
    asked_as=["What's the timeline?"],
)
SPEND = {"id": "spend", "ask": "What do they spend?", "answer": "$60k.", "earned_by": ["spend"]}
LAUNCH = {
    "id": "launch",
    "ask": "When do they launch?",
    "answer": "In May.",
    "earned_by": ["launch"],
    "opener": "deadline",
}
PACK = COACH.library.packs["ai-inference"]
PLAIN = yaml.safe_load((Path(__file__).parent / "openers" / "plain.yaml").read_text())
LEAST_ANSWERED = 0.95
"""Share of plain openers that must get an answer in the cases that ship."""


@cache
def seat_of(scenario_id: str) -> InterviewerScript:
    """The interviewer of a case, whose matcher takes a while to make ready."""
    return COACH.workspace.load_script(PACK, PACK.scenarios[scenario_id])


def interviewer(facts: Sequence[object]) -> InterviewerScript:
    return InterviewerScript(a_scenario(facts=facts), {}, "the company", openers=[DEADLINE])


@pytest.mark.parametrize("question", ["What's the timeline?", "Is there a deadline?"])
def test_where_the_case_says_nothing_the_answer_is_given_and_earns_nothing(question: str) -> None:
    heard = interviewer([SPEND]).answer(question, [])
    assert (heard.text, heard.fact) == (GIVEN.format(answer="This quarter."), None)


def test_that_it_earns_nothing_is_said_once_of_two_openers() -> None:
    script = COACH.workspace.load_script(PACK, PACK.scenarios["claude-vs-metering"])
    answer = script.answer("What is the deadline and who decides?", [])
    assert answer.text.count("so it earns nothing") == 1
    assert all(words in answer.text for words in ("no date", "VP of product"))


def test_of_a_fact_and_an_opener_it_is_the_opener_that_earns_nothing() -> None:
    answer = interviewer([SPEND]).answer("What do they spend? And is there a deadline?", [])
    given = GIVEN_TOO.format(answer="This quarter.")
    assert (answer.text, answer.fact) == (f"{SPEND['answer']} {given}", "spend")


def test_where_the_case_has_a_fact_for_it_the_fact_is_told_and_counts() -> None:
    heard = interviewer([SPEND, LAUNCH]).answer("What's the timeline?", [])
    assert (heard.text, heard.fact) == ("In May.", "launch")


def test_a_question_on_the_case_is_heard_as_before() -> None:
    assert interviewer([SPEND, LAUNCH]).answer("What do they spend?", []).fact == "spend"
    assert interviewer([SPEND]).answer("Is it sunny?", []).text == NO_FACT[0]


def test_plain_openers_get_an_answer() -> None:
    questions = [question for wordings in PLAIN.values() for question in wordings]
    seats = [seat_of(scenario_id) for scenario_id in sorted(PACK.scenarios)[::10]]
    answers = [seat.answer(question, []) for seat in seats for question in questions]
    unanswered = [
        answer for answer in answers if answer.offered or answer.text in (*NO_FACT, YOURS)
    ]
    assert 1 - len(unanswered) / len(answers) >= LEAST_ANSWERED


@pytest.mark.slow
@pytest.mark.xdist_group("seats")
@pytest.mark.parametrize("opener", PACK.manifest.openers, ids=lambda opener: opener.id)
def test_every_case_answers_the_openers_as_the_pack_words_them(opener: Opener) -> None:
    """Each case is asked every sixteenth wording, and the next case the wordings after those."""
    wordings = [opener.ask, *opener.asked_as]
    for place, scenario_id in enumerate(PACK.scenarios):
        for question in wordings[place % 16 :: 16]:
            answer = seat_of(scenario_id).answer(question, [])
            assert not answer.offered, (scenario_id, question)
            assert answer.text not in (*NO_FACT, YOURS), (scenario_id, question)


def test_an_aside_in_the_words_of_an_opener_leaves_doubt() -> None:
    matcher = OpenerMatcher(PACK.manifest.openers, [], PACK.lexicon, learn_pack_openers(PACK))
    team, water = (
        matcher.match(f"Can I have {it}?") for it in ("two engineers", "a glass of water")
    )
    assert team is not None and team.sure
    assert water is None or not water.sure
