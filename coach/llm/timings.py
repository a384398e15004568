"""How long calls took and what they used: one line a call in the cache, and what they add up to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from coach.config import Price, Profile
from coach.files import CoachError, atomic_write, make_folder, read_bytes
from coach.llm.events import Done, TokenUsage

MAX_BYTES = 20_000_000
KEPT = 2000
"""Calls kept; the file is cut back to half of them when it has grown past that."""


class TimedCall(BaseModel):
    """One call that brought a reply. Seconds, tokens, and cost in the currency of the price."""

    model_config = ConfigDict(frozen=True)

    profile: str
    base_url: str
    model: str
    at: str
    total: float
    first_token: float | None = None
    tokens_per_second: float | None = None
    input: int | None = None
    output: int | None = None
    cached: int | None = None
    reasoning: int | None = None
    cost: float | None = None


@dataclass(frozen=True)
class Spread:
    """The middle and the slow end of a figure over calls."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Summary:
    """What is known of the calls of one profile."""

    calls: int
    first_token: Spread | None
    total: Spread | None
    tokens_per_second: Spread | None
    input: int
    output: int
    cached: int
    reasoning: int
    cost: float | None


def compute_cost(usage: TokenUsage, price: Price | None) -> float | None:
    """What tokens cost; None without a price or without the server's count."""
    if price is None or usage.input is None or usage.output is None:
        return None
    cached = usage.cached or 0
    cheap = price.input if price.cached is None else price.cached
    whole = (usage.input - cached) * price.input + cached * cheap + usage.output * price.output
    return round(whole / 1e6, 6)


def measure_call(name: str, profile: Profile, done: Done, at: str) -> TimedCall:
    """Make the record of a call that ended."""
    usage = done.before + done.usage
    return TimedCall(
        profile=name,
        base_url=profile.base_url,
        model=profile.model,
        at=at,
        **asdict(done.timing),
        **asdict(usage),
        cost=compute_cost(usage, profile.price),
    )


class Timings:
    """The file of calls. Like all of the cache it may be deleted, or be broken, at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, call: TimedCall) -> None:
        """Append a call; a cache that cannot be written is not worth failing for."""
        with suppress(OSError):
            make_folder(self._path.parent)
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(call.model_dump_json() + "\n")
            self._cut()

    def list_calls(self, name: str, profile: Profile) -> list[TimedCall]:
        """List the calls of a profile as it is now, without those of another model or address."""
        wanted = (name, profile.base_url, profile.model)
        return [c for c in self._load_calls() if (c.profile, c.base_url, c.model) == wanted]

    def _cut(self) -> None:
        lines = self._read_lines()
        if len(lines) > KEPT:
            atomic_write(self._path, "\n".join(lines[-KEPT // 2 :]) + "\n")

    def _load_calls(self) -> list[TimedCall]:
        measured = (_read_call(line) for line in self._read_lines())
        return [call for call in measured if call is not None]

    def _read_lines(self) -> list[str]:
        try:
            return read_bytes(self._path, MAX_BYTES).decode("utf-8", "replace").splitlines()
        except CoachError:
            return []


def summarize_timings(calls: Sequence[TimedCall]) -> Summary | None:
    """Percentiles and sums over calls; None over none."""
    if not calls:
        return None
    costs = [c.cost for c in calls if c.cost is not None]
    return Summary(
        calls=len(calls),
        first_token=_measure_spread([c.first_token for c in calls]),
        total=_measure_spread([c.total for c in calls]),
        tokens_per_second=_measure_spread([c.tokens_per_second for c in calls]),
        input=sum(c.input or 0 for c in calls),
        output=sum(c.output or 0 for c in calls),
        cached=sum(c.cached or 0 for c in calls),
        reasoning=sum(c.reasoning or 0 for c in calls),
        cost=round(sum(costs), 6) if costs else None,
    )


def _measure_spread(figures: Sequence[float | None]) -> Spread | None:
    known = sorted(figure for figure in figures if figure is not None)
    return Spread(_find_percentile(known, 50), _find_percentile(known, 95)) if known else None


def _find_percentile(ordered: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile: always a figure that was measured."""
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, rank - 1)]


def _read_call(line: str) -> TimedCall | None:
    try:
        return TimedCall.model_validate_json(line)
    except ValidationError:
        return None
