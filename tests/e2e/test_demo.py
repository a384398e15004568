"""The demo in a real terminal: it opens, and however it ends its folder is gone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from tests.e2e.terminal import Terminal

BANNER = "Demo with a fictional candidate"


BORROWER = """
import signal
from coach.demo.home import lend_home
with lend_home() as home:
    print(home.folder, flush=True)
    signal.pause()
"""
"""What holds a demo's home open without taking the seconds that filling it takes."""


@contextmanager
def borrow_home(temporary: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has been lent a demo's home in this temporary folder."""
    env = os.environ | {"TMPDIR": str(temporary)}
    command = [sys.executable, "-c", BORROWER]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as borrower:
        assert borrower.stdout is not None
        assert Path(borrower.stdout.readline().strip()) in left(temporary)
        try:
            yield borrower
        finally:
            borrower.kill()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "own").mkdir()
    terminal = Terminal("demo", env={"TMPDIR": str(tmp_path), "COACH_HOME": str(tmp_path / "own")})
    yield terminal
    terminal.process.close(force=True)


def left(folder: Path) -> list[Path]:
    return list(folder.glob("coach-demo-*"))


@pytest.mark.parametrize("end", ["quit", "SIGTERM"])
def test_it_is_gone_afterwards_and_ones_own_home_is_untouched(
    demo: Terminal, tmp_path: Path, end: str
) -> None:
    demo.wait("interview in 5 days", 60)
    assert BANNER in demo.text
    assert len(left(tmp_path)) == 1
    if end == "quit":
        demo.press("ctrl+q")
    else:
        demo.process.kill(signal.SIGTERM)
    demo.process.expect(pexpect.EOF, 20)
    demo.process.wait()
    assert left(tmp_path) == []
    assert list((tmp_path / "own").rglob("*.yaml")) == []


def test_the_home_is_gone_when_its_terminal_is_closed(tmp_path: Path) -> None:
    with borrow_home(tmp_path) as borrower:
        borrower.send_signal(signal.SIGHUP)
        assert borrower.wait(20) == 128 + signal.SIGHUP
    assert left(tmp_path) == []


def test_one_that_is_killed_is_gone_with_the_next(tmp_path: Path) -> None:
    with borrow_home(tmp_path) as borrower:
        borrower.kill()
        borrower.wait(20)
    (killed,) = left(tmp_path)
    after = Terminal("demo", "rounds", env={"TMPDIR": str(tmp_path)})
    after.process.expect("one-slot-many-asks", 60)
    after.process.expect(pexpect.EOF, 20)
    assert not killed.exists()
    assert left(tmp_path) == []
