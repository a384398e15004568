"""What happens during a call to a model, told on stderr: nobody should wait without knowing why."""

from __future__ import annotations

import sys

import click

from coach.cli.output import printable


class Progress:
    """Takes the events of a call and prints what is new, a line each."""

    def __init__(self) -> None:
        self._told = ""

    def __call__(self, event: object) -> None:
        """Take one event; countdowns and repeated waits are told once."""
        from coach.endpoints.events import Adapted, Retrying, Waiting

        match event:
            case Retrying(why=why, seconds=seconds, attempt=attempt):
                self._tell(f"{why} Trying again in {seconds:.0f} s.", f"attempt {attempt}")
            case Adapted(what=what):
                self._tell(f"Going on without what the server refused: {what}.", what)
            case Waiting(what=what) if "model" in what or "deployment" in what:
                self._tell(f"Waiting: {what}. Ctrl+C stops.", what)
            case Waiting() if sys.stderr.isatty() and not self._told:
                self._tell("Waiting for the model. Ctrl+C stops.", "waiting")

    def _tell(self, line: str, about: str) -> None:
        if about != self._told:
            self._told = about
            click.echo(f"coach: {printable(line)}", err=True)
