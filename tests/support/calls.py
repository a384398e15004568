"""Making a call in a test: a profile for a loopback server, and the events it brought."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coach.config import Profile, Timeouts
from coach.llm.call import Caller
from coach.llm.capabilities import CapabilityStore
from coach.llm.endpoint import Endpoint
from coach.llm.events import CallEvent, Done, Failed, Reasoning, Request, Text

ASK = Request(
    messages=(
        {"role": "system", "content": "You judge."},
        {"role": "user", "content": "The answer."},
    ),
    max_tokens=500,
    schema={"type": "object", "properties": {}, "required": [], "additionalProperties": False},
)


@dataclass
class Slept:
    """A sleep that does not sleep, and keeps how long it should have."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@dataclass
class Call:
    """The events of a call, taken apart."""

    events: list[CallEvent]

    @property
    def last(self) -> CallEvent:
        return self.events[-1]

    @property
    def done(self) -> Done:
        assert isinstance(self.last, Done), self.last
        return self.last

    @property
    def failed(self) -> Failed:
        assert isinstance(self.last, Failed), self.last
        return self.last

    @property
    def kind(self) -> str:
        return self.failed.failure.kind

    @property
    def sentence(self) -> str:
        return self.failed.failure.sentence

    @property
    def text(self) -> str:
        return "".join(e.text for e in self.events if isinstance(e, Text))

    @property
    def reasoning(self) -> str:
        return "".join(e.text for e in self.events if isinstance(e, Reasoning))


def profile(url: str, **changes: Any) -> Profile:
    fast = Timeouts(connect=2, first_token=5, gap=5, total=20)
    return Profile(**({"base_url": url, "model": "m", "timeouts": fast} | changes))


def caller(tmp_path: Path, slept: Slept | None = None) -> Caller:
    store = CapabilityStore(tmp_path / "capabilities.json")
    return Caller(store, sleep=slept or Slept(), jitter=lambda: 0.5)


def endpoint(url: str, caller: Caller, key: str | None = "k", **changes: Any) -> Endpoint:
    return Endpoint("p", profile(url, **changes), key, caller)


async def call(
    url: str,
    tmp_path: Path,
    request: Request = ASK,
    key: str | None = "sk-secret",
    slept: Slept | None = None,
    **changes: Any,
) -> Call:
    events: list[CallEvent] = []
    where = endpoint(url, caller(tmp_path, slept), key, **changes)
    await where.send(request, events.append)
    return Call(events)
