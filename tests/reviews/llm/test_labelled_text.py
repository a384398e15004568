"""Judgements as labelled lines, for models too small for JSON."""

import pytest

from coach.reviews.llm.reply.labelled_text import parse_labels
from coach.reviews.llm.reply.response import Unreadable, parse

TEXT = """\
Sure! Here it is.
**DIMENSION:** `One`
EVIDENCE: "the launch slips two weeks"
EVIDENCE: “engineering goes to B”
LEVEL: 4
LEVEL: 2
- dimension: two
- Reason: You name what slips.
- level: 3/4
FIX: Size it.
"""


def test_labelled_lines_are_a_judgement() -> None:
    parsed = parse(TEXT, ["one", "two"])
    one, two = parsed.judgement.dimensions
    assert [e.quote for e in one.evidence] == [
        "the launch slips two weeks",
        "engineering goes to B",
    ]
    assert (one.level, two.level, two.rationale) == (2, 3, "You name what slips.")
    assert parsed.judgement.priority_fix == "Size it."
    assert parsed.repaired


@pytest.mark.parametrize("level", ["", "7", "3.5", "three", "3 or 4", "-1"])
def test_a_level_that_is_none_is_refused(level: str) -> None:
    with pytest.raises(Unreadable, match="level"):
        parse(f"DIMENSION: one\nLEVEL: {level}", ["one"])


def test_prose_is_no_judgement() -> None:
    assert parse_labels("I would give this level: 3 for its evidence.") is None
    with pytest.raises(Unreadable, match="missing"):
        parse("DIMENSION: one\nLEVEL: 2", ["one", "two"])
