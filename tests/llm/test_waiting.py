"""Waiting: how long, what is told meanwhile, and that it can be stopped."""

import asyncio
import contextlib
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from coach.config import Timeouts
from coach.llm.events import Retrying, Text
from tests.support.calls import ASK, Slept, call, caller, endpoint
from tests.support.server import (
    answers,
    data,
    delta,
    hangs,
    serving,
    streams,
)

GOOD = '{"a": "é😀", "b": [1, 2]}'


async def test_9_a_short_retry_after_is_waited_out(tmp_path: Path) -> None:
    slept = Slept()
    limited = answers(429, {"error": {"message": "slow down"}}, Retry_After="2")
    async with serving(limited, streams(GOOD)) as server:
        found = await call(server.url, tmp_path, slept=slept)
    assert found.text == GOOD
    assert len(server.got) == 2
    assert slept.seconds == [1.0, 1.0]
    assert [e.seconds for e in found.events if isinstance(e, Retrying)] == [2.0, 1.0]


async def test_11_always_429_ends_after_three(tmp_path: Path) -> None:
    slept = Slept()
    limited = answers(429, {"error": "no"}, X_Ratelimit_Limit_Tokens="9")
    async with serving(limited) as server:
        found = await call(server.url, tmp_path, slept=slept)
    assert found.failed.failure.retryable
    assert len(server.got) == 3
    assert "ratelimit-limit-tokens=9" in found.sentence


async def test_25_cancelling_closes_the_connection(tmp_path: Path) -> None:
    async with serving(hangs(data(delta("part")))) as server:
        seen = asyncio.Event()

        async def read() -> None:
            def watch(event: object) -> None:
                if isinstance(event, Text):
                    seen.set()

            await endpoint(server.url, caller(tmp_path)).send(ASK, watch)

        task = asyncio.create_task(read())
        await asyncio.wait_for(seen.wait(), 5)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.closed_by_client.wait(), 0.2)


@pytest.mark.parametrize("status", [429, 503])
async def test_12_waiting_can_be_stopped(tmp_path: Path, status: int) -> None:
    told = asyncio.Event()
    asleep = {"error": {"message": "DEPLOYMENT_SCALING_UP"}}

    async def sleeps_on(seconds: float) -> None:
        told.set()
        await asyncio.Event().wait()

    patient = replace(caller(tmp_path), sleep=sleeps_on)
    async with serving(answers(status, asleep, Retry_After="30")) as server:

        async def read() -> None:
            await endpoint(server.url, patient).send(ASK)

        task = asyncio.create_task(read())
        await asyncio.wait_for(told.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(server.got) == 1


async def test_25_a_host_that_does_not_take_the_connection(tmp_path: Path) -> None:
    """A queue that is full: the connection is neither taken nor refused."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                one.connect(("127.0.0.1", port))
        short = Timeouts(connect=0.3, first_token=5, gap=5, total=9)
        found = await call(f"http://127.0.0.1:{port}/v1", tmp_path, timeouts=short)
        for one in waiting:
            one.close()
    assert found.kind == "timeout"
    assert "No connection to" in found.sentence
    assert "0.3 s" in found.sentence
