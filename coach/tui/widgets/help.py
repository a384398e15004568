"""The help beside a screen: what it says of itself, its own keys, then those of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import HelpPanel, KeyPanel, Markdown
from textual.widgets._key_panel import BindingsTable

if TYPE_CHECKING:
    from textual.binding import Binding


class KeysTable(BindingsTable):
    """The keys that work now; those that coach names come before the stock ones of its widgets."""

    def render_bindings_table(self) -> Table:
        key_style = self.get_component_rich_style("bindings-table--key")
        text_style = self.get_component_rich_style("bindings-table--description")
        table = Table(padding=(0, 0), show_header=False, box=None)
        table.add_column("", justify="right")
        for bindings in self._group_bindings():
            for action in dict.fromkeys(binding.action for binding in bindings):
                alike = [binding for binding in bindings if binding.action == action]
                keys = dict.fromkeys(self.app.get_key_display(binding) for binding in alike)
                text = " ".join(filter(None, [alike[0].description, alike[0].tooltip]))
                table.add_row(Text(" ".join(keys), key_style), Text(text, text_style))
            table.add_row("", "")
        return table

    def _group_bindings(self) -> Iterator[list[Binding]]:
        """Our own bindings, which all have an id to be rebound by, and then the rest."""
        active = [active.binding for active in self.screen.active_bindings.values()]
        listed = [binding for binding in active if not binding.system and binding.description]
        yield [binding for binding in listed if binding.id]
        yield [binding for binding in listed if not binding.id]


class KeysPanel(KeyPanel):
    """The table of keys, as Textual's own panel keeps it up to date."""

    def compose(self) -> ComposeResult:
        yield KeysTable(shrink=True, expand=False)


class Help(HelpPanel):
    """Textual's help panel with our table of keys in it."""

    def compose(self) -> ComposeResult:
        yield Markdown(id="widget-help")
        yield KeysPanel(id="keys-help")
