"""Rounds: what was saved, newest first."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coach.exports.levels import draw_dots, draw_squares
from coach.files import CoachError
from coach.tui.navigation import OpenAttempts, OpenOwnRead, OpenReview, ResumeRound
from coach.tui.sanitize import sanitize
from coach.tui.screens.tab_screen import TabScreen

if TYPE_CHECKING:
    from coach.services.coach import Coach
    from coach.transcripts.index import Snippet
    from coach.transcripts.search import Hit
    from coach.transcripts.summary import RoundSummary

MOST = 200
"""Rounds listed at a time: more cannot be read, and each costs time to draw."""
MANY, STEP = 50, 10
"""Rounds read anew from which that is shown, and every how many."""
NONE_YET = "No rounds yet. Press 1 and take one; it is saved here."


class RoundsScreen(TabScreen):
    """The saved rounds."""

    PLACE = "rounds"
    CSS_PATH = "rounds.tcss"
    HELP = """\
# Rounds

Every round is a folder of plain files. `enter` opens one with its reviews, `c` compares it with the
attempt before it, sentence by sentence, `m` has you mark it yourself. `d` moves a round to the
trash, `u` brings it back.

`/` searches as you type. Words, "phrases" and `begin*` are looked for in answers, replies,
questions and notes; besides them there is `scenario:` `level:>=3` `model:` `after:2026-11`
`before:` `area:` `tag:`.
"""
    BINDINGS = [
        Binding("slash", "filter", "Search", key_display="/", id="rounds.filter"),
        Binding("c", "compare", "Compare attempts", id="rounds.compare"),
        Binding("m", "mark", "Mark it yourself", id="rounds.mark"),
        Binding("d", "delete", "Delete", show=False, id="rounds.delete"),
        Binding("u", "undelete", "Undo", show=False, id="rounds.undelete"),
        Binding("escape", "clear", "Clear search", show=False, id="rounds.clear"),
        Binding("j", "move('cursor_down')", "Down", show=False, id="rounds.down"),
        Binding("k", "move('cursor_up')", "Up", show=False, id="rounds.up"),
    ]

    _filter = getters.query_one("#rounds-filter", Input)
    _state = getters.query_one("#rounds-said", Static)
    _list = getters.query_one("#rounds", OptionList)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[RoundSummary] = []
        self._deleted: list[str] = []

    def compose_body(self) -> ComposeResult:
        yield Input(placeholder="/ search", id="rounds-filter", compact=True)
        yield Static("", id="rounds-said", markup=False)
        yield OptionList(id="rounds", compact=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self._list)

    def fill(self) -> None:
        self._read(self.coach)

    @work(thread=True, exclusive=True, group="rounds", exit_on_error=False)
    def _read(self, coach: Coach) -> None:
        """Read what changed on disk; with many rounds to read, say how far it is."""
        rows = coach.rounds.list_rounds(self._tell)
        self.app.call_from_thread(self._take, rows)

    def _tell(self, done: int, total: int) -> None:
        if total >= MANY and done % STEP == 0:
            self.app.call_from_thread(self._say, f"Reading rounds: {done} of {total}")

    def _take(self, rows: list[RoundSummary]) -> None:
        if self.is_mounted and rows != self._rows:
            self._rows = rows
            self._show()
        elif self.is_mounted and not rows:
            self._say(NONE_YET)

    @on(Input.Changed, "#rounds-filter")
    def _show(self) -> None:
        if not self.is_ready:
            return
        wanted = self._filter.value
        try:
            hits = self.coach.rounds.search(wanted, self._rows, typing=True, shown=MOST)
        except CoachError as error:
            self._say(str(error))
            return
        self._list.clear_options()
        self._list.add_options(Option(_render_hit(hit), id=hit.row.id) for hit in hits[:MOST])
        if hits:
            self._list.highlighted = 0
        more = len(hits) - MOST
        rest = f"and {more} more; narrow the search to see them." if more > 0 else ""
        nothing = "Nothing fits. Escape clears the search." if self._rows else NONE_YET
        self._say(rest if hits else nothing)

    def _say(self, text: str) -> None:
        self._state.display = bool(text)
        self._state.update(sanitize(text))

    @on(OptionList.OptionSelected, "#rounds")
    def _open_row(self, event: OptionList.OptionSelected) -> None:
        row = next((row for row in self._rows if row.id == event.option_id), None)
        if row is None:
            return
        if row.status == "damaged":
            self.notify(f"This round cannot be read: {row.reason}", markup=False, timeout=10)
        elif row.status == "done":
            self.post_message(OpenReview(row.id))
        else:
            self.post_message(ResumeRound(row.id))

    def action_compare(self) -> None:
        """Compare the round under the cursor with the attempt before it."""
        option = self._list.highlighted_option
        if option is None or option.id is None:
            return
        try:
            before = self.coach.rounds.find_previous_attempt(option.id)
        except CoachError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if before is None:
            self.notify("This is the first attempt at its scenario.", markup=False)
            return
        self.post_message(OpenAttempts(before, option.id))

    def action_mark(self) -> None:
        """Mark the round under the cursor, or go on with marks that were begun."""
        option = self._list.highlighted_option
        if option is not None and option.id is not None:
            self.post_message(OpenOwnRead(option.id))

    def action_delete(self) -> None:
        """Move the round under the cursor to the trash."""
        option = self._list.highlighted_option
        if option is not None and option.id is not None:
            deleted = option.id
            if self._change(partial(self.coach.store.delete, deleted)):
                self._deleted.append(deleted)
                self.notify("The round is in the trash; u brings it back.")

    def action_undelete(self) -> None:
        """Bring the round deleted last back."""
        if self._deleted and self._change(partial(self.coach.store.undelete, self._deleted[-1])):
            self._deleted.pop()

    def _change(self, change: Callable[[], object]) -> bool:
        """Change what is on disk and show it; returns whether it could be done."""
        try:
            change()
        except (CoachError, OSError) as error:
            self.notify(str(error), severity="error", markup=False)
            return False
        self.fill()
        return True

    def action_move(self, how: str) -> None:
        """Move in the list."""
        getattr(self._list, f"action_{how}")()

    def action_filter(self) -> None:
        """Type into the filter."""
        self.set_focus(self._filter)

    def action_clear(self) -> None:
        """Clear the filter and go back to the list."""
        self._filter.value = ""
        self.set_focus(self._list)


def _render_hit(hit: Hit) -> Table:
    row = hit.row
    line = Table.grid(expand=True, padding=(0, 2, 0, 0))
    line.add_column(width=16, no_wrap=True)
    line.add_column(ratio=2, no_wrap=True, overflow="ellipsis")
    line.add_column(width=4, no_wrap=True)
    line.add_column(width=4, no_wrap=True)
    line.add_column(width=5, justify="right", no_wrap=True)
    line.add_column(ratio=3, no_wrap=True, overflow="ellipsis", style="dim")
    if row.status == "damaged":
        line.add_row(
            row.id[:16],
            Text(sanitize(row.title)),
            "",
            "",
            "",
            Text(sanitize(f"damaged: {row.reason}")),
        )
    else:
        last = Text(sanitize("" if row.status == "done" else "unfinished: "))
        last.append_text(
            _render_snippet(hit.snippet) if hit.snippet else Text(sanitize(row.first_line))
        )
        when = row.started[:16].replace("T", " ")
        own = draw_squares(row.own_level) if row.own_level else ""
        title, words = Text(sanitize(row.title)), str(row.words)
        line.add_row(when, title, draw_dots(row.level), own, words, last)
    return line


def _render_snippet(snippet: Snippet) -> Text:
    """Where the words stand, on one line; pieces are styled, so that no text is read as markup."""
    pieces = ((re.sub(r"\s", " ", sanitize(text)), is_hit) for text, is_hit in snippet)
    return Text.assemble(*((text, "reverse" if is_hit else "") for text, is_hit in pieces))
