"""Facts that a round asked for, and what it did with them."""

from coach.packs.load import load_library
from coach.paths import find_paths
from coach.reviews.fact_coverage import review_facts, review_use_of_facts
from coach.transcripts.record import Question, Reply
from tests.support.examples import a_scenario, a_transcript

PACKS = find_paths({"COACH_HOME": "/nonexistent"}).builtin_packs
PACK = load_library([PACKS], trusted=PACKS).packs["ai-inference"]
FACT = {"ask": "?", "answer": "!", "earned_by": ["zebra"]}
SCENARIO = a_scenario(
    facts=[
        FACT | {"id": "spend", "decides": True, "used_by": ["$60k|spend"]},
        FACT | {"id": "date", "decides": True},
        FACT | {"id": "region", "used_by": ["Frankfurt"]},
    ]
)
TAKEN = a_transcript(
    answer="We build it.",
    pushback=[Reply(id="p", who="CTO", text="Why?", reply="They spend more.")],
    clarify=[
        Question(question="Is Frankfurt the region?", answer="Yes.", fact="region"),
        Question(question="What do they spend?", answer="$60k", fact="spend"),
        Question(question="Is it sunny?", answer="I don't know."),
    ],
)


def test_facts_that_decide_and_were_not_asked_for_are_missed() -> None:
    facts = review_facts(SCENARIO, TAKEN)
    assert (facts.asked, facts.missed, facts.unused) == (["region", "spend"], ["date"], [])


def test_a_fact_is_used_by_wordings_of_answer_or_reply_and_not_of_the_question() -> None:
    assert review_use_of_facts(SCENARIO, TAKEN, PACK).unused == ["region"]
    told = TAKEN.model_copy(update={"answer": "We build it in Frankfurt."})
    assert review_use_of_facts(SCENARIO, told, PACK).unused == []
