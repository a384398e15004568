"""Reading a raw HTTP response to its end, streamed or whole, by the four clocks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from coach.config import Timeouts
from coach.endpoints import failures
from coach.endpoints.events import Event, Failure
from coach.endpoints.reply import Broken, Reply
from coach.endpoints.sse import Message, Reader

LARGEST = 10_000_000
"""Bytes of a reply; a review takes a few thousand."""


async def read_reply(
    response: Any, reply: Reply, waits: Timeouts, began: float
) -> AsyncIterator[Event]:
    """Read a raw HTTP response to its end; raises Broken or Refused, or TimeoutError by a clock.

    `began` is the loop's time when the call was made: the clocks run from there.
    """
    loop = asyncio.get_running_loop()
    last_token = began
    streamed = "event-stream" in response.headers.get("content-type", "")
    reader, whole, size = Reader(), bytearray(), 0
    chunks = response.iter_bytes().__aiter__()
    finished = False
    while not finished:
        allowed = waits.gap if reply.begun else waits.first_token
        deadline = min(last_token + allowed, began + waits.total)
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
    for event in reply.end(whole=not streamed):
        yield event


def _event(message: Message, reply: Reply) -> Iterator[Event]:
    data = message.data.strip()
    if data == "[DONE]":
        return
    try:
        chunk = json.loads(data)
    except (ValueError, RecursionError):
        if message.name == "error":
            chunk = {"error": data}
        elif message.name != "message":
            return
        else:
            sentence = f"{reply.where.url} sent a stream that cannot be read"
            said = failures.server_words(data)
            told = f"{sentence}: “{said}”. Try again."
            failure = Failure("broken", told, True, unreadable=not reply.begun)
            raise Broken(failure) from None
    if message.name == "error" and not (isinstance(chunk, dict) and chunk.get("error")):
        chunk = {"error": chunk}
    yield from reply.take(chunk)


def _whole(body: bytes, reply: Reply) -> Any:
    text = body.decode("utf-8-sig", "replace")
    if not text.strip():
        sentence = f"{reply.where.url} answered with nothing. Check base_url."
        raise Broken(Failure("empty", sentence, True, unreadable=True))
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        sentence = f"{reply.where.url} answered with something that is not a chat completion"
        said = failures.server_words(text)
        raise Broken(Failure("not_a_reply", f"{sentence}: “{said}”. Check base_url.")) from None
