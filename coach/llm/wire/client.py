"""The only module that imports `openai`, and only when a call is made.

The import takes most of a second. Retries, redirects and the environment's keys and headers, which
the library adds by itself, are turned off here.
"""

from __future__ import annotations

import asyncio
import json
import os
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from coach import __version__
from coach.keys import redact
from coach.llm import errors as failures
from coach.llm.errors import CallTarget
from coach.llm.events import Failure
from coach.llm.wire.reply import Clock, Late, Refused
from coach.llm.wire.request import is_loopback

SENT = (
    "host",
    "accept",
    "accept-encoding",
    "connection",
    "content-type",
    "content-length",
    "x-stainless-raw-response",
)
"""Headers that go out, besides the key and the program's name; by the last one the library knows
that the response is not its to read."""
PLACEHOLDER_KEY = "no-key-needed"
LONGEST_REFUSAL = 200_000
"""Bytes of a refusal that are read, and that are made of compressed ones."""
LIST_PATIENCE = 15.0
LONGEST_LIST = 20_000_000
"""Seconds and bytes a list of models may take; it is never needed to go on."""


async def prepare() -> None:
    """Import the client library in a thread, so that the first call need not wait for it."""
    await asyncio.to_thread(load_certificates)


async def list_models(target: CallTarget, key: str | None) -> list[str]:
    """List the ids of a server's models. Raises CallError with the reason when it lists none."""
    await prepare()
    import httpx2

    url = f"{target.url}/models"
    body = bytearray()
    try:
        async with (
            asyncio.timeout(LIST_PATIENCE),
            httpx2.AsyncClient(
                trust_env=not is_loopback(target.url),
                verify=load_certificates(),
                event_hooks={"request": [make_header_filter(key)]},
            ) as http,
            http.stream("GET", url) as response,
        ):
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LONGEST_LIST:
                    break
    except TimeoutError:
        sentence = f"{url} did not list its models within {LIST_PATIENCE:g} s; type the model's id."
        raise failures.CallError(Failure("timeout", sentence, True)) from None
    except list_transport_errors() as error:
        raise failures.CallError(failures.describe_unreachable(target, error)) from error
    try:
        ids = failures.read_model_list(
            target, response.status_code, bytes(body), dict(response.headers)
        )
        return [redact(model, key) for model in ids]
    except failures.CallError as failing:
        sentence = redact(failing.failure.sentence, key)
        raise failures.CallError(replace(failing.failure, sentence=sentence)) from None


def _import_libraries() -> tuple[Any, Any]:
    import httpx2
    import openai

    # these are loaded on first use otherwise, which is in the middle of the first call
    _ = openai.AsyncOpenAI, openai.resources.chat.completions.AsyncCompletions
    return httpx2, openai


@cache
def load_certificates() -> Any:
    """Load the certificates that connections are checked against, once: it takes a moment."""
    httpx2, _ = _import_libraries()
    return httpx2.create_ssl_context()


@asynccontextmanager
async def open_response(
    target: CallTarget, key: str | None, sent: dict[str, Any]
) -> AsyncIterator[Any]:
    """Send the request and yield the raw response; raises Refused for an error status, or Late."""
    httpx2, openai = _import_libraries()
    waits = target.profile.timeouts
    timeout = httpx2.Timeout(connect=waits.connect, read=None, write=waits.connect, pool=None)
    async with openai.DefaultAsyncHttpxClient(
        follow_redirects=False,
        timeout=timeout,
        trust_env=not is_loopback(target.url),
        verify=load_certificates(),
        event_hooks={"request": [make_header_filter(key)], "response": [_raise_refusal]},
    ) as http:
        client = openai.AsyncOpenAI(
            base_url=target.url,
            api_key=key or PLACEHOLDER_KEY,
            organization=None,
            project=None,
            max_retries=0,
            timeout=timeout,
            http_client=http,
            default_headers=_make_headers(openai, key),
        )
        client.organization = client.project = None
        # a reply that comes whole sends nothing before it is written
        clock: Clock = "first_token" if sent["stream"] else "total"
        limit = min(waits.first_token, waits.total) if sent["stream"] else waits.total
        try:
            async with asyncio.timeout(limit):
                sending = client.chat.completions.with_streaming_response.create(**sent)
                response = await sending.__aenter__()
        except TimeoutError:
            raise Late(clock) from None
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, Refused):
                raise error.__cause__ from None
            raise
        try:
            yield response
        finally:
            await sending.__aexit__(None, None, None)


def _make_headers(openai: Any, key: str | None) -> dict[str, Any]:
    """The headers given to the library, without those it would take from the environment."""
    ambient = [
        line.partition(":")[0].strip()
        for line in os.environ.get("OPENAI_CUSTOM_HEADERS", "").splitlines()
        if ":" in line
    ]
    own = {"Authorization": f"Bearer {key or PLACEHOLDER_KEY}"}
    names = [name for name in ambient if name.casefold() not in (*SENT, "authorization")]
    return {name: openai.Omit() for name in names} | own


def make_header_filter(key: str | None) -> Callable[[Any], Awaitable[None]]:
    """Make a hook that strips a request of every header but those that it needs.

    The environment and the library add others by themselves.
    """

    async def check(request: Any) -> None:
        for name in [name for name in request.headers if name.casefold() not in SENT]:
            del request.headers[name]
        request.headers["Authorization"] = f"Bearer {key or PLACEHOLDER_KEY}"
        # a compressed body can be a thousand times as large as what is read of it
        request.headers["Accept-Encoding"] = "identity"
        request.headers["User-Agent"] = f"interview-coach/{__version__}"
        if request.method == "POST" and not _is_form(request):
            request.headers["Content-Type"] = "application/json"

    return check


def _is_form(request: Any) -> bool:
    return str(request.headers.get("content-type", "")).startswith("multipart/form-data")


async def _raise_refusal(response: Any) -> None:
    """Raise Refused for an error status, with the start of its body as it came.

    The library would read all of the body, however long, and lose parts of it.
    """
    if response.status_code < 300:
        return
    headers = {k.casefold(): v for k, v in response.headers.items()}
    text = (await read_start(response)).decode("utf-8-sig", "replace")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = text
    raise Refused(response.status_code, body, headers)


async def read_start(response: Any, limit: int = LONGEST_REFUSAL) -> bytes:
    """Read at most `limit` bytes of a streamed response's body, unpacked; the rest stays unread."""
    raw = bytearray()
    async for chunk in response.aiter_raw():
        raw += chunk[: limit - len(raw)]
        if len(raw) >= limit:
            break
    encoding = response.headers.get("content-encoding", "identity").casefold()
    if encoding == "identity":
        return bytes(raw)
    try:
        # 47: either gzip or zlib, by its first bytes
        return zlib.decompressobj(47).decompress(bytes(raw), limit)
    except zlib.error:  # a body that cannot be unpacked has nothing to say
        return b""


def list_transport_errors() -> tuple[type[Exception], ...]:
    """What the library raises when a connection cannot be had or kept."""
    httpx2, openai = _import_libraries()
    return (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError)
