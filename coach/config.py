"""Settings and model profiles: read once from `config.yaml`, then passed in."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from coach.files import CoachError
from coach.keys import SECRET_PARAMETER, looks_like_key, mask_keys
from coach.log import LogLevel
from coach.yamls import load_document, validate

DEFAULT_REVIEWER = "offline"
BUILT_IN_REVIEWERS = {DEFAULT_REVIEWER: "It reads wording only."}
"""Reviewers that need no profile, each with a sentence; `coach.reviews.registry` makes them."""
KEY_PATIENCE = 30.0
"""Seconds that a command may take to print a key; some ask for a password first."""
Seconds = Annotated[float, Field(gt=0, le=3600)]


class Setting(BaseModel):
    """Base of everything in the config: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Timeouts(Setting):
    """Seconds to wait: for a connection, the first token, the next token, the whole reply."""

    connect: Seconds = 10
    first_token: Seconds = 120
    gap: Seconds = 60
    total: Seconds = 300
    """For a reply that does not come as a stream; one that brings tokens is never cut by it."""
    waking: Seconds = 900
    """For a deployment that sleeps or a model that loads; ten minutes and more are reported."""


class Price(Setting):
    """Price of a million tokens, in any currency."""

    input: float = Field(default=0.0, ge=0)
    output: float = Field(default=0.0, ge=0)
    cached: float | None = Field(default=None, ge=0)


class Profile(Setting):
    """A named model endpoint.

    The key itself is never in the config, only where it comes from: a variable's name, a command
    that prints it, or its name in the system's keyring.
    """

    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
    model: Annotated[str, StringConstraints(min_length=1)]
    api_key_env: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = (
        None
    )
    api_key_command: Annotated[list[str], Field(min_length=1, max_length=20)] | None = None
    """A program and its arguments that print the key: `[pass, show, fireworks]`."""
    api_key_keyring: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    """The name under which the system's keyring has the key, of the service `coach`."""
    allow_http: bool = False
    """Whether the key may go to another host over plain http, where others can read it."""
    timeouts: Timeouts = Timeouts()
    price: Price | None = None
    temperature: float | None = Field(default=0.0, ge=0, le=2)
    max_tokens: int | None = Field(default=None, ge=64)

    @field_validator("base_url")
    @classmethod
    def _check_address(cls, value: str) -> str:
        address = urlsplit(value)
        if "@" in address.netloc:
            raise ValueError("an address without a name or password in it; keys are in variables")
        names = [part.partition("=")[0] for part in re.split("[&;]", address.query)]
        is_secret = any(SECRET_PARAMETER.search(name) for name in names)
        if is_secret or looks_like_key(address.query) or address.fragment:
            raise ValueError(
                "an address without a key in it; put the key in a variable and name it in "
                "api_key_env"
            )
        return value.rstrip("/")

    @field_validator("api_key_env")
    @classmethod
    def _check_variable(cls, value: str | None) -> str | None:
        if value and looks_like_key(value):
            raise ValueError("the name of a variable such as FIREWORKS_API_KEY, never a key itself")
        return value

    @field_validator("api_key_command", "api_key_keyring")
    @classmethod
    def _check_key_source(cls, value: list[str] | str | None) -> list[str] | str | None:
        if looks_like_key(" ".join(value) if isinstance(value, list) else value or ""):
            raise ValueError("where the key is found, never a key itself")
        return value

    @model_validator(mode="after")
    def _check_one_source(self) -> Profile:
        given = (self.api_key_env, self.api_key_command, self.api_key_keyring)
        if sum(source is not None for source in given) > 1:
            raise PydanticCustomError(
                "key_source", "name one of api_key_env, api_key_command and api_key_keyring"
            )
        return self

    @property
    def key_source(self) -> str | None:
        """Where the key comes from, in words; None where the profile needs none."""
        if self.api_key_env is not None:
            return f"the variable {self.api_key_env}"
        if self.api_key_command is not None:
            return f"the command {self.api_key_command[0]!r}"
        if self.api_key_keyring is not None:
            return f"the keyring's {self.api_key_keyring!r}"
        return None

    @property
    def is_exposed(self) -> bool:
        """Whether a key would go over plain http to another host."""
        address = urlsplit(self.base_url)
        host = address.hostname or ""
        is_local = host in ("localhost", "::1") or host.endswith(".localhost")
        return address.scheme == "http" and not is_local and not host.startswith("127.")


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
    def _check_day(cls, value: Any) -> Any:
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

    def find_profile(self, name: str) -> Profile:
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
        # what is left out is valid; to validate it takes as long as reading a whole list of rounds
        return Config.model_construct()
    document = load_document(path)
    config = validate(replace(document, data=read_given(document.data)), Config)
    if config.reviewer not in config.reviewers:
        known = ", ".join(config.reviewers)
        raise CoachError(
            f"{path}: reviewer: {mask_keys(config.reviewer)!r} is not under models; "
            f"there is {known}."
        )
    if config.interviewer is not None and config.interviewer not in config.models:
        known = ", ".join(config.models) or "none"
        raise CoachError(
            f"{path}: interviewer: {mask_keys(config.interviewer)!r} is not under models; "
            f"there is {known}."
        )
    return config


def find_key(name: str, profile: Profile, env: Mapping[str, str] | None = None) -> str | None:
    """The key of a profile, None where it needs none.

    Raises CoachError when the key is not where the profile says, holds something that cannot be a
    key, or would go over plain http to another host without `allow_http`. The key is never part of
    a message.
    """
    if profile.key_source is None:
        return None
    where = f"{profile.key_source} (profile {name!r})"
    if profile.is_exposed and not profile.allow_http:
        raise CoachError(
            f"{profile.base_url} is plain http: everybody between here and there could read the "
            f"key of profile {name!r}; use https, or put `allow_http: true` into the profile."
        )
    if profile.api_key_command is not None:
        key = _run_key_command(tuple(profile.api_key_command), where)
    elif profile.api_key_keyring is not None:
        key = _ask_keyring(profile.api_key_keyring, where)
    else:
        key = (os.environ if env is None else env).get(profile.api_key_env or "", "")
        if not key:
            raise CoachError(f"{where} is not set; set it to your key and try again.")
    if key != key.strip() or any(c.isspace() for c in key):
        raise CoachError(f"{where} has spaces or line breaks in it; set it to the key alone.")
    if not key.isascii() or not key.isprintable():
        raise CoachError(f"{where} has characters that no key has; copy the key again.")
    return key


@cache
def _run_key_command(command: tuple[str, ...], where: str) -> str:
    """Run a command that prints a key. What it prints is never part of a message."""
    import subprocess

    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=KEY_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CoachError(f"{where} printed no key within {KEY_PATIENCE:g} s.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it cannot be run"
        raise CoachError(f"{where} could not be started ({why}).") from None
    key = done.stdout.decode("utf-8", "replace").strip("\r\n")
    if done.returncode or not key:
        raise CoachError(f"{where} printed no key (exit status {done.returncode}); run it by hand.")
    return key


def _ask_keyring(name: str, where: str) -> str:
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise CoachError(
            f"{where} needs the extra: pip install 'interview-coach[keyring]'."
        ) from None
    try:
        key = keyring.get_password("coach", name)
    except Exception as error:
        # each of its backends has errors of its own
        raise CoachError(f"{where} could not be read ({type(error).__name__}).") from None
    if not key:
        raise CoachError(f"{where} is not there; `keyring set coach {name}` puts it there.")
    return str(key)
