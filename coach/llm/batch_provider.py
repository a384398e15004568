"""Batch jobs on a provider: files and batches in OpenAI's shape, and Fireworks' own.

Both are handed a file of requests, asked how far they are, and asked for a file of results.
Facts of the two: platform.openai.com/docs/api-reference/batch and
docs.fireworks.ai/guides/batch-inference.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from coach.keys import redact
from coach.llm import errors as failures
from coach.llm.errors import CallError, CallTarget
from coach.llm.events import Failure
from coach.llm.wire.client import (
    LONGEST_REFUSAL,
    list_transport_errors,
    load_certificates,
    make_header_filter,
    prepare,
    read_start,
)
from coach.llm.wire.request import is_loopback

WINDOW = "24h"
PATIENCE = 300.0
"""Seconds that one request may take; a file of a thousand rounds is some 30 MB."""
LARGEST = 500_000_000
"""Bytes of a file of results; a thousand reviews are some 10 MB."""
READY = ("completed", "expired", "cancelled")
"""States that leave results, if only some."""
FAILED = ("failed",)
Remote = dict[str, str]
"""What a provider calls the parts of a job; kept to ask for them again."""


@dataclass(frozen=True)
class State:
    """How far a job is. Counts are None where the provider does not say."""

    name: str
    done: int | None = None
    failed: int | None = None
    total: int | None = None
    said: str = ""

    @property
    def ready(self) -> bool:
        """Whether results can be fetched."""
        return self.name in READY

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.name in (*READY, *FAILED)


class Batches(Protocol):
    """A provider that takes batch jobs. Every method raises CallError."""

    async def submit(self, name: str, requests: str) -> Remote:
        """Hand in a file of requests; `name` is a word for people and ids."""
        ...

    async def state(self, remote: Mapping[str, str]) -> State:
        """Ask how far it is."""
        ...

    async def results(self, remote: Mapping[str, str]) -> str:
        """Fetch what is there, as JSONL, errors among it."""
        ...


class OpenAIBatches:
    """`/files` and `/batches`, as OpenAI, Groq and others have them."""

    def __init__(self, target: CallTarget, key: str | None) -> None:
        self._wire = _Wire(target, key)

    async def submit(self, name: str, requests: str) -> Remote:
        """Upload the file and begin the job."""
        upload = {"file": (f"{name}.jsonl", requests.encode(), "application/jsonl")}
        url = f"{self._wire.base}/files"
        file = await self._wire.json("POST", url, files=upload, data={"purpose": "batch"})
        job = {
            "input_file_id": str(file["id"]),
            "endpoint": "/v1/chat/completions",
            "completion_window": WINDOW,
        }
        made = await self._wire.json("POST", f"{self._wire.base}/batches", json=job)
        return {"file": str(file["id"]), "batch": str(made["id"])}

    async def state(self, remote: Mapping[str, str]) -> State:
        """The batch's status and counts."""
        batch = await self._fetch_batch(remote)
        counts = batch.get("request_counts") or {}
        errors = (batch.get("errors") or {}).get("data") or []
        reason = str(errors[0].get("message", "")) if errors and isinstance(errors[0], dict) else ""
        return State(
            name=str(batch.get("status", "unknown")),
            done=counts.get("completed"),
            failed=counts.get("failed"),
            total=counts.get("total"),
            said=failures.extract_server_message(reason),
        )

    async def results(self, remote: Mapping[str, str]) -> str:
        """The output file and the error file."""
        batch = await self._fetch_batch(remote)
        ids = [batch.get(name) for name in ("output_file_id", "error_file_id")]
        texts = [
            await self._wire.text(f"{self._wire.base}/files/{_quote_part(str(file_id))}/content")
            for file_id in ids
            if file_id
        ]
        return "\n".join(texts)

    async def _fetch_batch(self, remote: Mapping[str, str]) -> dict[str, Any]:
        return await self._wire.json(
            "GET", f"{self._wire.base}/batches/{_quote_part(remote['batch'])}"
        )


