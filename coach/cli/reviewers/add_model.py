"""Asking for a new model profile: endpoint, key's variable, model, name."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

import click

from coach.cli.output import make_printable, say
from coach.config import Profile
from coach.files import CoachError
from coach.llm.discovery import LocalServer, Preset, filter_models, find_local, load_presets
from coach.services.coach import Coach
from coach.services.profiles import make_profile

SHOWN = 20
"""Ids listed at a time; words narrow the list down."""


def make_profile_from_options(
    name: str | None,
    *,
    preset: str | None,
    base_url: str | None,
    model: str | None,
    api_key_env: str | None,
) -> tuple[str, Profile]:
    """The profile that options name in full. Raises CoachError for an unknown preset."""
    chosen = _find_preset(preset) if preset else None
    url = base_url or (chosen.base_url if chosen else None)
    variable = api_key_env or (chosen.api_key_env if chosen else None)
    if not (name and url and model):
        raise CoachError("give NAME, --model and either --preset or --base-url.")
    return name, make_profile(url, model, variable)


def ask_for_profile(
    coach: Coach,
    name: str | None,
    *,
    preset: str | None,
    base_url: str | None,
    model: str | None,
    api_key_env: str | None,
) -> tuple[str, Profile]:
    """The profile that a person puts together; options answer their questions beforehand.

    Raises click.Abort where there is nobody to ask.
    """
    chosen, url = _ask_endpoint(preset, base_url)
    variable = api_key_env or _ask_variable(chosen)
    # the model is not known yet, but everything else is checked before it is asked for
    profile = make_profile(url, model or "any", variable)
    if model is None:
        if chosen and chosen.hint:
            say(chosen.hint)
        model = _ask_model(_list_ids(coach, profile))
        profile = make_profile(url, model, variable)
    suggested = chosen.id if chosen and chosen.id != "custom" else _shorten(model)
    return name or click.prompt("Name of the profile", default=suggested), profile


def _find_preset(preset_id: str) -> Preset:
    known = {preset.id: preset for preset in load_presets()}
    if preset_id not in known:
        raise CoachError(f"there is no preset {preset_id!r}; there is {', '.join(known)}.")
    return known[preset_id]


def _ask_endpoint(preset: str | None, base_url: str | None) -> tuple[Preset | None, str]:
    chosen = _find_preset(preset) if preset else None
    if base_url:
        return chosen, base_url
    if chosen is None:
        running = {server.preset.id: server for server in asyncio.run(find_local())}
        for number, preset_row in enumerate(load_presets(), start=1):
            state = _describe_server(running.get(preset_row.id))
            say(f"{number:>3}  {preset_row.name:<20} {preset_row.base_url or ''}{state}")
        number = click.prompt("Endpoint", type=click.IntRange(1, len(load_presets())))
        chosen = load_presets()[number - 1]
    return chosen, click.prompt("Base URL", default=chosen.base_url)


def _describe_server(server: LocalServer | None) -> str:
    if server is None:
        return ""
    count = len(server.models)
    return f"   (running here, {count} model{'' if count == 1 else 's'})"


def _ask_variable(chosen: Preset | None) -> str | None:
    default = chosen.api_key_env if chosen and chosen.api_key_env else ""
    typed: str = click.prompt(
        "Variable that holds the key (empty for none)", default=default, show_default=bool(default)
    )
    return typed.strip() or None


def _list_ids(coach: Coach, profile: Profile) -> list[str]:
    try:
        return asyncio.run(coach.profiles.list_models("new", profile))
    except CoachError as error:
        say(f"No list of models: {error}")
        return []


def _ask_model(ids: Sequence[str]) -> str:
    """Ask for a model: by number in the list shown, by words that narrow it down, or by its id."""
    shown = list(ids)
    while True:
        for number, model_id in enumerate(shown[:SHOWN], start=1):
            say(f"{number:>3}  {model_id}")
        if len(shown) > SHOWN:
            say(f"     and {len(shown) - SHOWN} more; type a part of the name to see fewer")
        typed: str = click.prompt("Model (number, part of a name, or an id)" if shown else "Model")
        typed = typed.strip()
        if typed.isdigit() and 0 < int(typed) <= min(len(shown), SHOWN):
            return shown[int(typed) - 1]
        narrowed = filter_models(ids, typed)
        if typed in ids or not narrowed:
            return typed
        if len(narrowed) == 1 and click.confirm(f"{make_printable(narrowed[0])}?", default=True):
            return narrowed[0]
        if narrowed == shown and click.confirm(f"Use {make_printable(typed)!r} as it is?"):
            return typed
        shown = narrowed


def _shorten(model: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", model.rpartition("/")[2]).strip("-.")[:40] or "model"
