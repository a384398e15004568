"""Naive Bayes: which of several things the terms of a question speak for."""

import math

from coach.text.phrases import find_phrases
from coach.text.word_odds import UNSEEN, WordOdds

WORDINGS = {
    "price": ["What does it cost?", "What is the price?"],
    "team": ["Who could build it?", "Who is free?"],
}


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
