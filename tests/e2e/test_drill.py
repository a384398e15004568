"""A drill in a real terminal: cut off in the middle, gone on with, done."""

import subprocess
import sys
from pathlib import Path

import yaml

from tests.e2e.terminal import Terminal


def test_kill_loses_nothing_of_a_drill(tmp_path: Path) -> None:
    coach = Terminal(
        "drill", "say-no", "--scenario", "claude-vs-metering", env={"COACH_HOME": str(tmp_path)}
    )
    coach.wait("Say no in four sentences")
    coach.wait("The clock starts with your first key")
    coach.press("We will not host Claude, because it is closed.")
    coach.wait("9 words")
    coach.kill()

    again = Terminal("drill", env={"COACH_HOME": str(tmp_path)}, size=(24, 80))
    again.wait("it is kept")
    again.wait("We will not host Claude, because it is closed.")
    again.press(" You can use your own key. I ring you on Monday.")
    again.wait("on Monday.")
    again.resize(36, 120)
    again.press("ctrl+s")
    again.wait("5 of 5 checks")
    again.wait("From the case itself")
    again.wait("Next drill")
    again.click("Again")
    again.wait("The clock starts with your first key")
    again.press("escape")
    again.wait("Practice")
    again.press("ctrl+q")
    assert again.end() == 0

    (record,) = sorted((tmp_path / "data" / "drills").glob("*.yaml"))
    kept = yaml.safe_load(record.read_text())
    assert kept["status"] == "done"
    assert kept["text"].startswith("We will not host Claude, because it is closed. You can use")
    assert all(check["met"] for check in kept["checks"])
    assert not list((tmp_path / "data").glob("transcripts/2*"))

    listed = subprocess.run(
        [sys.executable, "-m", "coach", "drills"],
        env={"COACH_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Say no in four sentences   (last " in listed.stdout
