"""A round as one HTML file that asks for nothing: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from coach.exports.charts import build_timeline
from coach.exports.levels import draw_dots, draw_squares
from coach.exports.plain_text import ASKED, NOT_ASKED, NOTHING_NEAR, POINTS_ONLY
from coach.exports.round_data import RoundData
from coach.reviews.compare import list_comparable
from coach.stakeholders.text import describe_addressee, describe_player, render_check
from coach.text.controls import drop_controls
from coach.transcripts.review_schema import Review

TEMPLATE = "report.html.j2"


def render_report(round_data: RoundData) -> str:
    """The report. Everything in it is escaped by the template."""
    # only an export needs it
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["dots"] = draw_dots
    environment.filters["squares"] = draw_squares
    environment.filters["visible"] = make_visible
    environment.filters["check_line"] = render_check
    environment.filters["player"] = describe_player
    environment.filters["addressee"] = describe_addressee
    source = files("coach.exports").joinpath(TEMPLATE).read_text("utf-8")
    shown: dict[str, Any] = {
        "round": round_data,
        "taken": round_data.transcript,
        "review": round_data.review,
        "pointers": round_data.pointers,
        "own": round_data.own,
        "points_only": POINTS_ONLY,
        "nothing_near": NOTHING_NEAR,
        "asked": ASKED,
        "not_asked": NOT_ASKED,
        "others": [
            review
            for review in list_comparable(round_data.reviews)
            if review is not round_data.review
        ],
        "parts": _list_parts(round_data, round_data.review),
        "timeline": build_timeline(round_data),
    }
    return drop_controls(environment.from_string(source).render(shown))


def make_visible(text: object) -> str:
    """Text with the control characters that HTML forbids as signs."""
    return "".join(_show_control(c) for c in str(text).replace("\r\n", "\n"))


def _show_control(character: str) -> str:
    code = ord(character)
    if character in "\n\t" or (code >= 0x20 and not 0x7F <= code < 0xA0):
        return character
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def _list_parts(round_data: RoundData, review: Review | None) -> list[dict[str, Any]]:
    """The answer and the replies, in pieces that are quoted by the review or not."""
    taken = round_data.transcript
    quoted = sorted(
        (e.start, e.end)
        for judged in (review.dimensions if review else ())
        for e in judged.evidence
        if e.start is not None and e.end is not None
    )
    headings = [("Answer", ""), *((f"Pushback by {p.who}", p.text) for p in taken.pushback)]
    return [
        {
            "heading": heading,
            "said": prompted_by,
            "pieces": _split_quoted(
                taken.candidate_text[part.start : part.end], part.start, quoted
            ),
        }
        for (heading, prompted_by), part in zip(headings, taken.spoken_parts, strict=True)
    ]


def _split_quoted(text: str, offset: int, quoted: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for start, end in quoted:
        begin, stop = max(at, start - offset), min(len(text), end - offset)
        if begin < stop:
            pieces += [(text[at:begin], False), (text[begin:stop], True)]
            at = stop
    return [*[p for p in pieces if p[0]], (text[at:], False)]
