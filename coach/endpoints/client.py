"""One call to an OpenAI-compatible endpoint, as a stream of plain events.

The only module that imports `openai`, and only when a call is made: the import takes most of a
second. What the client library does by itself (retries, redirects, keys from the environment,
reading the stream) is turned off or done here, because it hides what a person needs to see.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from coach.config import Profile
from coach.endpoints import failures
from coach.endpoints.capabilities import Capabilities, CapabilityStore, adapt
from coach.endpoints.events import (
    Adapted,
    Done,
    Event,
    Failed,
    Failure,
    Request,
    Retrying,
    Waiting,
)
from coach.endpoints.failures import Where
from coach.endpoints.reply import Broken, Reply, read_reply

PLACEHOLDER_KEY = "no-key-needed"
ATTEMPTS = 3
ADAPTATIONS = 5
LONGEST_WAIT = 60.0
"""Seconds of Retry-After that are waited out; longer ones are told instead."""
WAKING_POLL = 15.0
WAKING_LIMIT = 900.0
"""Seconds a sleeping deployment is waited for; cold starts of over ten minutes are reported."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Caller:
    """What a call needs from outside: clock, sleep, randomness, and what was learned before."""

    capabilities: CapabilityStore
    now: Callable[[], float] = time.monotonic
    sleep: Sleep = asyncio.sleep
    jitter: Callable[[], float] = random.random


async def stream(
    name: str, profile: Profile, key: str | None, request: Request, caller: Caller
) -> AsyncIterator[Event]:
    """Send a request and yield events; the last one is Done or Failed.

    Cancelling the task that reads closes the connection. A call that brought its first token is
    never sent again by itself, since that would be paid twice.
    """
    call = _Call(Where(name, profile), key, request, caller)
    async for event in call.run():
        yield event


class _Call:
    def __init__(self, where: Where, key: str | None, request: Request, caller: Caller) -> None:
        self._where = where
        self._key = key
        self._request = request
        self._caller = caller
        self._known = caller.capabilities.get(where.url, where.profile.model)
        self._model = where.profile.model
        self._adapted: list[str] = []
        self._woken = 0.0
        self._attempt = 1

    async def run(self) -> AsyncIterator[Event]:
        """Try, adapt, wait and try again, until there is a reply or a reason."""
        while True:
            outcome: Done | Failed | _Refused | None = None
            async for event in self._once():
                if isinstance(event, (Done, Failed, _Refused)):
                    outcome = event
                else:
                    yield event
            if isinstance(outcome, Done):
                self._remember()
                yield outcome
                return
            if isinstance(outcome, _Refused):
                told = self._adapt(outcome)
                if told is not None:
                    yield Adapted(told)
                    continue
                outcome = Failed(self._explained(outcome))
            assert outcome is not None
            if self._is_waking(outcome.failure) and not outcome.partial:
                async for event in self._wait_for_waking():
                    yield event
                continue
            if not self._worth_retrying(outcome):
                yield outcome
                return
            async for event in self._count_down(outcome.failure):
                yield event
            self._attempt += 1

    async def _once(self) -> AsyncIterator[Event | _Refused]:
        yield Waiting("connecting")
        reply = Reply(self._where, self._caller.now, self._known.rung, tuple(self._adapted))
        try:
            async with _opened(self._where, self._key, self._parameters()) as response:
                async for event in read_reply(response, reply, self._where.profile.timeouts):
                    yield event
        except _Refused as refused:
            yield refused
        except Broken as broken:
            yield Failed(broken.failure, reply.text)
        except TimeoutError:
            yield Failed(reply.timed_out(), reply.text)
        except _transport_errors() as error:
            yield Failed(self._lost(error, reply), reply.text)

    def _lost(self, error: Exception, reply: Reply) -> Failure:
        if reply.begun:
            sentence = f"The connection to {self._where.url} was lost before the reply ended."
            return Failure("broken", f"{sentence} Nothing was graded; try again.", True)
        if "timeout" in type(error).__name__.casefold():
            return reply.timed_out()
        return failures.unreachable(self._where, error)

    def _parameters(self) -> dict[str, Any]:
        known, profile = self._known, self._where.profile
        sent: dict[str, Any] = {
            "model": self._model,
            "messages": _messages(self._request, known),
            "stream": known.stream,
        }
        if known.token_field != "none":
            sent[known.token_field] = profile.max_tokens or self._request.max_tokens
        if known.temperature and profile.temperature is not None:
            sent["temperature"] = profile.temperature
        if known.stream and known.stream_options:
            sent["stream_options"] = {"include_usage": True}
        if self._request.schema is not None:
            sent |= _structured(self._request, known)
        if _is_fireworks(profile.base_url):
            extra = {"perf_metrics_in_response": True, "context_length_exceeded_behavior": "error"}
            sent["extra_body"] = sent.get("extra_body", {}) | extra
        return sent

    def _adapt(self, refused: _Refused) -> str | None:
        if len(self._adapted) >= ADAPTATIONS:
            return None
        body = refused.body
        said, param = failures.body_text(body), failures.parameter(body)
        if failures.CONTEXT.search(said):
            return None
        if refused.status == 404 and self._complete_model_name(said):
            told = f"model name completed to {self._model}"
        else:
            found = adapt(self._known, refused.status, said, param)
            if found is None:
                return None
            self._known, told = found
        self._adapted.append(told)
        return told

    def _complete_model_name(self, said: str) -> bool:
        short = "/" not in self._model
        if not (short and _is_fireworks(self._where.url) and "model" in said.casefold()):
            return False
        self._model = f"accounts/fireworks/models/{self._model}"
        return True

    def _explained(self, refused: _Refused) -> Failure:
        failure = failures.by_status(self._where, refused.status, refused.body, refused.headers)
        if self._adapted and failure.kind == "refused":
            tried = "; ".join(self._adapted)
            return replace(failure, sentence=f"{failure.sentence} Tried: {tried}.")
        return replace(failure, sentence=_without_key(failure.sentence, self._key))

    def _worth_retrying(self, outcome: Failed) -> bool:
        failure = outcome.failure
        if not failure.retryable or outcome.partial or self._attempt >= ATTEMPTS:
            return False
        if failure.kind in ("broken", "timeout"):
            return False
        return failure.retry_after is None or failure.retry_after <= LONGEST_WAIT

    async def _count_down(self, failure: Failure) -> AsyncIterator[Event]:
        backoff = min(8.0, 0.5 * 2**self._attempt) * (0.75 + 0.5 * self._caller.jitter())
        left = failure.retry_after if failure.retry_after is not None else backoff
        while left > 0:
            yield Retrying(failure.sentence, left, self._attempt + 1)
            step = min(1.0, left)
            await self._caller.sleep(step)
            left -= step

    def _is_waking(self, failure: Failure) -> bool:
        asleep = failure.status == 503 and "DEPLOYMENT_SCALING_UP" in failure.sentence
        return asleep and self._woken < WAKING_LIMIT

    async def _wait_for_waking(self) -> AsyncIterator[Event]:
        left = WAKING_POLL
        while left > 0:
            yield Waiting("waking the deployment", self._woken)
            await self._caller.sleep(1.0)
            left -= 1.0
            self._woken += 1.0

    def _remember(self) -> None:
        if self._adapted:
            url, model = self._where.url, self._where.profile.model
            self._caller.capabilities.put(url, model, self._known)


