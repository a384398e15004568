"""Replies of judging models: strict where it can be, mended where that is safe, never invented."""

import json
from typing import Any

import pytest

from coach.reviews.llm.reply.partial_json import find_closed_dimensions
from coach.reviews.llm.reply.response import Unreadable, build_schema, parse

IDS = ["one", "two"]


def reply(**changes: Any) -> dict[str, Any]:
    dimensions = [
        {"id": id, "evidence": [], "met": [], "missing": [], "rationale": "r", "level": 2}
        for id in IDS
    ]
    return {"dimensions": dimensions, "points": [], "priority_fix": "f"} | changes


def test_a_plain_reply_is_read() -> None:
    parsed = parse(json.dumps(reply()), IDS)
    assert [d.level for d in parsed.judgement.dimensions] == [2, 2]
    assert not parsed.repaired


@pytest.mark.parametrize("around", ["```json\n{}\n```", "Here you are:\n{}\nHope it helps."])
def test_talk_around_the_object_is_left_out(around: str) -> None:
    parsed = parse(around.replace("{}", json.dumps(reply())), IDS)
    assert len(parsed.judgement.dimensions) == 2


def test_small_faults_are_mended_and_said() -> None:
    broken = json.dumps(reply()).replace('"priority_fix": "f"', '"priority_fix": "f",')
    assert parse(broken, IDS).repaired


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I would give this a 3.",
        json.dumps(reply())[:80],
        json.dumps(reply(dimensions=[])),
        json.dumps(reply(dimensions=reply()["dimensions"][:1])),
        json.dumps(reply(dimensions=reply()["dimensions"] * 2)),
        json.dumps(reply(dimensions=[{"id": "one", "level": 9}, {"id": "two", "level": 2}])),
        json.dumps(reply(dimensions=[{"id": "one"}, {"id": "two", "level": 2}])),
        json.dumps([1, 2]),
        '{"level": NaN',
    ],
)
def test_what_is_no_judgement_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text, IDS)


def test_dimensions_that_were_not_asked_for_again_are_passed_over() -> None:
    text = json.dumps(reply())
    with pytest.raises(Unreadable, match="not dimensions of the rubric: two"):
        parse(text, ["one"])
    assert [d.id for d in parse(text, ["one"], IDS).judgement.dimensions] == ["one"]


def test_a_growing_reply_gives_only_closed_dimensions() -> None:
    whole = json.dumps(reply())
    second = whole.index('"id": "two"')
    after = whole.index('"points"') + 12
    counts = [len(find_closed_dimensions(whole[:end])) for end in range(len(whole) + 1)]
    assert counts == sorted(counts)
    assert counts[second - 2] == 0
    assert counts[second + 20] == 1
    assert counts[after] == 2


def test_the_schema_keeps_to_what_servers_share() -> None:
    banned = {"$ref", "oneOf", "anyOf", "pattern", "format", "minimum", "maximum", "default"}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            assert not banned & set(node)
            if node.get("type") == "object":
                assert node["required"] == list(node["properties"])
                assert node["additionalProperties"] is False
            for value in node.values():
                walk(value)

    walk(build_schema(IDS))
    dimension = build_schema(IDS)["properties"]["dimensions"]["items"]["properties"]
    assert list(dimension).index("evidence") < list(dimension).index("level")
