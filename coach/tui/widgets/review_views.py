"""The views of a review besides the scores, as styled text."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from coach.packs.schema import Scenario
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Review
from coach.tui.format import MUTED, minutes_seconds
from coach.tui.sanitize import sanitize

NAMES = ("Customers", "Tradeoffs", "Facts", "Pushback", "Notes", "Receipt")


def render_views(review: Review, transcript: Transcript, scenario: Scenario) -> dict[str, Content]:
    """Every view by its name."""
    return {
        "Customers": _judged(review, _customers(review)),
        "Tradeoffs": _judged(review, _tradeoffs(review)),
        "Facts": _joined(_facts(review, scenario)),
        "Pushback": _joined(_pushback(transcript, scenario)),
        "Notes": _joined(_notes(review, transcript)),
        "Receipt": _joined(_receipt(review)),
    }


def _judged(review: Review, lines: Sequence[Content]) -> Content:
    if review.status == "pointers":
        return Content.styled("This takes a reviewer that judges: g chooses one.", MUTED)
    return _joined(lines)


def _joined(lines: Sequence[Content]) -> Content:
    return Content("\n").join(lines) if lines else Content.styled("Nothing here.", MUTED)


def _heading(text: str) -> Content:
    return Content.styled(text, "bold")


def _line(label: str, text: str, style: str = "") -> Content:
    return Content.assemble((f"  {label:<12}", MUTED), Content.styled(sanitize(text), style))


def _quotes(evidence: Sequence[Evidence]) -> list[Content]:
    return [
        Content.styled(f"  “{sanitize(' '.join(one.quote.split()))}”", "italic")
        for one in evidence
        if one.verified
    ]


def _customers(review: Review) -> list[Content]:
    lines: list[Content] = []
    for one in review.customers:
        lines += [_heading(one.name), _line("needed", one.needed)]
        if one.given:
            lines += [_line("you gave", ""), *_quotes(one.given)]
        else:
            said = "named, but given nothing found" if one.mentioned else "not named"
            lines.append(_line("you gave", said, "$text-warning"))
        if one.open:
            lines.append(_line("open", one.open))
        lines.append(Content(""))
    return lines


def _tradeoffs(review: Review) -> list[Content]:
    lines: list[Content] = []
    for one in review.tradeoffs:
        named = ", ".join(one.named) if one.named else "neither side"
        lines += [
            _heading(one.name),
            _line("named", named),
            _line("chose", one.chosen or "unclear"),
        ]
        lines.append(_line("gives up", "" if one.given_up else "not said"))
        lines += _quotes(one.given_up)
        lines.append(_line("flips if", "" if one.flip else "not said"))
        lines += [*_quotes(one.flip), Content("")]
    return lines


def _facts(review: Review, scenario: Scenario) -> list[Content]:
    by_id = {fact.id: fact for fact in scenario.facts}
    groups = [
        ("Asked for", review.facts.asked, ""),
        ("Asked for, but never used", review.facts.unused, "$text-warning"),
        ("Decides the case, and was not asked", review.facts.missed, "$text-warning"),
    ]
    if review.status == "pointers":
        del groups[1]
    lines: list[Content] = []
    for name, ids, style in groups:
        lines.append(_heading(name))
        for id in ids:
            if id in by_id:
                lines.append(Content.styled(f"  {by_id[id].ask}", style))
                lines.append(Content.styled(f"    {by_id[id].answer.strip()}", MUTED))
        if not ids:
            lines.append(Content.styled("  none", MUTED))
        lines.append(Content(""))
    return lines


def _pushback(transcript: Transcript, scenario: Scenario) -> list[Content]:
    by_id = {pushback.id: pushback for pushback in scenario.pushbacks}
    lines: list[Content] = []
    for reply in transcript.pushback:
        lines += [_heading(reply.who), Content(sanitize(f"  {reply.text}"))]
        lines.append(_line("you said", reply.reply or "nothing"))
        if reply.id in by_id:
            lines.append(_line("good", by_id[reply.id].good, "$text-success"))
            lines.append(_line("weak", by_id[reply.id].bad, "$text-warning"))
        lines.append(Content(""))
    return lines


def _notes(review: Review, transcript: Transcript) -> list[Content]:
    lines: list[Content] = []
    for wrong in review.misconceptions:
        lines += [_heading("Not so"), Content(f"  {wrong.correction}"), *_quotes(wrong.evidence)]
    if review.points_to_make:
        lines += [_heading("After that"), *(Content(f"  {p}") for p in review.points_to_make)]
    for flag in review.flags:
        lines += [Content(""), Content.styled(flag.text, MUTED), *_quotes(flag.evidence)]
    spent = minutes_seconds(transcript.seconds)
    lines += [Content(""), Content(f"{spent} of {transcript.minutes}:00, {transcript.words} words")]
    return lines


def _receipt(review: Review) -> list[Content]:
    """What the review can be disputed or repeated by; the messages are in the file."""
    who, paper = review.reviewer, review.receipt
    rows: list[tuple[str, object]] = [
        ("reviewer", who.name),
        ("model", who.model),
        ("served as", paper.get("served_model")),
        ("endpoint", who.base_url),
        ("made", review.created),
        ("settings", _flat(paper.get("settings"))),
        ("prompts", _flat(paper.get("prompts"))),
        ("rubric", paper.get("rubric")),
        ("asked as", paper.get("rung")),
        ("left out", "; ".join(paper.get("adapted") or [])),
        ("asked again", "yes" if paper.get("reasked") else None),
        ("repaired", "yes" if paper.get("repaired") else None),
        ("cache", paper.get("cache")),
    ]
    if review.usage:
        counted = {k: v for k, v in review.usage.model_dump().items() if v is not None}
        rows.append(("tokens", _flat(counted)))
    if review.timing:
        timed = {k: v for k, v in review.timing.model_dump().items() if v is not None}
        rows.append(("seconds", _flat(timed)))
    lines = [_line(name, str(value)) for name, value in rows if value]
    raw = [str(one) for one in paper.get("raw") or []]
    if raw:
        lines += [Content(""), _heading("What it sent"), *(Content(sanitize(one)) for one in raw)]
    return lines


def _flat(values: object) -> str:
    if not isinstance(values, dict):
        return ""
    return ", ".join(f"{name} {value}" for name, value in values.items())
