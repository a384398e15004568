"""Help on one command, and completion for shells."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from coach.cli.shell import COMPLETION
from coach.files import CoachError

SHELLS = ("bash", "zsh", "fish")
INSTALL = {
    "bash": "coach completion bash >> ~/.bashrc",
    "zsh": "coach completion zsh >> ~/.zshrc",
    "fish": "coach completion fish > ~/.config/fish/completions/coach.fish",
}


@click.command("help")
@click.argument("topic", nargs=-1, metavar="[COMMAND]...")
@click.pass_context
def show_help(ctx: click.Context, topic: tuple[str, ...]) -> None:
    """Say how a command is used; without one, list all of them."""
    from coach.cli.commands import cli

    command: click.Command = cli
    above = click.Context(cli, info_name="coach")
    for name in topic:
        inner = command.get_command(above, name) if isinstance(command, click.Group) else None
        if inner is None:
            raise CoachError(f"there is no command {' '.join(topic)!r}; `coach help` lists them.")
        command = inner
        above = click.Context(command, info_name=name, parent=above)
    click.echo(command.get_help(above))


@click.command(
    epilog="To have it in each new shell: " + "; ".join(f"`{line}`" for line in INSTALL.values())
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what your shell needs to complete words of coach.

    Completes commands, options, cases, rounds and profiles.
    """
    from coach.cli.commands import cli

    kind = get_completion_class(shell)
    assert kind is not None, "click completes for each of these shells"
    click.echo(kind(cli, {}, "coach", COMPLETION).source())


COMMANDS = (show_help, completion)
