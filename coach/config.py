"""Settings and model profiles: read once from `config.yaml`, then passed in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from coach.files import CoachError
from coach.log import LogLevel
from coach.yamls import load_document, validate

BUILT_IN_REVIEWERS = ("offline",)
"""Reviewers that need no profile; `coach.reviews.registry` makes them."""
DEFAULT_REVIEWER = "offline"
LIKE_A_KEY = re.compile(r"^[a-z]{2,6}_(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}$")
"""Keys that could pass for names of variables: a short prefix, then letters and digits."""
Seconds = Annotated[float, Field(gt=0, le=3600)]


class Setting(BaseModel):
    """Base of everything in the config: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Timeouts(Setting):
    """Seconds to wait: for a connection, the first token, the next token, the whole reply."""

    connect: Seconds = 10
    first_token: Seconds = 120
    gap: Seconds = 60
    total: Seconds = 300
    waking: Seconds = 900
    """For a deployment that sleeps or a model that loads; ten minutes and more are reported."""


class Price(Setting):
    """Price of a million tokens, in any currency."""

    input: float = Field(default=0.0, ge=0)
    output: float = Field(default=0.0, ge=0)
    cached: float | None = Field(default=None, ge=0)


class Profile(Setting):
    """A named model endpoint. The key itself is never in the config, only its variable's name."""

    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
    model: Annotated[str, StringConstraints(min_length=1)]
    api_key_env: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = (
        None
    )
    timeouts: Timeouts = Timeouts()
    price: Price | None = None
    temperature: float | None = Field(default=0.0, ge=0, le=2)
    max_tokens: int | None = Field(default=None, ge=64)

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if "@" in value.partition("://")[2].partition("/")[0]:
            raise ValueError("an address without a name or password in it; keys are in variables")
        return value.rstrip("/")

    @field_validator("api_key_env")
    @classmethod
    def _a_name(cls, value: str | None) -> str | None:
        if value and LIKE_A_KEY.match(value):
            raise ValueError("the name of a variable such as FIREWORKS_API_KEY, never a key itself")
        return value


class Mirroring(Setting):
    """What else happens when a round is saved."""

    mirror: Path | None = None
    """A folder that gets a Markdown copy of every round."""


Reveal = Literal["fix", "levels"]
"""What a review shows first: what to change, or the levels."""


class Config(Setting):
    """The whole config."""

    reviewer: str = DEFAULT_REVIEWER
    """Name of the profile that reviews by default, or `offline`."""
    reveal: Reveal = "fix"
    """What a review shows first."""
    interviewer: str | None = None
    """Name of the profile that plays the interviewer; the scenario's script without one."""
    company: str | None = None
    """The company the interview is at; the pack's own otherwise."""
    models: dict[str, Profile] = {}
    transcripts: Mirroring = Mirroring()
    packs: list[Path] = []
    """More folders with packs."""
    theme: str | None = None
    keymap: dict[str, str] = {}
    """Keys by the id of what they do."""
    log: LogLevel = "warning"
    """How much goes into the log file in the cache folder."""
    calm: bool = False
    """Hide the clock."""
    own_read: bool = True
    """Have the candidate mark a finished round before any review of it is shown."""
    interview: date | None = None
    """The day of the interview, yyyy-mm-dd."""
    preparing_since: date | None = None
    """The day on which that was set, from which the plan counts the rounds done."""

    @field_validator("interview", "preparing_since", mode="before")
    @classmethod
    def _a_day(cls, value: Any) -> Any:
        # pydantic would take a number for seconds since 1970, and a time for its day
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise PydanticCustomError("day", "expected a day such as 2026-12-01") from None

    @property
    def reviewers(self) -> list[str]:
        """The names a reviewer can be asked for by."""
        return [*BUILT_IN_REVIEWERS, *self.models]

    def profile(self, name: str) -> Profile:
        """One profile; raises CoachError naming those there are."""
        if name not in self.models:
            known = ", ".join(self.reviewers)
            raise CoachError(f"there is no reviewer {name!r} in the config; there is {known}.")
        return self.models[name]


def read_given(data: Any) -> Any:
    """What a config says: a file of comments says nothing, and neither does an empty section."""
    if data is None:
        return {}
    return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


def load_config(path: Path) -> Config:
    """Read the config; without a file, the defaults.

    Raises FileFaults with file, line and key for what is wrong in it, and CoachError for a
    default reviewer or an interviewer that no profile bears.
    """
    if not path.exists():
        return Config()
    document = load_document(path)
    config = validate(replace(document, data=read_given(document.data)), Config)
    if config.reviewer not in config.reviewers:
        known = ", ".join(config.reviewers)
        raise CoachError(
            f"{path}: reviewer: {config.reviewer!r} is not under models; there is {known}."
        )
    if config.interviewer is not None and config.interviewer not in config.models:
        known = ", ".join(config.models) or "none"
        raise CoachError(
            f"{path}: interviewer: {config.interviewer!r} is not under models; there is {known}."
        )
    return config


def find_key(name: str, profile: Profile, env: Mapping[str, str] | None = None) -> str | None:
    """The key of a profile, None where it needs none.

    Raises CoachError when the variable is not set, or holds something that cannot be a key. The
    key is never part of a message.
    """
    if profile.api_key_env is None:
        return None
    env = os.environ if env is None else env
    key = env.get(profile.api_key_env, "")
    variable = f"the variable {profile.api_key_env} (profile {name!r})"
    if not key:
        raise CoachError(f"{variable} is not set; set it to your key and try again.")
    if key != key.strip() or any(c.isspace() for c in key):
        raise CoachError(f"{variable} has spaces or line breaks in it; set it to the key alone.")
    if not key.isascii() or not key.isprintable():
        raise CoachError(f"{variable} has characters that no key has; copy the key again.")
    return key
