"""Write docs/keys.md, the keys of every screen, from the screens' own bindings.

.venv/bin/python scripts/keys_page.py
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from textual.binding import Binding
from textual.screen import Screen

import coach.tui
from coach.tui.app import CoachApp
from coach.tui.framed_app import FramedApp

PAGE = Path(__file__).resolve().parent.parent / "docs" / "keys.md"
INTRODUCTION = """\
# Keys

Made from the code by `scripts/keys_page.py`. The last column is the id by which `keymap:` in the
config gives an action another key. `f1` explains the screen that you are on, `ctrl+p` finds every
action.
"""


def make_page() -> str:
    """The page: what holds everywhere, then each screen in order of its name."""
    sections = [_make_section("Everywhere", CoachApp)]
    for screen in sorted(_find_screens(), key=lambda screen: screen.__name__):
        name = screen.__name__.removesuffix("Screen")
        title = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
        sections.append(_make_section(title.capitalize(), screen))
    return INTRODUCTION + "".join(sections)


def _find_screens() -> Iterator[type[Screen[object]]]:
    for module in pkgutil.walk_packages(coach.tui.__path__, "coach.tui."):
        loaded = importlib.import_module(module.name)
        for value in vars(loaded).values():
            is_screen = isinstance(value, type) and issubclass(value, Screen)
            if is_screen and value.__module__ == loaded.__name__ and _list_bindings(value):
                yield value


def _list_bindings(owner: type) -> list[Binding]:
    own = vars(owner).get("BINDINGS", [])
    if owner is CoachApp:
        own = [*own, *vars(FramedApp)["BINDINGS"]]
    return [binding for binding in own if isinstance(binding, Binding)]


def _make_section(title: str, owner: type) -> str:
    rows = [
        f"| {_show(binding)} | {binding.description} | `{binding.id}` |"
        for binding in _list_bindings(owner)
    ]
    return "\n".join(
        [f"\n## {title}\n", "| key | what it does | id |", "| --- | --- | --- |", *rows, ""]
    )


def _show(binding: Binding) -> str:
    names = {
        "right_square_bracket": "]",
        "left_square_bracket": "[",
        "question_mark": "?",
        "slash": "/",
        "plus": "+",
        "minus": "-",
        "equals_sign": "=",
        "vertical_line": "\\|",
    }
    return ", ".join(f"`{names.get(key, key)}`" for key in binding.key.split(","))


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
