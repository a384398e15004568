"""Testing an endpoint with one tiny request, and saying in one line what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from coach.config import Profile
from coach.llm.capabilities import ASKS
from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.events import Done, Failed, Kind, Request
from coach.llm.json_scan import find_objects
from coach.yamls import load_trusted

ASKED = Path(__file__).with_name("probe.yaml")


class ProbeFile(BaseModel):
    """The file with the request."""

    model_config = ConfigDict(frozen=True)

    system: str
    user: str
    max_tokens: int
    shape: dict[str, Any] = Field(alias="schema")


@dataclass(frozen=True)
class ProbeResult:
    """What a test showed: whether reviews can be had there, and why not, in one sentence."""

    works: bool
    sentence: str
    kind: Kind | None = None
    done: Done | None = None


async def probe_endpoint(endpoint: Endpoint, on_event: OnEvent = ignore) -> ProbeResult:
    """Send one tiny request and say what came of it.

    What was learned of the endpoint before is forgotten first, so that it is learned anew.
    """
    profile = endpoint.profile
    endpoint.caller.capabilities.forget(profile.base_url, profile.model)
    outcome = await endpoint.send(_load_request(), on_event)
    if isinstance(outcome, Failed):
        return ProbeResult(False, outcome.failure.sentence, outcome.failure.kind)
    return _judge(endpoint.name, profile, outcome)


@cache
def _load_request() -> Request:
    asked = load_trusted(ASKED, ProbeFile)
    turns = ({"role": "system", "content": asked.system}, {"role": "user", "content": asked.user})
    return Request(turns, asked.max_tokens, asked.shape, "ready", brief=True)


def _judge(name: str, profile: Profile, done: Done) -> ProbeResult:
    who = f"{profile.model} at {profile.base_url}"
    if done.finish == "length":
        sentence = f"{who} was cut off at the limit on its reply before it had answered a question"
        return ProbeResult(
            False, f"{sentence} of three words; grade with a model that thinks less."
        )
    if not _is_ready(done.text):
        sentence = f"{who} answers, but not with the JSON it was asked for"
        return ProbeResult(False, f"{sentence}, so its reviews may not be readable.", done=done)
    lines = [f"{name} works: {who} answered in {done.timing.total:.1f} s"]
    if done.timing.tokens_per_second:
        lines.append(f"{done.timing.tokens_per_second:.0f} tokens/s")
    lines.append(ASKS.get(done.rung, done.rung))
    if done.adapted:
        lines.append(f"learned: {', '.join(done.adapted)}")
    return ProbeResult(True, "; ".join(lines) + ".", done=done)


def _is_ready(text: str) -> bool:
    for body in reversed(find_objects(text)):
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            continue
        return isinstance(data, dict) and isinstance(data.get("ready"), bool)
    return False
