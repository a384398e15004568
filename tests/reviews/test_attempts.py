"""Two attempts at one scenario, sentence by sentence."""

from typing import Any

import pytest

from coach.packs.load import Library, load_library
from coach.packs.schema import Pack
from coach.paths import find_paths
from coach.reviews.attempts import Attempts, ReviewedAttempt, compare_attempts, find_shared_reviewer
from coach.text.alignment import Pair, align
from coach.transcripts.record import Reply, Transcript
from coach.transcripts.review_schema import (
    CustomerReview,
    DimensionReview,
    Evidence,
    MisconceptionReview,
    PointReview,
    Review,
    ReviewerId,
    TradeoffReview,
    make_not_graded,
)
from tests.support.examples import a_scenario, a_transcript

A = "I would call customer A today."
B = "Then we ship the billing report to B in two weeks."
C = "It costs us the launch."


@pytest.fixture(scope="module")
def pack() -> Pack:
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    library: Library = load_library([paths.builtin_packs], trusted=paths.builtin_packs)
    return library.packs["ai-inference"]


def quoted(transcript: Transcript, *quotes: str) -> list[Evidence]:
    text = transcript.candidate_text
    return [
        Evidence(quote=q, start=text.index(q), end=text.index(q) + len(q), verified=True)
        for q in quotes
    ]


def reviewed(transcript: Transcript, **more: Any) -> ReviewedAttempt:
    who = ReviewerId(kind="model", name="m", model="x")
    return ReviewedAttempt(transcript, Review(status="graded", reviewer=who, **more))


def test_moved_and_reworded_sentences_are_recognised() -> None:
    reworded = "Then B gets the billing report: we ship it in two weeks."
    assert align([A, B, C], [C, A, reworded]) == [
        Pair(2, 0, 100.0, moved=True),
        Pair(0, 1, 100.0),
        Pair(1, 2, align([B], [reworded])[0].alike),
    ]
    assert align([A], ["The weather in Lisbon is fine at this time of the year."]) == []


def test_a_sentence_said_twice_is_paired_once_each() -> None:
    assert [(p.old, p.new) for p in align([A, A], [A, B, A])] == [(0, 0), (1, 2)]
    assert [(p.old, p.new) for p in align([A], [A, A])] == [(0, 0)]


def comparison(pack: Pack) -> Attempts:
    first = a_transcript(answer=f"{A} {C} I go with B.", status="done")
    second = a_transcript(
        id="2026-11-25-100000-two-asks",
        answer=f"I go with B. {B} {A}",
        pushback=[
            Reply(id="p1", who="CTO", text="Really?", reply="If a renewal is in doubt, I flip.")
        ],
        status="done",
    )
    return compare_attempts(
        reviewed(
            first,
            dimensions=[DimensionReview(id="structure", level=2, rationale="")],
            points=[PointReview(id="ta-decision", hit=False)],
            customers=[CustomerReview(id="a", name="Customer A", needed="", mentioned=True)],
            tradeoffs=[
                TradeoffReview(id="now-later", name="Now or later", given_up=quoted(first, C))
            ],
            misconceptions=[
                MisconceptionReview(id=pack.misconceptions[0].id, evidence=[], correction="not so")
            ],
        ),
        reviewed(
            second,
            dimensions=[DimensionReview(id="structure", level=3, rationale="")],
            points=[PointReview(id="ta-decision", hit=True, evidence=quoted(second, B))],
            customers=[CustomerReview(id="a", name="Customer A", needed="", mentioned=True)],
            tradeoffs=[
                TradeoffReview(
                    id="now-later", name="Now or later", flip=quoted(second, "If a renewal is in")
                )
            ],
        ),
        pack,
        a_scenario(),
    )


def test_which_gap_each_sentence_closed_which_is_open_and_what_was_lost(pack: Pack) -> None:
    found = comparison(pack)
    assert found.closed == (
        "Makes a clear choice.",
        "Now or later: what would change it",
        f"Not so: {pack.misconceptions[0].right}",
    )
    assert found.open == ("Customer A: gets something",)
    assert found.lost == ("Now or later: what is given up",)
    told = [(c.kind, c.moved, c.new or c.old, c.closes, c.lost) for c in found.changes]
    assert told == [
        ("same", True, "I go with B.", (), ()),
        ("new", False, B, ("Makes a clear choice.",), ()),
        ("same", False, A, (), ()),
        ("gone", False, C, (), ("Now or later: what is given up",)),
        (
            "new",
            False,
            "If a renewal is in doubt, I flip.",
            ("Now or later: what would change it",),
            (),
        ),
    ]
    assert [c.part for c in found.changes] == ["answer", "answer", "answer", "answer", "reply 1"]
    assert [(s.dimension, s.old, s.new) for s in found.shifts] == [("structure", 2, 3)]


def test_attempts_are_compared_by_one_who_graded_both() -> None:
    mine = ReviewerId(kind="model", name="mine", model="x")
    other = ReviewerId(kind="offline", name="offline")

    def by(who: ReviewerId, fix: str) -> Review:
        return Review(status="graded", reviewer=who, priority_fix=fix)

    pair = find_shared_reviewer(
        [by(mine, "1"), by(other, "2")], [by(other, "3"), make_not_graded(mine, "x")]
    )
    assert pair is not None and [r.priority_fix for r in pair] == ["2", "3"]
    assert find_shared_reviewer([by(mine, "1")], [by(other, "3")]) is None
