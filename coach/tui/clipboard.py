"""Copying text: the system's own tool where there is one, and the terminal's way besides.

OSC 52 alone is not enough: some terminals (Terminal.app among them) ignore it without a word. In a
browser it is the only way, since the system's tool would reach the server's clipboard.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from textual.app import App

TOOLS = (
    ("pbcopy",),
    ("wl-copy",),
    ("xclip", "-selection", "clipboard"),
    ("xsel", "--clipboard", "--input"),
)
PATIENCE = 2.0
"""Seconds a tool gets; without a display some of them hang."""


def copy(app: App[Any], text: str) -> None:
    """Put text on the clipboard by every way that may work, and say so."""
    app.copy_to_clipboard(text)
    for tool in () if app.is_web else TOOLS:
        if shutil.which(tool[0]) and _run(tool, text):
            break
    app.notify("Copied.", markup=False, timeout=2)


def _run(tool: tuple[str, ...], text: str) -> bool:
    try:
        done = subprocess.run(
            tool, input=text.encode("utf-8", "replace"), timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
