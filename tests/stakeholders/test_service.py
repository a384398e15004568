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


STANCES = """\
stances:
  customer-a: {stance: leave, sentence: 2, would_change: A demo that does not fail.}
  customer-b-platform: {stance: accept, sentence: 1}
  customer-b-finance: {stance: bargain, sentence: 1, would_change: The price per team.}
  own-engineers: {stance: escalate, would_change: A date.}
"""


@pytest.fixture
def stances(tmp_path: Path) -> str:
    path = tmp_path / "stances.yaml"
    path.write_text(STANCES)
    return str(path)


def test_without_stances_needs_and_fears_are_told_and_nothing_is_kept(coach: Coach) -> None:
    printed = run("room", "last")
    assert "Needs: A demo on Thursday" in printed and "Fears: Being embarrassed" in printed
    assert "· not taken" in printed and "Lost most" not in printed
    assert coach.store.rooms(round_id(coach)) == []
    shown = data("room", "last")
    assert [voice["stance"] for voice in shown["room"]["voices"]] == [None] * 4
    assert {"round", "by", "fallback", "room", "to", "message", "review"} <= shown.keys()


@pytest.mark.posix
def test_stances_from_a_file_are_printed_and_kept_once(coach: Coach, stances: str) -> None:
    printed = run("room", "last", "--from", stances)
    assert "x leaves" in printed and "Your line: “We refuse A.”" in printed
    assert "Lost most: Customer A's champion" in printed
    run("room", "last", "--from", stances)
    (kept,) = coach.store.rooms(round_id(coach))
    assert kept.path.name == "01-self.yaml"
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700
    assert data("show", "last")["rooms"][0]["room"]["lost"] == "customer-a"
    assert run("room", "last") == printed, "the room that was kept is shown again"


def test_a_file_that_leaves_chairs_open_is_kept_as_far_as_it_goes(
    coach: Coach, stances: str, tmp_path: Path
) -> None:
    part = tmp_path / "part.yaml"
    part.write_text("stances:\n  customer-a: {stance: leave, would_change: A demo.}\n")
    output = run("room", "last", "--from", str(part), code=2)
    assert output.startswith("coach: Customer B's platform lead (customer-b-platform): ")
    assert "What is in the file is kept" in output and output.count("\n") == 1
    assert data("room", "last")["room"]["voices"][0]["stance"] == "leave"
    assert coach.store.rooms(round_id(coach)) == []
    run("room", "last", "--from", stances)
    assert not coach.store.draft_path(round_id(coach)).exists()


def test_a_message_is_reviewed_and_what_code_cannot_find_is_yours_to_mark(
    coach: Coach, stances: str, tmp_path: Path
) -> None:
    file = tmp_path / "message.txt"
    file.write_text(MESSAGE)
    first = data("room", "last", "--from", stances, "--message", str(file))
    assert first["to"] == "customer-a"
    met = {check["id"]: check["met"] for check in first["review"]["checks"]}
    assert [check for check, found in met.items() if found] == ["owner", "date"]
    assert [check for check, found in met.items() if found is None] == [
        "honesty",
        "reason",
        "alternative",
    ]
    before = coach.store.rooms(round_id(coach))[0].path.read_bytes()
    marks = tmp_path / "marks.yaml"
    marks.write_text("message: {honesty: 1, reason: since the weights are closed, alternative: no}")
    marked = data("room", "last", "--from", str(marks), "--message", str(file))
    checks = {check["id"]: check for check in marked["review"]["checks"]}
    assert checks["honesty"]["evidence"][0]["quote"] == MESSAGE.split(". ")[0] + "."
    assert checks["honesty"]["by"] == ["self"] and checks["alternative"]["met"] is False
    assert coach.store.rooms(round_id(coach))[0].path.read_bytes() == before
    assert "+ honesty (your mark)" in run("show", "last")


def test_a_message_to_somebody_else_needs_no_stances(coach: Coach) -> None:
    sent = data("room", "last", "--message", "-", "--to", "own-engineers", typed="Hello there.")
    assert sent["to"] == "own-engineers"
    (visit,) = coach.stakeholders.load_visits(round_id(coach))
    assert visit.message == "Hello there."


def test_the_form_is_printed_with_sentences_needs_and_ids(coach: Coach) -> None:
    printed = run("room", "last", "--form")
    assert "2 We refuse A." in printed and "customer-a: {stance: , sentence: " in printed


