"""Two programs in two terminals on one home: a round that is open in one is read in the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.paths import find_paths
from coach.services.coach import Coach
from coach.workspace import Workspace
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.e2e
CASE = "claude-vs-metering"


def test_a_round_that_is_open_elsewhere_is_read_and_not_taken(tmp_path: Path) -> None:
    env = {"COACH_HOME": str(tmp_path)}
    first = Terminal("practice", CASE, env=env)
    first.wait("Start the clock", 60)
    first.press("ctrl+s")
    first.wait("Ask what you need to know")
    first.press("ctrl+s")
    first.wait("Done, take pushback")
    first.press("Words of the first.")
    first.wait("the first.")
    second = Terminal(env=env)
    second.wait("press n", 60)
    second.press("n")
    second.wait("Here it can be read.", 60)
    assert f"process {first.process.pid}" in second.text
    second.press("not a word of this")
    second.read(0.5)
    first.press(" And more.")
    first.wait("And more.")
    second.press("ctrl+q")
    assert second.end() == 0
    first.press("ctrl+q")
    assert first.end() == 0
    store = Coach(Workspace(find_paths(env))).store
    (round_id,) = store.ids()
    assert store.load(round_id).status != "done"
    assert store.recover(round_id).answer == "Words of the first. And more."
