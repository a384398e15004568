"""Writing in the person's own editor, with the interface out of the way.

The editor works on a file in the round's folder: whatever ends coach or the editor meanwhile, the
words are where the round is, and the next time the editor is opened it has them.
"""

from __future__ import annotations

import codecs
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from coach.files import CoachError, atomic_write, read_bytes

if TYPE_CHECKING:
    from textual.app import App

FILE = "editor.md"
MAX_BYTES = 10_000_000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"))


def edit_outside(app: App[Any], text: str, folder: Path | None = None) -> str | None:
    """Open `$VISUAL` or `$EDITOR` on the text and return what was saved; None if that failed.

    What was saved counts whatever exit status the editor has and whatever encoding it used. A file
    that an editor left in the folder is opened in the place of the text.
    """
    if app.is_web:
        app.notify(
            "A browser cannot open your editor. Write there, then paste it here with ctrl+v.",
            severity="warning",
            markup=False,
        )
        return None
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        app.notify("Set $EDITOR to write in your own editor.", severity="warning", markup=False)
        return None
    try:
        path = _prepare(text, folder)
    except OSError as error:
        why = f"No file for {command} can be written: {error.strerror}."
        app.notify(why, severity="error", markup=False)
        return None
    try:
        with app.suspend():
            status = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except SuspendNotSupported:
        path.unlink(missing_ok=True)
        app.notify("This terminal cannot hand over to an editor.", markup=False)
        return None
    except (OSError, ValueError) as error:
        path.unlink(missing_ok=True)
        app.notify(f"{command} could not be started: {error}", severity="error", markup=False)
        return None
    try:
        saved = decode_any(read_bytes(path, MAX_BYTES))
    except CoachError as error:
        app.notify(f"{error} Nothing was changed.", severity="error", markup=False)
        return None
    path.unlink(missing_ok=True)
    if status:
        app.notify(f"{command} ended with an error; what it saved was taken.", markup=False)
    return saved


def decode_any(data: bytes) -> str:
    """Read text of any encoding: UTF-8, UTF-16 by its mark, else what Western editors write."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _prepare(text: str, folder: Path | None) -> Path:
    """Write the text where the editor finds it. Raises OSError."""
    for place in (folder if folder is not None and folder.is_dir() else None, None):
        path = (place or Path(tempfile.mkdtemp(prefix="coach-"))) / FILE
        if place is not None and path.is_file() and path.stat().st_size:
            # an editor that coach did not outlive left it
            return path
        try:
            atomic_write(path, text)
        except OSError:
            if place is None:
                raise
            continue
        return path
    raise OSError("unreachable")
