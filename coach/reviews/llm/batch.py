"""A review by batch: the request as a line of a file, and the review that a result's line makes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from coach.llm.capabilities import Capabilities
from coach.llm.errors import CallTarget, extract_server_message
from coach.llm.events import Done, Request
from coach.llm.wire.reply import Broken, Refused, ReplyReader
from coach.llm.wire.request import build_parameters
from coach.reviews.llm.degenerate import find_degeneracy
from coach.reviews.llm.grounding import JudgedText, ground_dimension, ground_review
from coach.reviews.llm.prompt import ReviewJob
from coach.reviews.llm.prompt import build_request as first_request
from coach.reviews.llm.receipt import Spending
from coach.reviews.llm.reply.response import Unreadable, parse
from coach.reviews.llm.reviewer import assemble_review, find_defect
from coach.transcripts.review_schema import Review

URL = "/v1/chat/completions"


@dataclass(frozen=True)
class Result:
    """A line of a file of results: the chat completion, or why there is none."""

    id: str
    body: Any = None
    error: str | None = None


def make_request_line(job: ReviewJob, known: Capabilities, *, fireworks: bool) -> str:
    """The request for a review in OpenAI's batch format; Fireworks takes it without the route.

    Its `custom_id` is the round's id.
    """
    whole = replace(first_request(job, job.parts[0]), whole=True)
    limit = job.profile.max_tokens or whole.max_tokens
    body = build_parameters(whole, job.profile, known, limit, fireworks=fireworks)
    del body["stream"]
    body |= body.pop("extra_body", {})
    line: dict[str, Any] = {"custom_id": job.case.transcript.id}
    if fireworks:
        # the job names the model
        del body["model"]
        body.pop("perf_metrics_in_response", None)
    else:
        line |= {"method": "POST", "url": URL}
    # pure ASCII, so that no character can break the line wherever it is read
    return json.dumps(line | {"body": body})


def parse_results(text: str) -> Iterator[Result]:
    """The results of a file, in whatever of the known shapes; lines that are none are left out.

    OpenAI and vLLM put the completion into `response.body`, Fireworks into `response`.
    """
    for line in text.split("\n"):
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(data, dict) or not isinstance(data.get("custom_id"), str):
            continue
        response = data.get("response")
        response = response if isinstance(response, dict) else {}
        body = response.get("body", response if "choices" in response else None)
        status = response.get("status_code", 200)
        if data.get("error") or body is None or not isinstance(status, int) or status >= 400:
            reason = extract_server_message(data.get("error") or body or "no reply and no reason")
            yield Result(data["custom_id"], error=reason or "no reason was given")
        else:
            yield Result(data["custom_id"], body=body)


def make_review(
    job: ReviewJob, result: Result, sent: Mapping[str, Any], about: dict[str, Any]
) -> Review:
    """The review that a result makes, with its receipt; `sent` is the body that was asked.

    Held to the candidate's words like any other; a reply that cannot be read is not asked for
    again, since the job is over. `about` goes into the receipt: the job, and what it was asked by.
    """
    asked = _rebuild_request(job, sent)
    spent = Spending()
    spent.ask(tuple(job.dimensions), asked, again=False)
    runs: list[Review] = []
    failed: str | None = None
    try:
        done = _read_completion(job, result, sent)
        spent.add(done)
        runs.append(_judge(job, done, asked, spent))
    except _NoReview as reason:
        failed = str(reason)
    review = assemble_review(job, runs, failed, spent)
    # how long the provider took for one of many says nothing of a call
    return review.model_copy(update={"timing": None, "receipt": review.receipt | about})


class _NoReview(Exception):
    """Why a result makes no review."""


def _rebuild_request(job: ReviewJob, sent: Mapping[str, Any]) -> Request:
    messages = tuple(dict(message) for message in sent.get("messages", ()))
    limit = next((sent[n] for n in ("max_completion_tokens", "max_tokens") if n in sent), 0)
    return replace(first_request(job, job.parts[0]), messages=messages, max_tokens=limit)


def _read_completion(job: ReviewJob, result: Result, sent: Mapping[str, Any]) -> Done:
    if result.error is not None:
        raise _NoReview(f"The batch brought no reply for this round: “{result.error}”.")
    form = sent.get("response_format")
    rung = str(form.get("type")) if isinstance(form, dict) else "none"
    reply = ReplyReader(CallTarget(job.name, job.profile), lambda: 0.0, rung, ())
    try:
        last = [*reply.take(result.body), *reply.end(whole=True)][-1]
    except Broken as broken:
        raise _NoReview(broken.failure.sentence) from None
    except Refused as refused:
        raise _NoReview(
            f"The batch brought an error: “{extract_server_message(refused.body)}”."
        ) from None
    assert isinstance(last, Done)
    settings = {k: v for k, v in sent.items() if k not in ("messages", "response_format")}
    return replace(last, sent=settings)


def _judge(job: ReviewJob, done: Done, asked: Request, spent: Spending) -> Review:
    if reason := find_defect(done, asked):
        raise _NoReview(reason)
    try:
        parsed = parse(done.text, job.dimensions)
    except Unreadable as error:
        reason = f"{job.profile.model} did not return a readable review: {error}."
        raise _NoReview(reason) from None
    spent.repaired = parsed.repaired
    case = JudgedText.of(job.case)
    if degenerate := find_degeneracy(case, parsed.judgement):
        spent.degenerate = degenerate.kind
        raise _NoReview(f"{job.profile.model} sent no judgement: {degenerate.reason}.")
    given = {d.id: ground_dimension(case, d) for d in parsed.judgement.dimensions}
    return ground_review(
        case,
        parsed.judgement,
        [given[dimension_id] for dimension_id in job.dimensions],
        job.reviewer,
    )
