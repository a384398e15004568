"""The only module that imports `openai`, and only when a call is made.

The import takes most of a second. Retries, redirects and the environment's keys and headers, which
the library adds by itself, are turned off here.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from coach import __version__
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
"""Characters of a refusal that are read."""
SHORTEST_KEY = 6
"""Shorter keys are not looked for in replies: they would be found in ordinary words."""
LIST_PATIENCE = 15.0
LONGEST_LIST = 20_000_000
"""Seconds and bytes a list of models may take; it is never needed to go on."""


async def prepare() -> None:
    """Import the client library in a thread, so that the first call need not wait for it."""
    await asyncio.to_thread(load_certificates)


async def list_models(where: CallTarget, key: str | None) -> list[str]:
    """The ids a server lists; raises failures.Failing with the reason when it lists none."""
    await prepare()
    import httpx2

    url = f"{where.url}/models"
    body = bytearray()
    try:
        async with (
            asyncio.timeout(LIST_PATIENCE),
            httpx2.AsyncClient(
                trust_env=not is_loopback(where.url),
                verify=load_certificates(),
                event_hooks={"request": [only(key)]},
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
        raise failures.CallError(failures.describe_unreachable(where, error)) from error
    try:
        return failures.describe_unlisted(
            where, response.status_code, bytes(body), dict(response.headers)
        )
    except failures.CallError as failing:
        sentence = redact(failing.failure.sentence, key)
        raise failures.CallError(replace(failing.failure, sentence=sentence)) from None


def _libraries() -> tuple[Any, Any]:
    import httpx2
    import openai

    # these are loaded on first use otherwise, which is in the middle of the first call
    _ = openai.AsyncOpenAI, openai.resources.chat.completions.AsyncCompletions
    return httpx2, openai


@cache
def load_certificates() -> Any:
    """What connections are checked against; reading it takes as long as some replies do."""
    httpx2, _ = _libraries()
    return httpx2.create_ssl_context()


@asynccontextmanager
async def open_response(
    where: CallTarget, key: str | None, sent: dict[str, Any]
) -> AsyncIterator[Any]:
    """Send the request and yield the raw response; raises Refused for an error status, or Late."""
    httpx2, openai = _libraries()
    waits = where.profile.timeouts
    timeout = httpx2.Timeout(connect=waits.connect, read=None, write=waits.connect, pool=None)
    async with openai.DefaultAsyncHttpxClient(
        follow_redirects=False,
        timeout=timeout,
        trust_env=not is_loopback(where.url),
        verify=load_certificates(),
        event_hooks={"request": [only(key)]},
    ) as http:
        client = openai.AsyncOpenAI(
            base_url=where.url,
            api_key=key or PLACEHOLDER_KEY,
            organization=None,
            project=None,
            max_retries=0,
            timeout=timeout,
            http_client=http,
            default_headers=_headers(openai, key),
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
        except openai.APIStatusError as error:
            raise _refusal(error) from error
        try:
            yield response
        finally:
            await sending.__aexit__(None, None, None)


def _headers(openai: Any, key: str | None) -> dict[str, Any]:
    """The headers given to the library, without those it would take from the environment."""
    ambient = [
        line.partition(":")[0].strip()
        for line in os.environ.get("OPENAI_CUSTOM_HEADERS", "").splitlines()
        if ":" in line
    ]
    own = {"Authorization": f"Bearer {key or PLACEHOLDER_KEY}"}
    names = [name for name in ambient if name.casefold() not in (*SENT, "authorization")]
    return {name: openai.Omit() for name in names} | own


def only(key: str | None) -> Callable[[Any], Awaitable[None]]:
    """Let nothing out but what a request needs: whatever the environment or the library adds."""

    async def check(request: Any) -> None:
        for name in [name for name in request.headers if name.casefold() not in SENT]:
            del request.headers[name]
        request.headers["Authorization"] = f"Bearer {key or PLACEHOLDER_KEY}"
        request.headers["User-Agent"] = f"interview-coach/{__version__}"
        if request.method == "POST" and not _is_form(request):
            request.headers["Content-Type"] = "application/json"

    return check


def _is_form(request: Any) -> bool:
    return str(request.headers.get("content-type", "")).startswith("multipart/form-data")


def _refusal(error: Any) -> Refused:
    """An error status with its body as it came: the library's own reading of it loses parts."""
    headers = {k.casefold(): v for k, v in error.response.headers.items()}
    try:
        text = error.response.text[:LONGEST_REFUSAL]
    except Exception:  # a body that cannot be decoded has nothing to say
        text = ""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = text
    return Refused(error.status_code, body, headers)


def list_transport_errors() -> tuple[type[Exception], ...]:
    """What the library raises when a connection cannot be had or kept."""
    httpx2, openai = _libraries()
    return (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError)


def redact(text: str, key: str | None) -> str:
    """Text without the key in it."""
    return text.replace(key, "[key]") if key and len(key) >= SHORTEST_KEY else text
