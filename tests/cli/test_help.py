"""Help on a command, and what a shell is told to complete."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from tests.support.demos import lend_demo


def complete(home: Path, *words: str) -> list[str]:
    """What bash is offered for the last of the words, from the program itself."""
    line = ["coach", *words]
    env = {
        "PATH": os.environ["PATH"],
        "COACH_HOME": str(home),
        "_COACH_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(line),
        "COMP_CWORD": str(len(words)),
    }
    command = [sys.executable, "-m", "coach"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return [offered.partition(",")[2] for offered in done.stdout.splitlines()]


@pytest.mark.slow
def test_a_shell_is_offered_commands_cases_rounds_and_profiles(tmp_path: Path) -> None:
    home = lend_demo(tmp_path).paths.config_file.parent
    assert "progress" in complete(home, "pro")
    assert complete(home, "practice", "price-w") == ["price-war"]
    assert complete(home, "show", "2026-11-27") == ["2026-11-27-201000-one-slot-many-asks"]
    assert complete(home, "regrade", "last", "--with", "demo") == ["demo-model"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_asks_the_program(shell: str) -> None:
    done = CliRunner().invoke(cli, ["completion", shell])
    assert done.exit_code == 0
    assert f"_COACH_COMPLETE={shell}_complete" in done.stdout


def test_help_is_that_of_the_command() -> None:
    told = CliRunner().invoke(cli, ["help", "models", "test"])
    assert told.stdout.startswith("Usage: coach models test")
    assert "practice" in CliRunner().invoke(cli, ["help"]).stdout
    unknown = CliRunner().invoke(cli, ["help", "sing"])
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "there is no command 'sing'; `coach help` lists them." in unknown.stderr


def list_groups(command: click.Command, *words: str) -> Iterator[tuple[str, ...]]:
    """The words of every command that has others under it."""
    if isinstance(command, click.Group):
        yield words
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from list_groups(child, *words, name)


@pytest.mark.parametrize("words", list_groups(cli), ids=lambda words: " ".join(words) or "coach")
def test_no_summary_is_cut_off(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"], terminal_width=80).output
    commands = shown.partition("Commands:\n")[2].splitlines()
    assert len(commands) >= 3
    assert [line for line in commands if line.endswith("...")] == []
