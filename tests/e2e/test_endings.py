"""How the program ends when the system ends it, and what the terminal is like after."""

from __future__ import annotations

import os
import select
import signal
import time
from pathlib import Path

import pexpect
import pytest

from coach.paths import find_paths
from coach.services.coach import Coach
from coach.workspace import Workspace
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.e2e
CASE = "claude-vs-metering"
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l")
"""Back from the alternate screen, cursor shown, mouse off."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_words_and_restores_the_terminal(number: int, tmp_path: Path) -> None:
    terminal = Terminal("practice", CASE, env={"COACH_HOME": str(tmp_path)})
    terminal.wait("Start the clock", 60)
    terminal.press("ctrl+s")
    terminal.wait("Ask what you need to know")
    terminal.press("ctrl+s")
    terminal.wait("Done, take pushback")
    terminal.press("Kept to the last word.")
    terminal.wait("last word.")
    os.kill(terminal.process.pid, number)
    terminal.process.expect(pexpect.EOF, timeout=30)
    ending = terminal.process.before
    terminal.process.close()
    assert terminal.process.exitstatus == 128 + number
    if number == signal.SIGTERM:
        assert all(code in ending for code in RESTORED), ending[-300:]
    store = Coach(Workspace(find_paths({"COACH_HOME": str(tmp_path)}))).store
    (round_id,) = store.ids()
    assert store.load(round_id).status != "done"
    assert store.recover(round_id).answer == "Kept to the last word."


@pytest.mark.parametrize("attempt", range(3))
def test_a_terminal_that_closes_ends_the_program(attempt: int, tmp_path: Path) -> None:
    terminal = Terminal(env={"COACH_HOME": str(tmp_path)})
    terminal.wait("press n", 60)
    process = terminal.process
    # as the system does before it hangs up a job that it takes to be stopped
    os.kill(process.pid, signal.SIGCONT)
    terminal.read(0.5)
    os.close(process.child_fd)
    end = time.monotonic() + 20
    while (status := os.waitpid(process.pid, os.WNOHANG))[0] == 0 and time.monotonic() < end:
        select.select([], [], [], 0.05)
    ended = status[0] == process.pid
    if not ended:
        os.kill(process.pid, signal.SIGKILL)
        os.waitpid(process.pid, 0)
    process.closed, process.terminated, process.child_fd = True, True, -1
    assert ended, "it runs on without a terminal"
    assert os.waitstatus_to_exitcode(status[1]) == 128 + signal.SIGHUP
