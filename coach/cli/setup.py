"""Commands about the installation: check, paths."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import click

from coach.cli.output import json_option, print_json, say, with_desk
from coach.packs.check import check_library
from coach.packs.load import load_library
from coach.practice.desk import Desk


@click.command()
@json_option
@with_desk
def paths(desk: Desk, as_json: bool) -> None:
    """Print where everything is."""
    named: dict[str, str | list[str]] = {}
    for field in fields(desk.paths):
        value = getattr(desk.paths, field.name)
        named[field.name] = [str(p) for p in value] if isinstance(value, tuple) else str(value)
    named["index"] = str(desk.paths.index)
    if as_json:
        print_json(named)
        return
    width = max(map(len, named))
    for name, value in named.items():
        say(f"{name:<{width}}  {', '.join(value) if isinstance(value, list) else value}")


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@json_option
@with_desk
def check(desk: Desk, folders: tuple[Path, ...], as_json: bool) -> None:
    """Validate packs, config and prompts: file, line, field and remedy for every fault."""
    library = load_library(folders) if folders else desk.library
    faults = [*library.faults, *check_library(library)]
    if as_json:
        print_json(
            [
                {"file": f.file, "line": f.line, "field": f.field, "message": f.message}
                for f in faults
            ]
        )
    else:
        for fault in faults:
            say(str(fault))
        scenarios = len(library.scenarios)
        say(f"{len(library.packs)} pack(s), {scenarios} scenario(s), {len(faults)} fault(s).")
    if faults:
        sys.exit(2)


COMMANDS = (paths, check)
