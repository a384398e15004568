"""The message to the side that lost: what is proven of it, on messages labelled by hand."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.files import CoachError
from coach.stakeholders.message_checks import (
    Addressed,
    list_message_sentences,
    mark_check,
    review_message,
)
from coach.stakeholders.models import MessageReview
from tests.support.rooms import LIBRARY, record_of

FOLDER = Path(__file__).parent / "fixtures" / "messages"
CHECKS = ("owner", "date")
"""What code finds by wording."""
OWN = ("honesty", "reason", "alternative")
"""What the candidate marks: by wording 18, 15 and 16 of the 24 held-out messages agreed."""
FLOORS = {
    "tuning": dict.fromkeys(CHECKS, 0.98),
    "held-out": dict(zip(CHECKS, (0.95, 0.99), strict=True)),
}
"""Share of messages on which each check agrees with the label. Where it does not, it misses what is
there: on the held-out ones 23 and 24 of 24 agree."""
RIGHT = 0.96
"""Share of what is claimed as met on held-out messages that is: 30 of 31 were measured."""


def reviewed(
    message: str, *, refused: bool = True, answer: str = "", id: str = "claude-vs-metering"
) -> MessageReview:
    pack, scenario = LIBRARY.find(id)
    prompt = record_of(id, answer).prompt
    to = scenario.stakeholders[0]
    return review_message(Addressed(message, to, refused, answer, prompt), pack.lexicon)


def met(message: str) -> set[str]:
    return {check.id for check in reviewed(message).checks if check.met}


@pytest.mark.parametrize("name", FLOORS)
def test_the_checks_agree_with_the_labels(name: str) -> None:
    rows = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    agreed = dict.fromkeys(CHECKS, 0)
    for row in rows:
        found = met(row["text"])
        for check in CHECKS:
            agreed[check] += (check in found) == (check in row["shows"])
    for check, floor in FLOORS[name].items():
        assert agreed[check] / len(rows) >= floor, f"{check}: {agreed[check]} of {len(rows)}"


def test_what_is_claimed_is_there() -> None:
    rows = yaml.safe_load((FOLDER / "held-out.yaml").read_text())
    claims = [(check, row["shows"]) for row in rows for check in met(row["text"])]
    right = sum(check in shows for check, shows in claims)
    assert right / len(claims) >= RIGHT, f"{right} of {len(claims)}"


@pytest.mark.parametrize("name", FLOORS)
def test_lists_of_the_right_words_and_warm_words_show_nothing(name: str) -> None:
    rows = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    empty = [row["text"] for row in rows if not row["shows"]]
    shown = [text for text in empty if len(met(text)) > 1]
    assert len(shown) <= len(empty) / 4, shown


def test_a_met_check_has_a_quote_and_a_missing_one_says_what() -> None:
    message = "We will not host Claude. I ring you on Tuesday."
    review = reviewed(message)
    assert [check.id for check in review.to_mark] == list(OWN)
    for check in review.checks:
        assert bool(check.evidence) == bool(check.met) != bool(check.missing)
        for one in check.evidence:
            assert message[one.start : one.end] == one.quote


def test_hiding_and_promising_too_much_are_pointed_out() -> None:
    hides = reviewed("We will not do it. Legal blocked it, my hands are tied.")
    promises = reviewed("We will not do it now. It will definitely be there on Monday, trust me.")
    for review, kind in ((hides, "hides"), (promises, "promises")):
        assert [flag.kind for flag in review.flags][:1] == [kind]


def test_a_mark_stands_on_a_sentence_or_says_that_it_is_not_there() -> None:
    message = "We will not host Claude. I ring you on Tuesday."
    proof = list_message_sentences(message)[0]
    review = mark_check(reviewed(message), "honesty", proof)
    review = mark_check(review, "reason", None)
    honesty, reason, alternative = review.checks[:3]
    assert (honesty.met, honesty.evidence, honesty.by) == (True, [proof], ["self"])
    assert (reason.met, reason.evidence, reason.by) == (False, [], ["self"])
    assert alternative.is_to_mark and review.met == 3
    again = mark_check(review, "reason", proof)
    assert again.checks[1].met, "one's own mark can be changed"
    with pytest.raises(CoachError, match="'owner' is not yours to mark"):
        mark_check(review, "owner", proof)


def test_promising_what_the_answer_refused_is_said() -> None:
    message = "Good news, you will have Claude on our platform on Thursday."
    assert "declined" in {flag.kind for flag in reviewed(message).flags}
    assert "declined" not in {flag.kind for flag in reviewed(message, refused=False).flags}


def test_a_date_that_the_answer_did_not_have_is_pointed_out() -> None:
    message = "We will not host Claude. You get the export on 14 May."
    assert "new_date" in {flag.kind for flag in reviewed(message).flags}
    known = reviewed(message, answer="The export is out on 14 May.")
    assert "new_date" not in {flag.kind for flag in known.flags}


def test_without_word_lists_nothing_is_claimed() -> None:
    _, scenario = LIBRARY.find("claude-vs-metering")
    review = review_message(Addressed("No.", scenario.stakeholders[0], True, "", ""), {})
    assert {check.met for check in review.checks} == {None}
    assert [check.id for check in review.to_mark] == list(OWN)


@given(st.text(max_size=400))
def test_any_message_gives_quotes_that_are_in_it(message: str) -> None:
    for check in reviewed(message).checks:
        for one in check.evidence:
            assert message[one.start : one.end] == one.quote
