"""The report of an unexpected error: where it happened, without what anybody wrote."""

from __future__ import annotations

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

from coach import __version__
from coach.files import create_file

EXIT_CODE = 70
"""The exit status of an internal error, as in `sysexits.h`."""


def describe_error(error: BaseException) -> str:
    """The kind of an error and the lines it came through, with those of what caused it.

    Its message stays out, since it may quote what the candidate or a model wrote, or a key.
    """
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < 10:
        kind = f"{type(cause).__module__}.{type(cause).__qualname__}"
        parts.append(kind + "\n" + "".join(traceback.format_tb(cause.__traceback__)))
        cause = cause.__cause__ or cause.__context__
    return "caused by ".join(parts).rstrip()


def write_report(error: BaseException, folder: Path) -> Path | None:
    """Write a report into a folder and return its path; None where it cannot be written."""
    path = folder / f"crash-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    lines = [
        f"coach {__version__}, Python {sys.version.split()[0]}, {platform.system()}",
        "No answer, no reply and no key is in this report.",
        "",
        describe_error(error),
    ]
    try:
        create_file(path, "\n".join(lines) + "\n")
    except OSError:
        return None
    return path


def tell_of_report(path: Path | None) -> str:
    """Say in one sentence that something unexpected happened, and where the report is."""
    where = f"; what happened is in {path}" if path else ""
    return f"something went wrong that coach did not expect{where}."
