"""Rounds: what was saved, newest first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, OptionList, Static

from coach.files import CoachError
from coach.text.controls import sanitize
from coach.tui.base.tab_screen import TabScreen
from coach.tui.navigation import (
    AskLine,
    ExportReport,
    OpenAttempts,
    OpenOwnRead,
    OpenReview,
    ResumeRound,
)
from coach.tui.saved.rows import describe_round, list_hits
from coach.tui.widgets.hanging_text import HangingText

if TYPE_CHECKING:
    from coach.services.coach import Coach
    from coach.transcripts.summary import RoundSummary

MOST = 200
"""Rounds listed at a time: more cannot be read, and each costs time to draw."""
MANY, STEP = 50, 10
"""Rounds read anew from which that is shown, and every how many."""
QUESTIONS = {
    "name": "What is this round called? Empty gives it back the title of its case.",
    "tags": "Tags, with spaces between them",
    "note": "A note on this round",
}
NONE_YET = "No rounds yet. Press 1 and take one; it is saved here."


class RoundList(OptionList):
    """The rounds that were found."""

    BINDINGS = [Binding("enter", "select", "Open", id="rounds.open")]


class RoundsScreen(TabScreen):
    """The saved rounds."""

    PLACE = "rounds"
    CSS_PATH = "screen.tcss"
    HELP = """\
# Rounds

Every round is a folder of plain files. `enter` opens one with its reviews, `c` compares it with the
attempt before it, sentence by sentence, `m` has you mark it yourself. `d` moves a round to the
trash, `u` brings it back. `r` renames a round, `t` sets its tags, `n` writes a note on it. `x`
writes it as a report to share, `y` copies it as text.

`/` searches as you type. Words, "phrases" and `begin*` are looked for in answers, replies,
questions and notes; besides them there is `scenario:` `level:>=3` `model:` `after:2026-11`
`before:` `area:` `tag:`.
"""
    BINDINGS = [
        Binding("slash", "filter", "Search", key_display="/", id="rounds.filter"),
        Binding("c", "compare", "Compare", tooltip="With the attempt before", id="rounds.compare"),
        Binding("m", "mark", "Mark", tooltip="Mark this round yourself", id="rounds.mark"),
        Binding("d", "delete", "Delete", id="rounds.delete"),
        Binding("u", "undelete", "Undo delete", id="rounds.undelete"),
        Binding("r", "label('name')", "Rename", id="rounds.rename"),
        Binding("t", "label('tags')", "Tag", id="rounds.tag"),
        Binding("n", "label('note')", "Note", id="rounds.note"),
        Binding("x", "export", "Export", id="rounds.export"),
        Binding("y", "copy", "Copy", id="rounds.copy"),
        Binding("escape", "clear", "Clear search", show=False, id="rounds.clear"),
        Binding("j", "move('cursor_down')", "Down", show=False, id="rounds.down"),
        Binding("k", "move('cursor_up')", "Up", show=False, id="rounds.up"),
    ]

    _filter = getters.query_one("#rounds-filter", Input)
    _state = getters.query_one("#rounds-said", Static)
    _list = getters.query_one("#rounds", OptionList)
    _about = getters.query_one("#rounds-about", HangingText)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[RoundSummary] = []
        self._deleted: list[str] = []

    def compose_body(self) -> ComposeResult:
        yield Input(placeholder="/ search", id="rounds-filter", compact=True)
        yield Static("", id="rounds-said", markup=False)
        with Horizontal(id="rounds-body"):
            yield RoundList(id="rounds", compact=True)
            with VerticalScroll(id="rounds-beside", can_focus=False):
                yield HangingText(id="rounds-about")

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
        today = self.coach.workspace.now().date()
        self._list.add_options(list_hits(hits[:MOST], today))
        if hits:
            self._list.action_first()
        else:
            self._about.show([])
        more = len(hits) - MOST
        rest = f"and {more} more; narrow the search to see them." if more > 0 else ""
        nothing = "Nothing fits. Escape clears the search." if self._rows else NONE_YET
        self._say(rest if hits else nothing)

    def _say(self, text: str) -> None:
        self._state.display = bool(text)
        self._state.update(sanitize(text))

    @on(OptionList.OptionHighlighted, "#rounds")
    def _describe(self, event: OptionList.OptionHighlighted) -> None:
        row = self._find_row(event.option_id)
        self._about.show(describe_round(row) if row else [])

    def _find_row(self, round_id: str | None) -> RoundSummary | None:
        return next((row for row in self._rows if row.id == round_id), None)

    @property
    def _current(self) -> str | None:
        """Id of the round under the cursor."""
        option = self._list.highlighted_option
        return option.id if option is not None else None

    @on(OptionList.OptionSelected, "#rounds")
    def _open_row(self, event: OptionList.OptionSelected) -> None:
        row = self._find_row(event.option_id)
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
        current = self._current
        if current is None:
            return
        try:
            before = self.coach.rounds.find_previous_attempt(current)
        except CoachError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if before is None:
            self.notify("This is the first attempt at its scenario.", markup=False)
            return
        self.post_message(OpenAttempts(before, current))

    def action_mark(self) -> None:
        """Mark the round under the cursor, or go on with marks that were begun."""
        if self._current is not None:
            self.post_message(OpenOwnRead(self._current))

    def action_delete(self) -> None:
        """Move the round under the cursor to the trash."""
        deleted = self._current
        if deleted is not None and self._change(partial(self.coach.store.delete, deleted)):
            self._deleted.append(deleted)
            self.refresh_bindings()
            self.notify("The round is in the trash; u brings it back.")

    def action_undelete(self) -> None:
        """Bring the round deleted last back."""
        if self._deleted and self._change(partial(self.coach.store.undelete, self._deleted[-1])):
            self._deleted.pop()
            self.refresh_bindings()

    @work(exclusive=True, group="label", exit_on_error=False)
    async def action_label(self, field: str) -> None:
        """Give the round under the cursor a name, tags or a note; an empty line takes it away."""
        current = self._current
        if current is None:
            return
        record = self.coach.store.load(current)
        labels = {"name": record.name or "", "tags": " ".join(record.tags), "note": record.note}
        line = await self.app.ask(AskLine(QUESTIONS[field], labels[field]))
        if line is not None:
            self._change(partial(self.coach.rounds.label, current, **{field: line}))

    def action_export(self) -> None:
        """Write the round under the cursor as an HTML report."""
        if self._current is not None:
            self.post_message(ExportReport(self._current))

    @work(exclusive=True, group="copy", exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy the round under the cursor, with its reviews, as text."""
        from coach.exports.writer import export_round
        from coach.tui.clipboard import copy

        if self._current is not None:
            workspace, chosen = self.coach.workspace, [self._current]
            copy(self.app, await asyncio.to_thread(export_round, workspace, chosen, "md"))

    def _change(self, change: Callable[[], object]) -> bool:
        """Change what is on disk and show it; returns whether it could be done."""
        try:
            change()
        except (CoachError, OSError) as error:
            self.notify(str(error), severity="error", markup=False)
            return False
        self.fill()
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Undoing is there once something was deleted."""
        return bool(self._deleted) if action == "undelete" else True

    def action_move(self, movement: str) -> None:
        """Move in the list."""
        getattr(self._list, f"action_{movement}")()

    def action_filter(self) -> None:
        """Type into the filter."""
        self.set_focus(self._filter)

    def action_clear(self) -> None:
        """Clear the filter and go back to the list."""
        self._filter.value = ""
        self.set_focus(self._list)
