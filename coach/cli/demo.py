"""The demo: coach with a fictional candidate's rounds in it."""

from __future__ import annotations

from pathlib import Path

import click

from coach.demo.home import lend_home

BUILDING = "Building the demo, which takes a few seconds…"
HERE = "coach-demo"
"""The folder that `--keep` makes where none is named."""


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option(
    "--keep",
    is_flag=False,
    flag_value=HERE,
    metavar="[FOLDER]",
    type=click.Path(path_type=Path),
    help=f"Keep the demo in a folder, ./{HERE} unless one is named, and open it again from there.",
)
@click.argument("command", metavar="[COMMAND]...", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def demo(ctx: click.Context, keep: Path | None, command: tuple[str, ...]) -> None:
    """Open coach with a fictional candidate's two weeks in it.

    There are ten rounds with marks and reviews, and a plan.
    Nothing of yours is read or changed, and all of it is deleted at the end. With a COMMAND, such
    as `coach demo progress`, that command runs on the demo.
    """
    with lend_home(keep) as home:
        if command:
            from coach.cli.commands import cli

            status = cli.main(list(command), "coach", standalone_mode=False, obj=home.open())
        else:
            from coach.tui.run import run

            run(make=home.open, loading=None if home.paths.banner.exists() else BUILDING)
            status = 0
    if keep is not None:
        click.echo(f"The demo is kept. Open it again: coach demo --keep {keep}", err=True)
    if isinstance(status, int) and status:
        ctx.exit(status)


COMMANDS = (demo,)
