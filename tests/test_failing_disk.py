"""A disk that refuses one call, each in turn: nothing typed is lost and nothing half is left."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from coach.config import Profile, load_config
from coach.files import CoachError
from coach.later import Later
from coach.paths import find_paths
from coach.rounds.round import Round
from coach.services.coach import Coach
from coach.services.config_file import add_profile
from coach.transcripts.review_schema import Review, ReviewerId
from coach.workspace import Workspace

pytestmark = pytest.mark.slow

CASE = "claude-vs-metering"
CALLS = ("write", "fsync", "replace", "rename", "link", "mkdir", "open", "ftruncate")
HALF = 3


class FailingDisk:
    """Counts the calls that change files and lets one of them fail."""

    def __init__(self, refused: int | None, error: int) -> None:
        self.refused, self.error, self.count = refused, error, 0
        self.did_refuse = False

    @contextmanager
    def mounted(self, folder: Path) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self._guard(name, getattr(os, name), str(folder)))
            yield

    def _guard(self, name: str, real: Callable[..., Any], folder: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            reads = name == "open" and not (args[1] & os.O_CREAT)
            # a journal of an earlier test may still be synced by its timer
            other = isinstance(threading.current_thread(), threading.Timer)
            if (
                other
                or reads
                or (isinstance(args[0], (str, Path)) and not str(args[0]).startswith(folder))
            ):
                return real(*args, **kwargs)
            self.count += 1
            if self.count == self.refused:
                self.did_refuse = True
                if name == "write":
                    # as much as went out before the disk was full
                    real(args[0], bytes(args[1])[: len(args[1]) // HALF])
                raise OSError(self.error, os.strerror(self.error), str(args[0]))
            return real(*args, **kwargs)

        return call


def make_coach(home: Path, later: Later = lambda task: None) -> Coach:
    """A coach whose disk is told to keep what was typed when the test says so, not by a clock."""
    return Coach(Workspace(find_paths({"COACH_HOME": str(home)}), later=later))


async def take_round(home: Path, troubles: list[str]) -> Round:
    """A whole round typed in pieces and synced after each; each trouble that is told is noted."""
    due: list[Callable[[], None]] = []
    round_ = make_coach(home, due.append).rounds.begin(CASE).round

    def note() -> None:
        while due:
            due.pop()()
        if round_.trouble:
            troubles.append(round_.trouble)

    await round_.advance()
    note()
    await round_.ask("What do they spend?")
    note()
    await round_.advance()
    for text in ("I", "I go", "I go with B.", "I go with B. Reach decides."):
        round_.write("answer", text)
        note()
    await round_.advance()
    round_.write("reply", "Reach is the whole point.")
    note()
    await round_.advance()
    note()
    round_.retry_saving()
    return round_


async def count_calls(home: Path) -> int:
    disk = FailingDisk(None, 0)
    with disk.mounted(home):
        await take_round(home, [])
    return disk.count


async def test_a_round_loses_nothing_whichever_call_fails(tmp_path: Path) -> None:
    # the first round of a process keeps compiled packs too
    await count_calls(tmp_path / "first")
    total = await count_calls(tmp_path / "counted")
    assert total > 20
    for refused in range(1, total + 1):
        home = tmp_path / f"{refused}"
        troubles: list[str] = []
        disk = FailingDisk(refused, (errno.ENOSPC, errno.EIO)[refused % 2])
        with disk.mounted(home):
            round_ = await take_round(home, troubles)
        assert disk.did_refuse, f"call {refused} of {total} was not made"
        assert round_.trouble is None, "there is room again, so all is saved"
        (round_id,) = make_coach(home).store.ids()
        kept = make_coach(home).store.recover(round_id)
        assert kept.candidate_text == round_.transcript.candidate_text, f"call {refused}"
        assert kept.answer == "I go with B. Reach decides."
        hidden = {path.name for path in make_coach(home).store.folder.rglob(".*")} - {".open"}
        assert hidden <= {".journal.jsonl.new"}, f"call {refused} left {hidden}"


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES])
def test_a_review_is_kept_whole_or_said(error: int, tmp_path: Path) -> None:
    review = Review(status="graded", reviewer=ReviewerId(kind="model", name="one"))
    for refused in range(1, 12):
        home = tmp_path / f"{refused}"
        coach, disk = make_coach(home), FailingDisk(refused, error)
        record = coach.store.add(coach.rounds.record_written(CASE, "I go with B."))
        said = None
        with disk.mounted(home):
            try:
                coach.reviews.keep(record.id, review)
            except CoachError as problem:
                said = str(problem)
        there = coach.reviews.load(record.id)
        # what is loaded carries how its model stands, which no file of the round says
        kept = [loaded.model_copy(update={"standing": review.standing}) for loaded in there]
        assert (said is None and kept == [review]) or (said and "instead" in said)
        assert coach.reviews.find_faults(record.id) == []


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS])
def test_a_config_is_changed_whole_or_as_it_was(error: int, tmp_path: Path) -> None:
    before = "# mine\ntheme: nord\n"
    for refused in range(1, 10):
        path = tmp_path / f"{refused}" / "config.yaml"
        path.parent.mkdir()
        path.write_text(before)
        disk = FailingDisk(refused, error)
        with disk.mounted(tmp_path):
            try:
                add_profile(path, "new", Profile(base_url="http://h/v1", model="m"))
            except OSError as problem:
                assert problem.filename == str(path)
                assert path.read_text() == before
            else:
                assert "new" in load_config(path).models
