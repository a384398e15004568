"""What a widget does once the screen is drawn, unless it was taken off the screen meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from textual.widget import Widget

Args = ParamSpec("Args")


def call_once_drawn(
    widget: Widget, callback: Callable[Args, object], *args: Args.args, **kwargs: Args.kwargs
) -> None:
    """Call back after the next frame, when sizes are known.

    Textual's own `call_after_refresh` calls back even where the screen was left in between and the
    widget has lost its children, so that looking for one of them would end the program.
    """

    def call_if_still_there() -> object:
        # Textual counts a widget that is being removed as not displayed
        if not widget.is_attached or not widget.display:
            return None
        # of a callback that is a coroutine, Textual awaits what is returned here
        return callback(*args, **kwargs)

    widget.call_after_refresh(call_if_still_there)
