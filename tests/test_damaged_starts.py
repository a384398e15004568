"""Whatever lies in the folders: the screen opens, and every command says one line or works."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.services.home import open_home
from coach.tui.app import CoachApp
from coach.workspace import Workspace
from tests.support.fuzz import CONFIG, TOKENS, mutate
from tests.support.screens import idle, until

pytestmark = pytest.mark.slow
CASE = "claude-vs-metering"
COMMANDS = (
    ["rounds"], ["rounds", "--json"], ["show", "last"], ["progress"], ["plan"], ["drills"],
    ["study"], ["models"], ["scenarios"], ["doctor"], ["doctor", "--transcripts"],
    ["doctor", "--privacy"], ["paths"], ["export", "--all", "--format", "json"],
)  # fmt: skip
GENERATED = int(os.environ.get("DAMAGED_STARTS", "8"))
"""Homes damaged at random; RELIABILITY.md says with how many it was run."""
Harm = Callable[[Path], object]


def fill(home: Path) -> None:
    """Two rounds with a review each, one of them unfinished, a config and a study deck."""
    coach = Coach(Workspace(find_paths({"COACH_HOME": str(home)})))
    runner = CliRunner()
    answer = home / "answer.md"
    home.mkdir(exist_ok=True)
    answer.write_text("I go with B. The tradeoff is that A may leave.")
    command = ["grade", CASE, "--answer", str(answer), "--with", "offline"]
    assert runner.invoke(cli, command, obj=coach).exit_code == 0
    assert runner.invoke(cli, command, obj=coach).exit_code == 0
    card = next(iter(coach.study.make_deck(coach.workspace.now()).due))
    coach.study.answer(card, "good", coach.workspace.now())
    (home / "config.yaml").write_text("theme: nord\n")


def folders(home: Path) -> list[Path]:
    return sorted((home / "data" / "transcripts").glob("2*"))


def in_round(name: str, text: bytes) -> Harm:
    def harm(home: Path) -> None:
        path = folders(home)[0] / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)

    return harm


def plain(name: str, text: bytes) -> Harm:
    def harm(home: Path) -> None:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)

    return harm


def replace_with(name: str, make: Callable[[Path], object]) -> Harm:
    def harm(home: Path) -> None:
        path = folders(home)[0] / name
        path.unlink(missing_ok=True)
        make(path)

    return harm


STARTS: dict[str, Harm] = {
    "nothing wrong": lambda home: None,
    "a typo in the config": plain("config.yaml", b"reviever: offline\n"),
    "an unknown reviewer": plain("config.yaml", b"reviewer: nobody\n"),
    "a config that is a list": plain("config.yaml", b"- a\n"),
    "a config that is no text": plain("config.yaml", b"\xff\xfe\x00"),
    "a key in the config": plain("config.yaml", b"models: {a: {api_key: sk-0123456789abcdef}}\n"),
    "an odd timestamp in the config": plain("config.yaml", b"theme: !!timestamp x\n"),
    "a config that is a folder": lambda home: (
        (home / "config.yaml").unlink(), (home / "config.yaml").mkdir(),
    ),
    "a config that is a pipe": lambda home: (
        (home / "config.yaml").unlink(), os.mkfifo(home / "config.yaml"),
    ),
    "a study deck that is no JSON": plain("data/study.json", b"{"),
    "a study deck without an offset": plain(
        "data/study.json",
        b'{"a": {"began": "2026-11-24T10:00:00", "card": {"due": "2026-11-24T10:00:00"}}}',
    ),
    "a study deck of odd values": plain("data/study.json", b'{"a": 5, "b": {"card": []}}'),
    "a review without an id": in_round(
        "reviews/02-x.yaml", b"status: graded\ndimensions: [{level: 2}]\n"
    ),
    "a review of a list": in_round("reviews/02-x.yaml", b"- 1\n"),
    "a review with odd points": in_round("reviews/02-x.yaml", b"status: graded\npoints_found: x\n"),
    "a review with an odd number": in_round("reviews/²-x.yaml", b"status: graded\n"),
    "a review that never ends": replace_with(
        "reviews/03-x.yaml", lambda path: path.symlink_to("/dev/zero")
    ),
    "a review that is a pipe": replace_with("reviews/03-x.yaml", os.mkfifo),
    "a review of infinite seconds": in_round(
        "reviews/02-x.yaml",
        b"status: graded\nreviewer: {kind: model, name: m}\ntiming: {total: .inf}\n",
    ),
    "a broken stronger version": in_round("stronger/01-m.yaml", b"text: 5\n"),
    "a broken room": in_round("rooms/01-scripted.yaml", b"room: 5\n"),
    "a round that is no YAML": in_round("round.yaml", b"id: [1\n"),
    "a round that is empty": in_round("round.yaml", b""),
    "a round without its record": replace_with("round.yaml", lambda path: None),
    "a round that is a link": replace_with("round.yaml", lambda p: p.symlink_to("/etc/passwd")),
    "a round that is a pipe": replace_with("round.yaml", os.mkfifo),
    "a journal that is no text": in_round("journal.jsonl", b"\xff\xfe\x00\n\x80\n"),
    "a journal of odd types": in_round(
        "journal.jsonl", b'{"at":"x","field":1,"start":null,"removed":{},"text":5,"kind":"edit"}\n'
    ),
    "a journal that is a folder": replace_with("journal.jsonl", lambda path: path.mkdir()),
    "a drill that is no YAML": plain("data/drills/2026-11-24-100000-goal.yaml", b"["),
    "an index that is none": plain("cache/rounds.sqlite3", b"no index"),
    "odd capabilities": plain("cache/capabilities.json", b"[" * 100_000),
    "odd timings": plain("cache/calls.jsonl", b"\xff\n{}\n5\n"),
    "a pack with an odd timestamp": plain("data/packs/x/pack.yaml", b"id: !!timestamp x\n"),
    "a file in the place of the packs": plain("data/packs", b""),
}  # fmt: skip


def damage_at_random(number: int) -> Harm:
    """One file of the home, changed as in the fuzz."""

    def harm(home: Path) -> None:
        rng = random.Random(number)
        (home / "config.yaml").write_text(CONFIG)
        files = sorted(p for p in home.rglob("*") if p.is_file() and p.suffix != ".md")
        path = rng.choice(files)
        path.write_bytes(mutate(path.read_bytes() or rng.choice(TOKENS), rng))

    return harm


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    fill(home)
    return home


def check_commands(home: Path, commands: tuple[list[str], ...] = COMMANDS) -> None:
    for command in commands:
        result = CliRunner().invoke(cli, command, env={"COACH_HOME": str(home)})
        assert result.exit_code in (0, 1, 2), (command, result.output, result.exc_info)
        assert "Traceback" not in result.output
        if result.exit_code:
            assert "coach: " in result.output or "fault" in result.output, (command, result.output)


async def check_screen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the program on a home and go to the rounds and the cards."""
    monkeypatch.setenv("COACH_HOME", str(home))
    app = CoachApp(lambda: open_home(forgiving=True))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.coach is not None)
        await idle(pilot)
        await pilot.press("2")
        await idle(pilot)
        await pilot.press("4")
        await pilot.pause()
    assert app.fault is None


@pytest.mark.parametrize("start", STARTS)
async def test_the_screen_opens_and_commands_say_one_line(
    start: str, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    STARTS[start](home)
    few = (["rounds"], ["show", "last"], ["progress"], ["study"], ["doctor"])
    # in a thread, since some commands run a loop of their own
    await asyncio.to_thread(check_commands, home, few)
    await check_screen(home, monkeypatch)


@pytest.mark.parametrize("number", range(GENERATED))
async def test_random_damage_leaves_every_command_and_the_screen_usable(
    number: int, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    damage_at_random(number)(home)
    await asyncio.to_thread(check_commands, home)
    await check_screen(home, monkeypatch)
