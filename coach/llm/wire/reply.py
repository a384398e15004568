"""What a reply amounts to, chunk by chunk, whatever shape a server gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from coach.llm import errors as failures
from coach.llm.errors import CallTarget
from coach.llm.events import (
    CallEvent,
    CallTiming,
    Done,
    Failure,
    Reasoning,
    Text,
    TokenUsage,
)
from coach.llm.wire.reasoning import Splitter, find_reply_in_reasoning, strip_reasoning

SHORTEST_WRITING = 0.05
"""Seconds of writing from which a speed can be told."""


class Broken(Exception):
    """A reply that cannot be used, with the failure it amounts to."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence)
        self.failure = failure


Clock = Literal["first_token", "gap", "total"]


class Late(Exception):
    """One of the clocks of a reply has run out."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.clock = clock


@dataclass(eq=False)
class Refused(Exception):
    """An answer that says no: an HTTP status of its own, or an error sent in place of a reply."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass
class ReplyReader:
    """What has come of a reply so far."""

    target: CallTarget
    now: Callable[[], float]
    rung: str
    adapted: tuple[str, ...]
    finish: str | None = None
    usage: TokenUsage = field(default_factory=TokenUsage)
    model: str | None = None
    server: dict[str, Any] = field(default_factory=dict)
    _started: float = 0.0
    _first: float | None = None
    _texts: list[str] = field(default_factory=list)
    _thoughts: list[str] = field(default_factory=list)
    _splitter: Splitter = field(default_factory=Splitter)

    def __post_init__(self) -> None:
        self._started = self.now()

    @property
    def begun(self) -> bool:
        """Whether a token has come."""
        return self._first is not None

    @property
    def text(self) -> str:
        """The reply so far, without the thinking."""
        return "".join(self._texts)

    @property
    def partial(self) -> str:
        """What is worth keeping of a reply that did not come to its end."""
        return join_halves(strip_reasoning(self.text))

    def take(self, chunk: Any) -> Iterator[CallEvent]:
        """Take one chunk of a stream, or a whole reply: the shapes differ in one name."""
        if chunk is None:
            return
        if not isinstance(chunk, dict):
            raise Broken(self._describe_non_reply(chunk))
        if chunk.get("error"):
            raise self._make_error(chunk)
        self._read_metadata(chunk)
        choices = chunk.get("choices")
        if not choices:
            if chunk.get("usage") is None and "choices" not in chunk and not _is_metadata(chunk):
                raise Broken(self._describe_non_reply(chunk))
            return
        choice = choices[0] if isinstance(choices, list) and isinstance(choices[0], dict) else {}
        part = choice.get("delta") or choice.get("message") or {}
        yield from self._read_part(part if isinstance(part, dict) else {})
        if choice.get("finish_reason"):
            self.finish = str(choice["finish_reason"])

    def end(self, *, whole: bool) -> Iterator[CallEvent]:
        """Give what was held back, and the outcome.

        A stream must have said that it is at its end; a reply that came whole is there.
        """
        for kind, text in self._splitter.close():
            yield self._make_piece(kind, text)
        if whole and self.finish is None:
            self.finish = "unknown"
        if whole:
            # when its first token was made cannot be seen
            self._first = self._started
        yield self._make_done()

    def explain_late(self, clock: Clock) -> Failure:
        """The failure of a wait that was too long."""
        waits, name, url = self.target.profile.timeouts, self.target.name, self.target.url
        if clock == "total":
            sentence = f"{url} was not done after {waits.total:g} s. Raise timeouts.total of"
            return Failure("timeout", f"{sentence} {name!r} or grade with a faster model.", True)
        if clock == "gap":
            sentence = f"{url} fell silent for {waits.gap:g} s in the middle of its reply."
            return Failure("timeout", f"{sentence} Raise timeouts.gap of {name!r} or try again.")
        sentence = f"{url} sent nothing within {waits.first_token:g} s."
        more = f"If it is loading a model, raise timeouts.first_token of {name!r}."
        return Failure("timeout", f"{sentence} {more}", True)

    def _read_part(self, part: dict[str, Any]) -> Iterator[CallEvent]:
        if part.get("refusal"):
            sentence = f"{self.target.profile.model} refused to review: {part['refusal']}"
            raise Broken(Failure("refusal", failures.extract_server_message(sentence)))
        if thought := _read_thought(part):
            yield self._make_piece("reasoning", thought)
        for kind, text in self._splitter.feed(_read_content(part.get("content"))):
            yield self._make_piece(kind, text)

    def _make_piece(self, kind: str, text: str) -> CallEvent:
        if self._first is None:
            self._first = self.now()
        if kind == "reasoning":
            self._thoughts.append(text)
            return Reasoning(text)
        self._texts.append(text)
        return Text(text)

    def _read_metadata(self, chunk: dict[str, Any]) -> None:
        if isinstance(chunk.get("usage"), dict):
            self.usage = _read_usage(chunk["usage"])
        if isinstance(chunk.get("model"), str):
            self.model = chunk["model"]
        for name in ("system_fingerprint", "perf_metrics", "timings"):
            if chunk.get(name):
                self.server[name] = chunk[name]

    def _make_done(self) -> Done:
        if self.finish is None:
            sentence = f"{self.target.url} ended its reply without saying that it was complete."
            advice = f"{sentence} Nothing was graded; try again."
            raise Broken(Failure("broken", advice, True, unreadable=not self.begun))
        if self.finish == "error":
            sentence = f"{self.target.url} ended its reply with an error. Try again."
            raise Broken(Failure("broken", sentence, True))
        if self.finish == "content_filter":
            sentence = f"{self.target.url} filtered the reply of {self.target.profile.model}."
            raise Broken(Failure("refusal", f"{sentence} Grade with another model."))
        text = join_halves(strip_reasoning(self.text))
        if not text and self.finish != "length":
            text = join_halves(find_reply_in_reasoning("".join(self._thoughts)))
        if not text.strip() and self.finish != "length":
            sentence = f"{self.target.profile.model} at {self.target.url} sent an empty reply."
            advice = f"{sentence} Try again or grade with another model."
            raise Broken(Failure("empty", advice, True, unreadable=not self.begun))
        return Done(
            text=text,
            finish=self.finish,
            usage=self.usage,
            timing=self._measure_timing(),
            rung=self.rung,
            adapted=self.adapted,
            model=self.model,
            server=self.server,
        )

    def _measure_timing(self) -> CallTiming:
        total = self.now() - self._started
        first = None if self._first in (None, self._started) else self._first - self._started
        writing = total - (first or 0.0)
        speed = None
        if self.usage.output and writing >= SHORTEST_WRITING:
            speed = round(self.usage.output / writing, 2)
        return CallTiming(round(total, 3), None if first is None else round(first, 3), speed)

    def _make_error(self, chunk: dict[str, Any]) -> Exception:
        """An error sent with status 200: before the first token it counts as its own status."""
        code = failures.find_error_code(chunk)
        if not self.begun and re.fullmatch(r"[45]\d\d", code):
            return Refused(int(code), chunk, {})
        if failures.CONTEXT.search(failures.extract_body_text(chunk)):
            return Refused(400, chunk, {})
        message = failures.extract_server_message(chunk) or code
        instead = "in the middle of its reply" if self.begun else "instead of a reply"
        sentence = f"{self.target.url} reported an error {instead}: “{message}”."
        return Broken(Failure("broken", sentence))

    def _describe_non_reply(self, body: Any) -> Failure:
        message = failures.extract_server_message(body)
        sentence = f"What {self.target.url} sent is not a chat completion"
        return Failure(
            "not_a_reply", f"{sentence}{f': “{message}”' if message else ''}. Check base_url."
        )


