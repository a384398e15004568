"""What a review cost and how it came about: the receipt by which it can be disputed or repeated."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from coach.endpoints.events import Done, Request, TokenUsage
from coach.endpoints.timings import cost_of
from coach.reviews.asking import Job
from coach.reviews.review import Timing, Usage


@dataclass
class Spent:
    """What the calls of a review took together, and what they said."""

    raw: list[str] = field(default_factory=list)
    done: Done | None = None
    usage: TokenUsage = field(default_factory=TokenUsage)
    seconds: float = 0.0

    def add(self, done: Done) -> None:
        """Count a finished call in."""
        self.raw.append(done.text)
        self.done = done
        self.seconds += done.timing.total
        self.usage += done.before + done.usage


def receipt(
    job: Job, request: Request, spent: Spent, *, repaired: bool, reasked: bool
) -> dict[str, Any]:
    """All that is needed to dispute or repeat the review. Never the key."""
    done = spent.done
    rubric = job.pack.rubric
    return {
        "profile": job.name,
        "base_url": job.profile.base_url,
        "model": job.profile.model,
        "served_model": done.model if done else None,
        "settings": {"temperature": job.profile.temperature, "max_tokens": request.max_tokens},
        "prompts": job.prompts.versions(),
        "rubric": f"{rubric.id}@{rubric.version}",
        "rubric_hash": _hash(rubric.model_dump_json()),
        "scenario_hash": _hash(job.scenario.model_dump_json()),
        "rung": done.rung if done else None,
        "adapted": list(done.adapted) if done else [],
        "finish": done.finish if done else None,
        "repaired": repaired,
        "reasked": reasked,
        "server": done.server if done else {},
        "cache": _cache_note(spent.usage),
        "messages": [dict(message) for message in request.messages],
        "raw": list(spent.raw),
        "tokens": asdict(spent.usage),
    }


def usage_of(job: Job, spent: Spent) -> Usage:
    """Tokens and, where the profile has a price, cost."""
    return Usage(**asdict(spent.usage), cost=cost_of(spent.usage, job.profile.price))


def timing_of(spent: Spent) -> Timing:
    """Seconds over all calls of a review."""
    last = spent.done.timing if spent.done else None
    return Timing(
        total=round(spent.seconds, 3),
        first_token=last.first_token if last else None,
        tokens_per_second=last.tokens_per_second if last else None,
    )


def _cache_note(usage: TokenUsage) -> str | None:
    if not usage.cached:
        return None
    return f"{usage.cached} of {usage.input} prompt tokens were read from the server's cache"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
