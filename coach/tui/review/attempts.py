"""Two attempts at one scenario: what was closed, is open, was lost, sentence by sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.exports.levels import draw_dots
from coach.exports.plain_text import SIGNS, UNJUDGED
from coach.files import CoachError
from coach.reviews.attempts import Attempts, Change
from coach.text.controls import flatten, sanitize
from coach.tui.base.screen import CoachScreen
from coach.tui.format import MUTED, align
from coach.tui.widgets.hanging_text import HangingText, Line, hang
from coach.tui.widgets.key_bar import KeyBar

NAME_COLUMNS = 26
STYLES = {"same": MUTED, "reworded": "", "new": "$text-success", "gone": "$text-warning"}


class AttemptsScreen(CoachScreen):
    """An attempt beside the one before it."""

    CSS_PATH = "attempts.tcss"
    HELP = """\
# Two attempts

`+` is a new sentence, `-` one that is gone, `~` one that was reworded, `>` one that moved. Below a
sentence stands what it closed or what was lost with it, by the newest reviewer that judged both
attempts. Where none did, the sentences stand alone.
"""
    BINDINGS = [
        Binding("j,down", "scroll('down')", "Down", show=False, id="attempts.down"),
        Binding("k,up", "scroll('up')", "Up", show=False, id="attempts.up"),
        Binding("escape", "app.pop_screen", "Back", id="attempts.back"),
    ]

    _title = getters.query_one("#attempts-title", Static)
    _body = getters.query_one("#attempts-body", VerticalScroll)
    _text = getters.query_one("#attempts-text", HangingText)

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self._old, self._new = old, new

    def compose(self) -> ComposeResult:
        yield Static("Comparing the two attempts…", id="attempts-title", markup=False)
        with VerticalScroll(id="attempts-body"):
            yield HangingText(id="attempts-text")
        yield KeyBar()

    def on_mount(self) -> None:
        self._compare()

    @work(exclusive=True, exit_on_error=False)
    async def _compare(self) -> None:
        compare = self.coach.reviews.compare_attempts
        try:
            attempts = await asyncio.to_thread(compare, self._old, self._new)
        except CoachError as error:
            self._title.update(sanitize(str(error)))
            return
        by = f"by {attempts.reviewer}" if attempts.reviewer else UNJUDGED
        old, new = self.coach.store.load(attempts.old), self.coach.store.load(attempts.new)
        numbers = f"attempts {old.attempt} ({attempts.old[5:10]}) and {new.attempt}"
        # the reviewer first: at 80 columns the days may be cut off
        title = f"{new.title} · {by} · {numbers} ({attempts.new[5:10]})"
        self._title.update(sanitize(title))
        self._text.show(list(_render(attempts)))
        self._body.focus()

    def action_scroll(self, way: str) -> None:
        """Move through the comparison."""
        getattr(self._body, f"action_scroll_{way}")()


def _render(attempts: Attempts) -> Iterator[Line]:
    shifts = [shift for shift in attempts.shifts if shift.old != shift.new]
    if any(attempts.overall):
        yield _render_shift("Overall", *attempts.overall)
    for shift in shifts:
        yield _render_shift(shift.name, shift.old, shift.new)
    if attempts.reviewer:
        yield from _render_names("Closed", attempts.closed, "$text-success")
        yield from _render_names("Still open", attempts.open, "")
        yield from _render_names("Lost", attempts.lost, "$text-warning")
    yield Content.styled("\nSentence by sentence", "bold")
    for change in attempts.changes:
        yield from _render_change(change, attempts.reviewer is not None)


def _render_shift(name: str, old: int | None, new: int | None) -> Content:
    return align((sanitize(name), NAME_COLUMNS), (f"{draw_dots(old)} → {draw_dots(new)}", 11))


def _render_names(heading: str, names: Sequence[str], style: str) -> Iterator[Line]:
    yield Content.styled(f"\n{heading}", "bold")
    for name in names:
        yield hang("  ", sanitize(name), style)
    if not names:
        yield hang("  ", "none", MUTED)


def _render_change(change: Change, judged: bool) -> Iterator[Line]:
    text = sanitize(flatten(change.new or change.old or ""))
    style = STYLES[change.kind] if judged else ""
    sign = f"{SIGNS[change.kind]}{'>' if change.moved else ' '} "
    yield hang(Content.styled(sign, style), text, style)
    if change.kind == "reworded" and change.old:
        yield hang(Content.styled("     was: ", MUTED), sanitize(flatten(change.old or "")), MUTED)
    for name in change.closes:
        yield _label("closes", name, "$text-success")
    for name in change.lost:
        yield _label("lost", name, "$text-warning")


def _label(label: str, name: str, style: str) -> Line:
    return hang(Content.styled(f"     {label}: ", style), sanitize(name), style)
