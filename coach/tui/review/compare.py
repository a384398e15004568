"""All reviews of a round side by side, with the quotes each stood on."""

from __future__ import annotations

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from coach.exports.levels import YOUR_MARK, draw_squares
from coach.reviews.compare import (
    Comparison,
    ComparisonCell,
    ComparisonColumn,
    ComparisonRow,
    compare_reviews,
    list_comparable,
)
from coach.reviews.standing import shows_levels
from coach.text.controls import sanitize
from coach.transcripts.review_schema import Review
from coach.tui.base.screen import CoachScreen
from coach.tui.format import MUTED, Bands, render_count, render_level
from coach.tui.widgets.hanging_text import HangingText, Line, hang, hang_quote
from coach.tui.widgets.key_bar import KeyBar


class CompareScreen(CoachScreen):
    """Dimensions as rows, reviews as columns; the row under the cursor shows its quotes."""

    CSS_PATH = "compare.tcss"
    HELP = """\
# Reviews side by side

A row marked `differ` has reviews a band or more apart; `▲` and `▼` show which way, one sign a band.
The quotes that each review stood on are below. Nothing is averaged and nothing is replaced.
The squares in the last column are your own mark.
"""
    BINDINGS = [
        Binding("j", "move('cursor_down')", "Down", show=False, id="compare.down"),
        Binding("k", "move('cursor_up')", "Up", show=False, id="compare.up"),
        Binding("escape", "app.pop_screen", "Back", id="compare.back"),
    ]

    _table = getters.query_one(DataTable)
    _quotes = getters.query_one(HangingText)

    def __init__(self, round_id: str) -> None:
        super().__init__()
        self._round_id = round_id
        self._comparison: Comparison | None = None
        self._own: Review | None = None
        self._bands: Bands = {}
        self._counting: list[bool] = []
        """Whether the levels of each column count; only those are in color."""

    def compose(self) -> ComposeResult:
        yield Static("", id="compare-title", markup=False)
        yield DataTable(id="compare-table", cursor_type="row", zebra_stripes=False)
        with VerticalScroll(id="compare-quotes", can_focus=False):
            yield HangingText()
        yield KeyBar()

    def on_mount(self) -> None:
        transcript = self.coach.store.load(self._round_id)
        pack, _ = self.coach.workspace.find_case(transcript)
        self._own = self.coach.own_reads.load_newest(self._round_id)
        # a failure says nothing to compare, as long as there is anything else
        reviews = list_comparable(self.coach.reviews.load(self._round_id))
        graded = [review for review in reviews if review.status != "not_graded"]
        shown = graded or reviews
        comparison = compare_reviews(shown, pack.rubric)
        self._bands = pack.rubric.bands
        self._counting = [shows_levels(review) for review in shown]
        self._comparison = comparison
        count = render_count(len(comparison.columns), "review")
        apart = comparison.disagreements
        title = f"{transcript.title} · attempt {transcript.attempt} · {count}"
        differ = f" · they differ on {render_count(apart, 'dimension')}" if apart else ""
        self.query_one("#compare-title", Static).update(sanitize(title + differ))
        self._fill(comparison)

    def _fill(self, comparison: Comparison) -> None:
        table = self._table
        table.add_column("", width=24)
        for column in comparison.columns:
            table.add_column(Text(sanitize(_name_column(column, comparison))), width=20)
        table.add_column("", width=8)
        if self._own is not None:
            # behind what compares reviewers: it is no reviewer's
            table.add_column(YOUR_MARK, width=10)
        for line in comparison.lines:
            differ = Content.styled("differ", "$text-warning") if line.disagree else Content("")
            judged = zip(line.cells, self._counting, strict=True)
            drawn = [_draw_cell(cell, self._bands, counts=counts) for cell, counts in judged]
            cells = [Content(line.name), *drawn, differ]
            table.add_row(*cells, *self._own_cell(line.dimension), key=line.dimension)
        columns = zip(comparison.columns, self._counting, strict=True)
        overall = [_draw_overall(column, self._bands, counts=counts) for column, counts in columns]
        levels = [Content.styled("Overall", "bold"), *overall]
        table.add_row(*levels, Content(""), *self._own_cell(None))
        for name, texts in _tabulate_costs(comparison).items():
            costs = [Content.styled(text, MUTED) for text in (name, *texts, "")]
            table.add_row(*costs, *([Content("")] if self._own else []))
        table.focus()

    def _own_cell(self, dimension: str | None) -> list[Content]:
        """The candidate's own level of a dimension, or overall; none where they did not mark."""
        if self._own is None:
            return []
        judged = self._own.find_dimension(dimension) if dimension else self._own.overall
        return [Content(draw_squares(judged.level if judged else None))]

    @on(DataTable.RowHighlighted)
    def _show_quotes(self, event: DataTable.RowHighlighted) -> None:
        if self._comparison is None:
            return
        dimension = event.row_key.value
        line = next((x for x in self._comparison.lines if x.dimension == dimension), None)
        self._quotes.show(
            _list_quotes(self._comparison, line) if line else _explain(self._comparison)
        )

    def action_move(self, movement: str) -> None:
        """Move in the table."""
        getattr(self._table, f"action_{movement}")()


def _name_column(column: ComparisonColumn, comparison: Comparison) -> str:
    """Name a column; where a reviewer has several, each with its number and time."""
    alike = [other for other in comparison.columns if other.name == column.name]
    if len(alike) < 2:
        return column.name
    return f"{alike.index(column) + 1} {column.name} {column.created[11:16]}"


def _draw_level(level: int | None, bands: Bands, *, counts: bool) -> Content:
    """A level with its word, in its color where it counts."""
    drawn = render_level(level, bands)
    return drawn if counts else Content.styled(drawn.plain, MUTED)


def _draw_cell(cell: ComparisonCell, bands: Bands, *, counts: bool) -> Content:
    signs = ("▲" if cell.apart > 0 else "▼") * abs(cell.apart) if cell.level else ""
    level = _draw_level(cell.level, bands, counts=counts)
    return Content.assemble(level, (f" {signs}" if signs else "", "$text-warning"))


def _draw_overall(column: ComparisonColumn, bands: Bands, *, counts: bool) -> Content:
    if column.status == "not_graded":
        return Content.styled("not graded", "$text-warning")
    return _draw_level(column.level, bands, counts=counts)


def _tabulate_costs(comparison: Comparison) -> dict[str, list[str]]:
    def show(value: float | None, spec: str) -> str:
        return "–" if value is None else format(value, spec)

    columns = comparison.columns
    return {
        "Model": [sanitize(c.model or "–") for c in columns],
        "Seconds": [show(c.seconds, ".1f") for c in columns],
        "Tokens": [show(c.tokens, ",") for c in columns],
        "Cost": [show(c.cost, ".4f") for c in columns],
        "Quotes struck out": [str(c.struck_out) for c in columns],
    }


def _list_quotes(comparison: Comparison, line: ComparisonRow) -> list[Line]:
    lines: list[Line] = []
    for column, cell in zip(comparison.columns, line.cells, strict=True):
        lines.append(Content.styled(sanitize(column.name), "bold"))
        lines += [hang_quote(quote, "  ") for quote in cell.quotes]
        if not cell.quotes:
            lines.append(hang("  ", "no quote found", MUTED))
        if cell.struck_out:
            lines.append(hang("  ", f"{cell.struck_out} struck out", "$text-warning"))
    return lines


def _explain(comparison: Comparison) -> list[Line]:
    failed = [column for column in comparison.columns if column.reason]
    return [hang(f"{sanitize(c.name)}: ", sanitize(c.reason or "")) for c in failed]
