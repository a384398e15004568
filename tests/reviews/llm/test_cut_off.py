"""Reviews that are cut off: what is complete is kept, counted, and gone on from."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from coach.reviews.protocol import STOPPED
from coach.services.coach import Coach
from coach.transcripts.review_schema import Review
from tests.support.calls import profile
from tests.support.judgements import DIMENSIONS, ROOM, judgement
from tests.support.judging import ANSWER, CALL, GOES, make_coach
from tests.support.server import (
    Got,
    Server,
    Step,
    Wire,
    by_request,
    data,
    delta,
    finish,
    raw,
    serving,
    streams,
)

WHOLE = judgement(CALL, GOES)


def count_complete(text: str) -> int:
    """Dimensions whose object is closed and followed by something."""
    objects = [json.dumps(dimension) for dimension in json.loads(WHOLE)["dimensions"]]
    return sum(WHOLE.index(whole) + len(whole) < len(text) for whole in objects)


def only(wanted: list[str]) -> str:
    """The judgement that a request for some of the dimensions gets."""
    whole = json.loads(WHOLE)
    whole["dimensions"] = [d for d in whole["dimensions"] if d["id"] in wanted]
    if not wanted:
        del whole["dimensions"]
    return json.dumps(whole)


def wanted(request: dict[str, Any]) -> list[str]:
    case = request["messages"][-1]["content"]
    if "Now leave the dimensions out" in case:
        return []
    if "Of the dimensions judge only " not in case:
        return DIMENSIONS
    return case.partition("Of the dimensions judge only ")[2].partition(";")[0].split(", ")


def fair(request: dict[str, Any]) -> Step:
    return streams(only(wanted(request)), usage=ROOM)


def saved(coach: Coach) -> str:
    transcript = coach.rounds.record_written("claude-vs-metering", ANSWER, [])
    coach.store.save(transcript)
    return transcript.id


def about(review: Review) -> tuple[str, int]:
    return review.status, len(review.dimensions)


@pytest.mark.parametrize("third", [1, 2, 3])
async def test_a_stream_cut_at_a_third_is_kept_and_gone_on_from(tmp_path: Path, third: int) -> None:
    at = len(WHOLE) * third // 3 - 40
    complete = count_complete(WHOLE[:at])
    assert 0 < complete <= len(DIMENSIONS)
    async with serving(raw(data(delta(WHOLE[:at])))) as server:
        coach = make_coach(tmp_path, profile(server.url))
        round_id = saved(coach)
        cut = (await coach.reviews.run(round_id)).review
        assert about(cut) == ("not_graded", complete)
        assert cut.overall is None
        assert (
            cut.reason is not None
            and f"{complete} of {len(DIMENSIONS)} dimensions are kept" in cut.reason
        )
        assert [d.id for d in cut.dimensions] == DIMENSIONS[:complete]
        assert all(d.evidence[0].verified for d in cut.dimensions)
        assert coach.rounds.list_rounds()[0].level is None, "nothing of it counts"
        server.steps[:] = [by_request(fair)]
        whole = (await coach.reviews.run(round_id)).review
        asked = wanted(server.got[-1].json)
    assert whole.status == "graded"
    assert [d.id for d in whole.dimensions] == DIMENSIONS
    assert asked == DIMENSIONS[complete:]
    assert whole.receipt["resumed"] == DIMENSIONS[:complete]
    assert len(coach.reviews.load(round_id)) == 2


async def test_what_is_complete_is_not_gone_on_from_when_the_prompt_has_changed(
    tmp_path: Path,
) -> None:
    async with serving(raw(data(delta(WHOLE[: len(WHOLE) // 2])))) as server:
        coach = make_coach(tmp_path, profile(server.url))
        round_id = saved(coach)
        await coach.reviews.run(round_id)
        shipped = coach.paths.builtin_prompts / "reviewer-system.md.j2"
        coach.paths.user_prompts.mkdir(parents=True)
        (coach.paths.user_prompts / shipped.name).write_text(shipped.read_text() + "\nBe fair.\n")
        server.steps[:] = [by_request(fair)]
        whole = (await coach.reviews.run(round_id)).review
        assert wanted(server.got[-1].json) == DIMENSIONS
    assert whole.receipt["resumed"] == []


async def test_a_reply_cut_at_its_length_limit_goes_on_at_once_and_is_careful_next_time(
    tmp_path: Path,
) -> None:
    def step(request: dict[str, Any]) -> Step:
        if wanted(request) != DIMENSIONS:
            return fair(request)
        return raw(
            data(delta(WHOLE[: len(WHOLE) // 2])), data(finish("length")), "data: [DONE]\n\n"
        )

    async with serving(by_request(step)) as server:
        coach = make_coach(tmp_path, profile(server.url, max_tokens=500))
        review = (await coach.reviews.run(saved(coach))).review
        asked = [wanted(got.json) for got in server.got]
        endpoint = coach.workspace.make_endpoint("judge")
        known = coach.workspace.caller.capabilities.get(server.url, endpoint.profile.model)
    assert review.status == "graded"
    assert [d.id for d in review.dimensions] == DIMENSIONS
    assert asked[0] == DIMENSIONS and asked[1] == DIMENSIONS[len(DIMENSIONS) - len(asked[1]) :]
    assert len(asked) == 2 and 0 < len(asked[1]) < len(DIMENSIONS)
    assert known.one_at_a_time


async def test_a_review_that_is_stopped_keeps_what_was_complete(tmp_path: Path) -> None:
    reached = asyncio.Event()

    async def step(wire: Wire, got: Got) -> None:
        await wire.head()
        await wire.send(data(delta(WHOLE[: len(WHOLE) // 2])))
        reached.set()
        await wire.gone()

    async with serving(step) as server:
        coach = make_coach(tmp_path, profile(server.url))
        round_id = saved(coach)
        shown = asyncio.Event()
        running = asyncio.create_task(
            coach.reviews.run(
                round_id, on_event=lambda event: shown.set() if _is_row(event) else None
            )
        )
        await shown.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    (review,) = coach.reviews.load(round_id)
    complete = count_complete(WHOLE[: len(WHOLE) // 2])
    assert about(review) == ("not_graded", complete)
    assert review.reason is not None and review.reason.startswith(STOPPED)


def _is_row(event: object) -> bool:
    return type(event).__name__ == "Judged"


async def test_a_reply_that_turns_in_a_circle_is_stopped_while_it_streams(tmp_path: Path) -> None:
    closed = asyncio.Event()

    async def step(wire: Wire, got: Got) -> None:
        await wire.head()
        try:
            while True:
                await wire.send(data(delta('{"id": "a-customer", "quote": "we wait"}, ')))
                await asyncio.sleep(0)
        except ConnectionError:
            closed.set()
            raise

    async with serving(step) as server:
        coach = make_coach(tmp_path, profile(server.url))
        review = (await coach.reviews.run(saved(coach))).review
        await asyncio.wait_for(closed.wait(), 5)
    assert review.status == "not_graded" and not review.dimensions
    assert review.reason == "m wrote the same words over and over, so its reply was stopped."
    assert review.receipt["degenerate"] == "looping"


async def test_a_model_that_failed_in_one_piece_is_asked_for_one_dimension_a_call(
    tmp_path: Path,
) -> None:
    broken = json.dumps({"dimensions": [{"id": "structure", "level": 7}]})
    async with serving(streams(broken, usage=ROOM)) as server:
        coach = make_coach(tmp_path, profile(server.url))
        round_id = saved(coach)
        assert (await coach.reviews.run(round_id)).review.status == "not_graded"
        assert len(server.got) == 2
        await coach.reviews.run(round_id)
        assert "Now judge only competing_priorities," in _case(server)


def _case(server: Server) -> str:
    return str(server.got[2].json["messages"][-1]["content"])
