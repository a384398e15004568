"""Reading a reply, streamed or whole, whatever shape a server gives it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from coach.config import Timeouts
from coach.endpoints import failures
from coach.endpoints.events import (
    CallTiming,
    Done,
    Event,
    Failure,
    Reasoning,
    Text,
    TokenUsage,
)
from coach.endpoints.failures import Where
from coach.endpoints.reasoning import Splitter
from coach.endpoints.sse import Message, Reader

LARGEST = 10_000_000
"""Bytes of a reply; a review takes a few thousand."""


class Broken(Exception):
    """A reply that cannot be used, with the failure it amounts to."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence)
        self.failure = failure


@dataclass
class Reply:
    """What has come of a reply so far."""

    where: Where
    now: Callable[[], float]
    rung: str
    adapted: tuple[str, ...]
    text: str = ""
    thinking: str = ""
    finish: str | None = None
    usage: TokenUsage = field(default_factory=TokenUsage)
    model: str | None = None
    server: dict[str, Any] = field(default_factory=dict)
    _started: float = 0.0
    _first: float | None = None
    _splitter: Splitter = field(default_factory=Splitter)

    def __post_init__(self) -> None:
        self._started = self.now()

    @property
    def begun(self) -> bool:
        """Whether a token has come."""
        return self._first is not None

    def take(self, chunk: Any) -> Iterator[Event]:
        """Take one chunk of a stream, or a whole reply: the shapes differ in one name."""
        if chunk is None:
            return
        if not isinstance(chunk, dict):
            raise Broken(self._not_a_reply(chunk))
        if chunk.get("error"):
            raise Broken(self._said_error(chunk))
        self._about(chunk)
        choices = chunk.get("choices")
        if not choices:
            if chunk.get("usage") is None and "choices" not in chunk:
                raise Broken(self._not_a_reply(chunk))
            return
        choice = choices[0] if isinstance(choices, list) and isinstance(choices[0], dict) else {}
        part = choice.get("delta") or choice.get("message") or {}
        yield from self._part(part if isinstance(part, dict) else {})
        if choice.get("finish_reason"):
            self.finish = str(choice["finish_reason"])

    def end(self) -> Iterator[Event]:
        """The stream has ended: give what was held back, and the outcome."""
        for kind, text in self._splitter.close():
            yield self._piece(kind, text)
        yield self._done()

    def timed_out(self) -> Failure:
        """The failure of a wait that was too long."""
        waits = self.where.profile.timeouts
        if self.begun:
            sentence = f"{self.where.url} fell silent in the middle of its reply"
            said = f"{sentence} (waited {waits.gap:g} s, at most {waits.total:g} s in all)."
            return Failure("timeout", f"{said} Raise timeouts of {self.where.name!r} or try again.")
        sentence = f"{self.where.url} sent nothing within {waits.first_token:g} s."
        more = f"If it is loading a model, raise timeouts.first_token of {self.where.name!r}."
        return Failure("timeout", f"{sentence} {more}", True)

    def _part(self, part: dict[str, Any]) -> Iterator[Event]:
        if part.get("refusal"):
            sentence = f"{self.where.profile.model} refused to review: {part['refusal']}"
            raise Broken(Failure("refusal", failures.server_words(sentence)))
        thought = part.get("reasoning_content") or part.get("reasoning") or _details(part)
        if isinstance(thought, str) and thought:
            yield self._piece("reasoning", thought)
        for kind, text in self._splitter.feed(_content(part.get("content"))):
            yield self._piece(kind, text)

    def _piece(self, kind: str, text: str) -> Event:
        if self._first is None:
            self._first = self.now()
        if kind == "reasoning":
            self.thinking += text
            return Reasoning(text)
        self.text += text
        return Text(text)

    def _about(self, chunk: dict[str, Any]) -> None:
        if isinstance(chunk.get("usage"), dict):
            self.usage = _usage(chunk["usage"])
        if isinstance(chunk.get("model"), str):
            self.model = chunk["model"]
        for name in ("system_fingerprint", "perf_metrics", "timings"):
            if chunk.get(name):
                self.server[name] = chunk[name]

    def _done(self) -> Done:
        if self.finish is None:
            sentence = f"{self.where.url} ended its reply without saying that it was complete."
            raise Broken(Failure("broken", f"{sentence} Nothing was graded; try again.", True))
        if self.finish == "error":
            sentence = f"{self.where.url} ended its reply with an error. Try again."
            raise Broken(Failure("broken", sentence, True))
        if self.finish == "content_filter":
            sentence = f"{self.where.url} filtered the reply of {self.where.profile.model}."
            raise Broken(Failure("refusal", f"{sentence} Grade with another model."))
        text = self.text
        if not text.strip() and self.thinking.strip() and self.finish != "length":
            # some servers file plain JSON under reasoning
            text = self.thinking
        if not text.strip() and self.finish != "length":
            sentence = f"{self.where.profile.model} sent an empty reply."
            raise Broken(
                Failure("empty", f"{sentence} Try again or grade with another model.", True)
            )
        return Done(
            text=text,
            finish=self.finish,
            usage=self.usage,
            timing=self._timing(),
            rung=self.rung,
            adapted=self.adapted,
            model=self.model,
            server=self.server,
        )

    def _timing(self) -> CallTiming:
        total = self.now() - self._started
        first = None if self._first is None else self._first - self._started
        speed = None
        if self.usage.output and first is not None and total > first:
            speed = round(self.usage.output / (total - first), 2)
        return CallTiming(round(total, 3), None if first is None else round(first, 3), speed)

    def _said_error(self, chunk: dict[str, Any]) -> Failure:
        said = failures.server_words(chunk)
        code = failures.error_code(chunk)
        if failures.CONTEXT.search(failures.body_text(chunk)):
            return failures.by_status(self.where, 400, chunk, {})
        sentence = f"{self.where.url} reported an error instead of a reply: {said or code}"
        return Failure("broken", sentence, not self.begun and code in ("429", "502", "503"))

    def _not_a_reply(self, body: Any) -> Failure:
        said = failures.server_words(body)
        sentence = f"What {self.where.url} sent is not a chat completion"
        return Failure("not_a_reply", f"{sentence}{': ' + said if said else ''}. Check base_url.")


