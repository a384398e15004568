"""One row of the table of faults: what a server does, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.server import Got, Server, Step, Wire

ANSWER = "I call A today and say it plainly. Engineering goes to B in two weeks."
QUOTES = ("I call A today and say it plainly", "Engineering goes to B in two weeks")
KEY = "sk-never-to-be-seen-0123456789"
THOUGHT = "a thought that nobody may keep"
SAME = "the same"
LOOPING = "judge-1 wrote the same words over and over, so its reply was stopped."


@dataclass(frozen=True)
class Ran:
    """What came of a review: the review, the server's view, and everything written or printed."""

    review: dict[str, Any]
    server: Server
    home: Path
    printed: str


@dataclass(frozen=True)
class Fault:
    """`server` makes the steps of the server from a reply that would be good.

    `says` is the whole reason of a review that is not graded, or what was learned on the way to
    one that is; URL stands for the base URL. `test` is what `coach models test` says: the same,
    another sentence, or None where a tiny request cannot meet the fault.
    """

    case: int
    does: str
    server: Callable[[str], Sequence[Step]]
    says: str = ""
    graded: bool = False
    requests: int = 1
    test: str | None = SAME
    profile: Mapping[str, Any] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    models: Step | None = None
    answer: str = ANSWER
    also: Callable[[Ran], None] | None = None

    @property
    def id(self) -> str:
        """For pytest: the case and what it is about."""
        return f"{self.case}-{self.does[:40]}"


def always(step: Step) -> Callable[[str], Sequence[Step]]:
    """The same whatever a good reply would be."""
    return lambda good: [step]


def nothing(good: str) -> Sequence[Step]:
    """No step: the server is never asked."""
    return [never]


async def never(wire: Wire, got: Got) -> None:
    raise AssertionError("this server must not be asked")


async def drops(wire: Wire, got: Got) -> None:
    """Close the connection without a word."""
