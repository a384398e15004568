"""The reviewers as an aligned table, and all that is known of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.text import Text
from textual.content import Content
from textual.events import Resize
from textual.widgets import DataTable

from coach.config import BUILT_IN_REVIEWERS, DEFAULT_REVIEWER
from coach.text.controls import sanitize
from coach.tui.format import MUTED, align, name_day
from coach.tui.widgets.hanging_text import Line, hang

if TYPE_CHECKING:
    from coach.reviews.standing import ExamVerdict
    from coach.services.profiles import ProfileRow

COLUMNS = ("", "Name", "Model", "Exam", "Levels", "Key", "Speed", "Last call")
WIDTHS = {
    80: (1, 11, 20, 18, 7, 0, 6, 0),
    120: (1, 16, 31, 18, 10, 8, 7, 11),
    160: (1, 20, 56, 20, 12, 8, 8, 14),
}
"""Cells of each column from so many columns of the screen on; one without any is left out."""
BUILT_IN = "built in, no network"
EXAMS = {"passed": "passed", "failed": "failed", "untested": "not taken"}
LEVELS = {"passed": "shown", "failed": "never", "untested": "folded"}
COLORS = {"passed": "success", "failed": "error"}


class ProfileTable(DataTable[Text]):
    """A line for each reviewer; which columns there are depends on the width."""

    def __init__(self) -> None:
        super().__init__(id="profiles", cursor_type="row")
        self._filled: tuple[str, list[ProfileRow], dict[str, ExamVerdict], date] | None = None
        self._width = 0

    @property
    def current(self) -> str:
        """The name of the reviewer under the cursor."""
        if not self.row_count:
            return DEFAULT_REVIEWER
        return str(self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value)

    def show(
        self,
        default: str,
        rows: list[ProfileRow],
        verdicts: dict[str, ExamVerdict],
        today: date,
    ) -> None:
        """Show the reviewers; `default` reviews, `verdicts` are those of exams by profile."""
        self._filled = (default, rows, verdicts, today)
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Have the columns that fit."""
        if self._filled is not None and self._find_width() != self._width:
            self._draw()

    def _find_width(self) -> int:
        at_least = [width for width in WIDTHS if width <= self.app.size.width]
        return max(at_least, default=min(WIDTHS))

    def _draw(self) -> None:
        assert self._filled is not None
        default, rows, verdicts, today = self._filled
        cursor, self._width = self.cursor_row, self._find_width()
        widths = WIDTHS[self._width]
        self.clear(columns=True)
        for name, width in zip(COLUMNS, widths, strict=True):
            if width:
                self.add_column(name, width=width)
        for name in BUILT_IN_REVIEWERS:
            cells = [name, BUILT_IN, "–", "none", "none", "", ""]
            self._add(name, ["●" if name == default else "", *cells], widths)
        for row in rows:
            self._add(row.name, self._list_cells(row, verdicts[row.name], today), widths)
        self.move_cursor(row=min(cursor, self.row_count - 1))

    def _add(self, name: str, cells: Sequence[str | Text], widths: Sequence[int]) -> None:
        shown = [
            cell if isinstance(cell, Text) else Text(cell, no_wrap=True, overflow="ellipsis")
            for cell, width in zip(cells, widths, strict=True)
            if width
        ]
        self.add_row(*shown, key=name)

    def _list_cells(self, row: ProfileRow, verdict: ExamVerdict, today: date) -> list[str | Text]:
        key = "none" if row.profile.api_key_env is None else "set" if row.has_key else "missing"
        when = f" {name_day(verdict.date, today)}" if verdict.date else ""
        color = self.app.theme_variables.get(f"text-{COLORS.get(verdict.verdict, 'muted')}", "")
        # a color that adapts to what is behind it is none for a cell
        style = color if color.startswith("#") else ""
        exam = Text(EXAMS[verdict.verdict] + when, style, no_wrap=True, overflow="ellipsis")
        calls = row.calls
        return [
            "●" if row.default else "",
            sanitize(row.name),
            sanitize(row.profile.model),
            exam,
            LEVELS[verdict.verdict],
            key,
            f"{calls.total.p50:.1f} s" if calls and calls.total else "–",
            name_day(row.last_call, today) if row.last_call else "never",
        ]


def describe_profile(
    row: ProfileRow, verdict: ExamVerdict, today: date, result: str | None
) -> list[Line]:
    """All that is known of a profile; `result` is what came of the last thing done with it."""
    profile, known, calls = row.profile, row.known, row.calls
    lines: list[Line] = [Content(sanitize(profile.base_url))]
    if profile.api_key_env:
        state = "is set" if row.has_key else "is not set in this environment"
        lines.append(_label("key", f"{profile.api_key_env} {state}"))
    when = f" {name_day(verdict.date, today)}" if verdict.date else ""
    sentence = verdict.because
    if verdict.verdict != "untested":
        sentence = f"{EXAMS[verdict.verdict]}{when}. {sentence}"
    lines.append(_label("exam", sentence))
    if row.verdict:
        lines.append(_label("calibrated", row.verdict))
    learned = [f"structured output as {known.rung}"] if calls else ["nothing yet; t tests it"]
    learned += [] if known.stream else ["no streaming"]
    learned += [] if known.system_role else ["no system message"]
    learned += [] if known.temperature else ["no temperature"]
    lines.append(_label("learned", ", ".join(learned)))
    if calls:
        speed = (
            f", {calls.total.p50:.1f} s, the slow ones {calls.total.p95:.1f} s"
            if calls.total
            else ""
        )
        cost = f", cost {calls.cost:.4f}" if calls.cost is not None else ""
        lines.append(_label("calls", f"{calls.calls}{speed}{cost}"))
    if result:
        lines += [Content(""), Content.styled(sanitize(result), "bold")]
    return lines


def _label(name: str, text: str) -> Line:
    return hang(align((Content.styled(name, MUTED), 12)), sanitize(text))
