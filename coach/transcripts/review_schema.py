"""The review: one reviewer's judgement of one round. Its JSON shape is a promise to other tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from coach.files import CoachError
from coach.text.spans import HasSpan, Span
from coach.transcripts.store import OWN_NAME as OWN_NAME
from coach.transcripts.store import REVIEWS, Store, StoredReview, is_offline_data

Level = Literal[1, 2, 3, 4]


class ReviewPart(BaseModel):
    """Base of everything inside a review: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


S = TypeVar("S", bound=BaseModel)
T = TypeVar("T")


class Evidence(ReviewPart):
    """A quote and where code found it.

    `start` and `end` are code-point offsets into `Transcript.candidate_text`, end exclusive;
    both are None when the quote was not found, and `verified` is then False.
    """

    quote: str
    start: int | None = None
    end: int | None = None
    verified: bool = False

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Evidence:
        """Quote what stands between two offsets of a text."""
        return cls(quote=text[start:end], start=start, end=end, verified=True)

    @property
    def span(self) -> Span | None:
        """Where it stands; None where it was not found."""
        if not self.verified or self.start is None or self.end is None:
            return None
        return Span(self.start, self.end)


def quote_spans(text: str, spans: Iterable[HasSpan], most: int | None = None) -> list[Evidence]:
    """Quote some stretches of a text, each once, and at most so many."""
    places = dict.fromkeys((span.start, span.end) for span in spans)
    return [Evidence.of(text, start, end) for start, end in list(places)[:most]]


class ReviewerId(ReviewPart):
    """Who judged."""

    kind: Literal["offline", "model", "human", "self"]
    name: str
    model: str | None = None
    base_url: str | None = None


class Overall(ReviewPart):
    """The overall level, computed by the rubric's rule."""

    level: Level
    band: str
    because: list[str] = []
    """Caps that bound it, in words."""


class DimensionReview(ReviewPart):
    """One dimension's judgement. `level` is None where there was no occasion or no proof."""

    id: str
    level: Level | None
    rationale: str
    evidence: list[Evidence] = []
    met: list[str] = []
    missing: list[str] = []
    given_level: Level | None = None
    """What the reviewer asked for, where code lowered it."""
    lowered_because: str | None = None
    level_range: tuple[Level, Level] | None = None
    """Lowest and highest over repeats, or from calibration."""
    verdict: str | None = None
    """What calibration says of this reviewer's levels here: whether to use them."""


class PointReview(ReviewPart):
    """Whether a rubric point was hit, with the words that do it.

    In pointers `hit` is None and the evidence is the nearest sentence, or none where nothing was
    near; `nearness` goes from 0 to 1.
    """

    id: str
    hit: bool | None
    evidence: list[Evidence] = []
    nearness: float | None = None


class MisconceptionReview(ReviewPart):
    """A false claim found in the candidate's words, with the right statement."""

    id: str
    evidence: list[Evidence]
    correction: str
    severity: Literal["high", "medium", "low"] = "medium"


class CustomerReview(ReviewPart):
    """A stakeholder: what they needed, what the answer gave them, what is open."""

    id: str
    name: str
    needed: str
    mentioned: bool
    given: list[Evidence] = []
    open: str = ""


class TradeoffReview(ReviewPart):
    """A tradeoff in play: sides named, the one chosen, what is given up, what flips it."""

    id: str
    name: str
    named: list[str] = []
    chosen: str | None = None
    given_up: list[Evidence] = []
    flip: list[Evidence] = []
    evidence: list[Evidence] = []


class FactsReview(ReviewPart):
    """Ids of hidden facts: asked for, missed, and asked for but never used in the answer."""

    asked: list[str] = []
    missed: list[str] = []
    unused: list[str] = []


class Flag(ReviewPart):
    """Something the reader should know before trusting the review, or text that was set aside."""

    kind: str
    text: str
    evidence: list[Evidence] = []


class Usage(ReviewPart):
    """Tokens of the calls behind a review; None where the server did not say."""

    input: int | None = None
    output: int | None = None
    cached: int | None = None
    reasoning: int | None = None
    cost: float | None = None
    """In the currency of the profile's price, where one is given."""


class Timing(ReviewPart):
    """Seconds."""

    total: float
    first_token: float | None = None
    tokens_per_second: float | None = None


class Moments(ReviewPart):
    """Seconds into the round at which the recommendation and the first tradeoff appeared."""

    first_question: float | None = None
    recommendation: float | None = None
    first_tradeoff: float | None = None


