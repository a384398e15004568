"""What people get wrong on the command line: one clear line, the right exit code, nothing lost."""

from __future__ import annotations

import importlib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import MODULES, cli

GRADE = ("grade", "claude-vs-metering", "--answer")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    monkeypatch.delenv("MISSING_KEY", raising=False)
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def refused(result: Result, *words: str) -> None:
    """It ended with exit code 2 and one line that holds the words; no traceback, no data."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("coach: ")
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def answer(home: Path, text: str = "Engineering goes to B, A may leave.") -> Path:
    path = home / "answer.md"
    path.write_text(text)
    return path


def saved(home: Path) -> list[Path]:
    return list((home / "data" / "transcripts").glob("2*/round.yaml"))


def test_an_answer_file_that_is_not_there(home: Path) -> None:
    refused(run(*GRADE, home / "nowhere.md"), "nowhere.md", "no such file")


def test_an_empty_answer(home: Path) -> None:
    refused(run(*GRADE, answer(home, " \n\t ")), "the answer is empty")
    assert saved(home) == []


def test_an_answer_that_is_a_folder(home: Path) -> None:
    refused(run(*GRADE, home), "is a folder")


def test_an_answer_that_is_not_text(home: Path) -> None:
    path = home / "answer.bin"
    path.write_bytes(b"fine\nbad \xff here")
    refused(run(*GRADE, path), "answer.bin:2", "UTF-8")


def test_an_unknown_scenario_names_what_is_close(home: Path) -> None:
    result = run("grade", "claude-vs-meterin", "--answer", answer(home))
    refused(result, "claude-vs-meterin", "did you mean claude-vs-metering")


@pytest.mark.parametrize("bad", ["../../etc/passwd", "a/b", "\x1b[2J", ""])
def test_an_id_that_is_a_path_or_an_escape(home: Path, bad: str) -> None:
    result = run("scenario", bad)
    refused(result)
    assert "\x1b" not in result.stderr


def test_a_config_with_an_unknown_key(home: Path) -> None:
    (home / "config.yaml").write_text("reviewer: offline\nmodles: {}\n")
    refused(run("scenarios"), "config.yaml:2", "modles", "unknown field")


def test_a_config_that_is_not_yaml(home: Path) -> None:
    (home / "config.yaml").write_text("reviewer: [offline\n")
    refused(run("scenarios"), "config.yaml:", "not valid YAML")


def test_a_default_reviewer_that_is_nowhere(home: Path) -> None:
    (home / "config.yaml").write_text("reviewer: fireworks\n")
    refused(run(*GRADE, answer(home)), "fireworks")


def test_a_key_variable_that_is_not_set_keeps_the_round(home: Path) -> None:
    (home / "config.yaml").write_text(
        "models:\n  hosted:\n    base_url: http://127.0.0.1:9/v1\n    model: m\n"
        "    api_key_env: MISSING_KEY\n"
    )
    refused(run(*GRADE, answer(home), "--with", "hosted"), "MISSING_KEY", "hosted")
    assert len(saved(home)) == 1


def test_a_reviewer_that_is_not_configured(home: Path) -> None:
    refused(run(*GRADE, answer(home), "--with", "nobody"), "nobody", "offline")


def test_half_an_endpoint(home: Path) -> None:
    result = run(*GRADE, answer(home), "--base-url", "http://127.0.0.1:9/v1")
    refused(result, "--base-url and --model belong together")


def test_an_endpoint_that_is_not_there_keeps_the_round_and_says_why(home: Path) -> None:
    endpoint = ("--base-url", "http://127.0.0.1:9/v1", "--model", "m")
    result = run(*GRADE, answer(home), *endpoint)
    assert result.exit_code == 1
    assert "Nothing is listening at http://127.0.0.1:9/v1" in result.stderr
    assert "Traceback" not in result.output
    assert "A may leave" in saved(home)[0].read_text()


def test_a_round_that_does_not_exist(home: Path) -> None:
    refused(run("show", "last"), "no round is saved yet")
    refused(run("show", "../secrets"), "no round is saved yet")


@pytest.mark.slow
def test_a_broken_scenario_says_file_line_and_field_and_the_rest_loads(home: Path) -> None:
    pack = home / "packs" / "mine"
    pack.mkdir(parents=True)
    bank = Path(__file__).resolve().parents[2] / "scenarios" / "ai-inference"
    for name in ("pack.yaml", "rubric.yaml", "cues.yaml", "open-source-stack.yaml"):
        (pack / name).write_text((bank / name).read_text())
    (pack / "broken.yaml").write_text("id: broken\ntitle: Broken\nminutes: soon\n")
    listed = run("--packs", home / "packs", "scenarios")
    assert listed.exit_code == 0
    assert "open-source-stack" in listed.stdout
    assert f"{pack}/broken.yaml:3: minutes" in listed.stderr
    checked = run("--packs", home / "packs", "check")
    assert checked.exit_code == 2
    assert f"{pack}/broken.yaml:3: minutes" in checked.stdout


def test_every_command_of_every_module_is_offered_under_its_name() -> None:
    context = click.Context(cli)
    for module, names in MODULES.items():
        found = importlib.import_module(f"coach.cli.{module}").COMMANDS
        assert {command.name for command in found} == set(names), module
        for name in names:
            assert cli.get_command(context, name) is not None
    assert cli.get_command(context, "nonsense") is None


@pytest.mark.parametrize(
    "command",
    [
        ("export",),
        ("export", "--format", "json"),
        ("scorecard",),
        ("batch", "export", "--with", "m"),
    ],
    ids=lambda command: " ".join(command),
)
def test_a_file_that_is_there_is_not_written_over(home: Path, command: tuple[str, ...]) -> None:
    (home / "config.yaml").write_text(
        "models:\n  m:\n    base_url: http://127.0.0.1:9/v1\n    model: m\n"
    )
    assert run(*GRADE, answer(home), "--with", "offline").exit_code == 0
    mine = home / "mine.md"
    mine.write_text("What I wrote by hand.")
    name, *more = command
    at = [*more, "last"] if name != "batch" else [more[0], "last", *more[1:]]
    refused(run(name, *at, "-o", mine), "mine.md", "is there already")
    assert mine.read_text() == "What I wrote by hand."


def test_an_export_is_written_over_when_asked(home: Path) -> None:
    assert run(*GRADE, answer(home), "--with", "offline").exit_code == 0
    old = home / "old.md"
    old.write_text("Last week's export.")
    assert run("export", "last", "-o", old, "--force").exit_code == 0
    assert "Engineering goes to B" in old.read_text()
