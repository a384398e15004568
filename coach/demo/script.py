"""What the demo's candidate did, as its files say it: the shape of `content/`, and reading it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from coach.reviews.llm.reply.response import NO_LEVEL
from coach.stakeholders.models import Stance
from coach.study import Grade
from coach.transcripts.review_schema import Level
from coach.yamls import load_model

CONTENT = Path(__file__).parent / "content"


class Scripted(BaseModel):
    """Base of everything in the demo's files: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ScriptedEvent(Scripted):
    """Something that happened on a day before the demo is opened, at a time of that day."""

    days_ago: int
    at: time

    @field_validator("at", mode="before")
    @classmethod
    def _parse_time(cls, value: Any) -> Any:
        return time.fromisoformat(value) if isinstance(value, str) else value


class ScriptedHalf(Scripted):
    """A point that is partly there: the sentence, and which half it holds."""

    quote: str
    half: str


class ScriptedOwnRead(Scripted):
    """The candidate's own marks; a point that is in neither list was marked as missing.

    The texts of `there` and `partly` stand in the answer, by the point's id.
    """

    level: Level
    there: dict[str, str] = {}
    partly: dict[str, ScriptedHalf] = {}
    line: str
    fix: str


class ScriptedDimension(Scripted):
    """What the fictional model says of one dimension."""

    level: int
    quotes: list[str]
    met: list[str] = []
    missing: list[str] = []
    why: str


NOT_SCRIPTED = ScriptedDimension(
    level=NO_LEVEL, quotes=[], why="The demo was written before this dimension was added."
)


class ScriptedTradeoff(Scripted):
    """What the fictional model says of one tradeoff: its sides and the words for each part."""

    named: list[str]
    chosen: str = ""
    quote: str
    given_up: str = ""
    flip: str = ""


class ScriptedReview(Scripted):
    """What the fictional model sends for a round, with quotes by the ids of what they show."""

    dimensions: dict[str, ScriptedDimension]
    points: dict[str, str] = {}
    customers: dict[str, str] = {}
    tradeoffs: dict[str, ScriptedTradeoff] = {}
    to_make: list[str]
    fix: str

    def make_reply(self, dimensions: Iterable[str]) -> str:
        """Make the reply as a model would write it; `dimensions` are the ids that the rubric has.

        One that the file says nothing about gets no level.
        """
        sent = {
            "dimensions": [
                self._make_dimension(dimension_id, self.dimensions.get(dimension_id, NOT_SCRIPTED))
                for dimension_id in dict.fromkeys([*self.dimensions, *dimensions])
            ],
            "points": [{"id": point, "quote": quote} for point, quote in self.points.items()],
            "misconceptions": [],
            "false_claims": [],
            "customers": [
                {"id": person, "quote": quote, "open": ""}
                for person, quote in self.customers.items()
            ],
            "tradeoffs": [
                {"id": name, **tradeoff.model_dump()} for name, tradeoff in self.tradeoffs.items()
            ],
            "points_to_make": self.to_make,
            "priority_fix": self.fix,
        }
        return json.dumps(sent, ensure_ascii=False)

    @staticmethod
    def _make_dimension(dimension_id: str, scripted: ScriptedDimension) -> dict[str, Any]:
        return {
            "id": dimension_id,
            "evidence": [{"sentence": 0, "quote": quote} for quote in scripted.quotes],
            "met": scripted.met,
            "missing": scripted.missing,
            "rationale": scripted.why,
            "level": scripted.level,
        }


class ScriptedChair(Scripted):
    """What the candidate said in a stakeholder's chair."""

    stance: Stance
    quote: str
    would_change: str = ""


class ScriptedMessage(Scripted):
    """A message to somebody in the room."""

    to: str
    text: str


class ScriptedRound(ScriptedEvent):
    """One round: what was asked and typed, in seconds of active time, and what came after.

    `offline` has the sentences pointed at where no model reviewed.
    """

    scenario: str
    questions: list[str]
    writing: float
    answer: str
    replying: float
    replies: list[str]
    own_read: ScriptedOwnRead | None = None
    review: ScriptedReview | None = None
    offline: bool = False
    room: dict[str, ScriptedChair] = {}
    message: ScriptedMessage | None = None


class ScriptedStudy(ScriptedEvent):
    """An evening with cards: how many, and how well each was known, in turn."""

    cards: int
    grades: list[Grade]


class ScriptedDrill(ScriptedEvent):
    """An attempt at a drill."""

    drill: str
    scenario: str
    seconds: float
    text: str


class ScriptedModel(Scripted):
    """The fictional model: its profile's name, its id, how fast it is, and why it passed."""

    name: str
    model: str
    exam: str
    seconds: float
    first_token: float
    tokens_per_second: float


class Candidate(Scripted):
    """The fictional candidate, but for the rounds; days are counted from the demo's day."""

    interview_in: int
    preparing_since: int
    model: ScriptedModel
    study: list[ScriptedStudy]
    drills: list[ScriptedDrill]


def load_candidate() -> Candidate:
    """Read who the demo is about."""
    return load_model(CONTENT / "candidate.yaml", Candidate)


def load_rounds() -> list[ScriptedRound]:
    """Read the rounds, oldest first."""
    rounds = [load_model(path, ScriptedRound) for path in sorted((CONTENT / "rounds").glob("*"))]
    return sorted(rounds, key=lambda scripted: (-scripted.days_ago, scripted.at))
