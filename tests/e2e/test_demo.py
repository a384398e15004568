"""The demo in a real terminal: it opens, and however it ends its folder is gone."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.e2e.terminal import Terminal

BANNER = "Demo with a fictional candidate"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "own").mkdir()
    terminal = Terminal("demo", env={"TMPDIR": str(tmp_path), "COACH_HOME": str(tmp_path / "own")})
    yield terminal
    terminal.process.close(force=True)


def left(folder: Path) -> list[Path]:
    return list(folder.glob("coach-demo-*"))


@pytest.mark.parametrize("end", ["quit", "SIGTERM", "SIGHUP"])
def test_it_is_gone_afterwards_and_ones_own_home_is_untouched(
    demo: Terminal, tmp_path: Path, end: str
) -> None:
    demo.wait("interview in 5 days", 60)
    assert BANNER in demo.text
    assert len(left(tmp_path)) == 1
    if end == "quit":
        demo.press("ctrl+q")
    else:
        demo.process.kill(getattr(signal, end))
    demo.process.expect(pexpect.EOF, 20)
    demo.process.wait()
    assert left(tmp_path) == []
    assert list((tmp_path / "own").rglob("*.yaml")) == []


def test_one_that_is_killed_is_gone_with_the_next(demo: Terminal, tmp_path: Path) -> None:
    demo.wait("interview in 5 days", 60)
    demo.process.kill(signal.SIGKILL)
    demo.process.wait()
    (killed,) = left(tmp_path)
    after = Terminal("demo", "rounds", env={"TMPDIR": str(tmp_path)})
    after.process.expect("one-slot-many-asks", 60)
    after.process.expect(pexpect.EOF, 20)
    assert not killed.exists()
    assert left(tmp_path) == []
