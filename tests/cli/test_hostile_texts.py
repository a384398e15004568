"""What rounds, reviews, packs, configs and servers say steers no terminal, whatever prints it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import MODULES, cli
from coach.exports.writer import FORMATS
from coach.services.coach import Coach
from coach.workspace import Workspace
from tests.support.hostile import (
    EVIL,
    MARK,
    PROFILE,
    find_controls,
    spoil_config,
    spoil_home,
    spoil_pack,
)
from tests.support.judgements import judgement
from tests.support.server import answers, data, delta, finish, raw, served

pytestmark = pytest.mark.slow
ROUND = "2026-11-26-193000"
"""A round with a room, an own mark and a model's review."""
BEFORE = "2026-11-15-194000"
CASE = "claude-vs-metering"
ESCAPED = json.dumps(EVIL + "\ud83d")[1:-1]
REPLY = judgement("Fair", level=3).replace('"rationale": "', f'"rationale": "{ESCAPED} ')
SERVERS = {
    "a judgement": raw(data(delta(REPLY, reasoning_content=EVIL)), data(finish())),
    "no judgement": raw(data(delta(f"no {EVIL}") | {"model": EVIL}), data(finish(EVIL))),
    "an error": answers(400, {"error": {"message": EVIL, "code": EVIL}}),
}
MODELS = {"data": [{"id": f"m-{EVIL}"}]}
LEFT_OUT = {"practice", "demo", "serve", "completion", "help", "paths"}
"""Commands that open the screen, or print nothing that anybody wrote."""
PRINTING = [
    ["scenarios"],
    ["scenarios", "--coverage"],
    ["scenario", CASE, "--spoilers"],
    ["rounds"],
    ["rounds", "--search", "engineers"],
    ["show", ROUND],
    ["show", ROUND, "--levels"],
    ["compare", ROUND],
    ["compare", BEFORE, ROUND],
    ["regrade", ROUND, "--with", "offline"],
    ["room", ROUND],
    ["scorecard", ROUND],
    ["progress"],
    ["study"],
    ["plan"],
    ["drills"],
    ["drill", "tradeoff", "--answer", "ANSWER"],
    ["models"],
    ["models", "default", PROFILE],
    ["models", "exam", PROFILE],
    ["models", "remove", PROFILE],
    ["check"],
    ["doctor"],
    ["doctor", "--privacy"],
    ["mark", ROUND],
    ["import", "BUNDLE"],
    ["new", "scenario", EVIL],
    ["batch", "list"],
]
ASKING = [
    ["grade", CASE, "--answer", "ANSWER", "--with", PROFILE],
    ["regrade", ROUND, "--with", PROFILE],
    ["regrade", "--all", "--again", "--with", PROFILE],
    ["stronger", ROUND, "--with", PROFILE],
    ["room", ROUND, "--with", PROFILE],
    ["models", "test", PROFILE],
    ["models", "list", PROFILE],
    ["calibrate", "--with", PROFILE, "--limit", "1"],
    ["batch", "submit", ROUND, "--with", PROFILE],
]


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Coach]:
    coach = spoil_home(tmp_path)
    (tmp_path / "answer.md").write_text(f"Fair. {EVIL} Engineering goes to B.", "utf-8")
    bundle = [{"id": EVIL, EVIL: EVIL + "\ud83d"}]
    (tmp_path / "bundle.json").write_text(json.dumps(bundle), "utf-8")
    yield coach


def run(coach: Coach, folder: Path, command: list[str]) -> str:
    """All that a command prints; asked something, it is answered with an empty line."""
    files = {"ANSWER": str(folder / "answer.md"), "BUNDLE": str(folder / "bundle.json")}
    arguments = [files.get(word, word) for word in command]
    result = CliRunner().invoke(cli, arguments, obj=coach, input="\n")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code != 70, result.output
    return result.output


def test_every_command_is_looked_at_here() -> None:
    named = {command[0] for command in PRINTING + ASKING} | LEFT_OUT | {"export"}
    assert named == {name for names in MODULES.values() for name in names}


def test_no_command_prints_a_control_character(coach: Coach, tmp_path: Path) -> None:
    marked = set()
    through = {}
    # refused at once: of an address without a server, the exam would try each call again and wait
    with served(answers(401, {"error": "no"})) as server:
        spoil_config(coach, server.url)
        for command in PRINTING:
            for more in ([], ["--json"]):
                printed = run(coach, tmp_path, command + more)
                if MARK in printed:
                    marked.add(command[0])
                if controls := find_controls(printed):
                    through[" ".join([*command, *more])] = controls
    assert through == {}
    assert {"show", "rounds", "compare", "models", "room"} <= marked


@pytest.mark.parametrize("where", SERVERS)
def test_no_word_of_a_server_is_printed_as_a_control(
    where: str, coach: Coach, tmp_path: Path
) -> None:
    through = {}
    marked = set()
    with served(SERVERS[where], models=answers(200, MODELS)) as server:
        spoil_config(coach, server.url)
        for command in ASKING:
            printed = run(coach, tmp_path, command)
            if MARK in printed:
                marked.add(command[0])
            if controls := find_controls(printed):
                through[" ".join(command)] = controls
    assert through == {}
    assert {"grade", "regrade", "models"} <= marked


@pytest.mark.parametrize("how", FORMATS)
def test_no_export_holds_a_control_character(how: str, coach: Coach, tmp_path: Path) -> None:
    output = tmp_path / f"round.{how}"
    result = CliRunner().invoke(cli, ["export", ROUND, "--format", how], obj=coach)
    run(coach, tmp_path, ["export", ROUND, "--format", how, "-o", str(output)])
    text = output.read_text("utf-8")
    assert MARK in text and MARK in result.output
    assert find_controls(text) == [] and find_controls(result.output) == []


def test_a_hostile_pack_is_named_and_printed_by_no_command_as_it_is(
    coach: Coach, tmp_path: Path
) -> None:
    packs = str(spoil_pack(coach))
    fresh = Coach(Workspace(coach.paths, coach.workspace.settings))
    for command in (["check", packs], ["scenarios"], ["drills"], ["doctor"], ["show", ROUND]):
        printed = run(fresh, tmp_path, command)
        assert find_controls(printed) == [], command
        assert command[0] != "check" or MARK in printed
