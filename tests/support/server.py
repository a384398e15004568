"""A loopback server that speaks the protocol, and misbehaves as it is told.

Raw sockets, because no framework will send half a chunk or a byte that is not UTF-8. Each
connection is answered by the next step of a script; every request is kept for the test to read.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Step = Callable[["Wire", "Got"], Awaitable[None]]


@dataclass
class Got:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        data = json.loads(self.body)
        assert isinstance(data, dict)
        return data


@dataclass
class Wire:
    """One connection, with the few things a script wants to do to it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes | str) -> None:
        self.writer.write(data.encode() if isinstance(data, str) else data)
        await self.writer.drain()

    async def head(self, status: int = 200, kind: str = "text/event-stream", **more: str) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
        await self.send("\r\n".join(lines) + "\r\n\r\n")

    async def gone(self) -> None:
        """Wait until the other side has closed."""
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(4096):
                pass


@dataclass
class Server:
    """A running server; `steps` are used up in order, the last one again and again."""

    steps: list[Step]
    got: list[Got] = field(default_factory=list)
    models: Step | None = None
    """How a question for models is answered; such questions are not among `got`."""
    listed: int = 0
    closed_by_client: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            got = await _read(reader)
            if got is None:
                return
            if got.path.endswith("/models") and got.method == "GET":
                self.listed += 1
                await (self.models or answers(404, {"error": "no"}))(Wire(reader, writer), got)
                return
            self.got.append(got)
            step = self.steps[min(len(self.got), len(self.steps)) - 1]
            await step(Wire(reader, writer), got)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.closed_by_client.set()
        finally:
            self.tasks.discard(task)
            with contextlib.suppress(ConnectionError):
                writer.close()


@contextlib.asynccontextmanager
async def serving(*steps: Step, models: Step | None = None) -> AsyncIterator[Server]:
    """Serve on a free loopback port for as long as the block runs."""
    server = Server(list(steps), models=models)
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in [*server.tasks]:
            task.cancel()
        await asyncio.gather(*server.tasks, return_exceptions=True)


@contextlib.contextmanager
def served(*steps: Step, models: Step | None = None) -> Iterator[Server]:
    """The same from a thread of its own, for what runs a loop itself."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def entered() -> Server:
        return await context.__aenter__()

    context = serving(*steps, models=models)
    try:
        yield asyncio.run_coroutine_threadsafe(entered(), loop).result(5)
        asyncio.run_coroutine_threadsafe(_leave(context), loop).result(5)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _leave(context: contextlib.AbstractAsyncContextManager[Server]) -> None:
    await context.__aexit__(None, None, None)


async def _read(reader: asyncio.StreamReader) -> Got | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {k.strip().lower(): v.strip() for k, _, v in (x.partition(":") for x in lines if x)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Got(method, path, headers, body)


def data(chunk: Any) -> str:
    return f"data: {json.dumps(chunk)}\n\n"


def delta(text: str, **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text} | more, "finish_reason": None}]}


def finish(reason: str = "stop") -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}


USAGE = {
    "choices": [],
    "usage": {
        "prompt_tokens": 6000,
        "completion_tokens": 200,
        "prompt_tokens_details": {"cached_tokens": 640},
    },
}


def streams(text: str, size: int = 24, usage: dict[str, Any] | None = USAGE) -> Step:
    """A well-behaved stream of this text."""

    async def step(wire: Wire, got: Got) -> None:
        await wire.head()
        for at in range(0, len(text), size):
            await wire.send(data(delta(text[at : at + size])))
        await wire.send(data(finish()))
        if usage:
            await wire.send(data(usage))
        await wire.send("data: [DONE]\n\n")

    return step


def answers(status: int, body: Any, kind: str = "application/json", **headers: str) -> Step:
    """A plain HTTP answer; a body that is not text or bytes is sent as JSON."""

    async def step(wire: Wire, got: Got) -> None:
        raw = body if isinstance(body, (bytes, str)) else json.dumps(body)
        encoded = raw if isinstance(raw, bytes) else raw.encode()
        await wire.head(status, kind, Content_Length=str(len(encoded)), **headers)
        await wire.send(encoded)

    return step


def whole(text: str, finish_reason: str = "stop", **message: Any) -> dict[str, Any]:
    """A reply that is not streamed."""
    message = {"role": "assistant", "content": text} | message
    return {
        "id": "1",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
        "usage": {"prompt_tokens": 6000, "completion_tokens": 200},
    }


def raw(*pieces: bytes | str, **head: Any) -> Step:
    """These bytes after a streaming head, then the end of the connection."""

    async def step(wire: Wire, got: Got) -> None:
        await wire.head(**head)
        for piece in pieces:
            await wire.send(piece)

    return step


def hangs(*pieces: bytes | str, head: bool = True) -> Step:
    """These bytes, and then nothing until the client goes away."""

    async def step(wire: Wire, got: Got) -> None:
        if head:
            await wire.head()
        for piece in pieces:
            await wire.send(piece)
        await wire.gone()
        raise ConnectionError

    return step


def by_request(choose: Callable[[dict[str, Any]], Step]) -> Step:
    """Another step for each request, chosen by its body."""

    async def step(wire: Wire, got: Got) -> None:
        await choose(got.json)(wire, got)

    return step


async def main(arguments: Sequence[str] | None = None) -> None:
    """Serve one canned reply for the end-to-end tests, and print the port."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reply", type=Path)
    chosen = parser.parse_args(arguments)
    async with serving(streams(chosen.reply.read_text(encoding="utf-8"), usage=None)) as server:
        sys.stdout.write(f"{server.port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
