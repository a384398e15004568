"""What a review cost and how it came about: the receipt by which it can be disputed or repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from coach.llm.events import Done, Request, TokenUsage
from coach.llm.timings import compute_cost
from coach.reviews.llm.prompt import ReviewJob
from coach.transcripts.journal import count_shared_prefix
from coach.transcripts.review_schema import Timing, Usage


@dataclass
class Spending:
    """What the calls of a review were, took together, and brought back."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    messages: tuple[dict[str, str], ...] = ()
    max_tokens: int = 0
    raw: list[str] = field(default_factory=list)
    done: Done | None = None
    usage: TokenUsage = field(default_factory=TokenUsage)
    seconds: float = 0.0
    repaired: bool = False
    adapted: list[str] = field(default_factory=list)
    degenerate: str | None = None
    """The kind of degenerate reply that ended the review."""

    def ask(self, dimensions: Sequence[str], request: Request, *, again: bool) -> None:
        """Note what was asked. The messages that all calls share are kept once."""
        if not self.asked:
            self.messages, self.max_tokens = request.messages, request.max_tokens
        call: dict[str, Any] = {"dimensions": list(dimensions), "again": again}
        if self.asked:
            call["messages"] = _shorten_messages(self.messages, request.messages)
        self.asked.append(call)

    def add(self, done: Done) -> None:
        """Count a finished call in."""
        self.raw.append(done.text)
        self.done = done
        self.seconds += done.timing.total
        self.usage += done.before + done.usage
        self.adapted += [change for change in done.adapted if change not in self.adapted]


def make_receipt(job: ReviewJob, spent: Spending) -> dict[str, Any]:
    """All that is needed to dispute or repeat the review. Never the key.

    `messages` are those of the first call. `calls` says what each call asked for and, from the
    second on, its messages: one equal to the first call's is written as its number, and of a longer
    one that begins the same only the rest is kept.
    """
    done = spent.done
    rubric = job.case.pack.rubric
    return {
        "profile": job.name,
        "base_url": job.profile.base_url,
        "model": job.profile.model,
        "served_model": done.model if done else None,
        "settings": {
            "temperature": job.profile.temperature,
            "max_tokens": spent.max_tokens,
            "careful": job.careful,
            "repeats": job.repeats,
        },
        "prompts": job.prompts.list_versions(),
        "rubric": f"{rubric.id}@{rubric.version}",
        "rubric_hash": hash_text(rubric.dump_judged()),
        "scenario_hash": hash_text(job.case.scenario.model_dump_json()),
        "answer_hash": hash_text(job.case.transcript.candidate_text),
        "resumed": [sent.id for sent in job.begun],
        "degenerate": spent.degenerate,
        "rung": done.rung if done else None,
        "adapted": list(spent.adapted),
        "sent": done.sent if done else {},
        "finish": done.finish if done else None,
        "repaired": spent.repaired,
        "reasked": any(call["again"] for call in spent.asked),
        "server": done.server if done else {},
        "cache": _describe_cache(spent.usage),
        "messages": [dict(message) for message in spent.messages],
        "calls": list(spent.asked),
        "raw": list(spent.raw),
        "tokens": asdict(spent.usage),
    }


def sum_usage(job: ReviewJob, spent: Spending) -> Usage:
    """Tokens and, where the profile has a price, cost."""
    return Usage(**asdict(spent.usage), cost=compute_cost(spent.usage, job.profile.price))


def sum_timing(spent: Spending) -> Timing:
    """Seconds over all calls of a review."""
    last = spent.done.timing if spent.done else None
    return Timing(
        total=round(spent.seconds, 3),
        first_token=last.first_token if last else None,
        tokens_per_second=last.tokens_per_second if last else None,
    )


def _describe_cache(usage: TokenUsage) -> str | None:
    if not usage.cached:
        return None
    return f"{usage.cached} of {usage.input} prompt tokens were read from the server's cache"


def _shorten_messages(
    first: Sequence[dict[str, str]], now: Sequence[dict[str, str]]
) -> list[int | dict[str, str]]:
    """Write the messages of a later call by what the first call's already say."""
    kept: list[int | dict[str, str]] = []
    for index, message in enumerate(now):
        before = first[index]["content"] if index < len(first) else None
        if before == message["content"]:
            kept.append(index)
        elif before and (shared := count_shared_prefix(before, message["content"])):
            rest = message["content"][shared:]
            kept.append({"begins_as": str(index), "for": str(shared), "then": rest})
        else:
            kept.append(dict(message))
    return kept


def hash_text(text: str) -> str:
    """Twelve hex digits of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
