"""The client against servers that behave, each in its own dialect, and servers that do not."""

import asyncio
import contextlib
import json
import shutil
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.endpoints.calls import stream
from coach.endpoints.client import list_models
from coach.endpoints.events import Adapted, Retrying, Waiting
from coach.endpoints.failures import Where
from coach.endpoints.payload import is_fireworks
from tests.endpoints.calls import ASK, Call, Slept, call, caller, profile
from tests.endpoints.server import (
    Server,
    answers,
    by_request,
    data,
    delta,
    finish,
    hangs,
    raw,
    serving,
    streams,
    whole,
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


async def test_1_nothing_listens(tmp_path: Path) -> None:
    slept = Slept()
    found = await call("http://127.0.0.1:9/v1", tmp_path, slept=slept)
    assert found.kind == "unreachable"
    assert "Nothing is listening at http://127.0.0.1:9/v1 (profile 'p')" in found.sentence
    assert len([e for e in found.events if isinstance(e, Waiting)]) == 3


async def test_2_no_such_host_and_a_base_url_without_v1(tmp_path: Path) -> None:
    found = await call("http://no-such-host.invalid/v1", tmp_path)
    assert found.kind == "unreachable"
    assert "no-such-host.invalid" in found.sentence
    async with serving(answers(404, "<html>not here</html>", "text/html")) as server:
        found = await call(server.url.removesuffix("/v1"), tmp_path)
    assert found.kind == "not_found"
    assert "lack /v1" in found.sentence
    assert "<html>" not in found.sentence


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


@pytest.mark.parametrize("status", [401, 403])
async def test_4_a_refused_key_names_profile_and_variable(tmp_path: Path, status: int) -> None:
    async with serving(answers(status, {"error": {"message": "bad key sk-secret"}})) as server:
        found = await call(server.url, tmp_path, api_key_env="MY_KEY")
    assert found.kind == "key"
    assert "MY_KEY" in found.sentence
    assert "'p'" in found.sentence
    assert "sk-secret" not in found.sentence
    assert len(server.got) == 1


async def test_5_no_key_is_a_placeholder(tmp_path: Path) -> None:
    async with serving(streams(GOOD)) as server:
        assert (await call(server.url, tmp_path, key=None)).text == GOOD
    assert server.got[0].headers["authorization"] == "Bearer no-key-needed"


async def test_6_nothing_of_the_environment_leaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ambient")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-ambient")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-ambient")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Ambient: ambient-value")
    async with serving(streams(GOOD)) as server:
        assert (await call(server.url, tmp_path, key=None)).text == GOOD
    assert "ambient" not in json.dumps(server.got[0].headers)


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "The model `m` does not exist", "code": "model_not_found"}},
        {"error": "model 'm' not found, try pulling it first"},
        [{"error": {"message": "model m is not found"}}],
    ],
)
async def test_7_an_unknown_model_is_named(tmp_path: Path, body: Any) -> None:
    async with serving(answers(404, body)) as server:
        found = await call(server.url, tmp_path)
    assert found.kind in ("not_found",)
    assert "m" in found.sentence


async def test_9_a_short_retry_after_is_waited_out(tmp_path: Path) -> None:
    slept = Slept()
    limited = answers(429, {"error": {"message": "slow down"}}, Retry_After="2")
    async with serving(limited, streams(GOOD)) as server:
        found = await call(server.url, tmp_path, slept=slept)
    assert found.text == GOOD
    assert len(server.got) == 2
    assert slept.seconds == [1.0, 1.0]
    assert [e.seconds for e in found.events if isinstance(e, Retrying)] == [2.0, 1.0]


@pytest.mark.parametrize("after", ["3600", "Wed, 21 Oct 2099 07:28:00 GMT"])
async def test_10_a_long_retry_after_is_told(tmp_path: Path, after: str) -> None:
    slept = Slept()
    async with serving(answers(429, {}, Retry_After=after)) as server:
        found = await call(server.url, tmp_path, slept=slept)
    assert found.kind == "rate_limited"
    assert ("in 60 min" in found.sentence) or ("on 2099-10-21" in found.sentence)
    assert len(server.got) == 1
    assert not slept.seconds


async def test_11_always_429_ends_after_three(tmp_path: Path) -> None:
    slept = Slept()
    limited = answers(429, {"error": "no"}, X_Ratelimit_Limit_Tokens="9")
    async with serving(limited) as server:
        found = await call(server.url, tmp_path, slept=slept)
    assert found.failed.failure.retryable
    assert len(server.got) == 3
    assert "ratelimit-limit-tokens=9" in found.sentence


async def test_12_a_sleeping_deployment_is_woken(tmp_path: Path) -> None:
    asleep = answers(503, {"error": {"message": "DEPLOYMENT_SCALING_UP", "code": "x"}})
    async with serving(asleep, asleep, asleep, asleep, streams(GOOD)) as server:
        found = await call(server.url, tmp_path)
    assert found.text == GOOD
    assert len(server.got) == 5
    assert any(isinstance(e, Waiting) and "waking" in e.what for e in found.events)


