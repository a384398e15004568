"""Comparing what is drawn with pictures that were looked at by eye.

`COACH_GOLDEN=write pytest tests/tui/test_golden.py` draws them anew; look at each before it is
committed. A difference leaves the new picture beside the old one, as `<name>.new.svg`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from textual.app import App

FOLDER = Path(__file__).resolve().parents[1] / "golden"
# the export names a web font and an id that differs from run to run
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
UNIQUE = re.compile(r"terminal-\d+")


def picture(app: App[Any]) -> str:
    """The screen as an SVG that is the same from run to run."""
    drawn = FONTS.sub("", app.export_screenshot(title="coach"))
    lines = UNIQUE.sub("terminal", drawn).splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def compare(app: App[Any], name: str) -> None:
    """Hold the screen against the picture of that name."""
    drawn = picture(app)
    kept = FOLDER / f"{name}.svg"
    if os.environ.get("COACH_GOLDEN") == "write":
        kept.write_text(drawn, encoding="utf-8")
        return
    assert kept.exists(), f"{kept} is missing; draw it with COACH_GOLDEN=write and look at it"
    if kept.read_text(encoding="utf-8") != drawn:
        new = FOLDER / f"{name}.new.svg"
        new.write_text(drawn, encoding="utf-8")
        raise AssertionError(f"{kept.name} is drawn otherwise now; see {new}")
