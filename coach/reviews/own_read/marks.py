"""What a candidate marked of their own round: the shape of `own-read.yaml`, and changes to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from coach.files import CoachError
from coach.transcripts.review_schema import Evidence, Level, ReviewPart

Mark = Literal["there", "partly", "missing"]
Step = Literal["level", "points", "line", "expert", "fix"]
NO_SENTENCE = (
    "A yes stands on a sentence of yours: choose one with ] and [, or press n if there is none."
)
NO_HALF = "Say in a word which half is there."


class PointMark(ReviewPart):
    """One point as it was marked; `there` and `partly` stand on a sentence.

    `half` says in a word which half of it is there, where it is `partly`.
    """

    point: str
    mark: Mark
    evidence: Evidence | None = None
    half: str = ""


class OwnRead(ReviewPart):
    """An own read as far as it is: what `own-read.yaml` holds until it becomes a review.

    `level` is the one given before anything was shown; `taken_back` the sentence the candidate
    would take back; `line` what the expert's answer does that theirs does not; `fix` the if-then.
    """

    format: Literal[1] = 1
    round: str
    started: str
    """ISO 8601 with offset; it tells one own read of a round from another."""
    aided: bool = False
    """Whether a reviewer's levels were there to be seen when it was begun."""
    seconds: float = 0.0
    step: Step = "level"
    level: Level | None = None
    taken_back: Evidence | None = None
    marks: list[PointMark] = []
    """In the order in which they were made."""
    line: str = ""
    fix: str = ""

    def mark(self, point: str) -> PointMark | None:
        """The mark of a point, None where it has none yet."""
        return next((mark for mark in self.marks if mark.point == point), None)


def set_mark(own: OwnRead, mark: PointMark) -> OwnRead:
    """Mark a point, or mark it anew. Raises CoachError for a yes that stands on no sentence."""
    if mark.mark != "missing" and (mark.evidence is None or not mark.evidence.verified):
        raise CoachError(NO_SENTENCE)
    if mark.mark == "partly" and not mark.half.strip():
        raise CoachError(NO_HALF)
    others = [before for before in own.marks if before.point != mark.point]
    return own.model_copy(update={"marks": [*others, mark]})


def drop_last_mark(own: OwnRead) -> OwnRead:
    """Take the newest mark back; without one nothing changes."""
    return own.model_copy(update={"marks": own.marks[:-1]})


def find_open_points(own: OwnRead, points: Sequence[str]) -> list[str]:
    """Which of these points are not marked yet, in their order."""
    return [point for point in points if own.mark(point) is None]


def describe_gap(own: OwnRead, points: Sequence[str]) -> str | None:
    """Say in a sentence what an own read still lacks; None for a whole one.

    `points` are the ids that must be marked.
    """
    if own.level is None:
        return "The level you would give is missing: 1 to 4."
    if missing := find_open_points(own, points):
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        return f"Not marked yet: {missing[0]}{more}."
    if not own.line.strip():
        return "The line on what the expert's answer does that yours does not is missing."
    if not own.fix.strip():
        return "The one fix is missing: When ..., I first ..."
    return None
