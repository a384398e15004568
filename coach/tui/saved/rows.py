"""Saved rounds as rows of a list, under their days, and one of them in full beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets.option_list import Option

from coach.exports.levels import draw_dots, draw_squares
from coach.text.controls import sanitize
from coach.tui.format import MUTED, find_level_style, name_day, render_count
from coach.tui.widgets.aligned_row import AlignedRow
from coach.tui.widgets.hanging_text import Line, hang

if TYPE_CHECKING:
    from coach.transcripts.index import Snippet
    from coach.transcripts.search import Hit
    from coach.transcripts.summary import RoundSummary

UNFINISHED = "not finished"
CLOCK = 6
"""Cells of the time of day at which a round began, and one beside it."""


def list_hits(hits: Sequence[Hit], today: date) -> Iterator[Option]:
    """Make a row for each hit, and a heading before the first of each day."""
    before = ""
    for hit in hits:
        day = name_day(hit.row.started, today)
        if day != before:
            yield Option(Content.styled(day, "bold"), disabled=True)
        before = day
        yield Option(_render_hit(hit), id=hit.row.id)


def describe_round(row: RoundSummary) -> list[Line]:
    """Say of a round what a row has no room for."""
    begun = row.started[:16].replace("T", " ")
    minutes = f"{round(row.seconds / 60)} min of practice · " if row.seconds else ""
    about = (
        ("taken", f"{begun} · attempt {row.attempt}" if row.started else ""),
        ("length", f"{minutes}{render_count(row.words, 'word')}"),
        ("reviews", ", ".join(dict.fromkeys(row.reviews)) or "none yet"),
        ("tags", ", ".join(row.tags)),
        ("damaged", row.reason or ""),
    )
    lines: list[Line] = [hang("", sanitize(row.title), "bold"), Content("")]
    lines += [
        hang(Content.styled(f"{name:<9}", MUTED), sanitize(text)) for name, text in about if text
    ]
    if row.first_line:
        lines += [Content(""), hang("", sanitize(row.first_line))]
    return lines


def _render_hit(hit: Hit) -> AlignedRow:
    row = hit.row
    title = Content(sanitize(row.title))
    if row.status == "damaged":
        return AlignedRow("", Content.styled("damaged: ", "bold") + title, [], mark_width=CLOCK)
    if row.status != "done":
        title = Content.styled(f"{UNFINISHED}: ", "bold") + title
    # a level is one that counts, so that it is in its color
    level = Content.styled(draw_dots(row.level), find_level_style(row.level))
    own = draw_squares(row.own_level) if row.own_level else ""
    columns: list[tuple[str | Content, int]] = [
        (f"#{row.attempt}", 4),
        (level, 5),
        (own, 5),
        (str(row.words), 5),
    ]
    below = _render_snippet(hit.snippet) if hit.snippet else None
    return AlignedRow(row.started[11:16], title, columns, mark_width=CLOCK, below=below)


def _render_snippet(snippet: Snippet) -> Content:
    """Where the words stand, on one line; pieces are styled, so that no text is read as markup."""
    pieces = ((re.sub(r"\s", " ", sanitize(text)), is_hit) for text, is_hit in snippet)
    parts = (Content.styled(text, "reverse" if is_hit else MUTED) for text, is_hit in pieces)
    return Content("").join(parts)
