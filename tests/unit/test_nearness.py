"""Nearness to a fact's wordings: it breaks ties and hears the unforeseen, and does not guess."""

from typing import Any

from coach.packs.models import Fact
from coach.rounds.interviewer import ScriptedInterviewer
from coach.rounds.nearness import Nearness
from tests.unit.examples import a_scenario


def a_fact(id: str, ask: str, *asked_as: str, cues: str = "zebra") -> dict[str, Any]:
    return {
        "id": id,
        "ask": ask,
        "answer": f"The answer about {id}.",
        "earned_by": [cues],
        "asked_as": list(asked_as),
    }


UPTIME = a_fact("uptime", "How reliable has the shared pool been?", "What was its availability?")
BUDGET = a_fact("budget", "What can the retailer afford?", "How large is their yearly budget?")


def interviewer(*facts: dict[str, Any]) -> ScriptedInterviewer:
    return ScriptedInterviewer(a_scenario(facts=list(facts)), {}, "the company")


def test_a_question_no_cue_foresaw_earns_the_fact_whose_words_it_shares() -> None:
    played = interviewer(UPTIME, BUDGET)
    assert played.answer("has the shared pool been reliable lately?", []).fact == "uptime"


def test_one_shared_word_earns_nothing() -> None:
    assert interviewer(UPTIME, BUDGET).answer("Is there a swimming pool?", []).fact is None


def test_words_that_two_facts_share_alike_earn_neither() -> None:
    twins = [
        Fact.model_validate(a_fact(id, "How large is the yearly budget?")) for id in ("one", "two")
    ]
    assert Nearness(twins).clear_winner("How large is the yearly budget?") is None


def test_of_facts_that_cues_find_alike_the_nearer_is_told() -> None:
    first = {**UPTIME, "earned_by": ["pool"]}
    second = {**BUDGET, "earned_by": ["pool"]}
    played = interviewer(first, second)
    assert played.answer("What budget does the retailer have for the pool?", []).fact == "budget"
    assert played.answer("Was the pool reliable?", []).fact == "uptime"


def test_more_cues_outweigh_nearer_words() -> None:
    first = {**UPTIME, "earned_by": ["pool", "budget", "afford"]}
    played = interviewer(first, {**BUDGET, "earned_by": ["budget"]})
    assert played.answer("What budget can they afford for the pool?", []).fact == "uptime"
