"""How a model stands: what its exam showed, and whose levels count for a round.

A verdict is kept by address, model, prompts and rubric, one file each. One that is missing, damaged
or of another model leaves the model untested; nobody is held back, but its levels stay folded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from coach.files import CoachError, atomic_write

if TYPE_CHECKING:
    from coach.transcripts.review_schema import DimensionReview, Review
    from coach.transcripts.summary import RoundSummary

Standing = Literal["passed", "untested", "failed"]
NOT_TAKEN = "It has not taken the exam."


class ExamVerdict(BaseModel):
    """What an exam showed: the verdict, why in one sentence, answers graded, and of whom and when.

    `prompts` and `rubric` are the hashes that the receipt of a review has.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    verdict: Standing
    because: str
    calls: int = 0
    date: str | None = None
    base_url: str = ""
    model: str = ""
    prompts: str = ""
    rubric: str = ""


@dataclass(frozen=True)
class ModelKey:
    """Whom a verdict is about: a model at an address, by prompts and a rubric (their hashes)."""

    base_url: str
    model: str
    prompts: str
    rubric: str

    @property
    def name(self) -> str:
        """A short name for it, the same on every machine."""
        parts = [self.base_url, self.model, self.prompts, self.rubric]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def make_model_key(receipt: Mapping[str, Any]) -> ModelKey:
    """Say whom a review's receipt is of."""
    return ModelKey(
        str(receipt.get("base_url") or ""),
        str(receipt.get("model") or ""),
        hash_prompts(receipt.get("prompts") or {}),
        str(receipt.get("rubric_hash") or ""),
    )


def hash_prompts(versions: Mapping[str, str]) -> str:
    """Twelve hex digits for the templates' names and hashes together."""
    return hashlib.sha256(json.dumps(versions, sort_keys=True).encode()).hexdigest()[:12]


class ExamRecords:
    """The verdicts of exams in a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[ModelKey, ExamVerdict] = {}

    def find(self, key: ModelKey) -> ExamVerdict:
        """The verdict on a model; untested, with the reason, where there is none to go by."""
        if key not in self._read:
            self._read[key] = self._load(key)
        return self._read[key]

    def keep(self, key: ModelKey, verdict: ExamVerdict) -> ExamVerdict:
        """Write a verdict down and return it as kept. Raises OSError."""
        from coach.yamls import dump

        about = {
            "base_url": key.base_url,
            "model": key.model,
            "prompts": key.prompts,
            "rubric": key.rubric,
        }
        kept = verdict.model_copy(update=about)
        atomic_write(self._find_path(key), dump(kept.model_dump(mode="json")))
        self._read[key] = kept
        return kept

    def _load(self, key: ModelKey) -> ExamVerdict:
        from coach.yamls import load_model

        path = self._find_path(key)
        if not path.is_file():
            return ExamVerdict(verdict="untested", because=NOT_TAKEN)
        try:
            verdict = load_model(path, ExamVerdict)
        except CoachError:
            reason = f"{path} is damaged; take the exam again."
            return ExamVerdict(verdict="untested", because=reason)
        if ModelKey(verdict.base_url, verdict.model, verdict.prompts, verdict.rubric) != key:
            reason = f"{path} is of another model, prompt or rubric; take the exam again."
            return ExamVerdict(verdict="untested", because=reason)
        return verdict

    def _find_path(self, key: ModelKey) -> Path:
        return self._folder / f"{key.name}.yaml"


def add_standing(review: Review, records: ExamRecords) -> Review:
    """A review with how its model stands; people and the offline reviewer take no exam."""
    if review.reviewer.kind != "model":
        return review.model_copy(update={"standing": None})
    verdict = records.find(make_model_key(review.receipt))
    return review.model_copy(update={"standing": verdict.verdict})


def shows_levels(review: Review) -> bool:
    """Whether a review's levels are shown at once: a person's, or of a model that has passed."""
    return review.reviewer.kind != "model" or review.standing == "passed"


def fold_levels(review: Review, *, unfold: bool = False) -> Review:
    """A review as people read it: a model that has not passed shows its words and no levels.

    `unfold` shows those of an untested model; a failed one's are never shown.
    """
    if shows_levels(review) or review.status != "graded":
        return review
    if unfold and review.standing == "untested":
        return review
    dimensions = [hide_level(judged) for judged in review.dimensions]
    return review.model_copy(update={"overall": None, "dimensions": dimensions})


def hide_level(judged: DimensionReview) -> DimensionReview:
    """A dimension's words and quotes without its level and all that is said of it."""
    nothing = {
        "level": None,
        "given_level": None,
        "lowered_because": None,
        "level_range": None,
        "verdict": None,
    }
    return judged.model_copy(update=nothing)


def choose_shown(reviews: Sequence[Review]) -> int:
    """The index of the review that speaks for a round, of reviews oldest first.

    The newest whose levels count; without one the newest that judges, then the newest that only
    points, then the newest. Raises ValueError for none.
    """

    def rank(review: Review) -> int:
        if review.status == "graded":
            return 3 if shows_levels(review) else 2
        return 1 if review.status == "pointers" else 0

    if not reviews:
        raise ValueError("there is no review to choose from")
    return max(range(len(reviews)), key=lambda index: (rank(reviews[index]), index))


def describe_failure(reviews: Sequence[Review], shown: int) -> str | None:
    """Say what came of the newest review where it judged nothing and another is shown."""
    newest = reviews[-1]
    if shown == len(reviews) - 1 or newest.status != "not_graded":
        return None
    reason = newest.reason or "no reason was given."
    return f"Newer, but not graded by {newest.reviewer.name}: {reason}"


def describe_folding(review: Review) -> str | None:
    """Say why a review's levels are not shown; None where they are."""
    if shows_levels(review) or review.status != "graded":
        return None
    name = review.reviewer.name
    if review.standing == "failed":
        return f"Its levels are not shown and count nowhere: {name} failed the exam."
    return f"Its levels are hidden: {name} is untested; `coach models exam {name}` changes that."


def count_levels(
    row: RoundSummary, find_verdict: Callable[[ModelKey], ExamVerdict]
) -> RoundSummary:
    """A round's row with the level that counts.

    It is that of the newest review by a person or by a model that has passed its exam, whoever came
    later; without one there is none.
    """
    for review in reversed(row.judged):
        model = review["kind"] == "model"
        if model and find_verdict(make_model_key(review["receipt"])).verdict != "passed":
            continue
        rubric = str(review["receipt"].get("rubric") or "")
        return replace(row, level=review["level"], dimensions=review["dimensions"], rubric=rubric)
    return replace(row, level=None, dimensions={}, rubric="")
