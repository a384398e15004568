"""A key that a server sends back, in every field it can send, is in no file and no output."""

from __future__ import annotations

import asyncio
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.commands import cli
from coach.config import Config, Profile, find_key
from coach.files import CoachError
from coach.keys import StreamRedactor, mask_keys, redact
from coach.llm.events import Text
from coach.log import start_log
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenCompare, OpenReview
from coach.workspace import Workspace
from tests.support.calls import call, profile
from tests.support.fault import ANSWER, KEY, QUOTES
from tests.support.judgements import judgement
from tests.support.screens import SIZE, idle, until
from tests.support.server import (
    Got,
    Step,
    Wire,
    answers,
    data,
    delta,
    finish,
    hangs,
    raw,
    served,
    serving,
    whole,
)

pytestmark = pytest.mark.slow

ESCAPED = "".join(f"\\u{ord(c):04x}" for c in KEY)
HALF = KEY[:9] + "".join(f"\\u{ord(c):04X}" for c in KEY[9:])
GOOD = judgement(*QUOTES)


def told_again(spelled: str) -> str:
    """A judgement that names the key in each of its texts."""
    return GOOD.replace('"rationale": "', f'"rationale": "{spelled} ')


def beside(**fields: Any) -> Step:
    """A good reply whose chunks say more of themselves."""
    return raw(data(delta(GOOD) | fields), data(finish() | fields), "data: [DONE]\n\n")


def in_pieces(text: str) -> Step:
    return raw(*(data(delta(text[at : at + 5])) for at in range(0, len(text), 5)), data(finish()))


SERVERS: dict[str, Step] = {
    "text": in_pieces(told_again(KEY)),
    "text with escapes": in_pieces(told_again(ESCAPED)),
    "text with some escapes": in_pieces(told_again(HALF)),
    "thinking": raw(data(delta("", reasoning_content=KEY)), data(delta(GOOD)), data(finish())),
    "thinking in the text": in_pieces(f"<think>{KEY}</think>{GOOD}"),
    "a whole reply": answers(200, whole(told_again(KEY))),
    "the model": beside(model=f"m-{KEY}"),
    "the fingerprint": beside(system_fingerprint=KEY),
    "figures": beside(timings={KEY: [KEY, {"x": f"a{KEY}b"}]}, perf_metrics={"k": KEY}),
    "the reason to stop": raw(data(delta(GOOD)), data(finish(f"stop {KEY}"))),
    "a refusal": raw(data({"choices": [{"delta": {"refusal": f"no {KEY}"}}]})),
    "an error in the stream": raw(data(delta("x")), data({"error": {"message": KEY}})),
    "an error at once": answers(400, {"error": {"message": ESCAPED, "code": KEY}}),
    "an error with escapes": answers(400, f'{{"error": "{ESCAPED}"}}'),
    "headers": answers(429, {"error": "no"}, X_Ratelimit_Limit=KEY, Retry_After="900"),
    "a redirect": answers(302, "", Location=f"http://h/{KEY}"),
    "what is no JSON": raw(data(delta(f"no JSON but {KEY}")), data(finish())),
    "a reply that ends early": raw(data(delta(f"part {KEY}"))),
    "half the key and the end": raw(data(delta(f"part {KEY[:20]}"))),
}


COMMANDS = [
    ["grade", "claude-vs-metering", "--answer", "ANSWER", "--json"],
    ["grade", "claude-vs-metering", "--answer", "ANSWER"],
    ["regrade", "last", "--with", "judge"],
    ["regrade", "--all", "--again", "--with", "judge", "--json"],
    ["stronger", "last", "--with", "judge"],
    ["room", "last", "--with", "judge"],
    ["room", "last", "--with", "judge", "--json"],
    ["show", "last", "--json"],
    ["show", "last", "--levels"],
    ["compare", "last"],
    ["compare", "last", "--json"],
    ["export", "last"],
    ["export", "last", "--format", "html"],
    ["export", "--all", "--format", "json"],
    ["rounds", "--json"],
    ["progress", "--json"],
    ["calibrate", "--with", "judge", "--limit", "1"],
    ["batch", "submit", "last", "--with", "judge"],
    ["models", "--json"],
    ["models", "test", "judge"],
    ["models", "list", "judge"],
]
"""All that asks a server, or prints what is kept of its replies."""
IN_FULL = {"text", "thinking", "figures", "a refusal", "an error at once", "headers"}
"""Servers of each kind, which get all commands and screens; the others get the commands ALWAYS."""
ALWAYS = {"grade", "regrade", "stronger", "show", "models"}


