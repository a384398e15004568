"""The commands, gathered."""

from __future__ import annotations

import click

from coach import __version__
from coach.cli import (
    asking,
    batch,
    models,
    new,
    opinions,
    regrade,
    rounds,
    scorecard,
    setup,
    training,
    transfer,
)
from coach.cli import calibrate as calibration
from coach.cli.endpoint import endpoint_options, use
from coach.cli.output import Failing, desk_of
from coach.config import Profile
from coach.files import CoachError


@click.group(cls=Failing, invoke_without_command=True)
@click.version_option(__version__, prog_name="coach")
@click.option(
    "--packs", multiple=True, type=click.Path(), help="A folder with more packs (repeatable)."
)
@click.option("--with", "reviewer", help="A profile of the config, or offline.")
@endpoint_options
@click.pass_context
def coach(
    ctx: click.Context,
    packs: tuple[str, ...],
    reviewer: str | None,
    endpoint: Profile | None,
) -> None:
    """A mock-interview coach in the terminal. Without a command it opens."""
    if ctx.invoked_subcommand is None:
        from coach.tui.app import run

        desk = desk_of(ctx)
        use(desk, reviewer, endpoint)
        run(make=lambda: desk)
    elif reviewer or endpoint:
        raise CoachError("--with and --base-url go after the command.")


for module in (
    asking,
    rounds,
    regrade,
    batch,
    opinions,
    scorecard,
    transfer,
    training,
    models,
    new,
    setup,
    calibration,
):
    for command in module.COMMANDS:
        coach.add_command(command)