_HALF = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u"
    r"(?:[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u)[dD][c-fC-F][0-9a-fA-F]{2})"
)
"""A JSON escape of half a character (a lone surrogate)."""


def join_halves(text: str) -> str:
    """Text that can be saved: halves of a character joined where both came, else one sign each.

    Some servers cut a character in two between chunks, and some models write half a one as an
    escape; no file and no terminal can hold it.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _HALF.sub(r"\1\\ufffd", whole)


def _read_content(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def _is_metadata(chunk: dict[str, Any]) -> bool:
    """Whether a chunk only tells of the call: performance figures, a guard's verdict, an id."""
    return "id" in chunk or "object" in chunk or "perf_metrics" in chunk or "timings" in chunk


def _read_thought(part: dict[str, Any]) -> str:
    named = (part.get(name) for name in ("reasoning_content", "reasoning", "thinking"))
    return next((t for t in named if isinstance(t, str) and t), "") or _read_details(part)


def _read_details(part: dict[str, Any]) -> str:
    details = part.get("reasoning_details")
    if not isinstance(details, list):
        return ""
    return "".join(str(d.get("text", "")) for d in details if isinstance(d, dict))


def _read_usage(usage: dict[str, Any]) -> TokenUsage:
    def number(value: Any) -> int | None:
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    into = usage.get("prompt_tokens_details")
    out = usage.get("completion_tokens_details")
    return TokenUsage(
        input=number(usage.get("prompt_tokens")),
        output=number(usage.get("completion_tokens")),
        cached=number(into.get("cached_tokens")) if isinstance(into, dict) else None,
        reasoning=number(out.get("reasoning_tokens")) if isinstance(out, dict) else None,
    )
