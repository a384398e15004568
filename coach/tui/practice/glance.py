"""The cases as they were listed last, for the first frame, before packs and rounds are loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Protocol

from coach.files import CoachError, atomic_write, read_bytes

MOST_BYTES = 1_000_000


class ListedCase(Protocol):
    """What a line of the list shows of a case."""

    @property
    def id(self) -> str:
        """The scenario's id."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def minutes(self) -> int:
        """How long a round on it takes."""

    @property
    def attempts(self) -> int:
        """How often it was tried."""

    @property
    def best_level(self) -> int | None:
        """The best level that a reviewer gave."""

    @property
    def own_level(self) -> int | None:
        """What the candidate marked last."""

    @property
    def draft(self) -> bool:
        """Whether it is not finished."""

    @property
    def group(self) -> str:
        """What it is listed under."""


@dataclass(frozen=True)
class GlancedCase:
    """A line of the list as it was drawn last."""

    id: str
    title: str
    minutes: int
    attempts: int
    best_level: int | None
    own_level: int | None
    draft: bool
    group: str = ""


def load_glance(path: Path) -> list[GlancedCase]:
    """The cases that were listed last; none where that is not known or not whole."""
    try:
        cases = json.loads(read_bytes(path, MOST_BYTES))
        return [_read_case(case) for case in cases]
    except (CoachError, OSError, ValueError, TypeError, RecursionError):
        return []


def save_glance(path: Path, rows: Iterable[ListedCase]) -> None:
    """Keep what is listed; where that cannot be done the next start is only slower."""
    names = [field.name for field in fields(GlancedCase)]
    cases = [GlancedCase(*(getattr(row, name) for name in names)) for row in rows]
    if cases != load_glance(path):
        with suppress(OSError):
            atomic_write(path, json.dumps([asdict(case) for case in cases], ensure_ascii=False))


def _read_case(data: Any) -> GlancedCase:
    case = GlancedCase(**data)
    numbers = (case.minutes, case.attempts, case.best_level or 1, case.own_level or 1)
    if not all(isinstance(text, str) for text in (case.id, case.title, case.group)):
        raise ValueError("the id, the title and the group are text")
    if not all(isinstance(number, int) for number in numbers):
        raise ValueError("the rest is numbers")
    return case
