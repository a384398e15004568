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
from textual.widget import Widget

import coach.tui
from coach.tui.app import CoachApp
from coach.tui.framed_app import FramedApp
from coach.tui.widgets.prose_area import ProseArea

PAGE = Path(__file__).resolve().parent.parent / "docs" / "keys.md"
INTRODUCTION = """\
# Keys

Made from the code by `scripts/keys_page.py`. The last column is the id by which `keymap:` in the
config gives an action another key. `f1` explains the screen that you are on, `ctrl+p` finds every
action.
"""


def make_page() -> str:
    """The page: what holds everywhere and where one writes, then each screen in order of its name.

    The keys of a list or a field stand with those of its screen.
    """
    sections = [_make_section("Everywhere", CoachApp), _make_section("Where you write", ProseArea)]
    owners = list(_find_owners())
    screens = [owner for owner in owners if issubclass(owner, Screen)]
    widgets = [owner for owner in owners if owner not in screens]
    for screen in sorted(screens, key=lambda screen: screen.__name__):
        name = screen.__name__.removesuffix("Screen")
        title = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
        parts = [widget for widget in widgets if _find_screen(widget, screens) is screen]
        sections.append(_make_section(title.capitalize(), screen, *parts))
    return INTRODUCTION + "".join(sections)


def _find_owners() -> Iterator[type[Widget]]:
    """Every screen and widget of coach that has keys of its own."""
    for module in pkgutil.walk_packages(coach.tui.__path__, "coach.tui."):
        loaded = importlib.import_module(module.name)
        for value in vars(loaded).values():
            is_widget = isinstance(value, type) and issubclass(value, Widget)
            if is_widget and value.__module__ == loaded.__name__ and _list_bindings(value):
                yield value


def _find_screen(widget: type[Widget], screens: list[type[Widget]]) -> type[Widget] | None:
    """The screen that a widget is of: that of its own module, or else of its folder."""
    module = widget.__module__
    folder = f"{module.rpartition('.')[0]}.screen"
    for place in (module, folder):
        for screen in screens:
            if screen.__module__ == place:
                return screen
    return None


def _list_bindings(owner: type) -> list[Binding]:
    own = vars(owner).get("BINDINGS", [])
    if owner is CoachApp:
        own = [*own, *vars(FramedApp)["BINDINGS"]]
    return [binding for binding in own if isinstance(binding, Binding)]


def _make_section(title: str, *owners: type) -> str:
    rows = [
        f"| {_show(binding)} | {binding.description} | `{binding.id}` |"
        for owner in owners
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
