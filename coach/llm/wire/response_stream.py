"""Reading a raw HTTP response to its end, streamed or whole, by the four clocks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from coach.config import Timeouts
from coach.llm import errors as failures
from coach.llm.events import CallEvent, Failure
from coach.llm.wire.reply import Broken, Clock, Late, ReplyReader
from coach.llm.wire.sse import Message, Reader

LARGEST = 10_000_000
"""Bytes of a reply; a review takes a few thousand."""
AFTERWORD = 5.0
"""Seconds that token counts may take to follow a reply that has said it is at its end."""
Deadline = tuple[Clock, float]
"""The clock that runs out first, and the moment of the loop at which it does."""


async def read_reply(
    response: Any,
    reply: ReplyReader,
    waits: Timeouts,
    began: float,
    *,
    whole: bool,
    brief: bool = False,
) -> AsyncIterator[CallEvent]:
    """Read a raw HTTP response to its end; raises Broken or Refused, or Late by one of the clocks.

    `began` is the loop's time when the call was made: the clocks run from there. `whole` says that
    no stream was asked for, so that nothing comes before all of it is written; the total limit is
    for such a reply, and for a stream that brings no token. `brief` says that the total limit cuts
    a reply that still brings tokens, too.
    """
    loop = asyncio.get_running_loop()
    last_token = began
    streamed = "event-stream" in response.headers.get("content-type", "")
    reader, body, size = Reader(), bytearray(), 0
    chunks = response.iter_bytes().__aiter__()
    finished = False
    while not finished:
        deadline = _find_deadline(reply, waits, began, last_token, whole=whole)
        if brief:
            deadline = min(deadline, ("total", began + waits.total), key=_get_end)
        chunk = await _receive(chunks, reply, deadline)
        if chunk is None:
            break
        size += len(chunk)
        if size > LARGEST:
            sentence = f"{reply.target.url} sent more than {LARGEST // 1_000_000} MB."
            raise Broken(Failure("too_large", f"{sentence} This is not a review."))
        if not streamed and not body and chunk.lstrip().startswith((b"data:", b"event:", b":")):
            streamed = True
        if not streamed:
            body += chunk
            last_token = loop.time()
            continue
        for message in reader.feed(chunk):
            if message.data.strip() == "[DONE]":
                finished = True
                break
            for event in _read_event(message, reply):
                last_token = loop.time()
                yield event
    if streamed:
        for message in () if finished else reader.close():
            for event in _read_event(message, reply):
                yield event
    else:
        for event in reply.take(_read_whole(bytes(body), reply)):
            yield event
    for event in reply.end(whole=not streamed):
        yield event


async def _receive(
    chunks: AsyncIterator[bytes], reply: ReplyReader, deadline: Deadline
) -> bytes | None:
    """Wait for the next bytes; None at the end, or where all that was still to come fails."""
    clock, end = deadline
    try:
        async with asyncio.timeout_at(end):
            return await anext(chunks, None)
    except Exception as error:
        if reply.finish is not None:
            # the reply is there; what was to follow is figures
            return None
        raise Late(clock) if isinstance(error, TimeoutError) else error from None


def _find_deadline(
    reply: ReplyReader, waits: Timeouts, began: float, last_token: float, *, whole: bool
) -> Deadline:
    """Find the clock that runs out first.

    A total limit never cuts a call that brings tokens: from the first one on only a gap between
    two ends it, or the person who waits.
    """
    if reply.finish is not None:
        return "gap", last_token + min(waits.gap, AFTERWORD)
    if reply.begun:
        return "gap", last_token + waits.gap
    ends: list[Deadline] = [("total", began + waits.total)]
    if not whole:
        ends.append(("first_token", began + waits.first_token))
    return min(ends, key=_get_end)


def _get_end(deadline: Deadline) -> float:
    return deadline[1]


def _read_event(message: Message, reply: ReplyReader) -> Iterator[CallEvent]:
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
            sentence = f"{reply.target.url} sent a stream that cannot be read"
            message_text = failures.extract_server_message(data)
            advice = f"{sentence}: “{message_text}”. Try again."
            failure = Failure("broken", advice, True, unreadable=not reply.begun)
            raise Broken(failure) from None
    if message.name == "error" and not (isinstance(chunk, dict) and chunk.get("error")):
        chunk = {"error": chunk}
    yield from reply.take(chunk)


def _read_whole(body: bytes, reply: ReplyReader) -> Any:
    text = body.decode("utf-8-sig", "replace")
    if not text.strip():
        sentence = f"{reply.target.url} answered with nothing. Check base_url."
        raise Broken(Failure("empty", sentence, True, unreadable=True))
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        sentence = f"{reply.target.url} answered with something that is not a chat completion"
        message = failures.extract_server_message(text)
        raise Broken(Failure("not_a_reply", f"{sentence}: “{message}”. Check base_url.")) from None