@pytest.mark.parametrize(
    "body", [b"<html><script>x</script><h1>Bad\x1b[31m gateway</h1>", b"", b"x" * 2_000_000]
)
async def test_13_server_errors_are_one_short_line(tmp_path: Path, body: bytes) -> None:
    async with serving(answers(502, body, "text/html")) as server:
        found = await call(server.url, tmp_path)
    assert found.kind == "overloaded"
    assert len(found.sentence) < 500
    assert not {"<", "\x1b", "\n"} & set(found.sentence)


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


async def test_14_a_500_that_names_the_formats_it_takes(tmp_path: Path) -> None:
    said = {"error": {"message": "[{'msg': \"Input should be 'text' or 'json_object'\"}]"}}

    def choose(sent: dict[str, Any]) -> Any:
        wanted = sent["response_format"]
        good = wanted["type"] == "json_object" and "schema" in wanted
        return streams(GOOD) if good else answers(500, said)

    async with serving(by_request(choose)) as server:
        found = await call(server.url, tmp_path)
    assert found.done.rung == "json_object_schema"
    assert len(server.got) == 2


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


async def test_15_a_server_that_takes_neither_name(tmp_path: Path) -> None:
    def choose(sent: dict[str, Any]) -> Any:
        for name in ("max_tokens", "max_completion_tokens"):
            if name in sent:
                return answers(422, {"detail": [{"loc": ["body", name], "msg": "extra"}]})
        return streams(GOOD)

    async with serving(by_request(choose)) as server:
        assert (await call(server.url, tmp_path)).text == GOOD
    assert len(server.got) == 3


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


async def test_18_refusals_without_end_stop_and_are_listed(tmp_path: Path) -> None:
    everything = "temperature stream_options json_schema max_tokens max_completion_tokens"
    async with serving(answers(400, {"error": everything})) as server:
        found = await call(server.url, tmp_path)
    assert found.kind == "refused"
    assert len(server.got) == 6
    assert "Tried: " in found.sentence


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (answers(200, {"error": {"message": "quota is used up"}}), "broken"),
        (answers(200, "<html><title>Log in</title>", "text/html"), "not_a_reply"),
        (answers(200, ""), "empty"),
        (answers(200, "{nonsense"), "not_a_reply"),
        (answers(200, {"choices": None}), "empty"),
        (answers(200, {"hello": 1}), "not_a_reply"),
        (answers(200, whole("")), "empty"),
        (answers(200, whole("x", refusal="I can't grade people")), "refusal"),
        (streams(""), "empty"),
    ],
)
async def test_19_20_a_200_that_is_no_reply(tmp_path: Path, step: Any, kind: str) -> None:
    async with serving(step) as server:
        found = await call(server.url, tmp_path)
    assert found.kind == kind


async def test_20_content_in_parts(tmp_path: Path) -> None:
    parts = [{"type": "text", "text": GOOD[:5]}, {"type": "text", "text": GOOD[5:]}]
    async with serving(answers(200, whole(parts))) as server:  # type: ignore[arg-type]
        assert (await call(server.url, tmp_path)).done.text == GOOD


async def test_21_a_stream_was_asked_and_plain_json_came(tmp_path: Path) -> None:
    async with serving(answers(200, whole(GOOD))) as server:
        assert (await call(server.url, tmp_path)).done.text == GOOD


@pytest.mark.parametrize(
    "bad",
    [
        data({"error": {"message": "it broke", "code": 500}}),
        data({"error": "it broke"}),
        'event: error\ndata: {"message": "it broke"}\n\n',
        'error: {"message": "it broke"}\n\n',
    ],
)
async def test_22_an_error_in_the_stream(tmp_path: Path, bad: str) -> None:
    async with serving(raw(data(delta("part")), bad)) as server:
        found = await call(server.url, tmp_path)
    assert "it broke" in found.sentence
    assert found.failed.partial == "part"
    assert len(server.got) == 1


@pytest.mark.parametrize(
    "pieces",
    [
        (data(delta('{"a": ')),),
        (data(delta('{"a": 1}')), "data: [DONE]\n\n"),
        (data(delta('{"a": 1}')), data(finish())[:-30]),
    ],
)
async def test_23_an_unfinished_stream_is_not_a_reply(tmp_path: Path, pieces: Any) -> None:
    async with serving(raw(*pieces)) as server:
        found = await call(server.url, tmp_path)
    assert found.kind == "broken"
    assert found.failed.partial.startswith('{"a":')
    assert len(server.got) == 1


