"""Stronger versions: the candidate's own words, gaps for the rest, and nothing from nowhere."""

import pytest

from coach.packs.load import load_library
from coach.packs.novelty import new_facts
from coach.paths import find_paths
from coach.reviews.offline import review_offline
from coach.reviews.stronger import stronger_offline
from tests.unit.examples import a_transcript

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
    assert new_facts(text, [ROUND]) == []


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
    (found,) = new_facts(text, [ROUND])
    assert found.text == new
    assert text[found.start : found.end] == new


def test_offline_uses_own_sentences_once_and_leaves_gaps() -> None:
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    library = load_library([paths.builtin_packs], trusted=paths.builtin_packs)
    pack, scenario = library.find("claude-vs-metering")
    answer = (
        "We met last year. The tradeoff is that A may leave. So engineering goes to B. "
        "We cannot host Claude, the weights are closed."
    )
    transcript = a_transcript(answer=answer, prompt=scenario.prompt)
    review = review_offline(transcript, scenario, pack)
    version = stronger_offline(transcript, scenario, review)
    assert version.text.startswith("So engineering goes to B.")
    assert "We met last year" not in version.text
    assert version.text.count("The tradeoff is that A may leave.") == 1
    hits = sum(point.hit for point in review.points)
    assert version.text.count("[your words or your number: ") == len(scenario.points) - hits
    own = [line for line in version.text.split("\n\n") if not line.startswith("[")]
    assert all(line in answer for line in own)
