"""The views of a review besides the scores, as lines with hanging indents."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from coach.packs.schema import Scenario
from coach.text.controls import sanitize
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Review
from coach.tui.format import MUTED, align, render_span
from coach.tui.widgets.hanging_text import Hanging, Line, hang, hang_quote

LABEL_COLUMNS = 16
INDENT = "  "
NOT_QUOTED = "nothing quoted"


def render_views(
    review: Review, transcript: Transcript, scenario: Scenario
) -> dict[str, Sequence[Line]]:
    """Every view by its name."""
    judges = review.status != "pointers"
    needs_judge: list[Line] = [
        Content.styled("This takes a reviewer that judges: g chooses one.", MUTED)
    ]
    views = {
        "Customers": _render_customers(review) if judges else needs_judge,
        "Tradeoffs": _render_tradeoffs(review) if judges else needs_judge,
        "Facts": _render_facts(review, scenario),
        "Pushback": _render_pushback(transcript, scenario),
        "Notes": _render_notes(review, transcript),
        "Receipt": _render_receipt(review),
    }
    nothing = Content.styled("Nothing here.", MUTED)
    return {name: lines or [nothing] for name, lines in views.items()}


def _draw_heading(text: str) -> Content:
    return Content.styled(sanitize(text), "bold")


def _label(name: str, text: str, style: str = "") -> Hanging:
    head = align((INDENT, len(INDENT)), (Content.styled(name, MUTED), LABEL_COLUMNS))
    return hang(head, sanitize(text), style)


def _label_quotes(name: str, evidence: Sequence[Evidence], nothing: str) -> list[Line]:
    """Quotes beside and below their label, or what to say without any."""
    quotes = [quote.quote for quote in evidence if quote.verified]
    if not quotes:
        return [_label(name, nothing, "$text-warning")]
    columns = " " * (len(INDENT) + LABEL_COLUMNS)
    first = _label(name, "").head
    return [hang_quote(quotes[0], first), *(hang_quote(quote, columns) for quote in quotes[1:])]


def _hang_quotes(evidence: Sequence[Evidence]) -> list[Line]:
    return [hang_quote(proof.quote, INDENT) for proof in evidence if proof.verified]


def _render_customers(review: Review) -> list[Line]:
    lines: list[Line] = []
    for customer in review.customers:
        lines += [_draw_heading(customer.name), _label("needed", customer.needed)]
        nothing = "named, but given nothing found" if customer.mentioned else "not named"
        lines += _label_quotes("you gave", customer.given, nothing)
        if customer.open:
            lines.append(_label("open", customer.open))
        lines.append(Content(""))
    return lines


def _render_tradeoffs(review: Review) -> list[Line]:
    lines: list[Line] = []
    for tradeoff in review.tradeoffs:
        # what was not quoted may have been said all the same, as a dimension may find
        is_quoted = bool(tradeoff.evidence or tradeoff.given_up or tradeoff.flip)
        nothing = "no side by its name" if is_quoted else NOT_QUOTED
        lines += [
            _draw_heading(tradeoff.name),
            _label("named", ", ".join(tradeoff.named) or nothing),
            _label("chose", tradeoff.chosen or NOT_QUOTED),
            *_label_quotes("gives up", tradeoff.given_up, NOT_QUOTED),
            *_label_quotes("flips if", tradeoff.flip, NOT_QUOTED),
            Content(""),
        ]
    return lines


def _render_facts(review: Review, scenario: Scenario) -> list[Line]:
    by_id = {fact.id: fact for fact in scenario.facts}
    groups = [
        ("Asked for", review.facts.asked, ""),
        ("Asked for, but never used", review.facts.unused, "$text-warning"),
        ("Key facts you did not ask for", review.facts.missed, "$text-warning"),
    ]
    if review.status == "pointers":
        del groups[1]
    lines: list[Line] = []
    for name, facts, style in groups:
        lines.append(_draw_heading(name))
        for fact in [by_id[fact] for fact in facts if fact in by_id]:
            lines.append(hang(INDENT, sanitize(fact.ask), style))
            if facts is not review.facts.missed:
                # what was not asked for is not given away: the next attempt can earn it
                lines.append(hang(INDENT * 2, sanitize(fact.answer.strip()), MUTED))
        if not facts:
            lines.append(hang(INDENT, "none", MUTED))
        lines.append(Content(""))
    return lines


def _render_pushback(transcript: Transcript, scenario: Scenario) -> list[Line]:
    by_id = {pushback.id: pushback for pushback in scenario.pushbacks}
    lines: list[Line] = []
    for reply in transcript.pushback:
        lines += [_draw_heading(reply.who), hang(INDENT, sanitize(reply.text))]
        lines.append(_label("you said", reply.reply or "nothing"))
        if reply.id in by_id:
            # examples written for the case, and no verdict on what was replied
            lines.append(_label("a strong reply", by_id[reply.id].good, MUTED))
            lines.append(_label("a weak one", by_id[reply.id].bad, MUTED))
        lines.append(Content(""))
    return lines


def _render_notes(review: Review, transcript: Transcript) -> list[Line]:
    lines: list[Line] = []
    for wrong in review.misconceptions:
        lines += [_draw_heading("Not so"), hang(INDENT, sanitize(wrong.correction))]
        lines += _hang_quotes(wrong.evidence)
    if review.points_to_make:
        lines.append(_draw_heading("After that"))
        lines += [hang(INDENT, sanitize(point)) for point in review.points_to_make]
    for flag in review.flags:
        lines += [Content(""), hang("", sanitize(flag.text), MUTED), *_hang_quotes(flag.evidence)]
    spent = render_span(transcript.seconds)
    lines += [Content(""), Content(f"{spent} of {transcript.minutes}:00, {transcript.words} words")]
    return lines


def _render_receipt(review: Review) -> list[Line]:
    """What the review can be disputed or repeated by; the messages are in the file."""
    who, paper = review.reviewer, review.receipt
    rows: list[tuple[str, object]] = [
        ("reviewer", who.name),
        ("model", who.model),
        ("served as", paper.get("served_model")),
        ("endpoint", who.base_url),
        ("made", review.created),
        ("settings", _join(paper.get("settings"))),
        ("prompts", _join(paper.get("prompts"))),
        ("rubric", paper.get("rubric")),
        ("asked as", paper.get("rung")),
        ("left out", "; ".join(paper.get("adapted") or [])),
        ("asked again", "yes" if paper.get("reasked") else None),
        ("repaired", "yes" if paper.get("repaired") else None),
        ("cache", paper.get("cache")),
    ]
    for name, part in (("tokens", review.usage), ("seconds", review.timing)):
        if part is not None:
            rows.append((name, _join(part.model_dump(exclude_none=True))))
    lines: list[Line] = [_label(name, str(value)) for name, value in rows if value]
    raw = [str(reply) for reply in paper.get("raw") or []]
    if raw:
        replies = [hang("", sanitize(reply)) for reply in raw]
        lines += [Content(""), _draw_heading("What it sent"), *replies]
    return lines


def _join(values: object) -> str:
    if not isinstance(values, dict):
        return ""
    return ", ".join(f"{name} {value}" for name, value in values.items())
