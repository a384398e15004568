"""A saved round in one line: what lists show, without its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coach.transcripts.store import REVIEWS, Damaged, Store, is_judging_data, is_own_data

if TYPE_CHECKING:
    from coach.transcripts.record import Status, Transcript

JUDGED_BY = ("base_url", "model", "prompts", "rubric", "rubric_hash")
"""What of a receipt says by whom, and by which prompts and rubric, a round was judged."""


@dataclass(frozen=True)
class RoundSummary:
    """One round in a list. `level` is that of its newest graded review, None without one.

    `judged` holds the levels of every such review apart, oldest first, with what says whose they
    are; `coach.reviews.standing` picks the one that counts.

    `level` and `dimensions` are reviewers' (a model's, another person's); what the candidate marked
    themselves is in `own_level` and `own_dimensions` alone.
    """

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
    judged: list[dict[str, Any]] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    """The models that reviewed it."""
    rubric: str = ""
    """The rubric that `level` was given by, as `id@version`; empty where no receipt says it."""
    own_level: int | None = None
    own_dimensions: dict[str, int] = field(default_factory=dict)
    own_aided: bool = False
    """Whether a review was there to be seen before those marks were made."""


def summarize(store: Store, record: Transcript | Damaged) -> RoundSummary:
    """One round's row."""
    from coach.transcripts.record import read_scenario_id

    if isinstance(record, Damaged):
        return RoundSummary(
            id=record.id,
            scenario=read_scenario_id(record.id),
            title=read_scenario_id(record.id),
            started="",
            seconds=0.0,
            attempt=0,
            words=0,
            level=None,
            reviews=[],
            status="damaged",
            reason=record.reason,
        )
    whole, _ = store.survey(record.id, REVIEWS)
    reviews = [review.data for review in whole]
    return RoundSummary(
        id=record.id,
        scenario=record.scenario,
        title=record.name or record.title,
        started=record.started,
        seconds=record.seconds,
        attempt=record.attempt,
        words=record.words,
        level=_read_level(_select_graded(reviews)),
        reviews=[_name_reviewer(review) for review in reviews],
        status=record.status,
        dimensions=_read_dimensions(_select_graded(reviews)),
        first_line=next(iter(record.answer.strip().splitlines()), "")[:120],
        tags=record.tags,
        models=_list_models(reviews),
        judged=[_describe_judge(review) for review in _select_graded(reviews)],
        rubric=_read_rubric(_select_graded(reviews)),
        own_level=_read_level(_select_own(reviews)),
        own_dimensions=_read_dimensions(_select_own(reviews)),
        own_aided=any(_is_aided(review) for review in _select_own(reviews)),
    )


def _select_graded(reviews: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """The reviews by reviewers; the offline reviewer gives no levels, in old ones neither."""
    return [r for r in reviews if isinstance(r, dict) and is_judging_data(r)]


def _describe_judge(review: dict[str, object]) -> dict[str, Any]:
    """What decides whether a review's levels count: who judged by what, and the levels."""
    who, receipt = review.get("reviewer"), review.get("receipt")
    return {
        "kind": who.get("kind") if isinstance(who, dict) else None,
        "level": _read_level([review]),
        "dimensions": _read_dimensions([review]),
        "receipt": {key: receipt.get(key) for key in JUDGED_BY}
        if isinstance(receipt, dict)
        else {},
    }


def _select_own(reviews: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """The newest of the candidate's own marks, as a list of one, or of none."""
    return [r for r in reviews if isinstance(r, dict) and is_own_data(r)][-1:]


def _is_aided(review: dict[str, object]) -> bool:
    receipt = review.get("receipt")
    return isinstance(receipt, dict) and bool(receipt.get("aided"))


def _read_level(reviews: list[dict[str, object]]) -> int | None:
    for review in reversed(reviews):
        overall = review.get("overall")
        if isinstance(overall, dict) and isinstance(overall.get("level"), int):
            return int(overall["level"])
    return None


def _read_dimensions(reviews: list[dict[str, object]]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for review in reviews:
        judged = review.get("dimensions")
        for item in judged if isinstance(judged, list) else []:
            if isinstance(item, dict) and isinstance(item.get("level"), int) and item.get("id"):
                levels[str(item["id"])] = item["level"]
    return levels


def _read_rubric(reviews: list[dict[str, object]]) -> str:
    """The rubric of the newest review, as its receipt names it."""
    receipt = reviews[-1].get("receipt") if reviews else None
    return str(receipt.get("rubric") or "") if isinstance(receipt, dict) else ""


def _list_models(reviews: Iterable[object]) -> list[str]:
    reviewers = [r["reviewer"] for r in reviews if isinstance(r, dict) and "reviewer" in r]
    return [
        str(reviewer["model"])
        for reviewer in reviewers
        if isinstance(reviewer, dict) and reviewer.get("model")
    ]


def _name_reviewer(review: object) -> str:
    if isinstance(review, dict) and isinstance(review.get("reviewer"), dict):
        return str(review["reviewer"].get("name", "?"))
    return "?"
