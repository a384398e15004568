"""What happens during a call to a model, told on stderr: nobody should wait without knowing why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

import click

from coach.cli.output import make_printable

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


MANY = 50
"""Rounds read at once from which a bar is shown."""


class Bar:
    """A bar on stderr that appears with the first count; where stderr is no terminal, nothing."""

    def __init__(self, label: str, least: int = 1) -> None:
        self._label = label
        self._least = least
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *how: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        if total < self._least:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total,
                label=self._label,
                file=sys.stderr,
                hidden=not sys.stderr.isatty(),
                show_pos=True,
            )
        self._bar.update(done - self._bar.pos)


class IndexBar(Bar):
    """The bar of rounds that are read into the index."""

    def __init__(self) -> None:
        super().__init__("Reading rounds", MANY)


class CallProgress:
    """Takes the events of a call and prints what is new, a line each."""

    def __init__(self) -> None:
        self._told = ""

    def __call__(self, event: object) -> None:
        """Take one event; countdowns and repeated waits are told once."""
        from coach.llm.events import Adapted, Retrying, Waiting

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
            click.echo(f"coach: {make_printable(line)}", err=True)
