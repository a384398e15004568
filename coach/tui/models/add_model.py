"""Adding a model: pick an endpoint, type or pick a model, keep the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from coach.files import CoachError
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachDialog
from coach.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from coach.llm.discovery import Preset

MOST_LISTED = 200
"""Ids shown of a long list; typing narrows it."""


class AddModelScreen(CoachDialog[str | None]):
    """Returns the name of the profile that was added, or None."""

    CSS_PATH = "add_model.tcss"
    BINDINGS = [
        Binding("ctrl+s", "save", "Keep", id="add.save"),
        Binding("ctrl+l", "list", "List models", id="add.list"),
        Binding("escape", "dismiss(None)", "Cancel", id="add.cancel"),
    ]

    _preset_list = getters.query_one("#presets", OptionList)
    _model_list = getters.query_one("#add-ids", OptionList)
    _state = getters.query_one("#add-says", Static)

    def __init__(self) -> None:
        super().__init__()
        self._presets: dict[str, Preset] = {}
        self._ids: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="add"):
            yield Label("Add a model", id="add-title")
            yield OptionList(id="presets", compact=True)
            with VerticalScroll(id="add-form", can_focus=False):
                yield Label("Name of the profile")
                yield Input(id="add-name", compact=True)
                yield Label("Base URL (ends in /v1)")
                yield Input(id="add-url", placeholder="http://127.0.0.1:8080/v1", compact=True)
                yield Label("Variable that holds the key (empty for none)")
                yield Input(id="add-key", placeholder="MY_API_KEY", compact=True)
                yield Label("Model (type an id, or ctrl+l lists them)")
                yield Input(id="add-model", compact=True)
                yield OptionList(id="add-ids", compact=True)
            yield Static("", id="add-says", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        from coach.llm.discovery import load_presets

        self._presets = {preset.id: preset for preset in load_presets()}
        self._show_presets({})
        self._preset_list.focus()
        self._look_around()

    def _show_presets(self, running: dict[str, int]) -> None:
        cursor = self._preset_list.highlighted
        self._preset_list.clear_options()
        for preset in self._presets.values():
            count = running.get(preset.id)
            here = "" if count is None else f"   running, {count} models"
            self._preset_list.add_option(Option(f"{preset.name}{here}", id=preset.id))
        self._preset_list.highlighted = cursor or 0

    @work(group="local", exit_on_error=False)
    async def _look_around(self) -> None:
        """Find the servers that run on this machine."""
        from coach.llm.discovery import find_local

        servers = await find_local()
        if servers and self.is_mounted:
            self._show_presets({server.preset.id: len(server.models) for server in servers})

    @on(OptionList.OptionSelected, "#presets")
    def _use_preset(self, event: OptionList.OptionSelected) -> None:
        preset = self._presets[str(event.option_id)]
        self._find_field("name").value = "" if preset.id == "custom" else preset.id
        self._find_field("url").value = preset.base_url or ""
        self._find_field("key").value = preset.api_key_env or ""
        # the id of another endpoint's model would filter this one's list to nothing
        self._ids = []
        self._find_field("model").value = ""
        self._narrow()
        self._state.update(preset.hint or "")
        self._find_field("model" if preset.base_url else "url").focus()
        if preset.base_url:
            self.action_list()

    @work(exclusive=True, group="ids", exit_on_error=False)
    async def action_list(self) -> None:
        """List the models of the endpoint; failing is no reason not to type an id."""
        from coach.services.profiles import make_profile

        self._state.update("Asking for its models…")
        try:
            profile = make_profile(self._read("url"), self._read("model") or "any", self._key)
            self._ids = await self.coach.profiles.list_models(self._read("name") or "new", profile)
        except CoachError as error:
            self._state.update(sanitize(f"{error} Type the id of a model instead."))
            return
        self._state.update(f"{len(self._ids)} models; typing narrows the list.")
        self._narrow()

    @on(Input.Changed, "#add-model")
    def _narrow(self) -> None:
        from coach.llm.discovery import filter_models

        fitting = filter_models(self._ids, self._read("model"))[:MOST_LISTED]
        self._model_list.clear_options()
        self._model_list.add_options(Option(sanitize(model)) for model in fitting)
        self._model_list.display = bool(fitting)

    @on(OptionList.OptionSelected, "#add-ids")
    def _use_model(self, event: OptionList.OptionSelected) -> None:
        self._find_field("model").value = str(event.option.prompt)
        self._state.update("ctrl+s keeps it.")

    def action_save(self) -> None:
        """Write the profile into the config."""
        from coach.services.profiles import make_profile

        name = self._read("name")
        try:
            profile = make_profile(self._read("url"), self._read("model"), self._key)
            first = not self.coach.workspace.settings.file.models
            self.coach.profiles.add(name, profile, default=first)
        except CoachError as error:
            self._state.update(sanitize(str(error)))
            return
        self.dismiss(name)

    @property
    def _key(self) -> str | None:
        return self._read("key") or None

    def _read(self, field: str) -> str:
        return self._find_field(field).value.strip()

    def _find_field(self, name: str) -> Input:
        return self.query_one(f"#add-{name}", Input)