async def read_reply(response: Any, reply: Reply, waits: Timeouts) -> AsyncIterator[Event]:
    """Read a raw HTTP response to its end; raises Broken, or TimeoutError by the four clocks."""
    loop = asyncio.get_running_loop()
    last_token = started = loop.time()
    headers = response.headers
    streamed = "event-stream" in headers.get("content-type", "")
    reader, whole, size = Reader(), bytearray(), 0
    chunks = response.iter_bytes().__aiter__()
    finished = False
    while not finished:
        allowed = waits.gap if reply.begun else waits.first_token
        deadline = min(last_token + allowed, started + waits.total)
        async with asyncio.timeout_at(deadline):
            chunk = await anext(chunks, None)
        if chunk is None:
            break
        size += len(chunk)
        if size > LARGEST:
            sentence = f"{reply.where.url} sent more than {LARGEST // 1_000_000} MB."
            raise Broken(Failure("too_large", f"{sentence} This is not a review."))
        if not streamed and not whole and chunk.lstrip().startswith((b"data:", b"event:", b":")):
            streamed = True
        if not streamed:
            whole += chunk
            last_token = loop.time()
            continue
        for message in reader.feed(chunk):
            if message.data.strip() == "[DONE]":
                finished = True
                break
            for event in _event(message, reply):
                last_token = loop.time()
                yield event
    if streamed:
        for message in () if finished else reader.close():
            for event in _event(message, reply):
                yield event
    else:
        for event in reply.take(_whole(bytes(whole), reply)):
            yield event
    for event in reply.end():
        yield event


def _event(message: Message, reply: Reply) -> Iterator[Event]:
    data = message.data.strip()
    if data == "[DONE]":
        return
    try:
        chunk = json.loads(data)
    except ValueError:
        if message.name == "error":
            chunk = {"error": data}
        elif message.name != "message":
            return
        else:
            sentence = f"{reply.where.url} sent a stream that cannot be read"
            said = failures.server_words(data)
            raise Broken(Failure("broken", f"{sentence}: {said}. Try again.", True)) from None
    if message.name == "error" and not (isinstance(chunk, dict) and chunk.get("error")):
        chunk = {"error": chunk}
    yield from reply.take(chunk)


def _whole(body: bytes, reply: Reply) -> Any:
    text = body.decode("utf-8-sig", "replace")
    if not text.strip():
        sentence = f"{reply.where.url} answered with nothing. Check base_url."
        raise Broken(Failure("empty", sentence, True))
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        sentence = f"{reply.where.url} answered with something that is not a chat completion"
        said = failures.server_words(text)
        raise Broken(Failure("not_a_reply", f"{sentence}: {said} Check base_url.")) from None


def _content(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def _details(part: dict[str, Any]) -> str:
    details = part.get("reasoning_details")
    if not isinstance(details, list):
        return ""
    return "".join(str(d.get("text", "")) for d in details if isinstance(d, dict))


def _usage(usage: dict[str, Any]) -> TokenUsage:
    def number(value: Any) -> int | None:
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    into = usage.get("prompt_tokens_details")
    out = usage.get("completion_tokens_details")
    return TokenUsage(
        input=number(usage.get("prompt_tokens")),
        output=number(usage.get("completion_tokens")),
        cached=number(into.get("cached_tokens")) if isinstance(into, dict) else None,
        reasoning=number(out.get("reasoning_tokens")) if isinstance(out, dict) else None,
    )
