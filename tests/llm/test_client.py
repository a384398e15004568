"""What the client sends, waits for, remembers and gives away; the faults are in `test_faults`."""

import asyncio
import shutil
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.llm.errors import CallTarget
from coach.llm.events import Adapted, Done
from coach.llm.wire.client import list_models
from coach.llm.wire.request import is_fireworks
from tests.support.calls import ASK, call, caller, endpoint, profile
from tests.support.server import (
    Server,
    answers,
    by_request,
    data,
    delta,
    finish,
    raw,
    serving,
    streams,
)

GOOD = '{"a": "é😀", "b": [1, 2]}'


def refuses(param: str, body: Any, status: int = 400) -> Any:
    """A server that answers well unless the parameter is sent."""

    def choose(sent: dict[str, Any]) -> Any:
        named = sent
        for name in param.split("."):
            if not isinstance(named, dict) or name not in named:
                return streams(GOOD)
            named = named[name]
        return answers(status, body)

    return by_request(choose)


async def test_a_stream_comes_as_plain_events(tmp_path: Path) -> None:
    async with serving(streams(GOOD, size=3)) as server:
        found = await call(server.url, tmp_path)
    assert found.text == found.done.text == GOOD
    assert found.done.finish == "stop"
    assert (found.done.usage.input, found.done.usage.output) == (6000, 200)
    assert found.done.usage.cached == 640
    assert found.done.rung == "json_schema_strict"
    sent = server.got[0]
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == "Bearer sk-secret"
    assert sent.json["response_format"]["json_schema"]["strict"] is True


