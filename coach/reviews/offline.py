"""The built-in reviewer: finds wording for rubric points and false claims; judges no truth.

Built after measurements on labelled answers: cues written for each rubric point, with guards,
found points at F1 .85 on answers it had not seen, where similarity to the rubric's sentence
stayed below .60. It is deterministic and needs no network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.packs.cues import Document, find
from coach.packs.models import Dimension, Pack, Point, Scenario
from coach.reviews.acts import acts
from coach.reviews.cases import customers, facts, tradeoffs
from coach.reviews.guards import SetAside, blanked, set_aside
from coach.reviews.misconceptions import find_misconceptions
from coach.reviews.moments import moments
from coach.reviews.overall import LEVELS, overall_level
from coach.reviews.quoting import quoted
from coach.reviews.review import (
    DimensionReview,
    Evidence,
    Flag,
    MisconceptionReview,
    PointReview,
    Review,
    ReviewerId,
)
from coach.transcripts.timeline import Typed
from coach.transcripts.transcript import SEPARATOR, Transcript

NAME = "offline"
LIMITS = (
    "The offline reviewer reads wording, not meaning: it finds which rubric points the answer has "
    "words for. It cannot tell whether a claim is true beyond the listed misconceptions, whether "
    "the reasoning holds, or how good the answer is. Its overall level is an estimate."
)
SAYS = {
    "to_grader": "This text speaks to the grader; it was set aside.",
    "term_list": "This is a list of terms without sentences; it was set aside.",
    "prompt_pasted": "This repeats the prompt; it was set aside.",
    "rubric_pasted": "This repeats the rubric; it was set aside.",
}
SHARES = ((0.9, 4), (0.55, 3), (0.3, 2))
DRAWN = 2
"""Share of a dimension's points found, and the level that goes with it. A dimension has few points,
so its share is drawn towards the whole answer's as if it had DRAWN points more. Fitted on the gold
answers of the scenarios that are open to tuning."""
WEIGHTS = {"high": 2, "medium": 1, "low": 0}
FALSE_IS_ABOUT = "technical_accuracy"
"""The dimension that a grave false claim, or two lesser ones (see WEIGHTS), put on level 1."""


@dataclass(frozen=True)
class Reading:
    """What was found in the candidate's words."""

    document: Document
    asides: list[SetAside]
    false: list[MisconceptionReview]
    points: list[PointReview]

    @property
    def grave(self) -> bool:
        """Whether the plan stands on something false: one grave claim, or several lesser ones."""
        weights = [WEIGHTS[one.severity] for one in self.false]
        return sum(weights) >= WEIGHTS["high"]


def review_offline(
    transcript: Transcript,
    scenario: Scenario,
    pack: Pack,
    *,
    created: str = "",
    verdicts: Mapping[str, str] | None = None,
    typed: Typed | None = None,
) -> Review:
    """Review a round by its wording.

    `typed` tells when the words were typed, where that is known. `verdicts` are calibration's: a
    dimension gets a level only where its verdict is `use`.
    """
    who = ReviewerId(kind="offline", name=NAME)
    text = transcript.candidate_text
    if not transcript.answer.strip():
        return Review(
            status="not_graded",
            reason="There is no answer to review; write one and review the round again.",
            reviewer=who,
            created=created,
        )
    reading = _read(text, transcript, scenario, pack)
    false = reading.false
    estimates = {d.id: _estimate(d, scenario, reading) for d in pack.rubric.dimensions}
    grave = reading.grave
    overall = overall_level(estimates, pack.rubric, scenario.primary, grave=grave, estimate=True)
    missing = _missing(scenario, reading.points)
    found = acts(reading.document, pack.lexicon)
    return Review(
        status="graded",
        reviewer=who,
        created=created,
        overall=overall,
        dimensions=[
            _dimension(d, scenario, reading, estimates[d.id], verdicts or {})
            for d in pack.rubric.dimensions
        ],
        points=reading.points,
        misconceptions=false,
        customers=customers(scenario, reading.document, pack.lexicon),
        tradeoffs=tradeoffs(scenario, reading.document, pack.lexicon, found),
        facts=facts(scenario, transcript, pack.lexicon),
        moments=moments(transcript, found, typed),
        points_to_make=[_advice(point) for point in missing[1:4]],
        priority_fix=_first_fix(false[0].correction if grave else None, missing),
        flags=[*flags_of(reading.asides, text), Flag(kind="limits", text=LIMITS)],
        receipt={"reviewer": NAME, "rubric": f"{pack.rubric.id}@{pack.rubric.version}"},
    )


