"""One call to an OpenAI-compatible endpoint, as a stream of plain events.

What a client library does by itself (retries, redirects, keys from the environment, reading the
stream) is done here, because it hides what a person needs to see.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from coach.keys import StreamRedactor, redact, redact_data
from coach.llm import errors as failures
from coach.llm.capabilities import CapabilityStore, adapt
from coach.llm.errors import CallTarget
from coach.llm.events import (
    Adapted,
    CallEvent,
    Done,
    Failed,
    Failure,
    Reasoning,
    Request,
    Retrying,
    Text,
    Waiting,
)
from coach.llm.model_list import complete_name, find_nearest
from coach.llm.timings import Timings, measure_call
from coach.llm.wire.client import (
    list_models,
    list_transport_errors,
    open_response,
    prepare,
)
from coach.llm.wire.reply import Broken, Late, Refused, ReplyReader, join_halves
from coach.llm.wire.request import build_parameters, is_fireworks
from coach.llm.wire.response_stream import read_reply

ATTEMPTS = 3
ADAPTATIONS = 5
LONGEST_WAIT = 60.0
"""Seconds of Retry-After that are waited out; longer ones are told instead."""
WAKING_POLL = 15.0
"""Seconds between two looks whether a sleeping deployment has woken."""
ENLARGED = 2
"""A reply cut off at the limit is asked for once more with a limit this many times as large."""

Sleep = Callable[[float], Awaitable[None]]


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


@dataclass(frozen=True)
class Caller:
    """What a call needs from outside: clocks, sleep, randomness, and what was learned before."""

    capabilities: CapabilityStore
    timings: Timings | None = None
    now: Callable[[], float] = time.monotonic
    wall: Callable[[], str] = _now
    sleep: Sleep = asyncio.sleep
    jitter: Callable[[], float] = random.random
    is_fireworks: Callable[[str], bool] = is_fireworks


async def stream(
    target: CallTarget, key: str | None, request: Request, caller: Caller
) -> AsyncIterator[CallEvent]:
    """Send a request and yield events; the last one is Done or Failed. `Endpoint.send` wraps it.

    Cancelling the task that reads closes the connection. A call that brought its first token is
    never sent again by itself, since that would be paid twice; the one exception is a reply that
    was cut off at its limit, which is worth nothing as it is.
    """
    async for event in _Call(target, key, request, caller).run():
        yield event


class _Call:
    def __init__(
        self, target: CallTarget, key: str | None, request: Request, caller: Caller
    ) -> None:
        self._target = target
        self._key = key
        self._request = request
        self._caller = caller
        self._known = caller.capabilities.get(target.url, target.profile.model)
        self._limit = target.profile.max_tokens or request.max_tokens
        self._cut_off: Done | None = None
        self._adapted: list[str] = []
        self._woken = 0.0
        self._attempt = 1

    async def run(self) -> AsyncIterator[CallEvent]:
        """Try, adapt, wait and try again, until there is a reply or a reason."""
        while True:
            outcome: Done | Failed | Refused | None = None
            async for event in self._send_once():
                if isinstance(event, (Done, Failed, Refused)):
                    outcome = event
                else:
                    yield event
            assert outcome is not None
            if isinstance(outcome, Done):
                if self._is_worth_enlarging(outcome):
                    yield self._enlarge(outcome)
                    continue
                yield self._finish(outcome)
                return
            if isinstance(outcome, Refused):
                lesson = await self._adapt(outcome)
                if lesson is not None:
                    yield Adapted(lesson)
                    continue
                if self._cut_off is not None:
                    yield self._finish(self._cut_off)
                    return
                outcome = Failed(await self._explain_refusal(outcome))
            if self._is_unreadable_stream(outcome):
                self._known = replace(self._known, stream=False)
                self._adapted.append("the stream brought nothing readable; streaming turned off")
                yield Adapted(self._adapted[-1])
                continue
            still = self._woken < self._target.profile.timeouts.waking
            if outcome.failure.kind == "waking" and still:
                async for event in self._wait_for_waking(outcome.failure):
                    yield event
                continue
            if not self._is_worth_retrying(outcome):
                yield self._redact_failure(outcome)
                return
            async for event in self._count_down(outcome.failure):
                yield event
            self._attempt += 1

    async def _send_once(self) -> AsyncIterator[CallEvent | Refused]:
        yield Waiting("waiting for the server")
        await prepare()
        reply = ReplyReader(self._target, self._caller.now, self._known.rung, tuple(self._adapted))
        began = asyncio.get_running_loop().time()
        waits = self._target.profile.timeouts
        whole = self._request.whole or not self._known.stream
        try:
            async with open_response(self._target, self._key, self._build_parameters()) as response:
                yield Waiting("waiting for the first word")
                brief = self._request.brief
                reading = read_reply(response, reply, waits, began, whole=whole, brief=brief)
                async for event in self._hide_key(reading):
                    yield event
        except Refused as refused:
            yield refused
        except Broken as broken:
            yield Failed(broken.failure, reply.partial, reply.begun)
        except Late as late:
            yield Failed(reply.explain_late(late.clock), reply.partial, reply.begun)
        except list_transport_errors() as error:
            yield Failed(self._explain_lost(error, reply), reply.partial, reply.begun)

    async def _hide_key(self, events: AsyncIterator[CallEvent]) -> AsyncIterator[CallEvent]:
        """Give the events on without the key, which some servers send back, even in two pieces."""
        text, thought = StreamRedactor(self._key), StreamRedactor(self._key)
        async for event in events:
            match event:
                case Text(text=piece):
                    if shown := text.feed(piece):
                        yield Text(shown)
                case Reasoning(text=piece):
                    if shown := thought.feed(piece):
                        yield Reasoning(shown)
                case _:
                    if rest := text.close():
                        yield Text(rest)
                    yield event

    def _explain_lost(self, error: Exception, reply: ReplyReader) -> Failure:
        if reply.begun:
            sentence = f"The connection to {self._target.url} was lost before the reply ended."
            return Failure("broken", f"{sentence} Nothing was graded; try again.", True)
        return failures.describe_unreachable(self._target, error)

    def _build_parameters(self) -> dict[str, Any]:
        return build_parameters(
            self._request,
            self._target.profile,
            self._known,
            self._limit,
            fireworks=self._caller.is_fireworks(self._target.url),
        )

    def _list_settings(self) -> dict[str, Any]:
        apart = ("messages", "response_format")
        sent = {k: v for k, v in self._build_parameters().items() if k not in apart}
        return sent | {"system_role": self._known.system_role}

    async def _adapt(self, refused: Refused) -> str | None:
        if len(self._adapted) >= ADAPTATIONS:
            return None
        body = refused.body
        message, param = failures.extract_body_text(body), failures.find_parameter(body)
        if failures.is_unknown_model(refused.status, body) and await self._complete_name():
            lesson = f"model name completed to {self._known.full_name}"
        else:
            adapted = adapt(self._known, refused.status, message, param)
            if adapted is None or (
                failures.CONTEXT.search(message) and adapted[0].token_field != "none"
            ):
                return None
            self._known, lesson = adapted
        self._adapted.append(lesson)
        return lesson

    async def _complete_name(self) -> bool:
        """Find the id that the configured name is short for: in the server's list, or by rule."""
        short = self._target.profile.model
        if self._known.full_name or "/" in short:
            return False
        full = complete_name(short, await self._list_ids())
        if full is None and self._caller.is_fireworks(self._target.url):
            full = f"accounts/fireworks/models/{short}"
        self._known = replace(self._known, full_name=full)
        return full is not None

    async def _list_ids(self) -> list[str]:
        try:
            return await list_models(self._target, self._key)
        except failures.CallError:
            return []

    async def _explain_refusal(self, refused: Refused) -> Failure:
        failure = failures.classify_status(
            self._target, refused.status, refused.body, refused.headers
        )
        if failures.is_unknown_model(refused.status, refused.body):
            near = find_nearest(self._target.profile.model, await self._list_ids())
            offered = f"The nearest there: {', '.join(near)}." if near else "Was it removed?"
            return replace(failure, sentence=f"{failure.sentence} {offered}")
        if self._adapted and failure.kind == "refused":
            tried = "; ".join(self._adapted)
            return replace(failure, sentence=f"{failure.sentence} Tried: {tried}.")
        return failure

    def _is_worth_enlarging(self, done: Done) -> bool:
        own_limit = self._target.profile.max_tokens is not None
        limited = self._known.token_field != "none"
        return done.finish == "length" and limited and not own_limit and self._cut_off is None

    def _enlarge(self, done: Done) -> Retrying:
        why = f"The reply was cut off at its limit of {self._limit} tokens."
        self._cut_off = done
        self._limit *= ENLARGED
        self._adapted.append(f"limit raised to {self._limit} tokens")
        return Retrying(why, 0.0, self._attempt + 1)

    def _finish(self, done: Done) -> Done:
        if self._adapted:
            target = self._target
            self._caller.capabilities.put(target.url, target.profile.model, self._known)
        if self._cut_off is not None and self._cut_off is not done:
            done = replace(done, before=self._cut_off.usage)
        if self._caller.timings is not None:
            line = measure_call(self._target.name, self._target.profile, done, self._caller.wall())
            self._caller.timings.add(line)
        return replace(
            done,
            text=redact(done.text, self._key),
            finish=self._clean(done.finish),
            model=self._clean(done.model),
            server=self._clean(done.server),
            sent=self._list_settings(),
        )

    def _clean(self, data: Any) -> Any:
        """What a server said of itself, without the key and fit to be saved."""
        return json.loads(join_halves(json.dumps(redact_data(data, self._key))))

    def _redact_failure(self, failed: Failed) -> Failed:
        sentence = redact(failed.failure.sentence, self._key)
        failure = replace(failed.failure, sentence=sentence)
        # without a key that the end of the reply cut in two, either
        partial = StreamRedactor(self._key).feed(failed.partial)
        return replace(failed, failure=failure, partial=partial)

    def _is_unreadable_stream(self, outcome: Failed) -> bool:
        streamed = self._known.stream and not self._request.whole
        return streamed and outcome.failure.unreadable and not outcome.begun

    def _is_worth_retrying(self, outcome: Failed) -> bool:
        failure = outcome.failure
        if not failure.retryable or outcome.begun or self._attempt >= ATTEMPTS:
            return False
        if failure.kind in ("timeout", "empty"):
            return False
        return failure.retry_after is None or failure.retry_after <= LONGEST_WAIT

    async def _count_down(self, failure: Failure) -> AsyncIterator[CallEvent]:
        backoff = min(8.0, 0.5 * 2**self._attempt) * (0.75 + 0.5 * self._caller.jitter())
        left = failure.retry_after if failure.retry_after is not None else backoff
        while left > 0:
            yield Retrying(redact(failure.sentence, self._key), left, self._attempt + 1)
            step = min(1.0, left)
            await self._caller.sleep(step)
            left -= step

    async def _wait_for_waking(self, failure: Failure) -> AsyncIterator[CallEvent]:
        left = WAKING_POLL
        while left > 0:
            yield Waiting(failures.describe_timeout(failure), self._woken)
            await self._caller.sleep(1.0)
            left -= 1.0
            self._woken += 1.0
