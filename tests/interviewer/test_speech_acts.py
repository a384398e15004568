"""What the words of a question do: fish for a decision, ask for a fact, agree, or only talk."""

import time

import pytest

from coach.interviewer.speech_acts import (
    LONGEST,
    drop_context,
    fishes,
    is_no,
    is_personal,
    is_question,
    is_yes,
    list_questions,
)

FISHING = """
    Should I cut X first?
    Is A the right answer?
    Would you cut X first?
    Ship it on Thursday as a preview, fair?
    so the answer is to wait, isn't it?
    I choose the bank, correct?
    would raising the price be a red flag for you?
    is a phased rollout the kind of thing you mean?
    my answer is we wait. is it good?
    Let me check my thinking: serve the contract customers first. Reasonable?
    would most PMs say no here?
    what's the textbook answer
    do I get points for saying no?
    am i overcomplicating this
    can I say no to both?
    I would give the lab its reserved share and let the others queue. Would a senior PM do this?
    For me the best is refund. It's ok?
    wouldn't it be smarter to hire a contractor?
    how about we ship it behind a flag?
    What are you hoping I'll say?
    Am I wrong to put the enterprise last?
    Can you confirm I should drop the tokenizer?
    refund them all and move on?
    would escalating be seen as weak?
    which of the two do I sacrifice?
    escalate to vp or not
    Would I be right in thinking that the enterprise comes first?
    I must to choose one only?
    My idea is give to them credit. You like?
    Gut says hold the line on price. Hot or cold?
"""
ASKING = """
    What do they pay us?
    Should we expect more load next month?
    What can I offer them today without changing the price list?
    How soon could I promise each one?
    Would you tell me what a delay costs?
    Could you say which engineer is free?
    Do we owe them credits for this?
    Who decides whether the answers are right?
    Is the contract up in May, right after the launch?
    They pay about $60k, right?
    Which of these requests is stopping a customer from renewing?
    Deal size and price?
    How big is the deal?
    What must we guarantee in writing?
    I'd like to weigh A by dollars, so what is their bill like today?
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("question", lines(FISHING))
def test_asking_what_to_decide_is_fishing(question: str) -> None:
    assert fishes(question)


@pytest.mark.parametrize("question", lines(ASKING))
def test_asking_for_a_fact_is_not(question: str) -> None:
    assert not fishes(question)


def test_who_asks_about_the_interviewer_makes_conversation() -> None:
    assert is_personal("Which model do you use yourself?")
    assert is_personal("Out of curiosity, is this a true story?")
    assert not is_personal("Which model do they use?")


@pytest.mark.parametrize("line", ["yes", "Yes.", "y", "yep, exactly", "that's it", "OK"])
def test_a_yes(line: str) -> None:
    assert is_yes(line)
    assert not is_no(line)


@pytest.mark.parametrize("line", ["no", "Nope.", "not quite"])
def test_a_no(line: str) -> None:
    assert is_no(line)
    assert not is_yes(line)


def test_more_than_a_yes_is_no_yes() -> None:
    assert not is_yes("yes, and what do they pay?")


def test_a_line_asks_by_its_mark_or_its_first_word() -> None:
    assert is_question("their spend?")
    assert is_question("so what do they spend")
    assert not is_question("They spend about 50k")


def test_only_the_sentences_that_ask_are_weighed() -> None:
    asked = "Where do they drop off today?"
    assert drop_context(f"I imagine a funnel. {asked} Just so I know.") == asked
    assert drop_context("their spend") == "their spend"


def test_questions_joined_by_and_are_two() -> None:
    assert list_questions("What do they pay, and when do they renew?") == [
        "What do they pay",
        "when do they renew?",
    ]
    assert len(list_questions("What do A and B pay?")) == 1


def test_no_message_takes_long() -> None:
    started = time.perf_counter()
    for piece in ("confirm ", "is deferring ", "what do i ", "should "):
        fishes(piece * LONGEST)
    assert time.perf_counter() - started < 1.0