def _read(text: str, transcript: Transcript, scenario: Scenario, pack: Pack) -> Reading:
    points_said = [(point.id, point.statement) for point in scenario.points]
    asides = set_aside(text, transcript.prompt, points_said)
    # questions come last in the text; they earn facts, and only points that asking itself shows
    spoken = len(text) - sum(len(q.question) + 2 for q in transcript.clarify)
    said = blanked(text, asides)[: max(spoken, len(transcript.answer))]
    document = Document(said, wrapped=True)
    false = find_misconceptions(document.text, pack)
    # what rests on a false claim earns no point
    claims = [claim for one in false for claim in _claimed(one)]
    sound = Document(blanked(said, claims), wrapped=True)
    points = []
    for point in scenario.points:
        evidence = quoted(find(point.cues, sound, pack.lexicon), sound)
        evidence += _asked(point, transcript, text)
        points.append(PointReview(id=point.id, hit=bool(evidence), evidence=evidence))
    return Reading(document, asides, false, points)


def _asked(point: Point, transcript: Transcript, text: str) -> list[Evidence]:
    """The clarifying questions that earned a fact whose asking shows the point."""
    shown = []
    position = len(text) - sum(len(q.question) + len(SEPARATOR) for q in transcript.clarify)
    for asked in transcript.clarify:
        start = position + len(SEPARATOR)
        position = start + len(asked.question)
        if asked.fact in point.shown_by_asking:
            shown.append(Evidence(quote=asked.question, start=start, end=position, verified=True))
    return shown


def _claimed(false: MisconceptionReview) -> list[SetAside]:
    if false.severity == "low":
        return []
    return [SetAside(e.start or 0, e.end or 0, "false_claim") for e in false.evidence]


def _estimate(dimension: Dimension, scenario: Scenario, reading: Reading) -> int | None:
    found, total = _tally(dimension, scenario, reading)
    if total == 0:
        return None
    least = 1
    if dimension.id == FALSE_IS_ABOUT:
        if reading.grave:
            return 1
        # its lowest level is for false claims; saying nothing technical is the second
        least = 2
    whole = sum(point.hit for point in reading.points) / len(reading.points)
    share = (found + DRAWN * whole) / (total + DRAWN)
    level = next((level for enough, level in SHARES if share >= enough), least)
    return min(level, 2 + min(2, _quotes(dimension, scenario, reading)))


def _quotes(dimension: Dimension, scenario: Scenario, reading: Reading) -> int:
    """Different sentences that speak for a dimension: a 3 needs one, a 4 needs two."""
    tied = {point.id for point in scenario.points if dimension.id in point.dimensions}
    found = [one for point in reading.points if point.id in tied for one in point.evidence]
    return len({(one.start, one.end) for one in found})


def _tally(dimension: Dimension, scenario: Scenario, reading: Reading) -> tuple[int, int]:
    hit = {point.id for point in reading.points if point.hit}
    tied = [point.id for point in scenario.points if dimension.id in point.dimensions]
    return len(hit & set(tied)), len(tied)


def _dimension(
    dimension: Dimension,
    scenario: Scenario,
    reading: Reading,
    estimate: int | None,
    verdicts: Mapping[str, str],
) -> DimensionReview:
    found, total = _tally(dimension, scenario, reading)
    tied = {p.id: p for p in scenario.points if dimension.id in p.dimensions}
    judged = [point for point in reading.points if point.id in tied]
    shown = LEVELS[estimate] if estimate and verdicts.get(dimension.id) == "use" else None
    rationale = (
        f"Wording found for {found} of {total} points."
        if total
        else "No rubric point of this scenario speaks for this dimension."
    )
    return DimensionReview(
        id=dimension.id,
        level=shown,
        rationale=rationale,
        evidence=[one for point in judged if point.hit for one in point.evidence[:1]],
        met=[tied[point.id].statement for point in judged if point.hit],
        missing=[tied[point.id].statement for point in judged if not point.hit],
        points_found=found,
        points_total=total,
    )


def _missing(scenario: Scenario, points: Sequence[PointReview]) -> list[Point]:
    """Points without wording, those of primary dimensions first, in the scenario's order."""
    hit = {point.id for point in points if point.hit}
    missing = [point for point in scenario.points if point.id not in hit]
    return sorted(missing, key=lambda p: not set(p.dimensions) & set(scenario.primary))


def _advice(point: Point) -> str:
    return point.fix or f"Not found: {point.statement}"


def _first_fix(correction: str | None, missing: Sequence[Point]) -> str | None:
    if correction:
        return f"Your plan rests on something that is not so. {correction}"
    return _advice(missing[0]) if missing else None


def flags_of(asides: Sequence[SetAside], text: str) -> list[Flag]:
    """What was set aside, as flags for the reader."""
    return [
        Flag(
            kind=aside.kind,
            text=SAYS[aside.kind],
            evidence=[
                Evidence(
                    quote=text[aside.start : aside.end],
                    start=aside.start,
                    end=aside.end,
                    verified=True,
                )
            ],
        )
        for aside in asides
    ]
