"""Replies that are made to break the reader: bounded in time, and never more than unreadable."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.llm.wire.reply import join_halves
from coach.reviews.llm.reply.response import Unreadable, parse
from coach.yamls import dump
from tests.support.calls import call
from tests.support.judgements import judgement
from tests.support.server import answers, data, delta, finish, raw, serving, whole

pytestmark = pytest.mark.slow

IDS = [d["id"] for d in json.loads(judgement())["dimensions"]]
DEEP = '{"dimensions": ' + '{"a": ' * 400 + "1" + "}" * 400 + "}"


@pytest.mark.parametrize(
    "reply",
    [
        DEEP,
        DEEP[:-200],
        '{"a": ' * 100_000,
        "{" * 6_000 + "}" * 3_000,
        '{"dimensions": [' + '{"id": "x", ' * 1_500 + "}",
        "[{" * 5_000 + "}]" * 10,
        '{"dimensions": "' + "\\ud83d" * 50 + '"}',
        '{"x": 1e999, "dimensions": [NaN]}',
        '{"dimensions": [{"id": ' + "9" * 5_000 + "}]}",
        "\x00{\x1b}",
    ],
    ids=lambda reply: f"{reply[:12]!r}-{len(reply)}",
)
def test_a_hostile_reply_is_unreadable_and_in_bounded_time(reply: str) -> None:
    used = time.process_time()
    with pytest.raises(Unreadable):
        parse(reply, IDS)
    assert time.process_time() - used < 1.0


@given(st.integers(0, 3), st.data())
@settings(max_examples=60, deadline=None)
def test_a_judgement_that_was_changed_anywhere_is_read_or_unreadable(
    changes: int, draw: st.DataObject
) -> None:
    text = judgement()
    for _ in range(changes):
        at = draw.draw(st.integers(0, len(text) - 1))
        piece = draw.draw(
            st.sampled_from(["", "{", "}", '"', "\\", "[", "\\ud83d", "null", "\x1b"])
        )
        text = text[:at] + piece + text[at + draw.draw(st.integers(0, 3)) :]
    try:
        parsed = parse(join_halves(text), IDS)
    except Unreadable:
        return
    dump(parsed.judgement.model_dump(mode="json"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ud83d\ude00", "😀"),
        ("a\ud83d", "a\ufffd"),
        ("\ude00b", "\ufffdb"),
        (r"{\ud83d}", r"{\ufffd}"),
        (r"{\ude00}", r"{\ufffd}"),
        (r"\ud83d\ude00", r"\ud83d\ude00"),
        (r"\uD83Dx\uDE00", r"\ufffdx\ufffd"),
        (r"\\ud83d", r"\\ud83d"),
        (r"\\\ud83d", r"\\\ufffd"),
        ("plain é", "plain é"),
    ],
)
def test_halves_of_characters(text: str, expected: str) -> None:
    assert join_halves(text) == expected


async def test_what_a_server_says_of_itself_can_always_be_saved(tmp_path: Path) -> None:
    half = {"model": "m\ud83d", "system_fingerprint": "f\ude00", "timings": {"\ud83d": "\ud83d"}}
    streamed = raw(
        data(delta("a \ud83d") | half), data(delta("\ude00 b\ud83d")), data(finish("st\ud83dop"))
    )
    for server in (streamed, answers(200, whole("a 😀 b\ud83d", "st\ud83dop") | half)):
        async with serving(server) as there:
            done = (await call(there.url, tmp_path)).done
        assert done.text == "a 😀 b\ufffd"
        dump({"model": done.model, "finish": done.finish, "server": done.server})
