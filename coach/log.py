"""The log: one rotated file in the cache folder, without answers and without keys.

Modules log through `logging.getLogger(__name__)`. What goes in are names, counts, times and kinds
of failure; never text that a candidate or a model wrote, and never a key.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal, get_args

from coach.files import make_folder

LogLevel = Literal["debug", "info", "warning", "error"]
LEVELS: tuple[LogLevel, ...] = get_args(LogLevel)
MAX_BYTES = 500_000
"""Size at which the file is rotated; one older file is kept."""
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_log(path: Path, level: LogLevel) -> None:
    """Log to a file from now on, in place of where it was logged to before.

    Where the file cannot be opened nothing is logged: a log must not stop the program.
    """
    logger = logging.getLogger("coach")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = False
    try:
        make_folder(path.parent)
        # the file is made before the handler opens it, so that it is never readable by others
        path.touch(mode=0o600, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        logger.addHandler(logging.NullHandler())
        return
    handler.setFormatter(logging.Formatter(FORMAT))
    logger.addHandler(handler)
    logger.setLevel(level.upper())
