"""Every way a call can fail, in a small set of kinds with one sentence a person can act on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from coach.config import Profile
from coach.llm.events import Failure
from coach.llm.model_list import read_model_ids

SHOWN = 300
"""Characters of a server's own words that are worth showing."""
CONTEXT = re.compile(
    r"context_length_exceeded|exceed_context_size|contextwindowexceeded|maximum context|"
    r"context (?:length|window|size)|too many tokens|prompt is too long|input is too long",
    re.IGNORECASE,
)
REFUSED_KEY = re.compile(
    r"no connected db|(?:invalid|incorrect|missing|wrong) (?:api |proxy )?key|"
    r"api key (?:not valid|not found|is invalid|expired)",
    re.IGNORECASE,
)
"""How some servers say with a 400 that a key is wrong; the first is LiteLLM without a database."""
UNKNOWN_MODEL = re.compile(
    r"model_not_found|invalid model|unknown model|no such model|model\b.{0,120}?"
    r"(?:not found|not exist|not available|not a valid)",
    re.IGNORECASE | re.DOTALL,
)


class CallError(Exception):
    """Carries a failure out of a call that is not streamed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence)
        self.failure = failure


@dataclass(frozen=True)
class CallTarget:
    """The endpoint that is called: the profile's name and settings."""

    name: str
    profile: Profile

    @property
    def url(self) -> str:
        """The base URL, as configured."""
        return self.profile.base_url

    @property
    def has_no_key(self) -> bool:
        """Whether the profile names no place where a key could be."""
        return not (self.profile.api_key_env or self.profile.key_source)

    @property
    def variable(self) -> str:
        """Which variable holds the key, in words."""
        variable, source = self.profile.api_key_env, self.profile.key_source
        if variable:
            return f"the key in {variable}"
        return f"the key of {source}" if source else "no key (the profile names no api_key_env)"


def extract_server_message(body: Any) -> str:
    """Extract the message of an error body of any shape, on one line, without tags or controls."""
    return _clean(_find_message(body))


def extract_body_text(body: Any) -> str:
    """Return an error body as text to search for names, at most 20,000 characters."""
    if isinstance(body, (bytes, bytearray)):
        body = bytes(body).decode("utf-8", "replace")
    if not isinstance(body, str):
        try:
            body = json.dumps(body, ensure_ascii=False)
        except (TypeError, ValueError):
            body = str(body)
    return str(body)[:20_000]


def find_parameter(body: Any) -> str:
    """The parameter an OpenAI-style error body names, or nothing."""
    error = body.get("error", body) if isinstance(body, dict) else None
    param = error.get("param") if isinstance(error, dict) else None
    return param if isinstance(param, str) else ""


def find_error_code(body: Any) -> str:
    """The code or type of an error body, or nothing."""
    error = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return ""
    return str(error.get("code") or error.get("type") or "")


def classify_status(target: CallTarget, status: int, body: Any, headers: dict[str, str]) -> Failure:
    """Turn an HTTP status and body into a failure with a sentence."""
    message = extract_server_message(body)
    quoted = f" It said: “{message}”." if message else ""
    if 300 <= status < 400:
        destination = headers.get("location", "another address")
        sentence = (
            f"{target.url} redirects to {_clean(destination)}; nothing was sent there. Put the"
        )
        return Failure("redirected", f"{sentence} final address in base_url.", status=status)
    if CONTEXT.search(extract_body_text(body)):
        sentence = f"The round is longer than {target.profile.model} can take at once."
        return Failure(
            "context", f"{sentence} Use a model with more context.{quoted}", False, status
        )
    if status in (401, 403) or (status == 400 and REFUSED_KEY.search(extract_body_text(body))):
        if target.has_no_key:
            sentence = (
                f"{target.url} wants an API key, and profile {target.name!r} names no variable"
            )
            sentence += " for one. Give it in api_key_env."
        else:
            sentence = f"{target.url} refused {target.variable} (profile {target.name!r})."
            sentence += " Check the key and what it may use."
        return Failure("key", f"{sentence}{quoted}", False, status)
    if status == 402:
        sentence = f"{target.url} wants payment for this account (profile {target.name!r})."
        return Failure("payment", f"{sentence}{quoted}", False, status)
    if status == 404 or is_unknown_model(status, body):
        return Failure(
            "not_found", _explain_not_found(target, status, body, message), False, status
        )
    if status == 429:
        return _explain_rate_limit(target, headers, quoted)
    if status == 503 and (cause := _describe_waking(body)):
        waited = target.profile.timeouts.waking
        sentence = f"{cause} at {target.url} after {waited:g} s; try again later, or raise "
        sentence += f"timeouts.waking of {target.name!r}."
        return Failure("waking", sentence, True, status)
    if status in (408, 409) or status >= 500:
        sentence = f"{target.url} answered {status}; it may be overloaded. Try again in a while."
        return Failure(
            "overloaded", f"{sentence}{quoted}", True, status, parse_retry_after(headers)
        )
    sentence = f"{target.url} refused the request ({status}).{quoted or ' It gave no reason.'}"
    return Failure("refused", sentence, False, status)


def is_unknown_model(status: int, body: Any) -> bool:
    """Whether a refusal says that there is no such model; some servers say so with a 400."""
    message = _find_message(body)
    if isinstance(body, str) or not re.search(r"model", message, re.IGNORECASE):
        return False
    return status == 404 or (status == 400 and bool(UNKNOWN_MODEL.search(extract_body_text(body))))


