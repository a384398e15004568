"""What README and docs show can be done: commands exist, configs are read, links lead somewhere."""

import importlib.util
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.config import Config, load_config
from coach.packs.load import load_library
from coach.paths import find_paths
from tests.support.demos import lend_demo

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


def test_the_readme_shows_no_line_that_is_not_looked_at() -> None:
    lines = [line for name, text in blocks("") if name == "README.md" for line in text.splitlines()]
    others = [line for line in lines if line.split("#")[0].strip() not in commands()]
    assert [line.split()[0] for line in others] == ["curl", "powershell", "uv"]
    # the same lines as on the page that says more, where they are in a table
    page = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8").replace("\\|", "|")
    assert all(line.split("#")[0].strip() in page for line in others)


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


CONFIGS = [
    (name, content)
    for name, content in blocks("yaml")
    if {*yaml.safe_load(content)} <= {*Config.model_fields}
]


@pytest.mark.parametrize(("name", "content"), CONFIGS)
def test_a_config_is_whole(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(content, encoding="utf-8")
    config = load_config(path)
    assert name == "plan.md" or config.reviewer in config.models


def test_the_openers_on_the_page_make_a_pack_that_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    CliRunner().invoke(cli, ["new", "pack", "mine"])
    path = tmp_path / "data" / "packs" / "mine" / "pack.yaml"
    (openers,) = (content for _, content in blocks("yaml") if content.startswith("openers:"))
    path.write_text(path.read_text() + openers)
    checked = CliRunner().invoke(cli, ["check", str(path.parent)])
    assert (checked.exit_code, "0 fault(s)" in checked.output) == (0, True), checked.output


def lines_of(name: str) -> list[str]:
    """The commands in the blocks of one page, in order, each without its comment."""
    text = "\n".join(content for page, content in blocks("") if page == name)
    return [line.split("#")[0].strip() for line in text.splitlines() if line.startswith("coach ")]


def test_a_pack_is_begun_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    lines = lines_of("writing-a-pack.md")
    assert len(lines) == 3
    for line in lines:
        done = CliRunner().invoke(cli, shlex.split(line)[1:])
        assert done.exit_code == 0, (line, done.output)
    assert ", 0 fault(s)." in done.output


def test_the_parts_of_a_case_on_the_page_make_a_case_that_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    CliRunner().invoke(cli, ["new", "pack", "mine"])
    CliRunner().invoke(cli, ["new", "scenario", "the-first-case", "--pack", "mine"])
    path = tmp_path / "data" / "packs" / "mine" / "the-first-case.yaml"
    parts = [yaml.safe_load(content) for name, content in blocks("yaml") if "pack.md" in name]
    assert [list(part)[-1] for part in parts] == [
        "minutes", "facts", "points", "pushbacks", "outline"
    ]  # fmt: skip
    case = yaml.safe_load(path.read_text())
    for part in parts:
        case |= part
    path.write_text(yaml.safe_dump(case, allow_unicode=True))
    checked = CliRunner().invoke(cli, ["check", str(path)])
    assert (checked.exit_code, "0 fault(s)" in checked.output) == (0, True), checked.output


def is_part_of(shown: Any, whole: Any) -> bool:
    """Whether a page shows nothing but fields that a file has, with values of the same kinds."""
    if isinstance(shown, dict):
        return isinstance(whole, dict) and all(
            name in whole and is_part_of(value, whole[name]) for name, value in shown.items()
        )
    if isinstance(shown, list):
        return isinstance(whole, list) and all(is_part_of(item, whole[0]) for item in shown)
    return isinstance(whole, type(shown))


@pytest.mark.slow
def test_the_files_are_as_the_page_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach = lend_demo(tmp_path)
    rounds = coach.paths.transcripts
    folder = max(rounds.glob("*-claude-vs-metering"))
    shown = [yaml.safe_load(content) for name, content in blocks("yaml") if name == "files.md"]
    record = yaml.safe_load((folder / "round.yaml").read_text())
    review = yaml.safe_load((folder / "reviews" / "02-demo-model.yaml").read_text())
    assert is_part_of(shown[0], record)
    assert is_part_of(shown[1], review)
    assert {"answer", "pushback", "manner", "learning", "nudges", "name", "tags", "note"} <= {
        *record
    }
    monkeypatch.chdir(tmp_path)
    for line in lines_of("files.md"):
        done = CliRunner().invoke(cli, shlex.split(line)[1:], obj=coach)
        assert done.exit_code == 0, (line, done.output)


def test_the_figures_of_the_cases_are_those_of_the_pack() -> None:
    library = load_library(find_paths({}).pack_folders[:1])
    cases = [case for _, case in library.scenarios]
    facts = [len(case.facts) for case in cases]
    page = (ROOT / "docs" / "chat-model.md").read_text(encoding="utf-8")
    told = f"{len(cases)} cases with {sum(facts)} facts that the prompt does not say, {min(facts)}"
    assert f"{told} to {max(facts)} a case" in page
    assert f"{sum(len(case.pushbacks) for case in cases)} pushbacks, three a case" in page
    assert {len(case.pushbacks) for case in cases} == {3}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"each of the {len(cases)} cases" in readme


def test_every_page_is_in_the_site_or_left_out_of_it() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    def list_pages(entry: Any) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        entries = entry.values() if isinstance(entry, dict) else entry
        return [page for inner in entries for page in list_pages(inner)]

    listed = [*list_pages(settings["nav"]), *settings["not_in_nav"].split()]
    assert sorted(listed) == sorted(page.name for page in (ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.name)
def test_a_page_of_the_site_links_to_nothing_outside_it(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if target.startswith("..")] == []


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
