"""Stronger versions: the candidate's own words, gaps for the rest, and nothing from nowhere."""

import pytest

from coach.text.new_facts import find_new_facts

ROUND = (
    "B pays $80k a month and forty teams wait. I call Dana on Thursday. We build for 11 accounts."
)


@pytest.mark.parametrize(
    "text",
    [
        "Forty teams wait, so B goes first at $80k.",
        "Eleven accounts gain, and 40 teams come in.",
        "So I call Dana before Thursday. Then I size it: [your number] accounts.",
        "I'd tell [name of the champion at Acme, 17 people] first.",
        "One thing matters.",
    ],
)
def test_what_the_round_holds_is_not_new(text: str) -> None:
    assert find_new_facts(text, [ROUND]) == []


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("B pays $95k a month.", "$95k"),
        ("This helps twelve accounts.", "twelve"),
        ("It cuts churn by 30%.", "30%"),
        ("I call Dana and then Priya.", "Priya"),
        ("We go through Bedrock for it.", "Bedrock"),
    ],
)
def test_what_comes_from_nowhere_is_marked(text: str, new: str) -> None:
    (found,) = find_new_facts(text, [ROUND])
    assert found.text == new
    assert text[found.start : found.end] == new
