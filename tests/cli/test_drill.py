"""`coach drill` and `coach drills`: a text checked without the screen, and what can go wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli

ID = "claude-vs-metering"
ON_A_BUDGET = "long-chats-on-a-hobby-budget"
NO = (
    "We will not host Claude, because Anthropic keeps the weights. You can call it with your own "
    "key. I ring you on Monday."
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], input=given)


def drilled(*arguments: str | Path, given: str = NO) -> Result:
    return run("drill", *arguments, "--scenario", ID, "--answer", "-", given=given)


def saved(home: Path) -> list[Path]:
    return sorted((home / "data" / "drills").glob("*.yaml"))


def refused(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("coach: ")
    for word in words:
        assert word in result.stderr


@pytest.mark.posix
def test_a_text_is_checked_and_kept(home: Path) -> None:
    result = drilled("say-no")
    assert result.exit_code == 0
    assert "5 of 5 checks" in result.stdout
    assert "“I ring you on Monday.”" in result.stdout
    assert "From the case itself" in result.stdout
    assert [path.stat().st_mode & 0o777 for path in saved(home)] == [0o600]


def test_what_is_missing_comes_with_what_to_do(home: Path) -> None:
    result = drilled("say-no", given="We will not host Claude, because the weights are closed.")
    assert "- It offers something they can have." in result.stdout
    assert "Offer what they can have instead" in result.stdout


def test_json_alone_on_stdout(home: Path) -> None:
    found = json.loads(drilled("say-no", "--json").stdout)
    assert (found["drill"], found["scenario"], found["met"], found["of"]) == ("say-no", ID, 5, 5)
    assert found["attempt"] == saved(home)[0].stem
    quotes = [quote for check in found["checks"] for quote in check["evidence"]]
    assert all(NO[quote["start"] : quote["end"]] == quote["quote"] for quote in quotes)


def test_no_save_keeps_nothing(home: Path) -> None:
    found = json.loads(drilled("say-no", "--json", "--no-save").stdout)
    assert found["attempt"] is None
    assert saved(home) == []


def test_without_a_name_it_is_the_one_to_do_next(home: Path) -> None:
    drilled("goal", given="B's finance closes the month.")
    checked = json.loads(drilled("--json", given="Who else wants metering?").stdout)
    assert checked["drill"] == "questions"
    listed = json.loads(run("drills", "--json").stdout)
    assert [row["id"] for row in listed if row["chosen"]] == ["tradeoff"]
    done = {row["id"]: row["done"] for row in listed}
    assert done == dict.fromkeys(done, 0) | {"goal": 1, "questions": 1}


def test_a_drill_on_a_topic_chooses_a_case_about_it(home: Path) -> None:
    chosen = []
    for _ in range(3):
        result = run("drill", "cached-input", "--answer", "-", "--json", given="Half the price.")
        chosen.append(json.loads(result.stdout)["scenario"])
    assert sorted(chosen) == ["a-million-tokens", "forty-calls-a-task", ON_A_BUDGET]
    elsewhere = run(
        "drill", "cached-input", "--scenario", ID, "--answer", "-", given="Half the price."
    )
    assert elsewhere.exit_code == 0


def test_the_list_says_what_each_trains(home: Path) -> None:
    printed = run("drills").stdout
    assert "trains the flip condition" in printed
    assert printed.count("not done yet") == len(json.loads(run("drills", "--json").stdout))
    assert "> goal" in printed


def test_progress_names_the_drill(home: Path) -> None:
    run("grade", ID, "--answer", "-", given="Engineering goes to B.")
    assert "Drill: " in run("progress").stdout
    chosen = json.loads(run("progress", "--json").stdout)["drill"]
    # what coach only points at is no reason to say that something was left out
    assert chosen["why"] == "You have not done this one yet."


def test_an_unknown_drill_names_what_is_close(home: Path) -> None:
    refused(drilled("say-know"), "'say-know'", "did you mean say-no")
    refused(drilled("\x1b[2J"), "there is goal")


def test_an_unknown_scenario(home: Path) -> None:
    refused(run("drill", "goal", "--scenario", "../x", "--answer", "-", given="x"), "no scenario")


def test_an_empty_answer_and_one_that_is_not_there(home: Path) -> None:
    refused(drilled("goal", given=" \n"), "is empty")
    refused(run("drill", "goal", "--answer", home / "none.md"), "no such file")
    assert saved(home) == []


def test_json_needs_an_answer(home: Path) -> None:
    refused(run("drill", "goal", "--json"), "--answer")


def test_a_folder_that_cannot_be_written(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "drills").write_text("in the way")
    refused(drilled("goal"), "cannot be saved")
    assert drilled("goal", "--no-save").exit_code == 0


def test_a_damaged_attempt_is_said_and_the_list_stands(home: Path) -> None:
    drilled("goal")
    saved(home)[0].write_text("id: 5\n")
    result = run("drills")
    assert result.exit_code == 0
    assert saved(home)[0].name in result.stderr
    assert "goal" in result.stdout
