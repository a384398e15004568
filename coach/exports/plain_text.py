"""A round, its reviews and the comparison of two attempts as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from coach.config import Reveal
from coach.exports.levels import draw_dots
from coach.exports.own_mark import render_own_mark
from coach.packs.schema import Pack, Scenario
from coach.reviews.attempts import Attempts
from coach.reviews.standing import describe_folding, fold_levels
from coach.text.controls import flatten
from coach.transcripts.record import Transcript, TranscriptPart
from coach.transcripts.review_schema import DimensionReview, Evidence, Review

POINTS_ONLY = (
    "coach points, you judge: for each point, the sentence of yours whose words are nearest to it."
)
UNFOLD = " `--levels` shows them."
YES = 3
"""The lowest level on the hiring side of the line."""
NOTHING_NEAR = "nothing like it was found"
ASKED = "You asked"
NOT_ASKED = "You did not ask, and it decides the case"
UNJUDGED = "no reviewer judged both, so only the sentences are compared"
SIGNS = {"same": " ", "reworded": "~", "new": "+", "gone": "-"}
"""How the sentences of two attempts are marked."""


def render_transcript(transcript: Transcript) -> list[str]:
    """Render the round as it went."""
    minutes = f"{transcript.seconds / 60:.0f} of {transcript.minutes} min"
    lines = [
        f"{transcript.title}   attempt {transcript.attempt}, {minutes}, {transcript.status}",
        f"{transcript.id}",
        "",
        transcript.prompt,
    ]
    if transcript.clarify:
        lines += ["", "Clarifying questions"]
        for asked in transcript.clarify:
            lines += [f"  {asked.question}", f"    {asked.answer}"]
            lines += [f"    ({asked.fallback})"] if asked.fallback else []
    lines += ["", "Answer", transcript.answer.rstrip() or "(nothing written)"]
    for reply in transcript.pushback:
        lines += ["", f"{reply.who}: {reply.text}"]
        lines += [f"({reply.fallback})"] if reply.fallback else []
        lines += [reply.reply.rstrip() or "(no reply)"]
    if transcript.nudges:
        lines += ["", "Hints asked for", *(f"  {nudge.text}" for nudge in transcript.nudges)]
    return lines


def render_review(
    review: Review,
    pack: Pack,
    scenario: Scenario,
    *,
    transcript: Transcript | None = None,
    reveal: Reveal = "fix",
    levels: bool = False,
) -> list[str]:
    """One review: what to change first, the evidence, then the levels, or levels first.

    `levels` shows those of an untested model too. With the round's transcript it is said of a quote
    that it is from a reply or a question.
    """
    parts = transcript.parts if transcript else ()
    name = review.reviewer.name + (f" ({review.reviewer.model})" if review.reviewer.model else "")
    if review.status == "not_graded":
        return [f"Not graded by {name}: {review.reason}", *_render_evidence(review, pack, parts)]
    if review.status == "pointers":
        return render_pointers(review, scenario)
    if review.is_own:
        return render_own_mark(review, pack, scenario)
    folded = fold_levels(review, unfold=levels)
    fix = _render_advice(folded)
    evidence = [*_render_evidence(folded, pack, parts), *_render_false_claims(folded)]
    given = _render_levels(folded, pack)
    if folded is not review and (reason := describe_folding(review)):
        given = ["", f"{reason}{UNFOLD if review.standing == 'untested' else ''}"]
    ordered = [given, fix, evidence] if reveal == "levels" else [fix, evidence, given]
    return [
        f"Review by {name}",
        *(line for part in ordered for line in part),
        *_render_flags(folded),
    ]


def _render_advice(review: Review) -> list[str]:
    lines = ["", "What to change first", f"  {review.priority_fix}"] if review.priority_fix else []
    if review.points_to_make:
        lines += ["", "Then", *(f"  {point}" for point in review.points_to_make)]
    return lines


def _render_evidence(review: Review, pack: Pack, parts: Sequence[TranscriptPart]) -> list[str]:
    """For each dimension the reason, the checks that tell something, and the quotes.

    From a 3 on a check is expected to be met, below it to be missing: only the others are listed.
    """
    names = {d.id: d.name for d in pack.rubric.dimensions}
    lines: list[str] = []
    for judged in review.dimensions:
        low = judged.level is not None and judged.level < YES
        lines += ["", names.get(judged.id, judged.id)]
        lines += [f"  {judged.rationale}"] if judged.rationale else []
        lines += [f"  + {item}" for item in judged.met if low]
        lines += [f"  - {item}" for item in judged.missing if not low]
        lines += _render_quotes(judged.evidence, parts)
    return lines


def _render_levels(review: Review, pack: Pack) -> list[str]:
    lines = [""]
    if review.overall:
        lines.append(f"Overall: {draw_dots(review.overall.level)} {review.overall.band}")
        lines += [f"  {reason}" for reason in review.overall.because]
    names = {d.id: d.name for d in pack.rubric.dimensions}
    for judged in review.dimensions:
        lines.append(f"{names.get(judged.id, judged.id)}: {_render_level(judged, pack)}")
        lines += [f"  {judged.lowered_because}"] if judged.lowered_because else []
    return lines


def render_pointers(review: Review, scenario: Scenario) -> list[str]:
    """Render pointers: what each point asks, and the sentence that is nearest to it."""
    points = {point.id: point for point in scenario.points}
    lines = [POINTS_ONLY]
    for pointer in review.points:
        point = points.get(pointer.id)
        lines += ["", point.statement if point else pointer.id]
        lines += _render_quotes(pointer.evidence) or [f"    {NOTHING_NEAR}"]
    lines += _render_false_claims(review)
    asks = {fact.id: fact.ask for fact in scenario.facts}
    for heading, ids in ((ASKED, review.facts.asked), (NOT_ASKED, review.facts.missed)):
        if ids:
            lines += ["", heading, *(f"  {asks.get(fact_id, fact_id)}" for fact_id in ids)]
    return [*lines, *_render_flags(review)]


def _render_false_claims(review: Review) -> list[str]:
    lines: list[str] = []
    for wrong in review.misconceptions:
        lines += ["", f"Not so: {wrong.correction}", *_render_quotes(wrong.evidence)]
    return lines


def _render_flags(review: Review) -> list[str]:
    lines: list[str] = []
    for flag in review.flags:
        lines += ["", f"Note: {flag.text}", *_render_quotes(flag.evidence)]
    return lines


def _render_level(judged: DimensionReview, pack: Pack) -> str:
    if judged.level is not None:
        return f"{draw_dots(judged.level)} {pack.rubric.bands[judged.level]}{_render_trust(judged)}"
    return "no level"


def _render_trust(judged: DimensionReview) -> str:
    """The range around a level and, after a calibration, whether to use it."""
    parts = []
    if judged.level_range and judged.level_range[0] != judged.level_range[1]:
        parts.append("{} to {}".format(*judged.level_range))
    if judged.verdict:
        parts.append(f"calibration: {judged.verdict}")
    return f"   ({', '.join(parts)})" if parts else ""


def _render_quotes(evidence: Sequence[Evidence], parts: Sequence[TranscriptPart] = ()) -> list[str]:
    return [
        f"    “{flatten(quote.quote)}”{_find_origin(quote, parts)}"
        for quote in evidence
        if quote.verified
    ]


def _find_origin(quote: Evidence, parts: Sequence[TranscriptPart]) -> str:
    """Where a quote is from, unless it is from the answer."""
    start = quote.start if quote.start is not None else -1
    kind = next((part.kind for part in parts if part.start <= start < part.end), "answer")
    return "" if kind == "answer" else f" (in a {kind})"


def render_attempts(attempts: Attempts) -> list[str]:
    """Render the comparison of two attempts, sentence by sentence."""
    by = f"by {attempts.reviewer}" if attempts.reviewer else UNJUDGED
    lines = [f"{attempts.old}  ->  {attempts.new}   ({by})"]
    if any(attempts.overall):
        lines.append(
            f"Overall: {draw_dots(attempts.overall[0])} -> {draw_dots(attempts.overall[1])}"
        )
    lines += [
        f"  {shift.name}: {draw_dots(shift.old)} -> {draw_dots(shift.new)}"
        for shift in attempts.shifts
        if shift.old != shift.new
    ]
    verdicts = (("Closed", attempts.closed), ("Still open", attempts.open), ("Lost", attempts.lost))
    for heading, names in verdicts if attempts.reviewer else ():
        lines += ["", f"{heading}: {'none' if not names else ''}".rstrip()]
        lines += [f"  {name}" for name in names]
    lines += ["", "Sentence by sentence (+ new, - gone, ~ reworded, > moved)"]
    for change in attempts.changes:
        text = " ".join((change.new or change.old or "").split())
        lines.append(f"{SIGNS[change.kind]}{'>' if change.moved else ' '} {text}")
        lines += [f"     closes: {name}" for name in change.closes]
        lines += [f"     lost: {name}" for name in change.lost]
    return lines
