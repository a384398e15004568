"""The options that name a reviewer: a profile of the config, or an endpoint for this run only."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coach.files import CoachError

if TYPE_CHECKING:
    from coach.config import Profile
    from coach.services.coach import Coach

F = TypeVar("F", bound=Callable[..., Any])


def endpoint_options(command: F) -> F:
    """Add `--base-url`, `--model`, `--api-key-env` and `--timeout`, passed on as `endpoint`."""

    @click.option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint for this run.")
    @click.option("--model", metavar="MODEL", help="The model to ask there.")
    @click.option("--api-key-env", metavar="VAR", help="The variable that holds its key.")
    @click.option(
        "--timeout",
        type=click.FloatRange(min=1, max=3600),
        metavar="SECONDS",
        help="With --base-url: wait so long for the first word and between two words.",
    )
    @functools.wraps(command)
    def run_command(
        *args: Any,
        base_url: str | None,
        model: str | None,
        api_key_env: str | None,
        timeout: float | None,
        **options: Any,
    ) -> Any:
        endpoint = _make_profile(base_url, model, api_key_env, timeout)
        return command(*args, endpoint=endpoint, **options)

    return run_command  # type: ignore[return-value]  # click passes arguments by name


def effort_options(command: F) -> F:
    """Add `--careful` and `--repeats`: more calls for a steadier review by a model."""
    careful = click.option("--careful", is_flag=True, help="One dimension a call; slower.")
    repeats = click.option(
        "--repeats",
        type=click.IntRange(1, 9),
        default=1,
        help="The median of so many reviews, with their spread.",
    )
    return careful(repeats(command))


def use(coach: Coach, reviewer: str | None, endpoint: Profile | None) -> str | None:
    """Make the reviewer asked for the default of this run and return its name, if one was named.

    Raises CoachError for a name that is not in the config, and for both ways at once.
    """
    if endpoint is not None:
        if reviewer is not None:
            raise CoachError("--with and --base-url name two reviewers; give one of them.")
        return coach.profiles.use_endpoint_for_this_run(endpoint)
    if reviewer is not None:
        coach.profiles.use_for_this_run(reviewer)
    return reviewer


def _make_profile(
    base_url: str | None, model: str | None, api_key_env: str | None, timeout: float | None
) -> Profile | None:
    if base_url is None and model is None and api_key_env is None:
        if timeout is not None:
            raise CoachError("--timeout goes with --base-url; a profile has its own timeouts.")
        return None
    if base_url is None or model is None:
        raise CoachError("--base-url and --model belong together; give both.")
    from coach.services.profiles import make_profile

    profile = make_profile(base_url, model, api_key_env)
    if timeout is None:
        return profile
    usual = profile.timeouts
    longer = {"first_token": timeout, "gap": timeout, "total": max(timeout, usual.total)}
    return profile.model_copy(update={"timeouts": usual.model_copy(update=longer)})
