"""Whatever a server sends, a call ends with a reply or a reason, in bounded time."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from coach.llm.events import Done, Failed
from tests.support.calls import call
from tests.support.server import (
    USAGE,
    Got,
    Step,
    Wire,
    answers,
    data,
    delta,
    finish,
    serving,
    whole,
)

GOOD = '{"a": 1, "b": "<think>"}'
ODD: tuple[Any, ...] = (None, True, 0, -1, 1.5, "", "x", "429", [], [None], {}, {"a": {}}, [[]])
KINDS = ("text/event-stream", "application/json", "text/html", "x", "")


def changed(value: Any, chance: random.Random) -> Any:
    """The same data with one thing in it replaced or left out."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(list(value))
        if chance.random() < 0.15:
            return {k: v for k, v in value.items() if k != key}
        return value | {key: changed(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        return [changed(value[0], chance), *value[1:]]
    return chance.choice(ODD)


def cut_up(body: bytes, chance: random.Random) -> bytes:
    """The same bytes with some cut out, doubled, swapped or made up."""
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(body) + 1), chance.randrange(30)
        piece = chance.choice([b"", body[at : at + length] * 2, chance.randbytes(length)])
        body = body[:at] + piece + body[at + length :]
    return body


def steps(seed: int) -> Step:
    """One way of answering badly for each seed."""
    chance = random.Random(seed)
    chunks = [delta(GOOD[:9]), delta(GOOD[9:]), finish(), USAGE]
    message = whole(GOOD)
    way = chance.randrange(4)
    if way == 0:
        spoiled = chance.randrange(len(chunks))
        chunks[spoiled] = changed(chunks[spoiled], chance)
    body = "".join(map(data, chunks)).encode() + b"data: [DONE]\n\n"
    if way == 1:
        body = cut_up(body, chance)
    if way == 2:
        return answers(chance.choice([200, 400, 500]), changed(message, chance))
    if way == 3:
        raw = cut_up(json.dumps(message).encode(), chance)
        return answers(chance.choice([200, 400, 404, 429, 503]), raw, chance.choice(KINDS))

    async def step(wire: Wire, got: Got) -> None:
        await wire.head()
        await wire.send(body)

    return step


@pytest.mark.slow
async def test_no_reply_whatever_is_more_than_a_failure(tmp_path: Path) -> None:
    ends = {Done: 0, Failed: 0}
    for seed in range(200):
        async with serving(steps(seed)) as server:
            found = await call(server.url, tmp_path / str(seed))
        ends[type(found.last)] += 1
        if isinstance(found.last, Failed):
            sentence = found.sentence
            assert sentence.isprintable() and 20 < len(sentence) < 900, (seed, sentence)
        assert len(server.got) <= 9
    assert min(ends.values()) > 20
