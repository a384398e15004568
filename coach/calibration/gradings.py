"""What is judged in a calibration, what is kept of a grading, and where a stopped run goes on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from coach.files import atomic_write
from coach.packs.gold import GoldAnswer, GoldLabel
from coach.packs.schema import Pack, Scenario
from coach.reviews.verdicts import make_verdict_key
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Level, Review

REVIEWED = "reviewed"
"""The kind of a saved round that a person has judged with a scorecard."""


class Grading(BaseModel):
    """One review of one gold answer, reduced to what the figures need."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str
    answer: str
    run: int
    status: str
    reason: str | None = None
    degenerate: str | None = None
    """The kind of degenerate reply, where that is why nothing was graded."""
    reviewer: str = ""
    """Who judged by which prompts and rubric (see `coach.reviews.verdicts`)."""
    levels: dict[str, Level | None] = {}
    overall: Level | None = None
    points: list[str] = []
    quotes: int = 0
    struck_out: int = 0
    rung: str | None = None
    repaired: bool = False
    reasked: bool = False
    finish: str | None = None
    seconds: float = 0.0
    first_token: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_reasoning: int | None = None
    cost: float | None = None


@dataclass(frozen=True)
class ReviewedRound:
    """A saved round with the levels that people gave it, each person's scorecard a label.

    A scorecard gives levels and marks no points, so such a round counts for levels alone.
    """

    transcript: Transcript
    labels: tuple[GoldLabel, ...]
    kind: str = REVIEWED
    clean: None = None

    @property
    def id(self) -> str:
        """The round's id."""
        return self.transcript.id

    @property
    def text(self) -> str:
        """All that the candidate typed."""
        return self.transcript.candidate_text


@dataclass(frozen=True)
class GradingItem:
    """What a reviewer is run over: a gold answer or a reviewed round, with where it belongs."""

    pack: Pack
    scenario: Scenario
    answer: GoldAnswer | ReviewedRound

    @property
    def held_out(self) -> bool:
        """Whether no reviewer was tuned on it: rounds never are, gold of some scenarios is not."""
        return (
            isinstance(self.answer, ReviewedRound)
            or self.scenario.id in self.pack.manifest.held_out
        )


class AnswerToGrade(Protocol):
    """What a reviewer is run over has a name and a text."""

    @property
    def id(self) -> str:
        """Its name within its scenario."""
        ...

    @property
    def text(self) -> str:
        """The candidate's words."""
        ...


class ItemToGrade(Protocol):
    """An answer with where it belongs: a gold answer, a reviewed round or an exam answer."""

    @property
    def pack(self) -> Pack:
        """Its pack."""
        ...

    @property
    def scenario(self) -> Scenario:
        """The scenario it answers."""
        ...

    @property
    def answer(self) -> AnswerToGrade:
        """The answer."""
        ...


def make_grading(item: ItemToGrade, run: int, review: Review, seconds: float) -> Grading:
    """Reduce a review."""
    evidence = [quote for judged in review.dimensions for quote in judged.evidence]
    usage, receipt = review.usage, review.receipt
    return Grading(
        scenario=item.scenario.id,
        answer=item.answer.id,
        run=run,
        status=review.status,
        reason=review.reason,
        degenerate=receipt.get("degenerate"),
        reviewer=make_verdict_key(review),
        levels={judged.id: judged.level for judged in review.dimensions},
        overall=review.overall_level,
        points=[point.id for point in review.points if point.hit],
        quotes=len(evidence),
        struck_out=sum(1 for quote in evidence if not quote.verified),
        rung=str(receipt["rung"]) if receipt.get("rung") is not None else None,
        repaired=bool(receipt.get("repaired")),
        reasked=bool(receipt.get("reasked")),
        finish=receipt.get("finish"),
        seconds=round(seconds, 4),
        first_token=review.timing.first_token if review.timing else None,
        tokens_in=usage.input if usage else None,
        tokens_out=usage.output if usage else None,
        tokens_reasoning=usage.reasoning if usage else None,
        cost=usage.cost if usage else None,
    )


class GradingStore:
    """The gradings made so far by one reviewer, each a small file, found again by what it judged.

    `reviewer` says who judged and how: its model, endpoint, settings, prompts and rubric.
    """

    def __init__(self, folder: Path, reviewer: str) -> None:
        self.folder = folder / hash_item(reviewer)

    def find(self, item: ItemToGrade, run: int) -> Grading | None:
        """An earlier grading of this very text on this very scenario, if it was graded."""
        path = self._find_path(item, run)
        try:
            kept = Grading.model_validate_json(path.read_text("utf-8"))
        except (OSError, ValidationError):
            return None
        return kept if kept.status == "graded" or kept.degenerate else None

    def keep(self, item: ItemToGrade, grading: Grading) -> None:
        """Write a grading down; one that cannot be written is made again next time."""
        try:
            atomic_write(self._find_path(item, grading.run), grading.model_dump_json())
        except OSError:
            return

    def forget(self) -> None:
        """Delete the gradings, so that all are made anew."""
        for path in self.folder.glob("*.json"):
            path.unlink(missing_ok=True)

    def _find_path(self, item: ItemToGrade, run: int) -> Path:
        judged = hash_item(item.answer.text + item.scenario.model_dump_json())
        return self.folder / f"{item.scenario.id}-{item.answer.id}-{judged}-{run}.json"


def hash_item(text: str) -> str:
    """A short name for a text, the same on every machine."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
