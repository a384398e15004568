"""What is learned of servers that refuse nothing and heed nothing, and records that are broken."""

from pathlib import Path
from typing import Any

from coach.llm.capabilities import Capabilities, CapabilityStore, describe_learned
from tests.support.calls import profile
from tests.support.judgements import judgement
from tests.support.judging import CALL, judge, make_coach
from tests.support.server import Step, answers, by_request, serving, streams, whole

PROSE = "I would say that this is a solid answer."


def rungs(sent: dict[str, Any]) -> str:
    return str(sent.get("response_format", {}).get("type", "none"))


async def test_a_schema_that_is_ignored_is_a_step_down_and_no_loop(tmp_path: Path) -> None:
    """Only plain json_object is heeded; json_schema is taken and ignored."""

    def choose(sent: dict[str, Any]) -> Step:
        text = judgement(CALL) if rungs(sent) == "json_object" else PROSE
        return streams(text) if sent["stream"] else answers(200, whole(text))

    async with serving(by_request(choose)) as server:
        coach = make_coach(tmp_path, profile(server.url))
        first, _, _ = await judge(coach)
        second, _, _ = await judge(coach)
    assert [first.status, second.status] == ["not_graded", "graded"]
    assert [rungs(got.json) for got in server.got] == ["json_schema", "json_schema", "json_object"]


async def test_a_schema_that_is_ignored_in_streams_only(tmp_path: Path) -> None:
    """As some servers do with thinking models: whole replies heed the schema."""

    def choose(sent: dict[str, Any]) -> Step:
        return streams(PROSE) if sent["stream"] else answers(200, whole(judgement(CALL)))

    async with serving(by_request(choose)) as server:
        coach = make_coach(tmp_path, profile(server.url))
        reviews = [(await judge(coach))[0] for _ in range(3)]
    assert [review.status for review in reviews] == ["graded"] * 3
    assert [got.json["stream"] for got in server.got] == [True, False, True, False, False]


async def test_a_model_that_cannot_write_json_is_asked_twice_each_time(tmp_path: Path) -> None:
    async with serving(by_request(lambda sent: streams(PROSE))) as server:
        coach = make_coach(tmp_path, profile(server.url))
        for _ in range(4):
            review, _, _ = await judge(coach)
            assert review.status == "not_graded"
            assert review.receipt["raw"] == [PROSE, PROSE]
    assert len(server.got) == 8
    assert rungs(server.got[-1].json) == "none"


def test_a_broken_record_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / "capabilities.json"
    for text in ("", "[]", "{", '{"u m": 7}', '{"u m": {"rung": "x"}}', '{"u m": {"new": 1}}'):
        path.write_text(text)
        assert CapabilityStore(path).get("u", "m") == Capabilities()
    store = CapabilityStore(path)
    store.put("u", "m", Capabilities(rung="none", token_fields_refused=("max_tokens",)))
    assert store.get("u", "m").token_fields_refused == ("max_tokens",)
    store.forget("u", "m")
    assert store.get("u", "m") == Capabilities()


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    CapabilityStore(tmp_path / "file" / "capabilities.json").put("u", "m", Capabilities())


def test_what_was_learned_is_told_in_words() -> None:
    assert describe_learned(Capabilities()) == ""
    known = Capabilities(rung="json_object", temperature=False, token_field="none")
    learned = "sends JSON, without a schema, takes no temperature, takes no limit"
    assert describe_learned(known) == learned
