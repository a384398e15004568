"""A saved round in one line: what lists show, without its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from coach.transcripts.record import Status, Transcript, scenario_of
from coach.transcripts.store import REVIEWS, Damaged, Store, judges


@dataclass(frozen=True)
class RoundSummary:
    """One round in a list. `level` is that of its newest graded review, None without one."""

    id: str
    scenario: str
    title: str
    started: str
    seconds: float
    attempt: int
    words: int
    level: int | None
    reviews: list[str]
    status: Status | str
    dimensions: dict[str, int] = field(default_factory=dict)
    first_line: str = ""
    reason: str | None = None
    """Why a damaged round cannot be read."""
    tags: list[str] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    """The models that reviewed it."""


def summarize(store: Store, found: Transcript | Damaged) -> RoundSummary:
    """One round's row."""
    if isinstance(found, Damaged):
        return RoundSummary(
            id=found.id,
            scenario=scenario_of(found.id),
            title=scenario_of(found.id),
            started="",
            seconds=0.0,
            attempt=0,
            words=0,
            level=None,
            reviews=[],
            status="damaged",
            reason=found.reason,
        )
    whole, _ = store.survey(found.id, REVIEWS)
    reviews = [review.data for review in whole]
    return RoundSummary(
        id=found.id,
        scenario=found.scenario,
        title=found.name or found.title,
        started=found.started,
        seconds=found.seconds,
        attempt=found.attempt,
        words=found.words,
        level=_level(reviews),
        reviews=[_reviewer(review) for review in reviews],
        status=found.status,
        dimensions=_dimensions(reviews),
        first_line=next(iter(found.answer.strip().splitlines()), "")[:120],
        tags=found.tags,
        models=_models(reviews),
    )


def _graded(reviews: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """The reviews whose levels count; the offline reviewer's never do, old ones included."""
    return [r for r in reviews if isinstance(r, dict) and judges(r)]


def _level(reviews: list[dict[str, object]]) -> int | None:
    for review in reversed(_graded(reviews)):
        overall = review.get("overall")
        if isinstance(overall, dict) and isinstance(overall.get("level"), int):
            return int(overall["level"])
    return None


def _dimensions(reviews: list[dict[str, object]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for review in _graded(reviews):
        judged = review.get("dimensions")
        for one in judged if isinstance(judged, list) else []:
            if isinstance(one, dict) and isinstance(one.get("level"), int) and one.get("id"):
                found[str(one["id"])] = one["level"]
    return found


def _models(reviews: Iterable[object]) -> list[str]:
    said = [r["reviewer"] for r in reviews if isinstance(r, dict) and "reviewer" in r]
    return [str(one["model"]) for one in said if isinstance(one, dict) and one.get("model")]


def _reviewer(review: object) -> str:
    if isinstance(review, dict) and isinstance(review.get("reviewer"), dict):
        return str(review["reviewer"].get("name", "?"))
    return "?"