def make_coach(home: Path, url: str) -> Coach:
    config = Config(models={"judge": profile(url, api_key_env="JUDGE_KEY")}, reviewer="judge")
    paths = find_paths({"COACH_HOME": str(home)})
    return Coach(Workspace(paths, Settings(config), env={"JUDGE_KEY": KEY}))


def find_key_in(home: Path, printed: str) -> list[str]:
    """Every file and output that holds the key or a good part of it, plainly or with escapes."""
    texts = {
        str(path): path.read_text("utf-8", "replace")
        for path in home.rglob("*")
        if path.is_file() and path.name != "answer.md"
    }
    texts["output"] = printed
    parts = (KEY[:18], ESCAPED[:60], ESCAPED.replace("\\", "\\\\")[:60], HALF[:50])
    return [name for name, text in texts.items() if any(part in text for part in parts)]


@pytest.mark.parametrize("where", SERVERS)
def test_a_key_that_is_sent_back_is_kept_and_shown_nowhere(where: str, tmp_path: Path) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(ANSWER)
    with served(SERVERS[where], models=answers(200, {"data": [{"id": f"m-{KEY}"}]})) as server:
        coach = make_coach(tmp_path, server.url)
        start_log(coach.paths.log, "debug")
        printed = ""
        for command in COMMANDS:
            if where not in IN_FULL and command[0] not in ALWAYS:
                continue
            command = [str(answer) if word == "ANSWER" else word for word in command]
            result = CliRunner().invoke(cli, command, obj=coach)
            assert not isinstance(result.exception, (AttributeError, TypeError)), result.exception
            printed += result.output
        if where in IN_FULL:
            printed += asyncio.run(show_on_screen(coach))
    assert find_key_in(tmp_path, printed) == []


async def show_on_screen(coach: Coach) -> str:
    """What the app draws while a round is reviewed by the server, compared and shown."""
    app = CoachApp(lambda: coach)
    drawn = ""
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: app.coach is not None)
        await idle(pilot)
        (round_id, *_) = coach.store.ids()
        for message in (OpenReview(round_id, judge=True), OpenCompare(round_id)):
            app.post_message(message)
            await idle(pilot)
            drawn += draw(app)
    return drawn


def draw(app: CoachApp) -> str:
    """All that the screen shows now, wrapped lines joined."""
    strips = app.screen._compositor.render_strips()
    return "".join(segment.text.strip() for strip in strips for segment in strip)