def read_model_list(
    target: CallTarget, status: int, body: bytes, headers: dict[str, str]
) -> list[str]:
    """Read the ids out of what a `/models` endpoint answered. Raises CallError for all else."""
    text = body.decode("utf-8-sig", "replace")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = text
    if status >= 300:
        raise CallError(classify_status(target, status, data, headers))
    ids = read_model_ids(data)
    if not ids:
        sentence = f"{target.url} lists no models; type the model's id."
        # a page of a web server on the same port is no empty list
        raise CallError(Failure("not_a_reply" if isinstance(data, str) else "empty", sentence))
    return ids


def describe_unreachable(target: CallTarget, error: BaseException) -> Failure:
    """Describe the failure behind a connection error by its deepest cause."""
    causes = [error]
    while (deeper := causes[-1].__cause__ or causes[-1].__context__) and deeper not in causes:
        causes.append(deeper)
    text = " ".join(str(cause) for cause in causes)
    lower = text.casefold()
    names = {type(cause).__name__ for cause in causes}
    if names & {"ConnectTimeout", "PoolTimeout"}:
        waited = target.profile.timeouts.connect
        sentence = f"No connection to {target.url} within {waited:g} s (profile {target.name!r})."
        return Failure("timeout", f"{sentence} Check base_url and your network.", True)
    if "certificate" in lower or "ssl" in lower or "tls" in lower:
        sentence = f"The secure connection to {target.url} failed: {_clean(str(causes[-1]))}."
        return Failure("tls", f"{sentence} Check the server's certificate.")
    if re.search(r"name or service|getaddrinfo|nodename|name resolution|no address", lower):
        sentence = f"The host of {target.url} was not found. Check base_url of {target.name!r}"
        return Failure("unreachable", f"{sentence} and your network.")
    if names & {"RemoteProtocolError", "ReadError", "WriteError"}:
        sentence = (
            f"{target.url} closed the connection without an answer (profile {target.name!r})."
        )
        return Failure("broken", f"{sentence} Look at the server's log, or try again.", True)
    if "refused" in lower or "connect" in lower:
        sentence = f"Nothing is listening at {target.url} (profile {target.name!r})."
        return Failure("unreachable", f"{sentence} Start the server or correct base_url.", True)
    sentence = f"{target.url} could not be reached: {_clean(str(causes[-1])) or 'unknown cause'}."
    return Failure("unreachable", f"{sentence} Check base_url of {target.name!r}.", True)


def parse_retry_after(headers: dict[str, str]) -> float | None:
    """Seconds that `Retry-After` (or `retry-after-ms`) asks to wait; None without either."""
    milliseconds = headers.get("retry-after-ms", "")
    if re.fullmatch(r"\d+(\.\d+)?", milliseconds):
        return float(milliseconds) / 1000
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def describe_timeout(failure: Failure) -> str:
    """Say in a few words what is waited for while a server wakes."""
    return "loading the model" if "loading" in failure.sentence else "waking the deployment"


def _describe_waking(body: Any) -> str:
    text = extract_body_text(body)
    if "DEPLOYMENT_SCALING_UP" in text:
        return "The deployment is still waking"
    return "The server is still loading the model" if re.search(r"(?i)loading model", text) else ""


def _explain_rate_limit(target: CallTarget, headers: dict[str, str], quoted: str) -> Failure:
    after = parse_retry_after(headers)
    limits = [f"{k.removeprefix('x-')}={v}" for k, v in headers.items() if "ratelimit" in k][:4]
    shown = f" ({', '.join(limits)})" if limits else ""
    wait = f" Try again {_format_wait(after)}." if after else " Try again in a while."
    sentence = f"{target.url} limits how fast you may ask{shown}.{wait}{quoted}"
    return Failure("rate_limited", sentence, True, 429, after)


def _format_wait(seconds: float) -> str:
    if seconds < 90:
        return f"in {seconds:.0f} s"
    if seconds < 5400:
        return f"in {seconds / 60:.0f} min"
    if seconds < 172_800:
        return f"in {seconds / 3600:.0f} h"
    return f"on {datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%d}"


def _explain_not_found(target: CallTarget, status: int, body: Any, message: str) -> str:
    if is_unknown_model(status, body):
        return (
            f"{target.url} has no model {target.profile.model!r} (profile {target.name!r}). "
            f"It said: “{message}”."
        )
    hint = "" if target.url.endswith("/v1") else " Does base_url lack /v1 at its end?"
    quoted = f" It said: “{message}”." if message else ""
    return f"{target.url} has no chat completions there (404).{hint}{quoted}"


def _find_message(body: Any) -> str:
    if isinstance(body, (bytes, bytearray)):
        body = bytes(body).decode("utf-8", "replace")
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        return "; ".join(filter(None, (_find_message(item) for item in body[:3])))
    if isinstance(body, dict):
        for key in ("error", "message", "msg", "detail", "error_message"):
            if body.get(key):
                return _find_message(body[key])
    return ""


def _clean(text: str) -> str:
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", text[:50_000])
    text = re.sub(r"<[^>]{0,500}>", " ", text)
    text = "".join(c if c.isprintable() else " " for c in text)
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
