"""Model profiles: what is known of each, adding and choosing them, and trying them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from coach.config import Profile, find_key
from coach.files import CoachError
from coach.llm.endpoint import OnEvent, ignore
from coach.llm.timings import Summary, Timings, summarize_timings
from coach.reviews.registry import BUILT_IN
from coach.reviews.verdicts import load_verdicts
from coach.services import config_file
from coach.workspace import Workspace

if TYPE_CHECKING:
    from coach.llm.capabilities import Capabilities
    from coach.llm.probe import ProbeResult

NO_NUMBER = "do not show a number"
EXPECTED = {
    "base_url": "an address such as http://127.0.0.1:11434/v1, without a password in it",
    "api_key_env": "the name of a variable such as FIREWORKS_API_KEY, never a key itself",
    "model": "the id of a model",
}
RUN_ONLY = "command-line"
"""Name of the profile that is made from options; what its reviews are filed under."""


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
    last_call: str | None = None
    """When it was called last, with an ISO date and time; None for never."""


def make_profile(base_url: str, model: str, api_key_env: str | None) -> Profile:
    """Make a profile of what a person typed. Raises CoachError that says what was expected."""
    try:
        return Profile(base_url=base_url, model=model, api_key_env=api_key_env or None)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise CoachError(f"{field}: expected {EXPECTED.get(field, 'another value')}.") from None


class ProfileService:
    """The profiles of the config and of this run."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list_profiles(self) -> list[ProfileRow]:
        """List the profiles in the config's order."""
        workspace = self._workspace
        timings = Timings(workspace.paths.timings)
        calls_of = {
            name: timings.list_calls(name, model) for name, model in workspace.config.models.items()
        }
        return [
            ProfileRow(
                name=name,
                profile=profile,
                default=name == workspace.config.reviewer,
                has_key=profile.api_key_env is None or bool(workspace.env.get(profile.api_key_env)),
                known=workspace.caller.capabilities.get(profile.base_url, profile.model),
                calls=summarize_timings(calls_of[name]),
                verdict=self._describe_verdict(profile),
                last_call=calls_of[name][-1].at if calls_of[name] else None,
            )
            for name, profile in workspace.config.models.items()
        ]

    def check_name(self, name: str) -> None:
        """Raise CoachError for a reviewer that is neither built in nor in the config."""
        if name not in BUILT_IN:
            self._workspace.config.find_profile(name)

    def use_for_this_run(self, name: str) -> None:
        """Have a reviewer review in this run; the config file stays as it is."""
        self.check_name(name)
        self._workspace.settings.override(reviewer=name)

    def use_endpoint_for_this_run(self, profile: Profile) -> str:
        """Have an endpoint review in this run and return the name its reviews are filed under."""
        self._workspace.settings.add_model(RUN_ONLY, profile)
        self._workspace.settings.override(reviewer=RUN_ONLY)
        return RUN_ONLY

    def use_interviewer_for_this_run(self, name: str) -> None:
        """Have a profile play the interviewer in this run. Raises CoachError for a missing key."""
        find_key(name, self._workspace.config.find_profile(name), self._workspace.env)
        self._workspace.settings.override(interviewer=name)

    def add(self, name: str, profile: Profile, *, default: bool = False) -> None:
        """Write a new profile into the config; this run's own reviewer stays the reviewer.

        Raises CoachError for a name that is taken or cannot be one.
        """
        path = self._workspace.paths.config_file
        changed = config_file.add_profile(path, name, profile, default=default)
        self._workspace.settings.replace_file(changed)

    def remove(self, name: str) -> None:
        """Take a profile out of the config. Raises CoachError for one that is not in it."""
        settings = self._workspace.settings
        changed = config_file.remove_profile(self._workspace.paths.config_file, name)
        settings.replace_file(changed)
        if settings.overrides.get("reviewer") == name:
            settings.clear_override("reviewer")

    def set_default(self, name: str) -> None:
        """Make a reviewer the default in the config; one chosen for this run alone stays."""
        settings = self._workspace.settings
        if name in settings.extra_models:
            raise CoachError(f"{name!r} is of this run only; `coach models add` keeps an endpoint.")
        settings.replace_file(config_file.set_default(self._workspace.paths.config_file, name))

    async def probe(self, name: str, on_event: OnEvent = ignore) -> ProbeResult:
        """Send a profile's endpoint one tiny request. Raises CoachError for a missing key."""
        from coach.llm.probe import ProbeResult, probe_endpoint

        if name in BUILT_IN:
            return ProbeResult(True, f"The {name} reviewer is built in; there is nothing to test.")
        return await probe_endpoint(self._workspace.make_endpoint(name), on_event)

    async def list_models(self, name: str, profile: Profile) -> list[str]:
        """List the ids an endpoint offers. Raises CoachError with the reason for none."""
        from coach.llm.errors import CallError
        from coach.llm.wire.client import list_models

        endpoint = self._workspace.make_endpoint(name, profile)
        try:
            return await list_models(endpoint.target, endpoint.key)
        except CallError as error:
            raise CoachError(error.failure.sentence) from None

    def _describe_verdict(self, profile: Profile) -> str | None:
        """The newest calibration of this model at this address, whatever its prompts were."""
        known = [
            verdicts
            for path in self._workspace.paths.calibration.glob("*.yaml")
            if (verdicts := load_verdicts(path)) is not None
            and (verdicts.model, verdicts.base_url) == (profile.model, profile.base_url)
        ]
        if not known:
            return None
        newest = max(known, key=lambda verdicts: verdicts.calibrated)
        usable = sum(1 for verdict in newest.dimensions.values() if verdict.verdict != NO_NUMBER)
        return f"use {usable} of {len(newest.dimensions)}"
