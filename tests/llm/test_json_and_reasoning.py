"""Objects in prose, thinking in replies, and replies that grow: right, and in bounded time."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.llm.json_scan import find_objects
from coach.llm.wire.reasoning import CLOSE, OPEN, Splitter, find_reply_in_reasoning, strip_reasoning
from coach.reviews.llm.reply.partial_json import PartialReply

THINGS = st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4)
PROSE = st.text(st.characters(exclude_characters="{}"), max_size=30)


@given(st.lists(st.tuples(PROSE, THINGS), max_size=4), PROSE)
def test_every_object_is_found_whatever_its_texts_hold(
    pairs: list[tuple[str, dict[str, str]]], last: str
) -> None:
    text = "".join(prose + json.dumps(thing) for prose, thing in pairs) + last
    assert [json.loads(found) for found in find_objects(text)] == [thing for _, thing in pairs]


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.integers(1, 7), max_size=60))
@pytest.mark.parametrize(("opening", "closing"), list(zip(OPEN, CLOSE, strict=True)))
def test_thinking_is_told_apart_however_it_is_cut(
    opening: str, closing: str, thought: str, reply: str, sizes: list[int]
) -> None:
    if any(tag in thought + "x" + reply for tag in CLOSE) or reply.startswith("\n"):
        return
    text, splitter, found = opening + thought + closing + reply, Splitter(), {}
    at = 0
    for size in [*sizes, len(text)]:
        for kind, piece in splitter.feed(text[at : at + size]):
            found[kind] = found.get(kind, "") + piece
        at += size
    for kind, piece in splitter.close():
        found[kind] = found.get(kind, "") + piece
    assert found.get("reasoning", "") == thought
    assert found.get("text", "") == reply


def test_thinking_that_lost_its_opening_is_taken_out() -> None:
    assert strip_reasoning('so {x} it is</think>\n{"a": 1}') == '{"a": 1}'
    quoted = '{"quote": "I said </think> aloud"}'
    assert strip_reasoning(quoted) == quoted
    assert find_reply_in_reasoning('I think {x}. {"a": 1} Done.') == '{"a": 1}'
    assert find_reply_in_reasoning("only thoughts") == ""


@pytest.mark.parametrize("piece", ["}", '{"a":', "[", '"', "{}"])
def test_a_reply_that_only_closes_things_stays_cheap(piece: str) -> None:
    growing, started = PartialReply(), time.perf_counter()
    growing.take('{"dimensions":[')
    for _ in range(100_000):
        growing.take(piece)
    find_objects(piece * 100_000)
    # a tenth of this is usual; without the bound it takes minutes
    assert time.perf_counter() - started < 5
