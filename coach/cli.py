"""The commands: parse, call, print."""

from __future__ import annotations

import json
from dataclasses import fields

import click

from coach import __version__
from coach.paths import Paths, find_paths


@click.group(invoke_without_command=True)
@click.version_option(__version__, prog_name="coach")
def main() -> None:
    """A mock-interview coach in the terminal."""


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def paths(as_json: bool) -> None:
    """Print where packs, prompts, transcripts, config and caches live."""
    found = describe(find_paths())
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    width = max(map(len, found))
    for name, value in found.items():
        click.echo(f"{name:<{width}}  {value}")


def describe(paths: Paths) -> dict[str, str]:
    """Name every path, as text; several folders are joined by the path separator."""
    named: dict[str, str] = {}
    for field in fields(paths):
        value = getattr(paths, field.name)
        named[field.name] = ":".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return named
