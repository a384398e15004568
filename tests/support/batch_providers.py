"""Providers of batch jobs on the loopback: OpenAI's files and batches, and Fireworks' jobs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.judgements import judgement
from tests.support.server import Got, Step, Wire, answers, whole

Answer = Callable[[str, dict[str, Any]], dict[str, Any]]
"""What stands in a line of results besides the `custom_id`, given that and the body asked."""


def good(id: str, body: dict[str, Any]) -> dict[str, Any]:
    completion = whole(judgement("I choose metering today", level=3)) | {"model": "served"}
    return {"response": {"status_code": 200, "body": completion}, "error": None}


def rows(asked: str, answer: Answer) -> str:
    """The results of a file of requests, in another order than they were asked."""
    lines = [json.loads(line) for line in asked.splitlines()]
    told = [
        {"custom_id": one["custom_id"]} | answer(one["custom_id"], one["body"]) for one in lines
    ]
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in reversed(told)) + "\n"


def form_file(got: Got) -> str:
    """The file in a multipart form."""
    boundary = got.headers["content-type"].partition("boundary=")[2].encode()
    part = next(p for p in got.body.split(b"--" + boundary) if b"filename=" in p)
    return part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n").decode()


@dataclass
class OpenAI:
    """`/files` and `/batches`; the job is done when `done` says so."""

    answer: Answer = good
    status: str = "completed"
    asked: str = ""
    paths: list[str] = field(default_factory=list)

    async def __call__(self, wire: Wire, got: Got) -> None:
        self.paths.append(f"{got.method} {got.path}")
        await self._step(got)(wire, got)

    def _step(self, got: Got) -> Step:
        match got.method, got.path:
            case "POST", "/v1/files":
                assert b'name="purpose"\r\n\r\nbatch' in got.body
                self.asked = form_file(got)
                return answers(200, {"id": "file-1"})
            case "POST", "/v1/batches":
                assert got.json == {
                    "input_file_id": "file-1",
                    "endpoint": "/v1/chat/completions",
                    "completion_window": "24h",
                }
                return answers(200, {"id": "batch-1", "status": "validating"})
            case "GET", "/v1/batches/batch-1":
                counts = {"total": len(self.asked.splitlines()), "completed": 1, "failed": 0}
                state = {"status": self.status, "request_counts": counts}
                return answers(200, state | {"output_file_id": "out/1", "error_file_id": None})
            case "GET", "/v1/files/out%2F1/content":
                return answers(200, rows(self.asked, self.answer), "application/jsonl")
        return answers(404, {"error": {"message": "no such path"}})


@dataclass
class Fireworks:
    """Datasets and batch inference jobs of one account; results lie at a signed address."""

    port: Callable[[], int]
    state: str = "JOB_STATE_COMPLETED"
    accounts: tuple[str, ...] = ("me",)
    asked: str = ""
    job: dict[str, Any] = field(default_factory=dict)
    signed_headers: dict[str, str] = field(default_factory=dict)

    async def __call__(self, wire: Wire, got: Got) -> None:
        await self._step(got)(wire, got)

    def _step(self, got: Got) -> Step:
        home = "/v1/accounts/me"
        path = got.path.partition("?")[0]
        if got.path == "/v1/accounts":
            return answers(200, {"accounts": [{"name": f"accounts/{n}"} for n in self.accounts]})
        if path == "/signed/results.jsonl":
            self.signed_headers = got.headers
            return answers(200, rows(self.asked, self._row))
        if (got.method, path) == ("POST", f"{home}/datasets"):
            assert got.json["dataset"] == {"userUploaded": {}}
            return answers(200, {})
        if path.startswith(f"{home}/datasets/") and path.endswith("-in:upload"):
            self.asked = form_file(got)
            return answers(200, {})
        if (got.method, path) == ("POST", f"{home}/batchInferenceJobs"):
            self.job = got.json
            return answers(200, {"name": "x"})
        if path.startswith(f"{home}/batchInferenceJobs/"):
            progress = {"totalInputRequests": 2, "successfullyProcessedRequests": 2}
            return answers(200, {"state": self.state, "jobProgress": progress})
        if path.endswith("-out:getDownloadEndpoint"):
            signed = f"http://127.0.0.1:{self.port()}/signed/results.jsonl?secret=1"
            return answers(200, {"filenameToSignedUrls": {"x/results.jsonl": signed}})
        return answers(404, {"error": {"message": path}})

    def _row(self, id: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"response": good(id, body)["response"]["body"]}
