"""The commands, gathered."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

import click

from coach import __version__
from coach.cli.complete import complete_names
from coach.cli.endpoint import endpoint_options, use
from coach.cli.output import CoachGroup, get_coach
from coach.cli.shell import COMPLETION
from coach.files import CoachError
from coach.log import LEVELS, LogLevel

if TYPE_CHECKING:
    from coach.config import Profile

MODULES = {
    "round.practice": ("practice", "grade"),
    "packs.scenarios": ("scenarios", "scenario"),
    "saved.rounds": ("rounds", "show"),
    "saved.regrade": ("regrade",),
    "reviewers.batch": ("batch",),
    "saved.compare": ("compare", "stronger"),
    "round.room": ("room",),
    "saved.scorecard": ("scorecard",),
    "round.mark": ("mark",),
    "saved.export": ("export", "import"),
    "saved.progress": ("progress", "study"),
    "round.plan": ("plan",),
    "round.drill": ("drill", "drills"),
    "reviewers.models": ("models",),
    "packs.new": ("new",),
    "demo": ("demo",),
    "web.serve": ("serve",),
    "help": ("help", "completion"),
    "setup": ("check", "paths", "doctor"),
    "reviewers.calibrate": ("calibrate",),
}
"""Which module of this package holds which commands."""


class LazyGroup(CoachGroup):
    """Loads the module of the command that is asked for, and no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of their modules."""
        return [name for names in MODULES.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None for a name there is not."""
        module = next((m for m, names in MODULES.items() if cmd_name in names), None)
        if module is None:
            return None
        loaded = importlib.import_module(f"coach.cli.{module}")
        commands: dict[str | None, click.Command] = {
            command.name: command for command in loaded.COMMANDS
        }
        command = commands[cmd_name]
        if COMPLETION in os.environ:
            complete_names(command)
        return command


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.version_option(__version__, prog_name="coach")
@click.option(
    "--packs", multiple=True, type=click.Path(), help="A folder with more packs (repeatable)."
)
@click.option(
    "--log", type=click.Choice(LEVELS), help="How much to log, into coach.log in the cache folder."
)
@click.option("--with", "reviewer", help="A profile of the config, or offline.")
@endpoint_options
@click.pass_context
def cli(
    ctx: click.Context,
    packs: tuple[str, ...],
    log: LogLevel | None,
    reviewer: str | None,
    endpoint: Profile | None,
) -> None:
    """A mock-interview coach in the terminal. Without a command it opens."""
    if ctx.invoked_subcommand is None:
        from coach.tui.run import run

        coach = get_coach(ctx)
        use(coach, reviewer, endpoint)
        run(make=lambda: coach)
    elif reviewer or endpoint:
        raise CoachError("--with and --base-url go after the command.")
