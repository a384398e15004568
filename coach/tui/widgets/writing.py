"""Where the candidate writes: enter is a newline, text wraps, a paste of any length is taken."""

from __future__ import annotations

from textual.widgets import TextArea


class Writing(TextArea):
    """A text area for prose."""

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
