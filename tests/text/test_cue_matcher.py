"""The cue language: what each mark finds, and what it leaves alone."""

import pytest

from coach.text.cue_matcher import Matcher
from coach.text.cue_parser import CueError, compile_cue
from coach.text.document import Document

LEXICON = {"engineers": ["engineers", "my people", "build slot"], "cond": ["if", "^should"]}
FOUND = [
    ("prioritise", "We were prioritizing it."),
    ("closed weights", "Those closed, the weights stay."),
    ("engineers ~ B", "My engineers go to B."),
    ("@engineers ~ B", "The build slot is for B."),
    ("A > first", "I do A first."),
    ("A", "A may drift to Anthropic."),
    ("customer a", "For customer A it is late."),
    ("^should & pattern", "Should the pattern break, I look again."),
    ("^should & pattern", "And should the pattern break, I look again."),
    ("$ & month", "They pay $60k a month."),
    ("# weeks", "It takes two weeks."),
    ("licen*", "The licensing is settled."),
    ("? & demo", "What is the demo for?"),
    ("wait ; finance", "B waits. Finance said no."),
    ("cost & !no cost", "It has a cost."),
    ("do not", "I don't think so."),
    ("would", "They'd sign."),
]
LEFT = [
    ("A > first", "I want a first look."),
    ("A", "A customer asked."),
    ("A", "a customer asked."),
    ("^should & pattern", "We should look at the pattern."),
    ("engineers ~ B", "My engineers have worked for many long years, and so B waits."),
    ("a > b", "b then a"),
    ("cost & !no cost", "There is no cost."),
    ("hard", "It is hardly so."),
    ("time", "Three times more."),
    ("? & demo", "The demo is on Thursday."),
]


@pytest.mark.parametrize(("cue", "text"), FOUND)
def test_a_cue_finds(cue: str, text: str) -> None:
    assert Matcher(text, LEXICON).has([cue])


@pytest.mark.parametrize(("cue", "text"), LEFT)
def test_a_cue_leaves_alone(cue: str, text: str) -> None:
    assert not Matcher(text, LEXICON).has([cue])


@pytest.mark.parametrize("cue", ["", "a & ", "(a|b)", "@nobody", "a || b", "!!"])
def test_what_is_not_a_cue_is_refused_in_a_sentence(cue: str) -> None:
    with pytest.raises(CueError, match="cue"):
        compile_cue(cue, LEXICON)


def test_matches_are_sentences_with_their_places() -> None:
    text = "First this. I go with B, as said. Then that."
    (match,) = Matcher(text).find(["go with B"])
    assert text[match.start : match.end] == "I go with B, as said."


def test_matches_come_in_the_order_of_the_text_one_a_sentence_for_each_cue() -> None:
    text = "B waits and waits. A goes first."
    matches = Matcher(text).find(["A > first", "waits", "and"])
    assert [(text[match.start : match.end], match.cue) for match in matches] == [
        ("B waits and waits.", "waits"),
        ("B waits and waits.", "and"),
        ("A goes first.", "A > first"),
    ]


def test_a_word_list_that_the_lexicon_does_not_have_finds_nothing() -> None:
    matcher = Matcher("If my people leave, we wait.", LEXICON)
    assert matcher.has_list("engineers") and not matcher.has_list("nobody")
    assert [match.cue for match in matcher.find_list("cond")] == ["@cond"]
    assert matcher.find_list("nobody") == []


def test_a_part_is_read_by_itself_with_the_same_lists() -> None:
    matcher = Matcher("B waits, my people go to A.", LEXICON)
    assert matcher.has(["B & @engineers"])
    clause = matcher.narrow(9, 27)
    assert clause.text == "my people go to A."
    assert clause.has_list("engineers") and not clause.has(["B"])


def test_a_wrapped_line_is_one_sentence_where_the_text_may_be_wrapped() -> None:
    text = (
        "What does the demo of customer A have to show on the stage on Thursday,\n"
        "and is it Claude they need?\n"
        "- a list item that is long enough to be taken for a wrapped line of prose\n"
        "- another"
    )
    assert len(Document(text).sentences) == 4
    assert len(Document(text, wrapped=True).sentences) == 3