class Review(ReviewPart):
    """One reviewer's judgement of one round; `pointers` judges nothing and has no levels."""

    status: Literal["graded", "not_graded", "pointers"]
    reason: str | None = None
    reviewer: ReviewerId
    standing: Literal["passed", "untested", "failed"] | None = None
    """How a model did in its exam."""
    created: str = ""
    overall: Overall | None = None
    dimensions: list[DimensionReview] = []
    points: list[PointReview] = []
    misconceptions: list[MisconceptionReview] = []
    customers: list[CustomerReview] = []
    tradeoffs: list[TradeoffReview] = []
    facts: FactsReview = FactsReview()
    moments: Moments = Moments()
    points_to_make: list[str] = []
    priority_fix: str | None = None
    flags: list[Flag] = []
    struck_out: int = 0
    """Quotes that code could not find in the candidate's text."""
    usage: Usage | None = None
    timing: Timing | None = None
    receipt: dict[str, Any] = {}

    @property
    def is_own(self) -> bool:
        """Whether it holds the candidate's own marks."""
        return self.reviewer.kind == "self"

    @property
    def is_of_reviewer(self) -> bool:
        """Whether a reviewer other than the candidate gives levels here."""
        return self.status == "graded" and not self.is_own

    @property
    def overall_level(self) -> Level | None:
        """The overall level; None where there is none."""
        return self.overall.level if self.overall else None

    def find_dimension(self, dimension_id: str) -> DimensionReview | None:
        """Return the judgement of one dimension, or None where it was left out."""
        return next((d for d in self.dimensions if d.id == dimension_id), None)


def make_not_graded(reviewer: ReviewerId, reason: str) -> Review:
    """Build the review of a failed grading: a reason, and no level anywhere."""
    return Review(status="not_graded", reason=reason, reviewer=reviewer)


def read_review(stored: StoredReview) -> Review:
    """A review from its file; raises CoachError, naming file and field, for one that is none."""
    try:
        data = _modernize(stored.data)
    except (TypeError, ValueError, AttributeError):
        # an old review whose parts have odd types; the check of its fields names them
        data = stored.data
    return read_stored(replace(stored, data=data), Review, "review")


_POINTED = ("reviewer", "created", "misconceptions", "flags", "receipt")
"""What an old review by the offline reviewer said that it may still say."""
_GONE = {"dimensions": ("points_found", "points_total"), "points": ("possible",)}


def _modernize(data: dict[str, Any]) -> dict[str, Any]:
    """A review's data as they are written now; one by `offline` keeps no level."""
    data = dict(data)
    for name, gone in _GONE.items():
        if isinstance(parts := data.get(name), list):
            data[name] = [_drop_keys(part, gone) for part in parts]
    data["overall"] = _drop_keys(data.get("overall"), ("estimate",))
    was_graded = data.get("status") == "graded" and is_offline_data(data)
    return _turn_to_pointers(data) if was_graded else data


def _drop_keys(part: Any, keys: Sequence[str]) -> Any:
    return {k: v for k, v in part.items() if k not in keys} if isinstance(part, dict) else part


def _turn_to_pointers(data: dict[str, Any]) -> dict[str, Any]:
    """An old review by the offline reviewer as pointers."""
    kept = {name: data[name] for name in _POINTED if name in data}
    kept["flags"] = [
        flag
        for flag in data.get("flags") or []
        if not isinstance(flag, dict) or flag.get("kind") not in ("limits", "calibration")
    ]
    blank = {"level": None, "rationale": ""}
    return kept | {
        "status": "pointers",
        "dimensions": [{"id": item.get("id")} | blank for item in _list_dicts(data, "dimensions")],
        "points": [item | {"hit": None} for item in _list_dicts(data, "points")],
        "facts": _drop_keys(data.get("facts") or {}, ("unused",)),
        "moments": _drop_keys(data.get("moments") or {}, ("recommendation", "first_tradeoff")),
    }


def _list_dicts(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [item for item in data.get(name) or [] if isinstance(item, dict)]


def load_reviews(store: Store, round_id: str) -> list[Review]:
    """Read the reviews of a round, oldest first; `find_faults` names those that cannot be read."""
    return read_appended(store, round_id, REVIEWS, read_review)[0]


def find_faults(store: Store, round_id: str) -> list[str]:
    """Say what is wrong with the reviews of a round that cannot be read, and what to do."""
    return read_appended(store, round_id, REVIEWS, read_review)[1]


def read_appended(
    store: Store, round_id: str, kind: str, read: Callable[[StoredReview], T]
) -> tuple[list[T], list[str]]:
    """Read what was appended to a round in the folder `kind`, oldest first.

    Return it, and for each file that cannot be read a sentence that says why. `read` raises
    CoachError for a file that is none of its kind.
    """
    files, faults = store.survey(round_id, kind)
    items: list[T] = []
    for stored in files:
        try:
            items.append(read(stored))
        except CoachError as error:
            faults.append(str(error))
    return items, faults


def read_stored(stored: StoredReview, shape: type[S], name: str) -> S:
    """Read something appended to a round. Raises CoachError that names file and field."""
    try:
        return shape.model_validate(stored.data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or name
        raise CoachError(
            f"{stored.path}: {where}: {first['msg']}; mend the file or move it away."
        ) from None
