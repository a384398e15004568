"""Odds by phrases and by letters: which of several things a short question asks for."""

import pytest

from coach.text.question_odds import Odds, QuestionOdds

ODDS = QuestionOdds(
    {"date": ["When is the deadline?", "By when?"], "people": ["Who decides it?"]},
    ["What does it cost?", "How large is it?"],
)


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
