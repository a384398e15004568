"""A review that was cut off: its complete dimensions are kept, and the next one goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from coach.reviews.llm.prompt import ReviewJob
from coach.reviews.llm.receipt import Spending, make_receipt
from coach.reviews.llm.reply.response import SentDimension
from coach.transcripts.review_schema import DimensionReview, Flag, Review

KEPT = "kept"
"""The receipt's key for the complete dimensions of a review that was cut off, as the model sent
them."""
SAME = ("base_url", "model", "prompts", "rubric_hash", "scenario_hash", "answer_hash")
"""What must be as it was for a review to go on: who judges, by what, and the words judged."""


def add_kept(
    review: Review,
    sent: Sequence[SentDimension],
    dimensions: Sequence[DimensionReview],
    wanted: int,
) -> Review:
    """A review that is not graded, with the dimensions that were complete when it was cut off."""
    if not sent:
        return review
    count = f"{len(sent)} of {wanted}"
    kept = [dimension.model_dump(mode="json") for dimension in sent]
    note = f"{count} dimensions are kept; have it reviewed again to go on from there."
    return review.model_copy(
        update={
            "reason": f"{review.reason} {note}",
            "dimensions": list(dimensions),
            "flags": [*review.flags, Flag(kind="partial", text=count)],
            "receipt": review.receipt | {KEPT: kept},
        }
    )


def find_begun(job: ReviewJob, earlier: Iterable[Review]) -> tuple[SentDimension, ...]:
    """The dimensions that a new review need not ask for.

    They are those of the newest of the earlier reviews by this model, if it was cut off and
    nothing that a judgement depends on has changed since.
    """
    now = make_receipt(job, Spending())
    for review in reversed(list(earlier)):
        receipt = review.receipt
        if review.reviewer.kind != "model" or receipt.get("model") != job.profile.model:
            continue
        if review.status == "graded" or any(receipt.get(key) != now[key] for key in SAME):
            return ()
        return _read_kept(receipt.get(KEPT), job.dimensions)
    return ()


def _read_kept(data: object, known: Sequence[str]) -> tuple[SentDimension, ...]:
    """The dimensions in a receipt; what cannot be read is asked for again."""
    kept: dict[str, SentDimension] = {}
    for item in data if isinstance(data, list) else ():
        try:
            sent = SentDimension.model_validate(item)
        except ValidationError:
            continue
        if sent.id in known:
            kept[sent.id] = sent
    return tuple(kept.values())
