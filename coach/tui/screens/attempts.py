"""Two attempts at one scenario: what was closed, is open, was lost, sentence by sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from coach.exports.attempts_text import SIGNS, UNJUDGED
from coach.exports.plain_text import draw_dots
from coach.files import CoachError
from coach.reviews.attempts import Attempts, Change
from coach.tui.format import MUTED
from coach.tui.sanitize import sanitize

if TYPE_CHECKING:
    from coach.tui.app import CoachApp

STYLES = {"same": MUTED, "reworded": "", "new": "$text-success", "gone": "$text-warning"}


class AttemptsScreen(Screen[None]):
    """An attempt beside the one before it."""

    CSS_PATH = "attempts.tcss"
    app: CoachApp
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

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self._old, self._new = old, new

    def compose(self) -> ComposeResult:
        yield Static("Comparing the two attempts…", id="attempts-title", markup=False)
        with VerticalScroll(id="attempts-body"):
            yield Static("", id="attempts-text")
        yield Footer()

    def on_mount(self) -> None:
        self._compare()

    @work(exclusive=True)
    async def _compare(self) -> None:
        assert self.app.coach is not None
        try:
            found = await asyncio.to_thread(
                self.app.coach.reviews.compare_attempts, self._old, self._new
            )
        except CoachError as error:
            self.query_one("#attempts-title", Static).update(sanitize(str(error)))
            return
        by = f"by {found.reviewer}" if found.reviewer else UNJUDGED
        title = f"{found.old[:10]} and {found.new[:10]} · {by}"
        self.query_one("#attempts-title", Static).update(sanitize(title))
        self.query_one("#attempts-text", Static).update(Content("\n").join(_lines(found)))
        self.query_one("#attempts-body").focus()

    def action_scroll(self, way: str) -> None:
        """Move through the comparison."""
        getattr(self.query_one("#attempts-body"), f"action_scroll_{way}")()


def _lines(found: Attempts) -> Iterator[Content]:
    if any(found.overall):
        yield Content(f"Overall  {draw_dots(found.overall[0])} → {draw_dots(found.overall[1])}")
    for shift in found.shifts:
        if shift.old != shift.new:
            yield Content(f"{shift.name}  {draw_dots(shift.old)} → {draw_dots(shift.new)}")
    if found.reviewer:
        yield from _named("Closed", found.closed, "$text-success")
        yield from _named("Still open", found.open, "")
        yield from _named("Lost", found.lost, "$text-warning")
    yield Content.styled("\nSentence by sentence", "bold")
    for change in found.changes:
        yield from _told(change, found.reviewer is not None)


def _named(heading: str, names: Sequence[str], style: str) -> Iterator[Content]:
    yield Content.styled(f"\n{heading}", "bold")
    for name in names:
        yield Content.styled(f"  {sanitize(name)}", style)
    if not names:
        yield Content.styled("  none", MUTED)


def _told(change: Change, judged: bool) -> Iterator[Content]:
    text = " ".join((change.new or change.old or "").split())
    sign = SIGNS[change.kind] + (">" if change.moved else " ")
    yield Content.styled(f"{sign} {sanitize(text)}", STYLES[change.kind] if judged else "")
    if change.kind == "reworded" and change.old:
        yield Content.styled(f"     was: {sanitize(' '.join(change.old.split()))}", MUTED)
    for name in change.closes:
        yield Content.styled(f"     closes: {sanitize(name)}", "$text-success")
    for name in change.lost:
        yield Content.styled(f"     lost: {sanitize(name)}", "$text-warning")