async def test_a_review_that_is_stopped_keeps_no_key(tmp_path: Path) -> None:
    pieces = [data(delta(piece)) for piece in ("before ", KEY[:10], KEY[10:], " after")]
    async with serving(hangs(*pieces)) as server:
        coach = make_coach(tmp_path, server.url)
        record = coach.rounds.record_written("claude-vs-metering", ANSWER)
        coach.store.add(record)
        shown: list[str] = []
        begun = asyncio.Event()

        def watch(event: object) -> None:
            if isinstance(event, Text):
                shown.append(event.text)
                if "after" in event.text:
                    begun.set()

        task = asyncio.create_task(coach.reviews.run(record.id, "judge", watch))
        await asyncio.wait_for(begun.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert "".join(shown) == "before [key] after"
    assert find_key_in(tmp_path, "") == []


@given(
    st.text(alphabet="ab\\u06%/", max_size=30),
    st.text(alphabet="ab\\u06%/", max_size=30),
    st.sampled_from([KEY, ESCAPED, HALF]),
    st.integers(1, 9),
)
def test_pieces_never_let_a_key_through_and_lose_nothing_else(
    before: str, after: str, spelled: str, size: int
) -> None:
    text = f"{before}{spelled}{after}"
    redactor = StreamRedactor(KEY)
    pieces = [redactor.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join(pieces) + redactor.close() == redact(text, KEY)
    assert KEY not in redact(text, KEY) and spelled not in redact(text, KEY)


@pytest.mark.parametrize(
    "url",
    [
        f"https://h/v1?api-key={KEY}",
        "https://h/v1?access_token=abc",
        f"https://h/{'v1'}?x=sk-0123456789abcdef",
        f"https://user:{KEY}@h/v1",
        "https://h/v1?SIG=abc",
    ],
)
def test_an_address_with_a_key_in_it_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"in variables|api_key_env"):
        Profile(base_url=url, model="m")
    assert Profile(base_url="https://h/v1?api-version=2024-02-01", model="m")


LITERAL = [
    "sk-proj-0123456789abcdef",
    "sk_live_abcdefghijklmnop",
    "fw_3ZsecretAbCdEfGhIjKl",
    "a1b2c3d4e5f60718293a4b5c6d7e8f90",
    "gsk_abcdefGHIJKL",
    "AIza-0123456789abcdef",
]


@pytest.mark.parametrize("key", LITERAL)
@pytest.mark.parametrize(
    "config",
    [
        "models: {a: {base_url: 'https://h/v1', model: m, api_key_env: KEY}}",
        "models: {a: {base_url: 'https://h/v1', model: m, api_key: KEY}}",
        "models: {a: {base_url: 'https://h/v1?key=KEY', model: m}}",
        "models: {a: {base_url: 'https://h/v1', model: m, KEY: x}}",
        "models: {a: {base_url: 'https://h/v1', model: m, api_key_command: KEY}}",
        "models: {a: {base_url: 'https://h/v1', model: m, api_key_command: [echo, KEY]}}",
        "models: {a: {base_url: 'https://h/v1', model: m, temperature: KEY}}",
        "models: {a: KEY}",
        "models: KEY",
        "KEY",
        "reviewer: KEY",
        "interviewer: KEY",
        "interview: KEY",
        "log: KEY",
    ],
)
def test_a_key_wherever_it_stands_in_the_config_is_never_told_again(
    config: str, key: str, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(config.replace("KEY", key))
    result = CliRunner().invoke(cli, ["models", "--json"], env={"COACH_HOME": str(tmp_path)})
    assert result.exit_code == 2
    assert key not in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "name",
    ["FIREWORKS_API_KEY", "OPENAI_API_KEY_2", "MY_COMPANY_INFERENCE_GATEWAY_KEY", "hf_token", "K"],
)
def test_the_names_of_variables_are_no_keys(name: str) -> None:
    assert Profile(base_url="https://h/v1", model="m", api_key_env=name).api_key_env == name
    assert mask_keys(name) == name


@pytest.mark.parametrize("url", ["http://192.168.1.5:8000/v1", "http://example.com/v1"])
def test_a_key_goes_over_plain_http_to_another_host_only_with_a_yes(url: str) -> None:
    exposed = Profile(base_url=url, model="m", api_key_env="K")
    with pytest.raises(CoachError, match="allow_http: true"):
        find_key("p", exposed, {"K": KEY})
    assert find_key("p", exposed.model_copy(update={"allow_http": True}), {"K": KEY}) == KEY
    assert find_key("p", Profile(base_url=url, model="m"), {}) is None
    local = Profile(base_url="http://127.0.0.1:1/v1", model="m", api_key_env="K")
    assert find_key("p", local, {"K": KEY}) == KEY


def test_a_command_can_print_the_key(tmp_path: Path) -> None:
    given = {"base_url": "https://h/v1", "model": "m"}
    works = Profile(**given, api_key_command=["printf", "%s\\n", "sk-x-1"])
    assert find_key("p", works, {}) == "sk-x-1"
    for command, why in ((["false"], "exit status 1"), (["no-such-program-x"], "started")):
        with pytest.raises(CoachError, match=why):
            find_key("p", Profile(**given, api_key_command=command), {})
    with pytest.raises(ValueError, match="name one of"):
        Profile(**given, api_key_command=["x"], api_key_env="K")


def fills(size: int, packed: bool) -> Step:
    async def step(wire: Wire, got: Got) -> None:
        block = b"x" * 1_000_000
        more = {"Content_Encoding": "gzip"} if packed else {}
        await wire.head(400, "text/plain", **more)
        packer = zlib.compressobj(wbits=31)
        for _ in range(size):
            await wire.send(packer.compress(block) if packed else block)
        await wire.send(packer.flush() if packed else b"")

    return step


@pytest.mark.parametrize("packed", [False, True])
async def test_an_endless_error_body_is_not_read(packed: bool, tmp_path: Path) -> None:
    async with serving(fills(120, packed)) as server:
        await call(server.url, tmp_path)  # what is imported on the first call does not count
        tracemalloc.start()
        try:
            made = await call(server.url, tmp_path)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert made.kind == "refused"
    assert peak < 20_000_000
