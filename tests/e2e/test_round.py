"""A whole round in a real terminal, with the built-in reviewer."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from tests.e2e.terminal import Terminal, saved_rounds


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coach", *arguments],
        env={"COACH_HOME": str(home), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_round_from_start_to_review(tmp_path: Path) -> None:
    coach = Terminal(env={"COACH_HOME": str(tmp_path)})
    coach.wait("press n")
    coach.press("/")
    coach.wait("Clear filter")
    coach.press("metering")
    coach.gone("Many asks, room for one")
    coach.press("enter")
    coach.press("enter")
    coach.wait("[Read]")
    coach.press("ctrl+s")
    coach.wait("[Clarify]")
    coach.press("What is the demo for?", "enter")
    coach.wait("launch partner")
    coach.press("ctrl+s")
    coach.wait("[Answer]")
    coach.press("We cannot host Claude, the weights are closed.", "enter")
    coach.press("Engineering goes to B. The tradeoff is that A may leave.")
    coach.wait("words")
    coach.resize(24, 80)
    coach.wait("may leave")
    coach.press("ctrl+s")
    coach.wait("pushes back")
    coach.press("Fair. I would rehearse with you on Tuesday.")
    coach.wait("on Tuesday.")
    coach.resize(36, 120)
    coach.press("ctrl+s")
    coach.wait("Which level is this answer?")
    coach.press("r")
    coach.wait("you judge")
    coach.click("People")
    coach.wait("This takes a reviewer that judges")
    coach.press("ctrl+q")
    assert coach.end() == 0

    (folder,) = saved_rounds(tmp_path)
    record = yaml.safe_load((folder / "round.yaml").read_text())
    assert record["status"] == "done"
    assert record["clarify"][0]["fact"] == "demo-purpose"
    assert record["answer"].endswith("The tradeoff is that A may leave.")
    assert record["pushback"][0]["reply"] == "Fair. I would rehearse with you on Tuesday."
    assert [p.name for p in (folder / "reviews").iterdir()] == ["01-offline.yaml"]

    shown = command(tmp_path, "show", "last")
    assert shown.returncode == 0
    assert "Engineering goes to B." in shown.stdout
    assert "Fair. I would rehearse with you on Tuesday." in shown.stdout


def test_kill_loses_at_most_the_last_second(tmp_path: Path) -> None:
    coach = Terminal("practice", "claude-vs-metering", env={"COACH_HOME": str(tmp_path)})
    coach.wait("[Read]")
    coach.press("ctrl+s")
    coach.wait("[Clarify]")
    coach.press("ctrl+s")
    coach.wait("[Answer]")
    coach.press("Before choosing I call A.")
    coach.wait("Before choosing I call A.")
    coach.wait("5 words")
    coach.kill()

    again = Terminal(env={"COACH_HOME": str(tmp_path)})
    again.wait("Resume")
    again.press("n")
    again.wait("Before choosing I call A.")
    again.press(" Then B.")
    again.wait("Then B.")
    again.press("escape")
    again.wait("The round is kept")
    again.press("ctrl+q")
    assert again.end() == 0
    shown = command(tmp_path, "show", "last")
    assert "Before choosing I call A. Then B." in shown.stdout


@pytest.mark.parametrize(("options", "manner"), [((), "bar-raiser"), (("friendly",), "friendly")])
def test_a_full_round_of_the_plan_gives_no_hints(
    tmp_path: Path, options: tuple[str, ...], manner: str
) -> None:
    today = date.today()
    (tmp_path / "config.yaml").write_text(
        f"interview: {today + timedelta(days=2)}\npreparing_since: {today - timedelta(days=10)}\n"
    )
    chosen = [word for option in options for word in ("--interviewer", option)]
    coach = Terminal("practice", "--learning", *chosen, env={"COACH_HOME": str(tmp_path)})
    coach.wait("[Read]")
    coach.press("ctrl+s")
    coach.wait("[Clarify]")
    (folder,) = saved_rounds(tmp_path)
    coach.press("ctrl+q")
    coach.end()
    record = yaml.safe_load((folder / "round.yaml").read_text())
    assert (record["manner"], record["learning"]) == (manner, False)