class FireworksBatches:
    """Fireworks' datasets and batch inference jobs, beside its inference API."""

    def __init__(self, target: CallTarget, key: str | None, account: str | None = None) -> None:
        self._wire = _Wire(target, key)
        address = urlsplit(target.url)
        self._root = f"{address.scheme}://{address.netloc}/v1"
        self._model = target.profile.model
        self._account = account

    async def submit(self, name: str, requests: str) -> Remote:
        """Make a dataset, upload the file into it and begin the job."""
        account = self._account or await self._find_account()
        home = f"{self._root}/accounts/{_quote_part(account)}"
        given, results = f"{name}-in", f"{name}-out"
        dataset = {"datasetId": given, "dataset": {"userUploaded": {}}}
        await self._wire.json("POST", f"{home}/datasets", json=dataset)
        upload = {"file": (f"{name}.jsonl", requests.encode(), "application/jsonl")}
        await self._wire.json("POST", f"{home}/datasets/{given}:upload", files=upload)
        job = {
            "displayName": name,
            "model": self._model,
            "inputDatasetId": f"accounts/{account}/datasets/{given}",
            "outputDatasetId": f"accounts/{account}/datasets/{results}",
        }
        url = f"{home}/batchInferenceJobs?batchInferenceJobId={_quote_part(name)}"
        await self._wire.json("POST", url, json=job)
        return {"account": account, "batch": name, "output": results}

    async def state(self, remote: Mapping[str, str]) -> State:
        """The job's state and progress."""
        home = f"{self._root}/accounts/{_quote_part(remote['account'])}"
        batch = await self._wire.json(
            "GET", f"{home}/batchInferenceJobs/{_quote_part(remote['batch'])}"
        )
        progress = batch.get("jobProgress") or {}
        status = batch.get("status") or {}
        return State(
            name=str(batch.get("state", "unknown")).removeprefix("JOB_STATE_").casefold(),
            done=progress.get("successfullyProcessedRequests"),
            failed=progress.get("failedRequests"),
            total=progress.get("totalInputRequests"),
            said=failures.extract_server_message(str(status.get("message", ""))),
        )

    async def results(self, remote: Mapping[str, str]) -> str:
        """Every file of the output dataset, from the signed addresses that Fireworks names."""
        home = f"{self._root}/accounts/{_quote_part(remote['account'])}"
        url = f"{home}/datasets/{_quote_part(remote['output'])}:getDownloadEndpoint"
        batch = await self._wire.json("GET", url)
        signed = batch.get("filenameToSignedUrls") or {}
        texts = [
            await self._wire.text(str(address), signed=True)
            for name, address in sorted(signed.items())
            if str(name).endswith(".jsonl")
        ]
        return "\n".join(texts)

    async def _find_account(self) -> str:
        listing = await self._wire.json("GET", f"{self._root}/accounts")
        names = [str(account.get("name", "")) for account in listing.get("accounts") or []]
        ids = [name.removeprefix("accounts/") for name in names if name]
        if len(ids) == 1:
            return ids[0]
        reason = (
            f"this key sees {len(ids)} accounts ({', '.join(ids[:5])})" if ids else "none is seen"
        )
        sentence = f"Fireworks needs an account for batch jobs and {reason}; give --account ID."
        raise CallError(Failure("refused", sentence))


class _Wire:
    """Plain HTTP with the same care as a call: no redirects, no stray headers, no key in errors."""

    def __init__(self, target: CallTarget, key: str | None) -> None:
        self._target = target
        self._key = key
        self.base = target.url

    async def json(self, method: str, url: str, **sent: Any) -> dict[str, Any]:
        """Send a request and read the object that comes back."""
        async with self._open_client() as http:
            text = await self._send(http, method, url, **sent)
        try:
            data = json.loads(text) if text.strip() else {}
        except ValueError:
            data = None
        if not isinstance(data, dict):
            sentence = f"{url} answered with something that is not JSON. Check base_url."
            raise CallError(Failure("not_a_reply", sentence))
        return data

    async def text(self, url: str, *, signed: bool = False) -> str:
        """Fetch a file. A signed address gets no key: it may be another host's."""
        async with self._open_client(signed=signed) as http:
            return await self._send(http, "GET", url)

    async def _send(self, http: Any, method: str, url: str, **sent: Any) -> str:
        try:
            async with http.stream(method, url, **sent) as response:
                limit = LARGEST if response.status_code < 300 else LONGEST_REFUSAL
                text = (await read_start(response, limit)).decode("utf-8-sig", "replace")
        except list_transport_errors() as error:
            raise CallError(failures.describe_unreachable(self._target, error)) from error
        if response.status_code < 300:
            return redact(text, self._key)
        headers = {name.casefold(): value for name, value in response.headers.items()}
        failure = failures.classify_status(self._target, response.status_code, text, headers)
        if response.status_code in (404, 405, 501):
            sentence = (
                f"{url.partition('?')[0]} is not there ({response.status_code}): this server takes "
                "no batch jobs. Run the exported file elsewhere and collect with --from FILE."
            )
            failure = replace(failure, sentence=sentence)
        raise CallError(replace(failure, sentence=redact(failure.sentence, self._key)))

    @asynccontextmanager
    async def _open_client(self, *, signed: bool = False) -> AsyncIterator[Any]:
        await prepare()
        import httpx2

        hooks = [] if signed else [make_header_filter(self._key)]
        async with httpx2.AsyncClient(
            follow_redirects=False,
            timeout=httpx2.Timeout(PATIENCE, connect=self._target.profile.timeouts.connect),
            trust_env=not is_loopback(self._target.url),
            verify=load_certificates(),
            event_hooks={"request": hooks},
        ) as http:
            yield http


def _quote_part(text: str) -> str:
    """A piece of a path that stays one piece, whatever a server calls its things."""
    return quote(text, safe="-_.~")
