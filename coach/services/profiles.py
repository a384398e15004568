"""Model profiles: what is known of each, what their endpoints list, and trying them out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from coach.config import OFFLINE, Profile, find_key
from coach.files import CoachError
from coach.llm.capabilities import Capabilities
from coach.llm.timings import Summary, Timings, summarize_timings
from coach.reviews.verdicts import load_verdicts

if TYPE_CHECKING:
    from coach.llm.events import CallEvent
    from coach.llm.probe import ProbeResult
    from coach.services.coach import Coach

NO_NUMBER = "do not show a number"
EXPECTED = {
    "base_url": "an address such as http://127.0.0.1:11434/v1, without a password in it",
    "api_key_env": "the name of a variable such as FIREWORKS_API_KEY, never a key itself",
    "model": "the id of a model",
}


@dataclass(frozen=True)
class ProfileRow:
    """One profile, with what was learned and measured of it."""

    name: str
    profile: Profile
    default: bool
    has_key: bool
    """Whether its key is at hand, or none is needed."""
    known: Capabilities
    calls: Summary | None
    verdict: str | None = None
    """What calibration said of it, in a few words; None where it was not calibrated."""


def list_profiles(desk: Coach) -> list[ProfileRow]:
    """The profiles of the config, in its order."""
    timings = Timings(desk.paths.timings)
    return [
        ProfileRow(
            name=name,
            profile=profile,
            default=name == desk.config.reviewer,
            has_key=profile.api_key_env is None or bool(desk.env.get(profile.api_key_env)),
            known=desk.caller.capabilities.get(profile.base_url, profile.model),
            calls=summarize_timings(timings.of(name, profile)),
            verdict=_verdict(desk, profile),
        )
        for name, profile in desk.config.models.items()
    ]


def _verdict(desk: Coach, profile: Profile) -> str | None:
    """The newest calibration of this model at this address, whatever prompts it was made with."""
    found = [
        verdicts
        for path in desk.paths.calibration.glob("*.yaml")
        if (verdicts := load_verdicts(path)) is not None
        and (verdicts.model, verdicts.base_url) == (profile.model, profile.base_url)
    ]
    if not found:
        return None
    newest = max(found, key=lambda one: one.calibrated)
    usable = sum(1 for one in newest.dimensions.values() if one.verdict != NO_NUMBER)
    return f"use {usable} of {len(newest.dimensions)}"


def make_profile(base_url: str, model: str, api_key_env: str | None) -> Profile:
    """A profile from what a person typed. Raises CoachError that says what was expected."""
    try:
        return Profile(base_url=base_url, model=model, api_key_env=api_key_env or None)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise CoachError(f"{field}: expected {EXPECTED.get(field, 'another value')}.") from None


async def try_profile(desk: Coach, name: str) -> AsyncIterator[CallEvent | ProbeResult]:
    """Send a profile's endpoint one tiny request; raises CoachError where its key is missing."""
    from coach.llm.probe import ProbeResult, probe_endpoint

    if name == OFFLINE:
        yield ProbeResult(True, "The offline reviewer is built in; there is nothing to test.")
        return
    profile = desk.config.profile(name)
    key = find_key(name, profile, desk.env)
    async for event in probe_endpoint(name, profile, key, desk.caller):
        yield event


async def list_profile_models(desk: Coach, name: str, profile: Profile) -> list[str]:
    """The ids an endpoint lists. Raises CoachError with the reason where it lists none."""
    from coach.llm.discovery import list_endpoint_models
    from coach.llm.errors import CallError

    try:
        return await list_endpoint_models(name, profile, find_key(name, profile, desk.env))
    except CallError as failing:
        raise CoachError(failing.failure.sentence) from None
