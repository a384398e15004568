"""Faults before a reply begins: the way there, the key, limits, waiting."""

from __future__ import annotations

from typing import Any

from tests.support.fault import KEY, Fault, always, drops, nothing
from tests.support.server import Step, answers, hangs, streams

FAST = {"connect": 1, "first_token": 0.3, "gap": 0.3, "total": 2}
AMBIENT = {
    "OPENAI_API_KEY": "sk-ambient",
    "OPENAI_ORG_ID": "org-ambient",
    "OPENAI_PROJECT_ID": "proj-ambient",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "OPENAI_ADMIN_KEY": "sk-ambient-admin",
    "OPENAI_CUSTOM_HEADERS": "X-Ambient: ambient\nauthorization: Bearer ambient\n"
    "Content-Type: text/ambient\nX-Odd: ambient-é",
}


def error(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message} | more}


def then_good(*steps: Step) -> Any:
    return lambda good: [*steps, streams(good)]


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
        "It said: “Not here”.",
        profile={"base_url": "ROOT"},
    ),
    *(
        Fault(
            4,
            f"answers {status} and repeats the key",
            always(answers(status, error(f"Incorrect API key provided: {KEY}"))),
            "URL refused the key in JUDGE_KEY (profile 'judge'). Check the key and what it may "
            "use. It said: “Incorrect API key provided: [key]”.",
            profile={"api_key_env": "JUDGE_KEY"},
        )
        for status in (401, 403)
    ),
    Fault(
        4,
        "answers 402",
        always(answers(402, error(SPENT))),
        f"URL wants payment for this account (profile 'judge'). It said: “{SPENT}”.",
    ),
    Fault(
        6,
        "sees a request while the environment is full of another account's variables",
        then_good(),
        graded=True,
        env=AMBIENT,
        also=lambda ran: _no_ambient(ran.server.got),
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
        "URL limits how fast you may ask. Try again in 60 min. It said: “slow down”.",
    ),
    Fault(
        10,
        "answers 429 with a date far off",
        always(answers(429, error("slow down"), Retry_After="Wed, 21 Oct 2099 07:28:00 GMT")),
        "URL limits how fast you may ask. Try again on 2099-10-21. It said: “slow down”.",
    ),
    Fault(
        11,
        "always answers 429, with its limits in headers",
        always(answers(429, error("slow down"), X_Ratelimit_Limit_Tokens_Prompt="900")),
        "URL limits how fast you may ask (ratelimit-limit-tokens-prompt=900). Try again in a "
        "while. It said: “slow down”.",
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
        "The deployment is still waking at URL after 900 s; try again later, or raise "
        "timeouts.waking of 'judge'.",
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
                "<script>x</script><h1>Bad\x1b luck</h1>",
                " It said: “Bad luck”.",
            ),
            (502, "nothing", "", ""),
            (504, "text", "upstream timed out", " It said: “upstream timed out”."),
            (500, "2 MB", "x" * 2_000_000, f" It said: “{'x' * 299}…”."),
        )
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
    own = "user-agent authorization host accept accept-encoding connection content-type"
    for one in got:
        assert set(one.headers) == {*own.split(), "content-length", "x-stainless-raw-response"}
        assert one.headers["authorization"] == "Bearer no-key-needed"
        assert "ambient" not in str(one.headers)