async def test_3_tls(tmp_path: Path) -> None:
    async def speaks_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(speaks_plainly, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    found = await call(f"https://127.0.0.1:{port}/v1", tmp_path)
    listening.close()
    assert found.kind == "tls"
    assert "secure connection" in found.sentence


async def test_5_no_key_is_a_placeholder(tmp_path: Path) -> None:
    async with serving(streams(GOOD)) as server:
        assert (await call(server.url, tmp_path, key=None)).text == GOOD
    assert server.got[0].headers["authorization"] == "Bearer no-key-needed"


@pytest.mark.parametrize(
    ("body", "rung"),
    [
        ({"error": {"message": "Unknown parameter", "param": "response_format"}}, "none"),
        ({"error": "response_format json_schema is not supported"}, "json_object_schema"),
    ],
)
async def test_14_a_refused_format_steps_down_and_is_remembered(
    tmp_path: Path, body: Any, rung: str
) -> None:
    def choose(sent: dict[str, Any]) -> Any:
        kind = sent.get("response_format", {}).get("type", "none")
        allowed = "none" if rung == "none" else "json_object"
        return streams(GOOD) if kind in (allowed, "none") else answers(400, body)

    async with serving(by_request(choose)) as server:
        first = await call(server.url, tmp_path)
        asked = len(server.got)
        second = await call(server.url, tmp_path)
    assert first.done.rung == second.done.rung == rung
    assert asked > 1
    assert len(server.got) == asked + 1


async def test_15_the_limit_has_two_names(tmp_path: Path) -> None:
    said = {
        "error": {
            "message": "'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
            "param": "max_tokens",
            "code": "unsupported_parameter",
        }
    }
    async with serving(refuses("max_tokens", said)) as server:
        found = await call(server.url, tmp_path)
    assert found.text == GOOD
    assert server.got[-1].json["max_completion_tokens"] == 500
    assert "max_tokens" not in server.got[-1].json


async def test_16_temperature_and_stream_options(tmp_path: Path) -> None:
    def choose(sent: dict[str, Any]) -> Any:
        if "temperature" in sent:
            return answers(400, {"error": {"message": "Unsupported value: 'temperature'"}})
        if "stream_options" in sent:
            detail = [{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]
            return answers(422, {"detail": detail})
        return streams(GOOD)

    async with serving(by_request(choose)) as server:
        found = await call(server.url, tmp_path)
        assert found.text == GOOD
        assert len([e for e in found.events if isinstance(e, Adapted)]) == 2
        await call(server.url, tmp_path)
    assert len(server.got) == 4


@pytest.mark.parametrize(
    ("status", "said"),
    [(400, "System role not supported"), (500, "Conversation roles must alternate user/assistant")],
)
async def test_17_no_system_role(tmp_path: Path, status: int, said: str) -> None:
    def choose(sent: dict[str, Any]) -> Any:
        good = sent["messages"][0]["role"] == "user"
        return streams(GOOD) if good else answers(status, {"error": {"message": said}})

    async with serving(by_request(choose)) as server:
        assert (await call(server.url, tmp_path)).text == GOOD
    assert server.got[-1].json["messages"] == [
        {"role": "user", "content": "You judge.\n\nThe answer."}
    ]


async def test_23_a_last_event_without_its_blank_line_counts(tmp_path: Path) -> None:
    async with serving(raw(data(delta(GOOD)), data(finish()).rstrip())) as server:
        assert (await call(server.url, tmp_path)).done.text == GOOD


@pytest.mark.parametrize(
    "chunks",
    [
        [delta("", reasoning_content="hmm"), delta(GOOD)],
        [delta("", reasoning="hmm"), delta(GOOD)],
        [delta("", reasoning_details=[{"text": "hmm"}]), delta(GOOD)],
        [delta("<think>hm"), delta("m</thi"), delta(f"nk>\n{GOOD}")],
    ],
)
async def test_27_reasoning_is_told_apart(tmp_path: Path, chunks: list[Any]) -> None:
    async with serving(raw(*map(data, chunks), data(finish()))) as server:
        found = await call(server.url, tmp_path)
    assert found.done.text == GOOD
    assert found.reasoning == "hmm"


async def test_27_json_filed_under_reasoning_is_found(tmp_path: Path) -> None:
    async with serving(raw(data(delta("", reasoning=GOOD)), data(finish()))) as server:
        assert (await call(server.url, tmp_path)).done.text == GOOD


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_33_a_redirect_is_named_and_not_followed(tmp_path: Path, status: int) -> None:
    async with serving(streams(GOOD)) as other:
        async with serving(answers(status, "", Location=other.url)) as server:
            found = await call(server.url, tmp_path)
        assert other.got == []
    assert found.kind == "redirected"
    assert other.url in found.sentence


async def test_35_what_is_learned_of_one_model_is_not_believed_of_another(tmp_path: Path) -> None:
    said = {"error": {"message": "temperature"}}
    async with serving(refuses("temperature", said)) as server:
        await call(server.url, tmp_path, model="one")
        before = len(server.got)
        await call(server.url, tmp_path, model="two")
    assert before == 2
    assert len(server.got) == 4


def test_fireworks_is_told_by_its_host() -> None:
    assert is_fireworks("https://api.fireworks.ai/inference/v1")
    assert not is_fireworks("https://fireworks.ai.evil.example/v1")


async def test_what_only_fireworks_knows_is_sent_to_fireworks_only(tmp_path: Path) -> None:
    figures = {"server-time-to-first-token": 0.2}
    last = finish() | {"perf_metrics": figures}

    def choose(sent: dict[str, Any]) -> Any:
        good = raw(data(delta(GOOD)), data(last))
        missing = answers(404, {"error": {"message": "Model not found", "code": "NOT_FOUND"}})
        return good if sent["model"] == "accounts/fireworks/models/m" else missing

    there = replace(caller(tmp_path), is_fireworks=lambda url: True)
    async with serving(by_request(choose)) as server:
        for _ in range(2):
            done = await endpoint(server.url, there).send(ASK)
    assert isinstance(done, Done)
    assert done.server["perf_metrics"] == figures
    assert done.adapted == ()
    assert [got.json["model"].count("/") for got in server.got] == [0, 3, 3]
    assert server.got[-1].json["perf_metrics_in_response"] is True
    async with serving(streams(GOOD)) as elsewhere:
        await call(elsewhere.url, tmp_path)
    assert "perf_metrics_in_response" not in elsewhere.got[0].json


async def test_a_key_that_a_server_repeats_is_taken_out(tmp_path: Path) -> None:
    key = "sk-secret-0123456789"
    async with serving(streams(f"your key is {key}")) as server:
        assert (await call(server.url, tmp_path, key=key)).done.text == "your key is [key]"
    async with serving(raw(data(delta(f"part {key}")))) as server:
        assert (await call(server.url, tmp_path, key=key)).failed.partial == "part [key]"


async def test_no_proxy_stands_before_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with serving(streams(GOOD), models=answers(200, ["m"])) as server:
        assert (await call(server.url, tmp_path)).text == GOOD
        assert await list_models(CallTarget("p", profile(server.url)), None) == ["m"]


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
async def test_3_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    files = ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"]
    subprocess.run([*made, *files], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    handle = Server([streams(GOOD)]).handle
    listening = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    port = listening.sockets[0].getsockname()[1]
    found = await call(f"https://127.0.0.1:{port}/v1", tmp_path)
    listening.close()
    assert found.kind == "tls"
    assert "certificate" in found.sentence
