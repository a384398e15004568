"""Whether the endpoints of the profiles answer, found out with nothing but a list of models."""

from __future__ import annotations

import asyncio

from coach.config import Profile, find_key
from coach.files import CoachError
from coach.llm.endpoint import Endpoint
from coach.llm.errors import CallError
from coach.llm.model_list import complete_name, find_nearest
from coach.llm.wire.client import list_models
from coach.llm.wire.request import is_loopback
from coach.services.doctor import Finding, Grade
from coach.workspace import Workspace


async def ask_endpoints(workspace: Workspace, *, online: bool) -> list[Finding]:
    """Ask each profile's endpoint for its models, all at once, and say what was sent.

    Without `online` only endpoints on this machine are asked. One that does not answer is a fault
    where it reviews or plays the interviewer by default, else a note. Takes 15 seconds at most.
    """
    profiles = workspace.config.models
    asked = {
        name: endpoint
        for name, profile in profiles.items()
        if (online or is_loopback(profile.base_url))
        and (endpoint := _bind_key(workspace, name, profile)) is not None
    }
    reached = dict(
        zip(
            asked,
            await asyncio.gather(*(_ask(workspace, asked[name]) for name in asked)),
            strict=True,
        )
    )
    findings = [
        reached.get(name) or _pass_over(name, profile) for name, profile in profiles.items()
    ]
    return [*findings, Finding("sent", "ok", _describe_sent(list(asked.values())))]


def _bind_key(workspace: Workspace, name: str, profile: Profile) -> Endpoint | None:
    """The profile with its key; None without one, which is a finding of its own already."""
    try:
        find_key(name, profile, workspace.env)
        return workspace.make_endpoint(name, profile)
    except CoachError:
        return None


async def _ask(workspace: Workspace, endpoint: Endpoint) -> Finding:
    name, profile = endpoint.name, endpoint.profile
    label = f"endpoint {name}"
    is_used = name in (workspace.config.reviewer, workspace.config.interviewer)
    failing: Grade = "fault" if is_used else "note"
    test = f"`coach models test {name}` says whether it takes {profile.model!r}."
    began = workspace.monotonic()
    try:
        ids = await list_models(endpoint.target, endpoint.key)
    except CallError as error:
        failure = error.failure
        if failure.kind == "empty" or failure.status == 404:
            return Finding(label, "note", f"answers, but lists no models; {test}")
        return Finding(label, failing, failure.sentence)
    answers = f"answered in {workspace.monotonic() - began:.1f} s"
    if profile.model in ids or complete_name(profile.model, ids):
        return Finding(label, "ok", f"{answers} and has {profile.model!r}.")
    nearest = ", ".join(find_nearest(profile.model, ids))
    count = f"{len(ids)} model{'' if len(ids) == 1 else 's'}"
    listed = f"{count}, nearest by name: {nearest}" if nearest else count
    return Finding(
        label, "note", f"{answers}, but does not list {profile.model!r} ({listed}); {test}"
    )


def _pass_over(name: str, profile: Profile) -> Finding:
    if is_loopback(profile.base_url):
        return Finding(f"endpoint {name}", "note", "was not asked: see its key above.")
    hint = "`coach doctor --online` asks it for its list of models"
    return Finding(f"endpoint {name}", "ok", f"is not on this machine and was not asked; {hint}.")


def _describe_sent(asked: list[Endpoint]) -> str:
    if not asked:
        return "nothing; no endpoint was asked."
    where = ", ".join(f"{endpoint.profile.base_url}/models" for endpoint in asked)
    keys = "with their keys" if any(endpoint.key for endpoint in asked) else "without a key"
    return f"a request for the list of models, {keys}, to {where}; nothing else."
