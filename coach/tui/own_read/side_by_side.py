"""A candidate's marks beside a reviewer's: levels, then the points on which they differ first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from textual.content import Content

from coach.exports.levels import YOUR_MARK, draw_dots, draw_squares
from coach.exports.own_mark import FOLDED, SIGNS, WORDS
from coach.reviews.own_read.comparison import LevelPair, OwnComparison, PointPair
from coach.text.controls import sanitize
from coach.tui.format import MUTED
from coach.tui.own_read.ask import hang_text

LEANINGS = {"kinder": "▲ kinder", "harder": "▼ harder", "same": ""}
NAME_WIDTH, LEVEL_WIDTH = 22, 11


def draw_levels(comparison: OwnComparison) -> Content:
    """Levels side by side, and how the points compare."""
    head = f"{'':<{NAME_WIDTH}}{YOUR_MARK:<{LEVEL_WIDTH}}{sanitize(comparison.reviewer)}"
    lines = [Content.styled(head, MUTED)]
    lines += [_draw_pair(pair) for pair in (comparison.overall, *comparison.dimensions)]
    alike = comparison.count("same")
    kinder, harder = comparison.count("kinder"), comparison.count("harder")
    summary = f"Points: {alike} alike, ▲ you were kinder on {kinder}, ▼ harder on {harder}"
    if comparison.folded:
        folded = FOLDED.format(name=sanitize(comparison.reviewer))
        lines.append(Content.styled(folded, "$text-warning"))
    keys = Content.styled("↑↓ another point   enter the review", MUTED)
    return Content("\n").join([*lines, Content(""), Content(summary), keys])


def draw_quotes(pair: PointPair, comparison: OwnComparison) -> Content:
    """One point with what each stood on."""
    lines = [Content.styled(sanitize(pair.statement), "bold"), Content("")]
    lines += _draw_side(YOUR_MARK, WORDS[pair.own], pair.own_quotes)
    lines += [Content("")]
    lines += _draw_side(
        sanitize(comparison.reviewer), "there" if pair.other else "not there", pair.other_quotes
    )
    return Content("\n").join(lines)


def _draw_side(name: str, word: str, quotes: Sequence[str]) -> list[Content]:
    lines = [Content.assemble((f"{name}  ", MUTED), word)]
    lines += [Content.styled(f"“{sanitize(quote)}”", "italic") for quote in quotes]
    return lines if quotes else [*lines, Content.styled("no quote", MUTED)]


def _draw_pair(pair: LevelPair) -> Content:
    return Content.assemble(
        f"{pair.name:<{NAME_WIDTH}}",
        f"{draw_squares(pair.own):<{LEVEL_WIDTH}}",
        f"{draw_dots(pair.other):<6}",
        (LEANINGS[pair.leaning] if pair.leaning else "", "$text-warning"),
    )


def draw_point_pair(pair: PointPair) -> Table:
    """A point in the list: who was kinder, and how the candidate marked it."""
    lean = {"kinder": "▲", "harder": "▼", "same": "="}[pair.leaning]
    return hang_text(f"{lean} {SIGNS[pair.own]}", pair.statement)
