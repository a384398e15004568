"""Adding a model: pick an endpoint, type or pick a model, keep the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from coach.files import CoachError
from coach.tui.sanitize import sanitize

if TYPE_CHECKING:
    from coach.llm.discovery import Preset
    from coach.services.coach import Coach
    from coach.tui.app import CoachApp

MOST_LISTED = 200
"""Ids shown of a long list; typing narrows it."""


class AddModelScreen(ModalScreen[str | None]):
    """Returns the name of the profile that was added, or None."""

    CSS_PATH = "add_model.tcss"
    app: CoachApp
    BINDINGS = [
        Binding("ctrl+s", "save", "Keep", id="add.save"),
        Binding("ctrl+l", "list", "List models", id="add.list"),
        Binding("escape", "dismiss(None)", "Cancel", id="add.cancel"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._presets: dict[str, Preset] = {}
        self._ids: list[str] = []

    @property
    def coach(self) -> Coach:
        """The coach."""
        assert self.app.coach is not None
        return self.app.coach

    def compose(self) -> ComposeResult:
        with Vertical(id="add"):
            yield Label("Add a model", id="add-title")
            yield OptionList(id="presets", compact=True)
            with VerticalScroll(id="add-form", can_focus=False):
                yield Label("Name of the profile")
                yield Input(id="add-name", compact=True)
                yield Label("Address, up to /v1")
                yield Input(id="add-url", placeholder="http://127.0.0.1:8080/v1", compact=True)
                yield Label("Variable that holds the key (empty for none)")
                yield Input(id="add-key", placeholder="MY_API_KEY", compact=True)
                yield Label("Model (type an id, or ctrl+l lists them)")
                yield Input(id="add-model", compact=True)
                yield OptionList(id="add-ids", compact=True)
            yield Static("", id="add-says", markup=False)
            yield Footer()

    def on_mount(self) -> None:
        from coach.llm.discovery import load_presets

        self._presets = {preset.id: preset for preset in load_presets()}
        self._show_presets({})
        self.query_one("#presets", OptionList).focus()
        self._look_around()

    def _show_presets(self, running: dict[str, int]) -> None:
        listed = self.query_one("#presets", OptionList)
        kept = listed.highlighted
        listed.clear_options()
        for preset in self._presets.values():
            count = running.get(preset.id)
            here = "" if count is None else f"   runs here, {count} models"
            listed.add_option(Option(f"{preset.name}{here}", id=preset.id))
        listed.highlighted = kept or 0

    @work(group="local", exit_on_error=False)
    async def _look_around(self) -> None:
        """Find the servers that run on this machine."""
        from coach.llm.discovery import find_local

        found = await find_local()
        if found and self.is_mounted:
            self._show_presets({one.preset.id: len(one.models) for one in found})

    @on(OptionList.OptionSelected, "#presets")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        preset = self._presets[str(event.option_id)]
        self.query_one("#add-name", Input).value = "" if preset.id == "custom" else preset.id
        self.query_one("#add-url", Input).value = preset.base_url or ""
        self.query_one("#add-key", Input).value = preset.api_key_env or ""
        self.query_one("#add-says", Static).update(preset.hint or "")
        self.query_one("#add-model" if preset.base_url else "#add-url", Input).focus()
        if preset.base_url:
            self.action_list()

    @work(exclusive=True, group="ids", exit_on_error=False)
    async def action_list(self) -> None:
        """List the models of the endpoint; failing is no reason not to type an id."""
        from coach.services.profiles import make_profile

        says = self.query_one("#add-says", Static)
        says.update("Asking for its models…")
        try:
            profile = make_profile(self._value("url"), self._value("model") or "any", self._key)
            self._ids = await self.coach.profiles.list_models(self._value("name") or "new", profile)
        except CoachError as error:
            says.update(sanitize(f"{error} Type the id of a model instead."))
            return
        says.update(f"{len(self._ids)} models; typing narrows the list.")
        self._narrow()

    @on(Input.Changed, "#add-model")
    def _narrow(self) -> None:
        from coach.llm.discovery import filter_models

        listed = self.query_one("#add-ids", OptionList)
        fitting = filter_models(self._ids, self._value("model"))[:MOST_LISTED]
        listed.clear_options()
        listed.add_options(Option(sanitize(id)) for id in fitting)
        listed.display = bool(fitting)

    @on(OptionList.OptionSelected, "#add-ids")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.query_one("#add-model", Input).value = str(event.option.prompt)
        self.query_one("#add-says", Static).update("ctrl+s keeps it.")

    def action_save(self) -> None:
        """Write the profile into the config."""
        from coach.services.profiles import make_profile

        name = self._value("name")
        try:
            profile = make_profile(self._value("url"), self._value("model"), self._key)
            first = not self.coach.config.models
            self.coach.profiles.add(name, profile, default=first)
        except CoachError as error:
            self.query_one("#add-says", Static).update(sanitize(str(error)))
            return
        self.dismiss(name)

    @property
    def _key(self) -> str | None:
        return self._value("key") or None

    def _value(self, field: str) -> str:
        return self.query_one(f"#add-{field}", Input).value.strip()