@dataclass(frozen=True)
class _Refused(Exception):
    """An HTTP answer that is not a reply."""

    status: int
    body: Any
    headers: dict[str, str]


@asynccontextmanager
async def _opened(where: Where, key: str | None, parameters: dict[str, Any]) -> AsyncIterator[Any]:
    """Send the request and yield the raw response; raises _Refused for an error status."""
    # half a second of imports: never before a call
    import httpx2
    import openai

    waits = where.profile.timeouts
    timeout = httpx2.Timeout(connect=waits.connect, read=None, write=waits.connect, pool=None)
    async with openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=timeout) as http:
        client = openai.AsyncOpenAI(
            base_url=where.url,
            api_key=key or PLACEHOLDER_KEY,
            organization=None,
            project=None,
            max_retries=0,
            timeout=timeout,
            http_client=http,
            default_headers=_own_headers(openai),
        )
        client.organization = client.project = None
        try:
            async with asyncio.timeout(waits.first_token) as patience:
                opened = client.chat.completions.with_streaming_response.create(**parameters)
                response = await opened.__aenter__()
                patience.reschedule(None)
        except openai.APIStatusError as error:
            raise await _refusal(error) from error
        try:
            yield response
        finally:
            await opened.__aexit__(None, None, None)


def _own_headers(openai: Any) -> dict[str, Any]:
    """Headers that take out what the library adds from the environment."""
    import os

    ambient = [
        line.partition(":")[0].strip()
        for line in os.environ.get("OPENAI_CUSTOM_HEADERS", "").splitlines()
        if ":" in line
    ]
    unwanted = ["OpenAI-Organization", "OpenAI-Project", *ambient]
    return {name: openai.Omit() for name in unwanted}


async def _refusal(error: Any) -> _Refused:
    headers = {k.casefold(): v for k, v in error.response.headers.items()}
    body = error.body
    if body is None:
        try:
            body = error.response.text[:200_000]
        except Exception:  # a body that cannot be decoded has nothing to say
            body = ""
    return _Refused(error.status_code, body, headers)


def _transport_errors() -> tuple[type[Exception], ...]:
    import httpx2
    import openai

    return (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError)


def _messages(request: Request, known: Capabilities) -> list[dict[str, str]]:
    messages = list(request.messages)
    if known.system_role or not messages or messages[0]["role"] != "system":
        return messages
    system, first, *rest = messages
    folded = {"role": "user", "content": f"{system['content']}\n\n{first['content']}"}
    return [folded, *rest]


def _structured(request: Request, known: Capabilities) -> dict[str, Any]:
    schema: dict[str, Any] = {"name": request.schema_name, "schema": request.schema}
    match known.rung:
        case "json_schema_strict":
            wanted: dict[str, Any] = {
                "type": "json_schema",
                "json_schema": schema | {"strict": True},
            }
        case "json_schema":
            wanted = {"type": "json_schema", "json_schema": schema}
        case "json_object_schema":
            wanted = {"type": "json_object", "schema": request.schema}
        case "json_object":
            wanted = {"type": "json_object"}
        case _:
            return {}
    return {"response_format": wanted}


def _is_fireworks(base_url: str) -> bool:
    host = base_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return host == "fireworks.ai" or host.endswith(".fireworks.ai")


def _without_key(sentence: str, key: str | None) -> str:
    return sentence.replace(key, "[key]") if key else sentence
