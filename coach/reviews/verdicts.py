"""What calibration found of a reviewer: for each dimension, whether its level can be shown."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from coach.files import CoachError, atomic_write
from coach.reviews.overall import LEVELS
from coach.transcripts.review_schema import DimensionReview, Flag, Level, Review, ReviewPart
from coach.yamls import dump, load_model

Verdict = Literal["use", "use with offset", "do not show a number"]


class DimensionVerdict(ReviewPart):
    """One dimension: the verdict, and where labels lay around the level given.

    `low` and `high` are the ends of the middle 80% of label minus level given, in levels.
    """

    verdict: Verdict
    offset: float | None = None
    low: int = 0
    high: int = 0
    qwk: float | None = None
    bias: float | None = None
    hire_line: float | None = None
    """How well 2 and 3 are told apart; 0.5 is a coin's."""
    hire_line_ci: tuple[float, float] | None = None


class Verdicts(ReviewPart):
    """What later reviews by the same reviewer need of one calibration; the shape of its file."""

    reviewer: str
    model: str | None = None
    base_url: str | None = None
    key: str = ""
    rubric: str = ""
    answers: int
    calibrated: str = ""
    dimensions: dict[str, DimensionVerdict]


def make_verdict_key(review: Review) -> str:
    """The name calibration files a reviewer under: its model, endpoint, prompts and rubric."""
    who, receipt = review.reviewer, review.receipt
    parts = [
        who.kind,
        who.model,
        who.base_url,
        receipt.get("rubric_hash", receipt.get("rubric")),
        receipt.get("prompts"),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def load_verdicts(path: Path) -> Verdicts | None:
    """Read a verdict file; None where there is none or it cannot be used."""
    if not path.is_file():
        return None
    try:
        return load_model(path, Verdicts)
    except CoachError:
        return None


def save_verdicts(path: Path, verdicts: Verdicts) -> None:
    """Write a verdict file."""
    atomic_write(path, dump(verdicts.model_dump(mode="json")))


def find_verdict_file(folder: Path, key: str) -> Path:
    """Where the verdicts on a reviewer lie."""
    return folder / f"{key}.yaml"


def apply_verdicts(review: Review, verdicts: Verdicts | None) -> Review:
    """Put calibration's verdict and a range beside each level of a graded review.

    Levels stay as given; a flag tells the reader which of them did not agree with the labels.
    """
    if verdicts is None or review.status != "graded":
        return review
    dimensions = [_apply(d, verdicts.dimensions.get(d.id)) for d in review.dimensions]
    doubtful = [d.id for d in dimensions if d.verdict == "do not show a number" and d.level]
    text = f"Calibrated on {verdicts.answers} gold answers."
    if doubtful:
        names = ", ".join(dimension.replace("_", " ") for dimension in doubtful)
        text += f" Its levels did not agree well enough with the labels on: {names}."
    flags = [*review.flags, Flag(kind="calibration", text=text)]
    return review.model_copy(update={"dimensions": dimensions, "flags": flags})


def _apply(judged: DimensionReview, verdict: DimensionVerdict | None) -> DimensionReview:
    if verdict is None or judged.level is None:
        return judged
    low, high = judged.level_range or (judged.level, judged.level)
    level_range = (_clamp(low + verdict.low), _clamp(high + verdict.high))
    return judged.model_copy(update={"verdict": verdict.verdict, "level_range": level_range})


def _clamp(level: int) -> Level:
    return LEVELS[max(1, min(4, level))]
