"""Writing in the person's own editor, with the interface out of the way."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App


def edit_outside(app: App[Any], text: str) -> str | None:
    """Open `$VISUAL` or `$EDITOR` on the text and return what was saved; None if that failed."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        app.notify("Set $EDITOR to write in your own editor.", severity="warning", markup=False)
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.md"
        path.write_text(text, encoding="utf-8", newline="")
        try:
            with app.suspend():
                done = subprocess.run([*shlex.split(command), str(path)], check=False)
        except SuspendNotSupported:
            app.notify("This terminal cannot hand over to an editor.", markup=False)
            return None
        except (OSError, ValueError) as error:
            app.notify(f"{command} could not be started: {error}", severity="error", markup=False)
            return None
        if done.returncode:
            app.notify(f"{command} ended with an error; nothing was changed.", markup=False)
            return None
        return path.read_text(encoding="utf-8")
