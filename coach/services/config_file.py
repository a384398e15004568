"""Adding, removing and choosing model profiles in the config; its other lines stay as they are."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec

import yaml
from pydantic import ValidationError

from coach.config import (
    BUILT_IN_REVIEWERS,
    DEFAULT_REVIEWER,
    Config,
    Profile,
    load_config,
    read_given,
)
from coach.config_edits import (
    add_profile_text,
    remove_profile_text,
    remove_value_text,
    set_value_text,
)
from coach.files import CoachError, atomic_write, read_text
from coach.locks import hold_lock

P = ParamSpec("P")
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
FARTHEST = timedelta(days=366)
"""An interview farther away is a slip in the year."""
UNEDITABLE = "is laid out in a way that cannot be edited; change it by hand."
RESERVED = (*BUILT_IN_REVIEWERS, "command-line")


def _lock_config(
    change: Callable[Concatenate[Path, P], Config],
) -> Callable[Concatenate[Path, P], Config]:
    """Let one program at a time read, change and write the config.

    A layout that the change cannot cope with is one sentence, and nothing is written.
    """

    def change_locked(path: Path, /, *args: P.args, **kwargs: P.kwargs) -> Config:
        # a config that is a link to a file elsewhere is locked there
        with hold_lock(path.resolve()):
            try:
                return change(path, *args, **kwargs)
            except (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError) as error:
                raise CoachError(f"{path}: {UNEDITABLE}") from error

    return functools.update_wrapper(change_locked, change)


@_lock_config
def add_profile(path: Path, name: str, profile: Profile, *, default: bool = False) -> Config:
    """Write a new profile into the config and return the config as it is now.

    Raises CoachError for a name that is taken or cannot be one, and FileFaults where the file is
    not a config to begin with.
    """
    if not NAME.match(name):
        raise CoachError(f"{name!r} cannot name a profile; use letters, digits, '.', '_' and '-'.")
    if name in RESERVED:
        raise CoachError(f"{name!r} has a meaning of its own; name the profile otherwise.")
    before, text = _read(path)
    if name in before.models:
        raise CoachError(f"there is a profile {name!r} already; take another name or remove it.")
    text = add_profile_text(text, name, profile.model_dump(mode="json", exclude_defaults=True))
    wanted = before.model_copy(update={"models": before.models | {name: profile}})
    if default:
        text, wanted = (
            set_value_text(text, "reviewer", name),
            wanted.model_copy(update={"reviewer": name}),
        )
    return _write(path, text, wanted)


@_lock_config
def remove_profile(path: Path, name: str) -> Config:
    """Take a profile out of the config and return the config as it is now.

    Where it reviewed by default, the offline reviewer does from now on. Raises CoachError for a
    profile that is not there or that plays the interviewer.
    """
    before, text = _read(path)
    before.find_profile(name)
    if before.interviewer == name:
        raise CoachError(f"{path}: interviewer: {name!r} plays the interviewer; change that first.")
    left = {key: profile for key, profile in before.models.items() if key != name}
    wanted = before.model_copy(update={"models": left})
    text = remove_profile_text(text, name)
    if before.reviewer == name:
        text, wanted = (
            set_value_text(text, "reviewer", DEFAULT_REVIEWER),
            wanted.model_copy(update={"reviewer": DEFAULT_REVIEWER}),
        )
    return _write(path, text, wanted)


@_lock_config
def set_default(path: Path, name: str) -> Config:
    """Make a profile, or `offline`, the one that reviews by default."""
    before, text = _read(path)
    if name not in BUILT_IN_REVIEWERS:
        before.find_profile(name)
    return _write(
        path, set_value_text(text, "reviewer", name), before.model_copy(update={"reviewer": name})
    )


@_lock_config
def set_theme(path: Path, theme: str) -> Config:
    """Keep the theme that was chosen."""
    before, text = _read(path)
    changed = before.model_copy(update={"theme": theme})
    return _write(path, set_value_text(text, "theme", theme), changed)


def parse_interview_day(text: str, today: date) -> date:
    """Read the day of an interview that is still to come. Raises CoachError for anything else."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise CoachError(f"{text.strip()!r} is not a day; give one such as 2026-12-01.") from None
    if day < today:
        raise CoachError(f"{day} has passed; give a day from {today} on.")
    if day - today > FARTHEST:
        raise CoachError(f"{day} is more than a year away; check the year.")
    return day


@_lock_config
def set_interview(path: Path, day: date | None, today: date) -> Config:
    """Keep the day of the interview, or with None take it out.

    The plan counts rounds from the day that is kept with it: today, but for an interview that was
    still to come and only moves, the day that was kept before.
    """
    before, text = _read(path)
    if day is None:
        for key in ("interview", "preparing_since"):
            text = remove_value_text(text, key)
        cleared = {"interview": None, "preparing_since": None}
        return _write(path, text, before.model_copy(update=cleared))
    moves = before.interview is not None and before.interview >= today
    since = before.preparing_since if moves else today
    if since is not None:
        text = set_value_text(text, "preparing_since", since.isoformat())
    text = set_value_text(text, "interview", day.isoformat())
    changed = {"interview": day, "preparing_since": since}
    return _write(path, text, before.model_copy(update=changed))


def _read(path: Path) -> tuple[Config, str]:
    return load_config(path), read_text(path) if path.exists() else ""


def _write(path: Path, text: str, wanted: Config) -> Config:
    """Write the text if it means just what is wanted; the file is replaced in one step."""
    try:
        means = Config.model_validate(read_given(yaml.safe_load(text)))
    except (yaml.YAMLError, ValidationError):
        means = None
    if means != wanted:
        raise CoachError(f"{path}: {UNEDITABLE}")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    # a config that is a link to a file elsewhere stays one
    atomic_write(path.resolve(), text, mode)
    return wanted
