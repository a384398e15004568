"""Finding endpoints and their models: presets, servers on this machine, lists of ids."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from coach.config import Profile
from coach.llm.errors import CallError, CallTarget
from coach.llm.wire.client import list_models, prepare
from coach.yamls import load_trusted

PRESETS = Path(__file__).with_name("presets.yaml")
KNOCK = 0.5
"""Seconds a port of this machine may take to accept; it takes less than a millisecond."""
LOOK = 3.0
"""Seconds a server of this machine may take to list its models when it is only looked for."""


class Preset(BaseModel):
    """An endpoint that is offered by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    base_url: str | None = None
    api_key_env: str | None = None
    port: int | None = None
    """Where it usually listens on this machine."""
    hint: str | None = None
    model: str | None = None
    """A model that is asked where nobody has chosen one."""


class Presets(BaseModel):
    """The file of presets."""

    presets: list[Preset]


@dataclass(frozen=True)
class LocalServer:
    """A server that answers on this machine; `models` is empty where it lists none."""

    preset: Preset
    base_url: str
    models: list[str]


@cache
def load_presets() -> tuple[Preset, ...]:
    """What is offered, in order; `custom` is last."""
    return tuple(load_trusted(PRESETS, Presets).presets)


async def find_local(among: Sequence[Preset] | None = None) -> list[LocalServer]:
    """Find the servers that listen on the usual ports of this machine, with their models."""
    looked_for = [p for p in among or load_presets() if p.port is not None]
    servers = await asyncio.gather(*(_look(preset) for preset in looked_for))
    return [server for server in servers if server is not None]


def list_set_keys(env: Mapping[str, str]) -> list[Preset]:
    """The presets whose key is set, in order; the keys themselves are not looked at."""
    return [p for p in load_presets() if p.api_key_env and env.get(p.api_key_env, "").strip()]


def filter_models(ids: Sequence[str], words: str) -> list[str]:
    """The ids that hold every word, whatever their case, in the order given."""
    wanted = words.casefold().split()
    return [model_id for model_id in ids if all(word in model_id.casefold() for word in wanted)]


async def _look(preset: Preset) -> LocalServer | None:
    assert preset.port is not None
    if not await _is_listening(preset.port):
        return None
    base_url = f"http://127.0.0.1:{preset.port}/v1"
    profile = Profile(base_url=base_url, model="any")
    # the import is ours, and no part of what the server takes
    await prepare()
    try:
        async with asyncio.timeout(LOOK):
            ids = await list_models(CallTarget(preset.id, profile), None)
        return LocalServer(preset, base_url, ids)
    except TimeoutError:
        return None
    except CallError as failing:
        # what wants a key or knows no list may still answer; what does not speak HTTP will not
        answers = failing.failure.status in (401, 403) or failing.failure.kind == "empty"
        return LocalServer(preset, base_url, []) if answers else None


async def _is_listening(port: int) -> bool:
    try:
        async with asyncio.timeout(KNOCK):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
