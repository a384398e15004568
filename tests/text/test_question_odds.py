"""Odds by phrases and by letters: which of several things a short question asks for."""

import math

import pytest

from coach.text.phrases import find_phrases
from coach.text.question_odds import UNSEEN, Odds, QuestionOdds, WordOdds

ODDS = QuestionOdds(
    {"date": ["When is the deadline?", "By when?"], "people": ["Who decides it?"]},
    ["What does it cost?", "How large is it?"],
)
WORDINGS = {
    "price": ["What does it cost?", "What is the price?"],
    "team": ["Who could build it?", "Who is free?"],
}


def best(question: str) -> str:
    odds = ODDS.measure(question)
    return max(odds, key=lambda name: odds[name].mean)


@pytest.mark.parametrize(
    ("question", "name"),
    [("and when?", "date"), ("who makes the decision", "people"), ("any deadlnie", "date")],
)
def test_words_letters_and_typing_errors_tell_what_is_asked_for(question: str, name: str) -> None:
    assert best(question) == name


def test_what_no_wording_has_says_nothing() -> None:
    assert set(ODDS.measure("xyz").values()) == {Odds(0.0, 0.0)}


def test_a_longer_question_of_the_same_terms_says_less() -> None:
    short, long = (ODDS.measure(text)["people"] for text in ("who decides", "who decides xy vw zq"))
    assert 0 < long.mean < short.mean


def test_words_of_one_thing_speak_for_it_and_against_the_other() -> None:
    odds = WordOdds(WORDINGS, [], find_phrases).measure("So who is that?")
    assert odds["team"] > 0 > odds["price"]
    assert math.isclose(odds["team"], -odds["price"])


def test_words_that_nobody_used_say_nothing() -> None:
    odds = WordOdds(WORDINGS, [], find_phrases)
    assert odds.measure("Sunny weather") == {"price": 0.0, "team": 0.0}


def test_what_others_ask_counts_against_all() -> None:
    alone = WordOdds(WORDINGS, [], find_phrases)
    among = WordOdds(WORDINGS, ["Who are you?", "Who won?"], find_phrases)
    assert among.measure("who")["team"] < alone.measure("who")["team"]


def test_a_term_is_what_the_function_says() -> None:
    odds = WordOdds({"a": ["xy"], "b": ["zz"]}, [], frozenset)
    share = math.log((1 + UNSEEN) / (1 + 2 * UNSEEN)) - math.log(UNSEEN / (1 + 2 * UNSEEN))
    assert math.isclose(odds.measure("x")["a"], share)
