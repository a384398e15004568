"""How the program ends when the system ends it, and what the terminal is like after."""

from __future__ import annotations

import os
import signal
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
    (round_id,) = store.unfinished()
    assert store.recover(round_id).answer == "Kept to the last word."
