"""Faults before a reply begins: the way there, the key, refusals, limits, waiting."""

from __future__ import annotations

from typing import Any

from tests.endpoints.fault import KEY, Fault, always, drops, nothing
from tests.endpoints.server import Step, answers, by_request, hangs, streams

FAST = {"connect": 1, "first_token": 0.3, "gap": 0.3, "total": 2}
AMBIENT = {
    "OPENAI_API_KEY": "sk-ambient",
    "OPENAI_ORG_ID": "org-ambient",
    "OPENAI_PROJECT_ID": "proj-ambient",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "OPENAI_CUSTOM_HEADERS": "X-Ambient: ambient-value",
}
LISTED = {"data": [{"id": "judge-1-mini"}, {"id": "judge-2"}, {"id": "paint-xl"}]}
OF_FIREWORKS = {"data": [{"id": "accounts/fireworks/models/judge-1"}, {"id": "a/b/c"}]}


def error(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message} | more}


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


def then_good(*steps: Step) -> Any:
    return lambda good: [*steps, streams(good)]


def refused_five_times(sent: dict[str, Any]) -> Step | None:
    for name in ("temperature", "stream_options", "max_tokens", "max_completion_tokens"):
        if name in sent:
            return answers(400, error(f"unknown field {name}"))
    if "response_format" in sent:
        return answers(400, error("unknown field response_format"))
    return answers(400, error("stream is not supported"))


SPENT = "Raise the limit of this account."
FAULTS = (
    Fault(
        1,
        "refuses the connection",
        nothing,
        "Nothing is listening at URL (profile 'judge'). Start the server or correct base_url.",
        requests=0,
        profile={"base_url": "http://127.0.0.1:9/v1"},
    ),
    Fault(
        1,
        "closes the connection without a word",
        always(drops),
        "URL closed the connection without an answer (profile 'judge'). Look at the server's log, "
        "or try again.",
        requests=3,
    ),
    Fault(
        2,
        "has a name that leads nowhere",
        nothing,
        "The host of URL was not found. Check base_url of 'judge' and your network.",
        requests=0,
        profile={"base_url": "http://no-such-host.invalid/v1"},
    ),
    Fault(
        2,
        "answers 404 with a page, for a base URL without /v1",
        always(answers(404, "<html><h1>Not here</h1></html>", "text/html")),
        "URL has no chat completions there (404). Does base_url lack /v1 at its end? "
        "It said: Not here",
        profile={"base_url": "ROOT"},
    ),
    *(
        Fault(
            4,
            f"answers {status} and repeats the key",
            always(answers(status, error(f"Incorrect API key provided: {KEY}"))),
            "URL refused the key in JUDGE_KEY (profile 'judge'). Check the key and what it may "
            "use. It said: Incorrect API key provided: [key]",
            profile={"api_key_env": "JUDGE_KEY"},
        )
        for status in (401, 403)
    ),
    Fault(
        4,
        "answers 402",
        always(answers(402, error(SPENT))),
        f"URL wants payment for this account (profile 'judge'). It said: {SPENT}",
    ),
    Fault(
        6,
        "sees a request while the environment is full of another account's variables",
        then_good(),
        graded=True,
        env=AMBIENT,
        also=lambda ran: _no_ambient(ran.server.got),
    ),
    *(
        Fault(
            7,
            f"answers 404 for the model: {what}",
            always(answers(404, body)),
            f"URL has no model 'judge-1' (profile 'judge'). It said: {said} "
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
        9,
        "answers 429 with Retry-After: 2, then well",
        then_good(answers(429, error("slow down"), Retry_After="2")),
        graded=True,
        requests=2,
    ),
    Fault(
        10,
        "answers 429 with Retry-After: 3600",
        always(answers(429, error("slow down"), Retry_After="3600")),
        "URL limits how fast you may ask. Try again in 60 min. It said: slow down",
    ),
    Fault(
        10,
        "answers 429 with a date far off",
        always(answers(429, error("slow down"), Retry_After="Wed, 21 Oct 2099 07:28:00 GMT")),
        "URL limits how fast you may ask. Try again on 2099-10-21. It said: slow down",
    ),
    Fault(
        11,
        "always answers 429, with its limits in headers",
        always(answers(429, error("slow down"), X_Ratelimit_Limit_Tokens_Prompt="900")),
        "URL limits how fast you may ask (ratelimit-limit-tokens-prompt=900). Try again in a "
        "while. It said: slow down",
        requests=3,
    ),
    Fault(
        12,
        "answers 503 DEPLOYMENT_SCALING_UP three times, then well",
        then_good(*[answers(503, error("scaling up", code="DEPLOYMENT_SCALING_UP"))] * 3),
        graded=True,
        requests=4,
    ),
    Fault(
        12,
        "answers 503 DEPLOYMENT_SCALING_UP for ever",
        always(answers(503, error("scaling up", code="DEPLOYMENT_SCALING_UP"))),
        "The deployment is still waking at URL, and that takes longer than was waited; "
        "try again later.",
        requests=63,
    ),
    Fault(
        12,
        "answers 503 while it loads the model, then well",
        then_good(answers(503, error("Loading model", code=503))),
        graded=True,
        requests=2,
    ),
    *(
        Fault(
            13,
            f"answers {status} with {what}",
            always(answers(status, body, "text/html")),
            f"URL answered {status}; it may be overloaded. Try again in a while.{said}",
            requests=3,
        )
        for status, what, body, said in (
            (
                500,
                "a page",
                "<script>x</script><h1>Bad\x1b[31m luck</h1>",
                " It said: Bad [31m luck",
            ),
            (502, "nothing", "", ""),
            (504, "text", "upstream timed out", " It said: upstream timed out"),
            (500, "2 MB", "x" * 2_000_000, f" It said: {'x' * 299}…"),
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
        "refuses json_object but takes json_schema, strict or not",
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
        "URL refused the request (400). It said: stream is not supported Tried: temperature left "
        "out; stream_options left out; limit sent as max_completion_tokens; no limit sent; "
        "structured output: none.",
        requests=6,
    ),
    Fault(
        25,
        "sends nothing at all",
        always(hangs(head=False)),
        "URL sent nothing within 0.3 s. If it is loading a model, raise timeouts.first_token of "
        "'judge'.",
        profile={"timeouts": FAST},
    ),
    *(
        Fault(
            32,
            f"says that the prompt is too long, {what}",
            always(answers(400, body)),
            f"The round is longer than judge-1 can take at once. Use a model with more context. "
            f"It said: {said}",
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
    *(
        Fault(
            33,
            f"answers {status} to another server",
            always(answers(status, "", Location="http://127.0.0.1:9/v1/chat/completions")),
            "URL redirects to http://127.0.0.1:9/v1/chat/completions; nothing was sent there. Put "
            "the final address in base_url.",
        )
        for status in (301, 302, 307, 308)
    ),
)


def _no_ambient(got: Any) -> None:
    assert got
    assert "ambient" not in " ".join(f"{k} {v}" for one in got for k, v in one.headers.items())