def test_what_is_wrong_is_one_sentence(coach: Coach, stances: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    marks = tmp_path / "marks.yaml"
    marks.write_text("message: {honesty: 1}\n")
    given = ("--from", stances, "--message")
    for arguments, reason in (
        ((*given, str(empty)), "the message is empty"),
        ((*given, str(tmp_path / "none.txt")), "there is no such file"),
        ((*given, "-", "--to", "the-ceo"), "nobody in this room"),
        (("--message", "-"), "nobody has said yet who lost"),
        (("--from", str(tmp_path / "none.yaml")), "there is no such file"),
        (("--to", "customer-a"), "--to goes with --message"),
        (("--with", "nobody"), "nobody"),
    ):
        output = run("room", "last", *arguments, code=2, typed="Hello there.")
        assert output.startswith("coach: ") and output.count("\n") == 1
        assert reason in output
    assert coach.stakeholders.load_visits(round_id(coach)) == []
    run("room", "last", "--from", stances)
    output = run("room", "last", "--from", str(marks), code=2)
    assert "marks of a message go with --message" in output


def test_a_room_from_before_is_shown_as_read_by_wording_and_begun_anew(
    coach: Coach, stances: str
) -> None:
    old = {
        "format": 1,
        "created": "2026-10-01T10:00:00+00:00",
        "by": "scripted",
        "fallback": None,
        "room": {
            "voices": [
                {
                    "stakeholder": "customer-a",
                    "who": "Customer A's champion",
                    "stance": "leave",
                    "heard": "refused",
                    "line": {"quote": "We refuse A.", "start": 51, "end": 63, "verified": True},
                    "text": "So it is a no. Then I look after myself.",
                    "would_change": "Another way to what they need.",
                    "otherwise": "",
                    "by": "scripted",
                    "fallback": None,
                }
            ],
            "lost": "customer-a",
            "waits": None,
        },
        "to": None,
        "message": "",
        "review": None,
    }
    coach.store.add_room(round_id(coach), "scripted", old)
    before = coach.store.rooms(round_id(coach))[0].path.read_bytes()
    printed = run("room", "last")
    assert printed.startswith("The room, read by wording") and "x leaves" in printed
    assert "read by wording" in run("export", "last")
    assert "The room, read by wording" in run("export", "last", "--format", "html")
    run("room", "last", "--from", stances)
    first, second = coach.stakeholders.load_visits(round_id(coach))
    assert (first.by, second.by, len(second.room.voices)) == ("scripted", "self", 4)
    assert coach.store.rooms(round_id(coach))[0].path.read_bytes() == before


def test_a_round_without_an_answer_has_no_room(coach: Coach) -> None:
    begun = coach.rounds.begin("the-gpu-drought").round
    asyncio.run(begun.advance())
    output = run("room", begun.transcript.id, code=2)
    assert output.count("\n") == 1 and "no answer yet" in output


def test_rooms_and_drafts_go_out_and_come_back(coach: Coach, stances: str, tmp_path: Path) -> None:
    id = round_id(coach)
    run("room", id, "--from", stances, "--message", "-", typed=MESSAGE)
    begun = coach.stakeholders.take(id, coach.stakeholders.open(id), "customer-a", stance="leave")
    coach.stakeholders.keep_chairs(id, begun)
    draft = Draft("customer-a", "Dear A,\n\tno: \u202e\u0000 – yes? 'quoted'  ")
    coach.stakeholders.keep_draft(id, draft)
    before = coach.stakeholders.load_visits(id)
    file = tmp_path / "all.json"
    run("export", "--all", "--format", "json", "-o", str(file))
    run("rounds", "delete", id)
    assert "1 rounds added" in run("import", str(file))
    assert "0 rounds added" in run("import", str(file))
    assert coach.stakeholders.load_visits(id) == before
    assert coach.stakeholders.load_draft(id) == draft
    assert coach.stakeholders.open(id).room == begun.room


def test_rounds_from_before_there_were_rooms_still_come_in(coach: Coach, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    run("export", "--all", "--format", "json", "-o", str(file))
    assert "rooms" not in json.loads(file.read_text())["rounds"][0]
    run("rounds", "delete", "last")
    assert "1 rounds added" in run("import", str(file))


def test_exports_show_the_room_with_everything_escaped(coach: Coach, stances: str) -> None:
    typed = "<script>alert(1)</script> [[link]] # no"
    run("room", "last", "--from", stances, "--message", "-", typed=typed)
    note = run("export", "last")
    assert "## The room, your chairs" in note and "**Needs:** A demo" in note
    assert "\\<script\\>" in note and "\\[\\[link" in note
    page = run("export", "last", "--format", "html")
    assert "The room, your chairs" in page and "Needs: A demo" in page
    assert "<script" not in page and "&lt;script&gt;" in page


def test_the_doctor_names_what_is_damaged(coach: Coach, stances: str) -> None:
    run("room", "last", "--from", stances)
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
        coach.stakeholders.load_visits(id)
    path.write_text(kept)
    for damaged in ("[half", "to: ''\ntext: ''\nchairs: [{who: 1}]\n"):
        coach.store.draft_path(id).write_text(damaged)
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
    draft = coach.stakeholders.load_draft(round_id(coach))
    assert draft is not None and draft.text.startswith("word " * 200)
