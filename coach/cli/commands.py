"""The commands, gathered."""

from __future__ import annotations

import click

from coach import __version__
from coach.cli import asking, rounds, setup
from coach.cli.output import Failing


@click.group(cls=Failing, invoke_without_command=True)
@click.version_option(__version__, prog_name="coach")
@click.option(
    "--packs", multiple=True, type=click.Path(), help="A folder with more packs (repeatable)."
)
@click.pass_context
def coach(ctx: click.Context, packs: tuple[str, ...]) -> None:
    """A mock-interview coach in the terminal. Without a command it opens."""
    if ctx.invoked_subcommand is None:
        from coach.cli.output import desk_of
        from coach.tui.app import run

        run(make=lambda: desk_of(ctx))


for module in (asking, rounds, setup):
    for command in module.COMMANDS:
        coach.add_command(command)
