"""The line at the bottom: the keys that work now, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click, Leave, MouseMove
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.screen import Screen

MORE = "…"
"""Stands where keys were left out for want of room; help and palette have them all."""
MORE_WIDTH = 2
HELP_KEY = "f1"
"""Stands at the right end, always: help has all the other keys."""
STYLES = ("key", "description", "off")


@dataclass(frozen=True)
class OfferedKey:
    """A key, what it does, and whether it can do it now."""

    key: str
    shown: str
    description: str
    enabled: bool
    tooltip: str

    @property
    def width(self) -> int:
        """Cells it takes: the key and its description, each with one before it, and one after."""
        return cell_len(self.shown) + 3 + cell_len(self.description)


@dataclass(frozen=True)
class PlacedKey:
    """A key and the column at which it begins."""

    column: int
    offered: OfferedKey


def place_keys(
    keys: Sequence[OfferedKey], last: Sequence[OfferedKey], width: int
) -> list[PlacedKey]:
    """Put keys side by side in `width` cells, the `last` ones at the right end.

    Those that have no room are left out, whichever come later and are shorter are not; two cells
    are then kept free for a sign that there are more.
    """
    end = max(0, width - sum(key.width for key in last))
    room = end if sum(key.width for key in keys) <= end else end - MORE_WIDTH
    column, placed = 0, []
    for offered in keys:
        if column + offered.width <= room:
            placed.append(PlacedKey(column, offered))
            column += offered.width
    for offered in last:
        placed.append(PlacedKey(end, offered))
        end += offered.width
    return placed


class KeyBar(Widget, can_focus=False):
    """The keys of the screen and of what has the focus; a click presses one.

    One widget draws them all. Textual's own footer has one for each key and makes them anew
    whenever the focus moves, which takes longer than the rest of a keystroke; and it cuts off at
    the right what has no room, the palette first.

    Keys whose bindings the screen names in `FIRST_KEYS` come first, then those in the order in
    which a key press would find them.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {f"key-bar--{name}" for name in STYLES}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $footer-background;
        color: $footer-description-foreground;
        .key-bar--key { color: $footer-key-foreground; text-style: bold; }
        .key-bar--description { color: $footer-description-foreground; }
        .key-bar--off { color: $text-muted; text-style: dim; }
    }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._take_bindings)

    def _take_bindings(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and screen is self.screen:
            self.refresh()

    def render(self) -> Content:
        """Draw the keys that fit."""
        offered = self._list_offered()
        styles = {name: self.get_visual_style(f"key-bar--{name}") for name in STYLES}
        line = Content("")
        for placed in self._place_keys(offered):
            key, gap = placed.offered, placed.column - line.cell_length
            if gap >= MORE_WIDTH and self._leaves_out(offered):
                line += Content.styled(MORE, styles["description"])
                gap -= len(MORE)
            line += Content.assemble(
                " " * gap,
                (f" {key.shown} ", styles["key" if key.enabled else "off"]),
                (f"{key.description} ", styles["description" if key.enabled else "off"]),
            )
        return line

    def on_mouse_move(self, event: MouseMove) -> None:
        key = self._find(event.x)
        self.tooltip = key.tooltip or key.description if key else None

    def on_leave(self, event: Leave) -> None:
        self.tooltip = None

    def on_click(self, event: Click) -> None:
        key = self._find(event.x)
        if key is None:
            return
        if key.enabled:
            self.app.simulate_key(key.key)
        else:
            self.app.bell()

    def find_column(self, description: str) -> int | None:
        """The column at which a key stands, by what it does; None where it is not shown."""
        placed = self._place_keys(self._list_offered())
        return next((k.column for k in placed if k.offered.description == description), None)

    def _find(self, column: int) -> OfferedKey | None:
        for key in self._place_keys(self._list_offered()):
            if key.column <= column < key.column + key.offered.width:
                return key.offered
        return None

    def _place_keys(self, offered: list[OfferedKey]) -> list[PlacedKey]:
        last = [key for key in offered if key.key == HELP_KEY]
        return place_keys([key for key in offered if key not in last], last, self.size.width)

    def _leaves_out(self, offered: list[OfferedKey]) -> bool:
        return len(self._place_keys(offered)) < len(offered)

    def _list_offered(self) -> list[OfferedKey]:
        """The keys to show, each action once, those first that the screen wants first."""
        palette = self.app.COMMAND_PALETTE_BINDING
        active = [
            a
            for a in self.screen.active_bindings.values()
            if a.binding.show or a.binding.key == palette
        ]
        first: tuple[str, ...] = getattr(self.screen, "FIRST_KEYS", ())
        # sorting leaves those that are not named in their order
        active.sort(
            key=lambda a: first.index(a.binding.id) if a.binding.id in first else len(first)
        )
        by_action: dict[str, OfferedKey] = {}
        for _, binding, enabled, tooltip in active:
            offered = OfferedKey(
                binding.key,
                self.app.get_key_display(binding),
                # Textual's own binding of the palette has none that begins with a capital
                binding.description[:1].upper() + binding.description[1:],
                enabled,
                tooltip,
            )
            by_action.setdefault(binding.action, offered)
        return list(by_action.values())
