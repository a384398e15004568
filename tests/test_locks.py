"""Locks between programs, and what two of them write at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.config import Profile, load_config
from coach.files import CoachError, create_file, make_folder, read_bytes
from coach.locks import FileLock, LockHeld, hold_lock
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.services.config_file import add_profile, set_interview, set_theme
from coach.transcripts.store import OpenElsewhere
from coach.workspace import Workspace

CASE = "claude-vs-metering"
HOLD = """
import sys, pathlib
from coach.locks import FileLock
lock = FileLock(pathlib.Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""
ADD = """
import sys, pathlib
from coach.config import Profile
from coach.services.config_file import add_profile
for number in range(int(sys.argv[3])):
    profile = Profile(base_url="http://127.0.0.1:1/v1", model="m")
    add_profile(pathlib.Path(sys.argv[1]), f"{sys.argv[2]}-{number}", profile)
"""


def hold_elsewhere(path: Path) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-c", HOLD, str(path)]
    holder = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    return holder


def test_a_lock_names_its_holder_and_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = hold_elsewhere(path)
    with pytest.raises(LockHeld) as caught:
        FileLock(path).acquire()
    assert caught.value.pid == holder.pid
    holder.kill()
    holder.wait()
    lock = FileLock(path)
    lock.acquire()
    lock.release()
    assert not path.exists()


def test_a_program_can_take_its_own_lock_again(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    first.acquire()
    second.acquire()


def test_profiles_added_by_two_programs_are_all_there(tmp_path: Path) -> None:
    path, count = tmp_path / "config.yaml", 8
    path.write_text("# mine\ntheme: nord\n")
    programs = [
        subprocess.Popen([sys.executable, "-c", ADD, str(path), name, str(count)])
        for name in ("a", "b")
    ]
    assert [program.wait() for program in programs] == [0, 0]
    assert len(load_config(path).models) == 2 * count
    assert path.read_text().startswith("# mine\ntheme: nord\n")
    assert [child.name for child in tmp_path.iterdir()] == ["config.yaml"]


def test_changes_by_threads_of_one_program_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"

    def add(name: str) -> None:
        add_profile(path, name, Profile(base_url="http://127.0.0.1:1/v1", model="m"))

    threads = [threading.Thread(target=add, args=(f"p{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(load_config(path).models) == 8


def test_a_lock_that_is_never_let_go_is_said(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    holder = hold_elsewhere(path.with_name(".config.yaml.lock"))
    with pytest.raises(LockHeld, match=f"process {holder.pid}"), hold_lock(path, 0.1):
        pass
    holder.kill()
    holder.wait()


@pytest.mark.parametrize(
    "text",
    [
        "{reviewer: offline, models: {}}\n",
        "? reviewer\n: offline\n",
        "--- \nreviewer: offline\n...\n",
        "models:\n  ? a\n  : {base_url: 'http://h/v1', model: m}\n",
        '"models": {"a": {"base_url": "http://h/v1", "model": "m"}}\n',
        "reviewer: >-\n  offline\n",
        "\ufefftheme: nord\n",
        "theme: nord # x\n---\n",
        "models: {a: {base_url: 'http://h/v1', model: m},}\n",
    ],
)
def test_an_odd_layout_is_edited_rightly_or_refused_in_a_sentence(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "config.yaml"
    today = date(2026, 11, 24)
    for edit in (
        lambda: add_profile(path, "new", Profile(base_url="http://h/v1", model="m"), default=True),
        lambda: set_theme(path, "dracula"),
        lambda: set_interview(path, today + timedelta(3), today),
    ):
        path.write_text(text)
        try:
            changed = edit()
        except CoachError:
            assert path.read_text() == text
        else:
            assert load_config(path) == changed


def make_coach(home: Path) -> Coach:
    return Coach(Workspace(find_paths({"COACH_HOME": str(home)})))


async def test_a_round_that_is_open_elsewhere_is_not_opened_twice(tmp_path: Path) -> None:
    coach = make_coach(tmp_path)
    round_ = coach.rounds.begin(CASE).round
    await round_.advance()
    round_id = round_.transcript.id
    round_.leave()
    holder = hold_elsewhere(coach.store.lock(round_id).path)
    for open_it in (coach.rounds.resume, coach.store.delete):
        with pytest.raises(OpenElsewhere, match=f"process {holder.pid}"):
            open_it(round_id)
    assert coach.store.recover(round_id).status == "left", "it can still be read"
    holder.kill()
    holder.wait()
    coach.rounds.resume(round_id).round.leave()


def test_files_are_made_exclusively_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    create_file(path, "mine")
    with pytest.raises(FileExistsError):
        create_file(path, "theirs")
    assert path.read_text() == "mine"
    assert [child.name for child in path.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_every_folder_is_private_all_the_way_up(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        make_folder(tmp_path / "a" / "b" / "c")
    finally:
        os.umask(before)
    for folder in ("a", "a/b", "a/b/c"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700


def test_a_pipe_or_a_device_is_refused_and_hangs_nothing(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    for path in (pipe, link, Path("/dev/zero")):
        with pytest.raises(CoachError, match="a pipe or a device"):
            read_bytes(path)
    with pytest.raises(CoachError, match="is a link"):
        read_bytes(link, follow=False)
