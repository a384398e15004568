"""The places in a real terminal, by mouse and keys, through a resize and a theme."""

import subprocess
import sys
from pathlib import Path

import yaml

from tests.e2e.terminal import Terminal

ANSWER = "Engineering goes to B, and the tradeoff is that A may leave."


def a_round(home: Path) -> None:
    answer = home / "answer.md"
    answer.write_text(ANSWER)
    command = [sys.executable, "-m", "coach", "grade", "claude-vs-metering", "--answer"]
    env = {"COACH_HOME": str(home), "PATH": ""}
    subprocess.run([*command, str(answer)], env=env, check=True, capture_output=True)


def test_study_progress_and_rounds_by_mouse_and_keys(tmp_path: Path) -> None:
    a_round(tmp_path)
    coach = Terminal(env={"COACH_HOME": str(tmp_path)})
    coach.wait("press n")
    coach.click("Study")
    coach.wait("Your answer, then enter")
    coach.press("the tail", "enter")
    coach.wait("a again")
    coach.press("e")
    coach.gone("a again")
    coach.click("Progress")
    coach.wait("1 round")
    coach.press("v")
    coach.wait("untried")
    coach.resize(24, 80)
    # the bar is cut off until it is drawn anew
    coach.wait("Rounds")
    coach.click("Rounds")
    coach.wait("Claude again")
    coach.resize(36, 120)
    coach.wait("Claude against")
    coach.press("enter")
    # the scores stand: what is shown of the first review does not cross what is asked for next
    coach.wait("nothing like it was found")
    coach.wait("you judge")
    coach.press("]")
    coach.wait("Sentence 1")
    coach.press("r")
    coach.wait("you judge")
    coach.wait("Scores")
    coach.press("ctrl+q")
    assert coach.end() == 0
    assert (tmp_path / "data" / "study.json").exists()


def test_a_model_is_added_tested_and_asked_for_another_opinion(
    tmp_path: Path, endpoint: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    a_round(home)
    (home / "config.yaml").write_text(
        f"# my own notes stay\nmodels:\n  judge: {{base_url: '{endpoint}', model: judge-1}}\n"
    )
    coach = Terminal(env={"COACH_HOME": str(home)})
    coach.wait("press n")
    coach.press("5")
    coach.wait("judge-1")
    coach.press("down", "d")
    coach.wait("reviewer: judge")
    coach.press("a")
    coach.wait("Add a model")
    coach.press("escape")
    coach.gone("Add a model")
    coach.click("Rounds")
    coach.wait("Claude against")
    coach.press("enter")
    coach.wait("Your answer")
    coach.press("g")
    coach.wait("Who reviews this round?")
    coach.press("enter")
    coach.wait("judge / judge-1")
    coach.press("c")
    coach.wait("Quotes struck out")
    coach.press("ctrl+q")
    assert coach.end() == 0
    text = (home / "config.yaml").read_text()
    assert text.startswith("# my own notes stay\n")
    assert yaml.safe_load(text)["reviewer"] == "judge"


def test_a_theme_from_the_palette_stays(tmp_path: Path) -> None:
    coach = Terminal(env={"COACH_HOME": str(tmp_path)})
    coach.wait("press n")
    coach.press("ctrl+p")
    coach.wait("Search for commands")
    coach.press("theme")
    coach.wait("Change the current theme")
    coach.press("enter")
    coach.wait("coach-day")
    coach.press("coach-day", "enter")
    coach.gone("coach-night")
    coach.press("ctrl+q")
    assert coach.end() == 0
    assert yaml.safe_load((tmp_path / "config.yaml").read_text())["theme"] == "coach-day"
