"""Saved rounds as rows of a list, under their days, and one of them in full beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.content import Content
from textual.widgets.option_list import Option

from coach.exports.levels import draw_dots, draw_squares
from coach.tui.format import MUTED, plural
from coach.tui.sanitize import sanitize
from coach.tui.widgets.hanging_text import Line, hang

if TYPE_CHECKING:
    from coach.transcripts.index import Snippet
    from coach.transcripts.search import Hit
    from coach.transcripts.summary import RoundSummary

UNFINISHED = "not finished"


def list_hits(hits: Sequence[Hit], today: date) -> Iterator[Option]:
    """Make a row for each hit, and a heading before the first of each day."""
    before = ""
    for hit in hits:
        day = name_day(hit.row.started, today)
        if day != before:
            yield Option(Text(day, "bold"), disabled=True)
        before = day
        yield Option(_render_hit(hit), id=hit.row.id)


def name_day(started: str, today: date) -> str:
    """Name a day as people do: `Today`, `Yesterday`, `Wed 25 Nov`, with the year if another."""
    if not started:
        return "Cannot be read"
    day = datetime.fromisoformat(started).date()
    if day in (today, today - timedelta(days=1)):
        return "Today" if day == today else "Yesterday"
    return f"{day:%a} {day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def describe_round(row: RoundSummary) -> list[Line]:
    """Say of a round what a row has no room for."""
    begun = row.started[:16].replace("T", " ")
    minutes = f"{round(row.seconds / 60)} min of practice · " if row.seconds else ""
    about = (
        ("taken", f"{begun} · attempt {row.attempt}" if row.started else ""),
        ("length", f"{minutes}{plural(row.words, 'word')}"),
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


def _render_hit(hit: Hit) -> RenderableType:
    row = hit.row
    line = Table.grid(expand=True, padding=(0, 2, 0, 0))
    line.add_column(width=5, no_wrap=True)
    line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for width in (3, 4, 4, 4):
        line.add_column(width=width, justify="right", no_wrap=True)
    title = Text(sanitize(row.title))
    if row.status == "damaged":
        line.add_row("", Text("damaged: ", "bold") + title, "", "", "", "")
        return line
    if row.status != "done":
        title = Text(f"{UNFINISHED}: ", "bold") + title
    own = draw_squares(row.own_level) if row.own_level else ""
    attempt, words = f"#{row.attempt}", str(row.words)
    line.add_row(row.started[11:16], title, attempt, draw_dots(row.level), own, words)
    if not hit.snippet:
        return line
    return Group(line, Text("       ") + _render_snippet(hit.snippet))


def _render_snippet(snippet: Snippet) -> Text:
    """Where the words stand, on one line; pieces are styled, so that no text is read as markup."""
    pieces = ((re.sub(r"\s", " ", sanitize(text)), is_hit) for text, is_hit in snippet)
    parts = ((text, "reverse" if is_hit else "dim") for text, is_hit in pieces)
    return Text.assemble(*parts, no_wrap=True, overflow="ellipsis")
