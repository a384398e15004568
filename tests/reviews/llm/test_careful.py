"""A review in several calls, and several reviews taken together."""

import json
from pathlib import Path
from typing import Any

from coach.reviews.llm.reviewer import Judged
from coach.transcripts.review_schema import Review
from tests.support.calls import profile
from tests.support.judgements import DIMENSIONS, ROOM, judgement
from tests.support.judging import ANSWER, CALL, GOES, make_coach
from tests.support.server import Step, answers, serving, streams


def only(id: str, level: int) -> str:
    whole = json.loads(judgement(CALL, GOES, level=level))
    return json.dumps({"dimensions": [d for d in whole["dimensions"] if d["id"] == id]})


def rest() -> str:
    whole = json.loads(judgement(points=[{"id": "cm-decision", "quote": GOES}]))
    del whole["dimensions"]
    return json.dumps(whole)


async def run(
    tmp_path: Path, steps: list[Step], *, careful: bool = False, repeats: int = 1
) -> tuple[Review, list[Any], list[str]]:
    async with serving(*steps) as server:
        coach = make_coach(tmp_path, profile(server.url))
        transcript = coach.rounds.record_written("claude-vs-metering", ANSWER, [])
        events: list[Any] = []
        review = await coach.reviews.review(
            transcript, on_event=events.append, careful=careful, repeats=repeats
        )
        cases = [got.json["messages"][1]["content"] for got in server.got]
    return review, events, cases


async def test_careful_asks_for_one_dimension_a_call(tmp_path: Path) -> None:
    steps = [streams(only(id, 3), usage=ROOM) for id in DIMENSIONS] + [streams(rest(), usage=ROOM)]
    review, events, cases = await run(tmp_path, steps, careful=True)
    assert review.status == "graded"
    assert [d.id for d in review.dimensions] == DIMENSIONS
    assert {d.level for d in review.dimensions} == {3}
    assert [p.id for p in review.points if p.hit] == ["cm-decision"]
    assert [e.dimension.id for e in events if isinstance(e, Judged)] == DIMENSIONS
    shared = len(cases[0].rpartition("Now judge only")[0])
    assert all(case[:shared] == cases[0][:shared] for case in cases), "the prefix can be cached"
    for id, case in zip(DIMENSIONS, cases, strict=False):
        assert f"Now judge only {id}," in case
    assert review.usage is not None and review.usage.input == len(steps) * 6000
    receipt = review.receipt
    assert receipt["settings"]["careful"] is True
    assert [call["dimensions"] for call in receipt["calls"]] == [[id] for id in DIMENSIONS] + [[]]
    assert len(receipt["raw"]) == len(steps)


async def test_the_messages_of_every_call_can_be_put_together_again(tmp_path: Path) -> None:
    steps = [streams(only(id, 3), usage=ROOM) for id in DIMENSIONS] + [streams(rest(), usage=ROOM)]
    review, _, cases = await run(tmp_path, steps, careful=True)
    first = review.receipt["messages"]
    for call, case in zip(review.receipt["calls"][1:], cases[1:], strict=True):
        assert call["messages"][0] == 0
        told = call["messages"][1]
        assert first[1]["content"][: int(told["for"])] + told["then"] == case


async def test_one_part_that_fails_leaves_the_round_ungraded_and_keeps_the_others(
    tmp_path: Path,
) -> None:
    steps = [streams(only(DIMENSIONS[0], 3), usage=ROOM), answers(401, {"error": "bad key"})]
    review, _, _ = await run(tmp_path, steps, careful=True)
    assert review.status == "not_graded" and review.overall is None
    assert [d.id for d in review.dimensions] == DIMENSIONS[:1]
    kept = f"1 of {len(DIMENSIONS)} dimensions are kept"
    assert review.reason is not None and kept in review.reason
    assert len(review.receipt["raw"]) == 1


async def test_repeats_give_the_median_and_the_spread(tmp_path: Path) -> None:
    steps = [streams(judgement(CALL, GOES, level=level), usage=ROOM) for level in (4, 2, 3)]
    review, _, cases = await run(tmp_path, steps, repeats=3)
    assert len(cases) == 3
    assert {d.level for d in review.dimensions} == {3}
    assert {d.level_range for d in review.dimensions} == {(2, 4)}
    assert review.overall is not None and review.overall.level == 3
    assert any("median of 3" in flag.text for flag in review.flags)


async def test_a_repeat_that_fails_is_said_and_the_others_count(tmp_path: Path) -> None:
    steps = [streams(judgement(CALL, level=3), usage=ROOM), answers(401, {"error": "bad key"})]
    review, _, _ = await run(tmp_path, steps, repeats=3)
    assert review.status == "graded"
    assert any("Only 1 of 3" in flag.text for flag in review.flags)
