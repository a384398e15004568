"""Which fact a question asks for: by its own wordings, by words, by topics, and not by a guess."""

import math
from pathlib import Path
from typing import Any

import pytest

from benchmarks.fact_matching import FRESH, asked, shares
from coach.interviewer.fact_matcher import FactMatcher
from coach.interviewer.scripted import NO_FACT, UNCLEAR, InterviewerScript
from coach.packs.load import load_library
from coach.packs.questions import check_questions, load_questions
from coach.packs.schema import Fact, Pack
from tests.support.examples import a_scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
LIBRARY = load_library([FOLDER], trusted=FOLDER)


def a_fact(id: str, ask: str, *asked_as: str, cues: str = "zebra") -> Fact:
    return Fact(
        id=id, ask=ask, answer=f"The answer about {id}.", earned_by=[cues], asked_as=list(asked_as)
    )


FACTS = [
    a_fact("uptime", "How reliable has the shared pool been?", "What was its availability?"),
    a_fact("budget", "What can the retailer afford?", "How large is their yearly budget?"),
    a_fact("friday", "What happens on Friday?", "Is the Friday meeting a decision?"),
    a_fact("region", "Where does the data have to stay?", "Which region do they need?"),
    a_fact("team", "Who could build it?", "How many engineers are free?"),
    a_fact("others", "Has anyone else asked?", "Is it a wish of many customers?"),
]
MORE = {
    "uptime": ["Has the pool been down often?", "Was the shared pool reliable last month?"],
    "budget": ["What money has the retailer set aside?", "Could they pay more in a year?"],
}


def hearing(**changes: Any) -> FactMatcher:
    options: dict[str, Any] = {"lexicon": {}, "asked": MORE}
    return FactMatcher(FACTS, **(options | changes))


def test_a_question_no_cue_foresaw_earns_the_fact_whose_words_it_shares() -> None:
    assert hearing().fact("has the shared pool been reliable lately?") == "uptime"


def test_a_wording_of_its_own_earns_a_fact_whatever_its_case_and_marks() -> None:
    assert hearing().fact("  what money has the RETAILER set aside") == "budget"


def test_one_shared_word_earns_nothing() -> None:
    assert hearing().fact("Is there a swimming pool?") is None


def test_words_that_two_facts_share_alike_earn_neither() -> None:
    twins = [a_fact(id, "How large is the yearly budget?") for id in ("one", "two")]
    heard = FactMatcher([*twins, *FACTS[2:]], {}, {}, {"region": ["Which country?"]})
    assert heard.fact("How large is the yearly budget?") is None


def test_who_asks_in_other_words_of_the_same_topic_is_heard() -> None:
    question = "What funds can the retailer set apart?"
    topics = {"money": ["money", "budget", "afford", "pay", "funds", "spend", "set"]}
    before, after = hearing(), hearing(related=topics)
    assert after.chances(question)["budget"] > before.chances(question)["budget"]
    assert after.fact(question) == "budget"


def test_chances_leave_room_for_none_of_the_facts() -> None:
    chances = hearing().chances("What is for lunch?")
    assert 0 < math.fsum(chances.values()) < 0.5


def test_without_further_wordings_a_cue_is_enough() -> None:
    facts = [a_fact("spend", "What do they spend?", cues="revenue"), *FACTS]
    assert FactMatcher(facts, {}).fact("Revenue?") == "spend"
    assert FactMatcher(facts, {}, {}, MORE).fact("Revenue?") is None


def test_of_facts_that_a_cue_finds_alike_the_nearer_is_told() -> None:
    first, second, *rest = FACTS
    both = [one.model_copy(update={"earned_by": ["pool"]}) for one in (first, second)]
    heard = FactMatcher([*both, *rest], {})
    assert heard.fact("What budget does the retailer have for the pool?") == "budget"
    assert heard.fact("Was the pool reliable?") == "uptime"


def test_who_is_almost_understood_is_asked_to_say_it_again_and_only_once() -> None:
    scenario = a_scenario(facts=[fact.model_dump() for fact in FACTS])
    played = InterviewerScript(scenario, {}, "the company", hearing())
    vague = "The pool or the budget?"
    assert hearing().fact(vague) is None
    assert hearing().is_near(vague)
    assert played.answer(vague, []).text == UNCLEAR
    assert played.answer(vague, []).text == NO_FACT[0]
    assert played.answer("Is it sunny?", []).text == NO_FACT[1]


def test_questions_worded_afresh_earn_their_fact_and_seldom_another() -> None:
    whole = shares(list(asked(FRESH)))
    assert whole.questions >= 1000
    assert whole.right >= 0.85
    assert whole.wrong < 0.05


@pytest.mark.parametrize("pack", LIBRARY.packs.values(), ids=LIBRARY.packs.keys())
def test_each_fact_is_heard_by_many_wordings(pack: Pack) -> None:
    assert check_questions(pack) == []
    for scenario in pack.scenarios.values():
        questions = load_questions(pack, scenario.id)
        assert questions is not None
        for fact in scenario.facts:
            assert len(questions.asked[fact.id]) >= 8, (scenario.id, fact.id)
