"""What README and docs show can be done: commands exist, configs are read, links lead somewhere."""

import importlib.util
import re
import shlex
from pathlib import Path

import click
import pytest

from coach.cli.commands import cli
from coach.config import load_config

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
STARTER = re.compile(
    r"(?:uvx(?: --from \S+)?|pipx run(?: --spec \S+)?) (?=(?:coach|interview-coach)\b)"
)
"""What may stand before the name where coach is not installed."""
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def blocks(language: str) -> list[tuple[str, str]]:
    return [
        (page.name, content)
        for page in PAGES
        for marked, content in BLOCK.findall(page.read_text(encoding="utf-8"))
        if marked == language
    ]


def commands() -> list[str]:
    lines = [STARTER.sub("", line) for _, content in blocks("") for line in content.splitlines()]
    called = (line for line in lines if line.split(" ")[0] in ("coach", "interview-coach"))
    return sorted({line.split("#")[0].strip() for line in called})


def test_there_are_commands_and_configs_to_check() -> None:
    assert len(commands()) > 15
    assert len(blocks("yaml")) > 8


@pytest.mark.parametrize("line", commands())
def test_a_command_can_be_called_like_that(line: str) -> None:
    words = shlex.split(line)[1:]
    command, context = cli, click.Context(cli, info_name="coach")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        chosen = command.get_command(context, words.pop(0))
        assert chosen is not None, line
        command, context = chosen, click.Context(chosen, parent=context)
    command.make_parser(context).parse_args(words)


@pytest.mark.parametrize(
    "content", [content for name, content in blocks("yaml") if name == "endpoints.md"]
)
def test_a_profile_of_the_endpoints_is_a_whole_config(tmp_path: Path, content: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(content, encoding="utf-8")
    config = load_config(path)
    assert config.reviewer in config.models


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_page_of_keys_is_as_the_code_has_them() -> None:
    spec = importlib.util.spec_from_file_location("keys_page", ROOT / "scripts" / "keys_page.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.PAGE.read_text(encoding="utf-8") == script.make_page()
