"""Where the candidate writes: enter is a newline, text wraps, a paste of any length is taken."""

from __future__ import annotations

from rich.text import Text
from textual.binding import Binding
from textual.widgets import TextArea

from coach.tui.sanitize import sanitize


class ProseArea(TextArea):
    """A text area for prose.

    Keys that go on to the screen pass through here first, in the order they were typed, so that
    going on never overtakes the last words.
    """

    # Undo can shorten the text so far that a scroll bar goes, and textual 8.2.8 then looks for the
    # cursor on a line that is gone, which ends the program; so the bar always stays.
    DEFAULT_CSS = """
    ProseArea {
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """
    BINDINGS = [Binding("ctrl+e", "screen.editor", "Editor", show=False, id="writing.editor")]

    def __init__(self, text: str, *, id: str, placeholder: str) -> None:
        super().__init__(
            text,
            id=id,
            placeholder=placeholder,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
            compact=True,
        )
        self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        """One line as it is drawn: control characters as signs, the text itself unchanged."""
        return Text(sanitize(self.document.get_line(line_index)), end="", no_wrap=True)
