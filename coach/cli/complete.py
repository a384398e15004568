"""Completing arguments in a shell: the ids of cases and rounds, and the names of profiles."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from coach.files import CoachError


class CompletedType(click.ParamType):  # type: ignore[type-arg]  # not generic in older clicks
    """Text that a shell can complete; what is typed is taken as it is."""

    def __init__(self, name: str) -> None:
        self.name = name

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """List what begins as what was typed; nothing where the home cannot be read."""
        try:
            names = self.list_names()
        except (CoachError, OSError):
            return []
        return [CompletionItem(name, help=about) for name, about in names if incomplete in name]

    def list_names(self) -> list[tuple[str, str]]:
        """Names with a line on each. Raises CoachError and OSError."""
        from coach.services.home import open_home

        coach = open_home(forgiving=True)
        match self.name:
            case "case":
                return [(s.id, s.title) for _, s in coach.library.scenarios]
            case "round":
                return [("last", "the newest"), *((n, "") for n in reversed(coach.store.ids()))]
            case _:
                return [(name, "") for name in coach.config.reviewers]


COMPLETED = {
    "scenario_id": CompletedType("case"),
    "round_id": CompletedType("round"),
    "round_ids": CompletedType("round"),
    "reviewer": CompletedType("profile"),
    "reviewers": CompletedType("profile"),
    "player": CompletedType("profile"),
    "interviewer_model": CompletedType("profile"),
}
"""Arguments and options of all commands that are such a name, by what they are called in code."""


def complete_names(command: click.Command) -> None:
    """Have a shell complete those arguments of a command that name a case, round or profile."""
    for parameter in command.params:
        if parameter.name in COMPLETED:
            parameter.type = COMPLETED[parameter.name]
