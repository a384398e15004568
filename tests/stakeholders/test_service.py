"""Rooms on disk and on the command line: kept, never changed, taken out and in, looked at."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.config import Config
from coach.files import CoachError
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.stakeholders.service import Draft
from coach.workspace import Workspace

ID = "claude-vs-metering"
ANSWER = "B gets its export with cost per team in two weeks. We refuse A."
MESSAGE = "We will not host Claude, since the weights are closed. I ring you on Tuesday."


@pytest.fixture
def coach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coach:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    made = Coach(
        Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(Config()), now=lambda: now)
    )
    made.store.save(made.rounds.record_written(ID, ANSWER))
    return made


def run(*arguments: str, code: int = 0, typed: str | None = None) -> str:
    result = CliRunner().invoke(cli, list(arguments), input=typed)
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


def data(*arguments: str, typed: str | None = None) -> Any:
    return json.loads(run(*arguments, "--json", typed=typed))


def round_id(coach: Coach) -> str:
    return coach.store.resolve("last")


@pytest.mark.posix
def test_the_voices_are_printed_and_kept_once(coach: Coach) -> None:
    said = run("room", "last")
    assert "x leaves" in said and "Your line: “We refuse A.”" in said
    assert "Lost most: Customer A's champion" in said
    run("room", "last")
    (kept,) = coach.store.rooms(round_id(coach))
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700
    assert data("show", "last")["rooms"][0]["room"]["lost"] == "customer-a"


def test_a_message_is_reviewed_and_appended(coach: Coach, tmp_path: Path) -> None:
    file = tmp_path / "message.txt"
    file.write_text(MESSAGE)
    first = data("room", "last", "--message", str(file))
    assert first["to"] == "customer-a"
    found = {check["id"]: check["met"] for check in first["review"]["checks"]}
    assert found["honesty"] and found["owner"] and not found["alternative"]
    before = coach.store.rooms(round_id(coach))[0].path.read_bytes()
    second = data("room", "last", "--message", "-", "--to", "own-engineers", typed="Hello.")
    assert second["to"] == "own-engineers"
    one, two = coach.stakeholders.kept(round_id(coach))
    assert (one.message, two.message) == (MESSAGE, "Hello.")
    assert coach.store.rooms(round_id(coach))[0].path.read_bytes() == before
    assert MESSAGE in run("show", "last")


def test_what_is_wrong_is_one_sentence(coach: Coach, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    for arguments, said in (
        (("--message", str(empty)), "the message is empty"),
        (("--message", str(tmp_path / "none.txt")), "there is no such file"),
        (("--message", "-", "--to", "the-ceo"), "nobody in this room"),
        (("--to", "customer-a"), "--to goes with --message"),
        (("--with", "nobody"), "nobody"),
    ):
        output = run("room", "last", *arguments, code=2, typed="Hello there.")
        assert output.startswith("coach: ") and output.count("\n") == 1
        assert said in output
    assert coach.stakeholders.kept(round_id(coach)) == []


def test_a_round_without_an_answer_has_no_room(coach: Coach) -> None:
    begun = coach.rounds.begin("the-gpu-drought").round
    asyncio.run(begun.advance())
    output = run("room", begun.transcript.id, code=2)
    assert output.count("\n") == 1 and "no answer yet" in output


def test_rooms_and_drafts_go_out_and_come_back(coach: Coach, tmp_path: Path) -> None:
    id = round_id(coach)
    run("room", id, "--message", "-", typed=MESSAGE)
    draft = Draft("customer-a", "Dear A,\n\tno: \u202e\u0000 – yes? 'quoted'  ")
    coach.stakeholders.keep_draft(id, draft)
    before = coach.stakeholders.kept(id)
    file = tmp_path / "all.json"
    run("export", "--all", "--format", "json", "-o", str(file))
    run("rounds", "delete", id)
    assert "1 rounds added" in run("import", str(file))
    assert "0 rounds added" in run("import", str(file))
    assert coach.stakeholders.kept(id) == before
    assert coach.stakeholders.draft(id) == draft


def test_rounds_from_before_there_were_rooms_still_come_in(coach: Coach, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    run("export", "--all", "--format", "json", "-o", str(file))
    assert "rooms" not in json.loads(file.read_text())["rounds"][0]
    run("rounds", "delete", "last")
    assert "1 rounds added" in run("import", str(file))


def test_exports_show_the_room_with_everything_escaped(coach: Coach) -> None:
    run("room", "last", "--message", "-", typed="<script>alert(1)</script> [[link]] # no")
    note = run("export", "last")
    assert "## The room, played by the script" in note
    assert "\\<script\\>" in note and "\\[\\[link" in note
    page = run("export", "last", "--format", "html")
    assert "The room, played by the script" in page
    assert "<script" not in page and "&lt;script&gt;" in page


def test_the_doctor_names_what_is_damaged(coach: Coach) -> None:
    run("room", "last")
    id = round_id(coach)
    assert {one["grade"] for one in data("doctor", "--transcripts")} == {"ok"}
    path = coach.store.rooms(id)[0].path
    kept = path.read_text()
    path.write_text(kept.replace("We refuse A.", "We adore A."))
    (note,) = data("doctor", "--transcripts")
    assert note["grade"] == "note" and path.name in note["said"]
    path.write_text("room: maybe\n")
    assert path.name in run("doctor", "--transcripts", code=2)
    with pytest.raises(CoachError, match=path.name):
        coach.stakeholders.kept(id)
    path.write_text(kept)
    coach.store.draft_path(id).write_text("[half")
    assert "draft.yaml" in run("doctor", "--transcripts", code=2)


WRITER = """
import sys
from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.stakeholders.service import Draft
from coach.workspace import Workspace

coach = Coach(Workspace(find_paths({"COACH_HOME": sys.argv[1]}), Settings(Config())))
coach.stakeholders.keep_draft(sys.argv[2], Draft("customer-a", "word " * 200))
print("written", flush=True)
while True:
    coach.stakeholders.keep_draft(sys.argv[2], Draft("customer-a", "word " * 200 + "more"))
"""


def test_a_draft_survives_being_killed(coach: Coach, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", WRITER, str(tmp_path), round_id(coach)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"written"
        os.kill(writer.pid, signal.SIGKILL)
    draft = coach.stakeholders.draft(round_id(coach))
    assert draft is not None and draft.text.startswith("word " * 200)
