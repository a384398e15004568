"""Commands where the disk is full or a folder cannot be written: one sentence, no traceback."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
resource = pytest.importorskip("resource")
ID = "claude-vs-metering"
ANSWER = "Engineering goes to B. The tradeoff is that A may leave."


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    path = tmp_path / "answer.md"
    path.write_text(ANSWER)
    return path


def no_file_over(size: int) -> Callable[[], None]:
    """A limit on the size of files, which fails a write as a full disk does."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def coach(
    home: Path, *arguments: str, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-m", "coach", *arguments],
        env={"COACH_HOME": str(home), "PATH": os.environ["PATH"], "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done
    assert done.stderr.startswith("coach: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_grading_into_a_folder_that_cannot_be_made(tmp_path: Path, answer: Path) -> None:
    in_the_way = tmp_path / "data" / "transcripts"
    in_the_way.parent.mkdir()
    in_the_way.write_text("")
    said = one_sentence(coach(tmp_path, "grade", ID, "--answer", str(answer)))
    assert str(in_the_way) in said and "try again" in said


@pytest.mark.parametrize(
    "command",
    [
        ("grade", ID, "--answer", "ANSWER"),
        ("plan", "--date", str(date.today() + timedelta(days=6))),
        ("models", "add", "m", "--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--no-test"),
    ],
)
def test_a_full_disk_is_one_sentence(
    tmp_path: Path, answer: Path, command: tuple[str, ...]
) -> None:
    given = [str(answer) if word == "ANSWER" else word for word in command]
    said = one_sentence(coach(tmp_path, *given, limit=no_file_over(0)))
    assert "make room and try again" in said
    assert "tmp" not in Path(said.split(": ")[1]).name, "the file it was to be is named"


def test_a_review_that_cannot_be_kept_is_printed_and_written_elsewhere(
    tmp_path: Path, answer: Path
) -> None:
    assert coach(tmp_path, "grade", ID, "--answer", str(answer)).returncode == 0
    (folder,) = (tmp_path / "data" / "transcripts").glob("2*")
    (folder / "reviews").rename(folder / "earlier")
    (folder / "reviews").write_text("in the way")
    again = coach(tmp_path, "regrade", "last", "--with", "offline")
    said = one_sentence(again)
    assert "coach points, you judge" in again.stdout
    written = re.search(r"it is in (\S+\.yaml) instead", said)
    assert written and "status: pointers" in Path(written[1]).read_text()


def test_a_disk_that_fills_up_while_a_round_is_graded(tmp_path: Path, answer: Path) -> None:
    done = coach(tmp_path, "grade", ID, "--answer", str(answer), limit=no_file_over(2048))
    said = one_sentence(done)
    assert "nor into the temporary folder; copy it from here" in said
    assert "coach points, you judge" in done.stdout
    (folder,) = (tmp_path / "data" / "transcripts").glob("2*")
    assert ANSWER in (folder / "round.yaml").read_text()
    assert not list((folder / "reviews").iterdir())
    assert not list(tmp_path.glob("coach-review-*")), "no empty file is left behind"