async def test_23_a_last_event_without_its_blank_line_counts(tmp_path: Path) -> None:
    async with serving(raw(data(delta(GOOD)), data(finish()).rstrip())) as server:
        assert (await call(server.url, tmp_path)).done.text == GOOD


async def test_24_a_reply_cut_by_the_limit_says_so(tmp_path: Path) -> None:
    async with serving(raw(data(delta('{"a": ')), data(finish("length")))) as server:
        assert (await call(server.url, tmp_path)).done.finish == "length"


@pytest.mark.parametrize(
    "step",
    [
        hangs(head=False),
        hangs(),
        hangs(data(delta("par"))),
        hangs(*[": keep-alive\n\n"] * 3),
    ],
)
async def test_25_every_silence_ends(tmp_path: Path, step: Any) -> None:
    from coach.config import Timeouts

    short = Timeouts(connect=1, first_token=0.2, gap=0.2, total=2)
    async with serving(step) as server:
        found = await call(server.url, tmp_path, timeouts=short)
    assert found.kind == "timeout"
    assert "timeouts" in found.sentence


async def test_25_keep_alive_comments_do_not_keep_it_alive(tmp_path: Path) -> None:
    from coach.config import Timeouts
    from tests.endpoints.server import Got, Wire

    async def chatters(wire: Wire, got: Got) -> None:
        await wire.head()
        while True:
            await wire.send(": OPENROUTER PROCESSING\n\n")
            await asyncio.sleep(0.02)

    short = Timeouts(connect=1, first_token=0.2, gap=0.2, total=2)
    async with serving(chatters) as server:
        found = await call(server.url, tmp_path, timeouts=short)
    assert found.kind == "timeout"


async def test_25_cancelling_closes_the_connection(tmp_path: Path) -> None:
    async with serving(hangs(data(delta("part")))) as server:
        seen = asyncio.Event()

        async def read() -> None:
            events = stream("p", profile(server.url), "k", ASK, caller(tmp_path))
            async for _ in events:
                if server.got:
                    seen.set()

        task = asyncio.create_task(read())
        await seen.wait()
        await asyncio.sleep(0.05)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.closed_by_client.wait(), 0.2)


def odd(transform: Any) -> Any:
    body = data(delta(GOOD[:8])) + data(delta(GOOD[8:])) + data(finish()) + "data: [DONE]\n\n"
    pieces = transform(body.encode())
    return raw(*pieces)


@pytest.mark.parametrize(
    "transform",
    [
        lambda b: [b[i : i + 1] for i in range(len(b))],
        lambda b: [b.replace(b"\n", b"\r\n")],
        lambda b: [b.replace(b"data: ", b"data:")],
        lambda b: [b"\xef\xbb\xbf" + b],
        lambda b: [b"data: null\n\n" + b],
        lambda b: [b"event: ping\n\n" + b],
        lambda b: [b"id: 7\n\nretry: 10\n\n" + b],
        lambda b: [b": comment\n\n" + b],
        lambda b: [b.replace(b'"finish_reason": "stop"', b'"finish_reason": "eos_odd"')],
        lambda b: [b.replace(b'{"choices"', b'\ndata: {"choices"'.replace(b"\ndata: ", b""))],
    ],
)
async def test_26_oddities_give_the_same_reply(tmp_path: Path, transform: Any) -> None:
    async with serving(odd(transform)) as server:
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


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "maximum context length is 4096", "code": "context_length_exceeded"}},
        {"error": {"type": "exceed_context_size_error", "n_ctx": 4096, "message": "too big"}},
        {"detail": "ContextWindowExceededError: prompt is too long"},
    ],
)
async def test_32_overflow_is_said_plainly(tmp_path: Path, body: Any) -> None:
    async with serving(answers(400, body)) as server:
        found = await call(server.url, tmp_path)
    assert found.kind == "context"
    assert "more context" in found.sentence
    assert len(server.got) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_33_a_redirect_is_named_and_not_followed(tmp_path: Path, status: int) -> None:
    async with serving(streams(GOOD)) as other:
        async with serving(answers(status, "", Location=other.url)) as server:
            found = await call(server.url, tmp_path)
        assert other.got == []
    assert found.kind == "redirected"
    assert other.url in found.sentence


async def test_34_a_huge_reply_is_capped(tmp_path: Path) -> None:
    big = data(delta("x" * 1_000_000))
    async with serving(raw(*[big] * 11)) as server:
        found = await call(server.url, tmp_path)
    assert found.kind == "too_large"


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
            events = [e async for e in stream("p", profile(server.url), "k", ASK, there)]
    done = Call(events).done
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
        assert await list_models(Where("p", profile(server.url)), None) == ["m"]


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
            async for _ in stream("p", profile(server.url), "k", ASK, patient):
                pass

        task = asyncio.create_task(read())
        await asyncio.wait_for(told.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(server.got) == 1


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


def test_calls_read_apart() -> None:
    assert Call([Waiting("connecting")]).text == ""
