"""Refusals: models that are not there, parameters that are not taken, prompts that are too long."""

from __future__ import annotations

from typing import Any

from tests.support.fault import Fault, always
from tests.support.faults_before_reply import error, then_good
from tests.support.server import Step, answers, by_request, streams

LISTED = {"data": [{"id": "judge-1-mini"}, {"id": "judge-2"}, {"id": "paint-xl"}]}
OF_FIREWORKS = {"data": [{"id": "accounts/fireworks/models/judge-1"}, {"id": "a/b/c"}]}


def unless(refused: Any, *steps: Step) -> Any:
    """Answer well once `refused` says nothing against what is sent, else with its step."""

    def server(good: str) -> list[Step]:
        return [by_request(lambda sent: refused(sent) or streams(good))]

    return server


def no_format(body: Any, status: int = 400, allowed: tuple[str, ...] = ()) -> Any:
    def refused(sent: dict[str, Any]) -> Step | None:
        kind = sent.get("response_format", {}).get("type", "none")
        return None if kind in (*allowed, "none") else answers(status, body)

    return unless(refused)


def without(name: str, body: Any, status: int = 400) -> Any:
    return unless(lambda sent: answers(status, body) if name in sent else None)


def no_system(body: Any, status: int) -> Any:
    def refused(sent: dict[str, Any]) -> Step | None:
        return answers(status, body) if sent["messages"][0]["role"] == "system" else None

    return unless(refused)


def short_name(sent: dict[str, Any]) -> Step | None:
    known = sent["model"] == "accounts/fireworks/models/judge-1"
    return None if known else answers(404, error("Model not found, inaccessible", code="NOT_FOUND"))


def refused_five_times(sent: dict[str, Any]) -> Step | None:
    for name in ("temperature", "stream_options", "max_tokens", "max_completion_tokens"):
        if name in sent:
            return answers(400, error(f"unknown field {name}"))
    if "response_format" in sent:
        return answers(400, error("unknown field response_format"))
    return answers(400, error("stream is not supported"))


FAULTS = (
    *(
        Fault(
            7,
            f"answers 404 for the model: {what}",
            always(answers(404, body)),
            f"URL has no model 'judge-1' (profile 'judge'). It said: “{said}”. "
            "The nearest there: judge-1-mini, judge-2.",
            models=answers(200, LISTED),
        )
        for what, body, said in (
            ("an object", error("The model does not exist"), "The model does not exist"),
            ("a text", {"error": "model 'judge-1' not found"}, "model 'judge-1' not found"),
            ("a list", [error("model not found")], "model not found"),
        )
    ),
    Fault(
        7,
        "knows the model by a longer name only, as Fireworks does",
        unless(short_name),
        "model name completed to accounts/fireworks/models/judge-1",
        graded=True,
        requests=2,
        models=answers(200, OF_FIREWORKS),
    ),
    *(
        Fault(
            8,
            f"answers a question for its models with {what}",
            then_good(),
            graded=True,
            models=step,
        )
        for what, step in (
            ("404", answers(404, error("no"))),
            ("an empty list", answers(200, {"data": []})),
            ("a page", answers(200, "<html>", "text/html")),
        )
    ),
    Fault(
        14,
        "refuses response_format by name",
        no_format(error("Unknown parameter", param="response_format")),
        "structured output: none",
        graded=True,
        requests=2,
    ),
    Fault(
        14,
        "takes json_schema, but not strictly",
        unless(
            lambda sent: (
                answers(400, {"error": "unsupported keyword 'strict' in json_schema"})
                if sent["response_format"].get("json_schema", {}).get("strict")
                else None
            )
        ),
        "structured output: json_schema",
        graded=True,
        requests=2,
    ),
    Fault(
        14,
        "refuses json_schema, in a text",
        no_format({"error": "json_schema is not supported"}, allowed=("json_object",)),
        "structured output: json_schema; structured output: json_object_schema",
        graded=True,
        requests=3,
    ),
    Fault(
        14,
        "answers 500, naming the formats it takes",
        no_format(
            error("[{'msg': \"Input should be 'text' or 'json_object'\"}]"), 500, ("json_object",)
        ),
        "structured output: json_object_schema",
        graded=True,
        requests=2,
    ),
    Fault(
        15,
        "wants max_completion_tokens",
        without("max_tokens", error("Use 'max_completion_tokens'", param="max_tokens")),
        "limit sent as max_completion_tokens",
        graded=True,
        requests=2,
    ),
    Fault(
        15,
        "takes no limit by any name",
        unless(
            lambda sent: next(
                (
                    answers(422, {"detail": [{"loc": ["body", n], "msg": "extra"}]})
                    for n in ("max_tokens", "max_completion_tokens")
                    if n in sent
                ),
                None,
            )
        ),
        "limit sent as max_completion_tokens; no limit sent",
        graded=True,
        requests=3,
    ),
    Fault(
        15,
        "finds the limit too large",
        without("max_tokens", error("`max_tokens` must be less than or equal to `8192`")),
        "no limit sent, since it was too large",
        graded=True,
        requests=2,
    ),
    Fault(
        16,
        "refuses a temperature",
        without("temperature", error("Unsupported value: 'temperature' does not support 0")),
        "temperature left out",
        graded=True,
        requests=2,
    ),
    Fault(
        16,
        "answers 422 to stream_options",
        without("stream_options", {"detail": [{"loc": ["body", "stream_options"]}]}, 422),
        "stream_options left out",
        graded=True,
        requests=2,
    ),
    Fault(
        17,
        "takes no system message",
        no_system(error("System role not supported"), 400),
        "system message folded into the first turn",
        graded=True,
        requests=2,
    ),
    Fault(
        17,
        "answers 500, since roles must alternate",
        no_system(error("Conversation roles must alternate user/assistant"), 500),
        "system message folded into the first turn",
        graded=True,
        requests=2,
    ),
    Fault(
        18,
        "refuses one thing after another",
        unless(refused_five_times),
        "URL refused the request (400). It said: “stream is not supported”. Tried: "
        "temperature left out; stream_options left out; limit sent as "
        "max_completion_tokens; no limit sent; structured output: none.",
        requests=6,
    ),
    *(
        Fault(
            32,
            f"says that the prompt is too long, {what}",
            always(answers(400, body)),
            f"The round is longer than judge-1 can take at once. Use a model with more context. "
            f"It said: “{said}”.",
        )
        for what, body, said in (
            (
                "as OpenAI does",
                error("maximum context length is 4096", code="context_length_exceeded"),
                "maximum context length is 4096",
            ),
            (
                "as llama.cpp does",
                error("too big", type="exceed_context_size_error", n_ctx=4096),
                "too big",
            ),
            ("in prose", {"detail": "The prompt is too long"}, "The prompt is too long"),
        )
    ),
)
