"""What the rest of the program sees of a call to a model: plain events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "unreachable",
    "tls",
    "redirected",
    "key",
    "payment",
    "not_found",
    "refused",
    "context",
    "rate_limited",
    "overloaded",
    "waking",
    "timeout",
    "broken",
    "not_a_reply",
    "empty",
    "refusal",
    "too_large",
]


@dataclass(frozen=True)
class Request:
    """What to send: messages with roles and text, a limit on the reply, a JSON schema if any."""

    messages: tuple[dict[str, str], ...]
    max_tokens: int
    schema: dict[str, Any] | None = None
    schema_name: str = "review"
    whole: bool = False
    """Ask for the reply in one piece: some servers keep to a schema only then."""
    brief: bool = False
    """A few words are expected: the total limit cuts the reply even while tokens come."""


@dataclass(frozen=True)
class Waiting:
    """Nothing has come yet; `what` says what is waited for."""

    what: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Reasoning:
    """A piece of the model's thinking: to be counted and shown folded, never parsed or kept."""

    text: str


@dataclass(frozen=True)
class Text:
    """A piece of the reply."""

    text: str


@dataclass(frozen=True)
class Retrying:
    """The call failed and is tried again in `seconds`; sent each second of the countdown.

    Text that came before it is void: the reply begins again.
    """

    why: str
    seconds: float
    attempt: int


@dataclass(frozen=True)
class Adapted:
    """The server refused a parameter, and the call goes on without it."""

    what: str


@dataclass(frozen=True)
class TokenUsage:
    """Tokens as the server counts them; None where it does not say."""

    input: int | None = None
    output: int | None = None
    cached: int | None = None
    reasoning: int | None = None

    def __add__(self, other: TokenUsage) -> TokenUsage:
        """Both together; what only one side counts is that side's."""
        return TokenUsage(*map(_add, _list_counts(self), _list_counts(other)))


@dataclass(frozen=True)
class CallTiming:
    """Seconds."""

    total: float
    first_token: float | None = None
    tokens_per_second: float | None = None


@dataclass(frozen=True)
class Done:
    """The reply came to its end. `finish` is the server's reason, `length` where it was cut."""

    text: str
    finish: str
    usage: TokenUsage
    timing: CallTiming
    rung: str
    """How JSON was asked for: a mode of `capabilities.LADDER`."""
    adapted: tuple[str, ...] = ()
    model: str | None = None
    server: dict[str, Any] = field(default_factory=dict)
    """What else the server said of itself: fingerprint, performance figures."""
    sent: dict[str, Any] = field(default_factory=dict)
    """The settings that went with the request, after all adapting, learned now or before."""
    before: TokenUsage = TokenUsage()
    """Tokens of a first try that was cut off at its limit; `usage` is without them."""


@dataclass(frozen=True)
class Failure:
    """Why there is no reply, in one sentence that says what to do. Never holds a key."""

    kind: Kind
    sentence: str
    retryable: bool = False
    status: int | None = None
    retry_after: float | None = None
    """Seconds the server asks to wait."""
    unreadable: bool = False
    """A stream brought nothing that can be read; asked for whole, the reply may be fine."""


@dataclass(frozen=True)
class Failed:
    """The call ended without a reply; `partial` is what came of it.

    `begun` tells whether a token had come, if only of thinking: such a call has been paid for.
    """

    failure: Failure
    partial: str = ""
    begun: bool = False


CallEvent = Waiting | Reasoning | Text | Retrying | Adapted | Done | Failed


def _list_counts(usage: TokenUsage) -> tuple[int | None, ...]:
    return (usage.input, usage.output, usage.cached, usage.reasoning)


def _add(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else a + b
