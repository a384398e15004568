"""Where the candidate writes: enter is a newline, text wraps, a paste of any length is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.text import Text
from textual.binding import Binding
from textual.widgets import TextArea

from coach.text.controls import sanitize
from coach.tui.widgets.editor import edit_outside


class ProseArea(TextArea):
    """A text area for prose.

    Keys that go on to the screen pass through here first, in the order they were typed, so that
    going on never overtakes the last words.
    """

    # Undo can shorten the text so far that a scroll bar goes, and textual 8.2.8 then looks for the
    # cursor on a line that is gone, which ends the program; so the bar always stays.
    DEFAULT_CSS = """
    ProseArea { overflow-y: scroll; }
    """
    BINDINGS = [
        Binding("ctrl+e", "editor", "Editor", id="writing.editor"),
        # Textual's own, with an id so that palette and help name it; ctrl+a stays the start of the
        # line: who presses it out of habit and types on would replace the whole answer
        Binding("f7", "select_all", "Select all", show=False, id="writing.select-all"),
    ]

    def __init__(self, text: str, **options: Any) -> None:
        """`options` are those of every text area: `id`, `placeholder`."""
        super().__init__(
            text,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
            compact=True,
            **options,
        )
        self.move_cursor(self.document.end)

    def move_to_offset(self, offset: int | None) -> None:
        """Put the cursor behind so many characters of the text; behind the last one for None."""
        lines = self.text[:offset].split("\n")
        end = self.document.end
        place = (len(lines) - 1, len(lines[-1]))
        self.move_cursor(end if offset is None else min(place, end))

    def get_line(self, line_index: int) -> Text:
        """One line as it is drawn: control characters as signs, the text itself unchanged."""
        return Text(sanitize(self.document.get_line(line_index)), end="", no_wrap=True)

    def put(self, text: str) -> None:
        """Show a text that is kept already, which announces no change."""
        if text != self.text:
            with self.prevent(TextArea.Changed):
                self.text = text
                self.move_cursor(self.document.end)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the editor's key to a screen that has one; the footer then shows it."""
        return not (action == "editor" and hasattr(self.screen, "action_editor"))

    def action_editor(self, folder: Path | None = None) -> None:
        """Write in $EDITOR; the text comes back here. `folder` is where the editor's file lies."""
        text = edit_outside(self.app, self.text, folder)
        if text is not None:
            self.text = text
            self.move_cursor(self.document.end)
