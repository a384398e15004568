"""Atomic writes and safe reading."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class CoachError(Exception):
    """A failure a person can act on: one sentence saying what, where and what to do."""

    exit_code = 2


class NotKept(CoachError):
    """Something could not be written where it belongs; the sentence says where it is instead."""


def keep_aside(what: str, text: str, folder: Path, error: OSError) -> NotKept:
    """Write a text that could not go into its folder into the temporary one, and say so.

    `what` names the text and the temporary file: "review", say.
    """
    why = f"The {what} could not be written into {folder} ({error.strerror or error})"
    name = None
    try:
        handle, name = tempfile.mkstemp(prefix=f"coach-{what.replace(' ', '-')}-", suffix=".yaml")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        return NotKept(f"{why}, nor into the temporary folder; copy it from here.")
    return NotKept(f"{why}; it is in {name} instead.")


def atomic_write(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file in one step, so that a reader sees the old text or the new, never half.

    Raises OSError with the name of the file that was to be written.
    """
    try:
        _replace(path, text, mode)
    except OSError as error:
        # the temporary file beside it would mean nothing to a person
        error.filename, error.filename2 = str(path), None
        raise


def _replace(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_text(path: Path) -> str:
    """Read a UTF-8 file exactly as it is; raises CoachError in words for every way that fails."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise CoachError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise CoachError(f"{path}: is a folder, a file is needed") from None
    except OSError as error:
        raise CoachError(f"{path}: cannot be read ({error.strerror})") from error
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CoachError(f"{path}:{line}: is not UTF-8 text; save it as UTF-8") from error
