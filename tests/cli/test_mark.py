"""`coach mark`: from a file, line by line, and what can be wrong with either."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from coach.cli.commands import cli

ID = "claude-vs-metering"
ANSWER = (
    "Engineering goes to B first, as a thin slice in two weeks. We cannot host Claude, because "
    "Anthropic keeps the weights. I tell A today. What I give up: A may leave."
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    (tmp_path / "answer.md").write_text(ANSWER)
    result = run("grade", ID, "--answer", tmp_path / "answer.md", "--with", "offline")
    assert result.exit_code == 0, result.output
    return tmp_path


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], input=given)


def refused(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("coach: ")
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def folder(home: Path) -> Path:
    (found,) = (home / "data" / "transcripts").glob("2*")
    return found


def point_ids() -> list[str]:
    form = yaml.safe_load(run("mark", "last", "--form").stdout)
    return list(form["points"])


def a_form(home: Path, **changes: object) -> Path:
    points: dict[str, object] = dict.fromkeys(point_ids(), False)
    first, second, *_ = points
    points[first] = {"mark": "yes", "sentence": 2}
    points[second] = {"mark": "partly", "half": "date", "sentence": "as a thin slice in two weeks"}
    whole: dict[str, object] = {
        "level": 2,
        "take_back": "I tell A today.",
        "points": points,
        "line": "It names who pays.",
        "fix": "When I am pressed, I first restate the worry.",
    }
    path = home / "marks.yaml"
    path.write_text(yaml.safe_dump(whole | changes, sort_keys=False))
    return path


def test_marks_from_a_file_become_a_review(home: Path) -> None:
    result = run("mark", "last", "--from", a_form(home), "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert set(printed) == {"round", "review"}
    review = printed["review"]
    assert review["reviewer"]["kind"] == "self" and review["status"] == "graded"
    assert review["priority_fix"] == "When I am pressed, I first restate the worry."
    receipt = review["receipt"]
    assert receipt["taken_back"] == "I tell A today" and receipt["level_before"] == 2
    by_id = {point["id"]: point for point in review["points"]}
    first, second, *_ = receipt["marks"]
    assert by_id[first]["hit"] is True
    for point in (first, second):
        (quote,) = by_id[point]["evidence"]
        assert ANSWER[quote["start"] : quote["end"]] == quote["quote"]
    assert [path.name for path in sorted((folder(home) / "reviews").iterdir())] == [
        "01-offline.yaml",
        "02-self.yaml",
    ]
    assert not (folder(home) / "own-read.yaml").exists()


def test_json_is_read_as_well(home: Path) -> None:
    path = home / "marks.json"
    path.write_text(json.dumps(yaml.safe_load(a_form(home).read_text())))
    assert run("mark", "last", "--from", path).exit_code == 0


def test_it_is_called_your_mark_and_drawn_in_squares_everywhere(home: Path) -> None:
    assert "Your mark: " in run("mark", "last", "--from", a_form(home)).stdout
    for command in (
        ("show", "last"),
        ("rounds",),
        ("compare", "last"),
        ("export", "last", "--format", "md", "-o", home / "notes"),
        ("export", "last", "--format", "html", "-o", home / "report.html"),
    ):
        result = run(*command)
        assert result.exit_code == 0, result.output
        shown = result.stdout
        if command[0] == "export":
            target = Path(str(command[-1]))
            shown = (next(target.glob("*.md")) if target.is_dir() else target).read_text()
        assert "your mark" in shown.casefold(), command
        assert "▫" in shown and "●" not in shown and "○" not in shown, command


def test_a_half_filled_form_keeps_what_it_has_and_says_what_is_missing(home: Path) -> None:
    refused(run("mark", "last", "--from", a_form(home, line=""), "--json"), "line on what", "kept")
    assert run("mark", "last", "--from", _write(home, {"line": "It asks first."})).exit_code == 0


def _write(home: Path, data: object) -> Path:
    path = home / "more.yaml"
    path.write_text(yaml.safe_dump(data))
    return path


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ({"no-such-point": "yes"}, ("no-such-point", "is no point of this case")),
        ({"POINT": "yes"}, ("a yes stands on a sentence",)),
        ({"POINT": {"mark": "partly", "sentence": 1}}, ("which half",)),
        ({"POINT": {"mark": "maybe"}}, ("'maybe'", "yes, partly or no")),
        ({"POINT": {"mark": "yes", "sentence": 99}}, ("99", "from 1 to 4")),
        ({"POINT": {"mark": "yes", "sentence": "words of somebody else"}}, ("not in your words",)),
        ({"POINT": {"mark": "no", "quote": "x"}}, ("quote", "unknown field")),
        ("all of them", ("expected a mark for each point",)),
    ],
)
def test_what_is_wrong_in_a_form_is_one_sentence_and_nothing_is_taken(
    home: Path, points: object, words: tuple[str, ...]
) -> None:
    if isinstance(points, dict) and "POINT" in points:
        points = {point_ids()[0]: points["POINT"]}
    path = _write(home, {"level": 3, "points": points})
    refused(run("mark", "last", "--from", path), f"{path}:", *words)
    assert not (folder(home) / "own-read.yaml").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("level: 5\n", ("level", "not 1, 2, 3 or 4")),
        ("grade: 3\n", ("grade", "unknown field")),
        ("- 3\n", ("expected fields",)),
        ("level: [\n", ("not valid YAML",)),
        ("take_back: 99\n", ("take_back", "from 1 to 4")),
    ],
)
def test_a_file_that_is_no_form_is_refused(home: Path, text: str, words: tuple[str, ...]) -> None:
    path = home / "bad.yaml"
    path.write_text(text)
    refused(run("mark", "last", "--from", path), str(path), *words)
    refused(run("mark", "last", "--from", home / "nowhere.yaml"), "no such file")


def test_a_round_without_an_answer_and_one_that_is_not_there(home: Path) -> None:
    record = folder(home) / "round.yaml"
    data = yaml.safe_load(record.read_text())
    record.write_text(yaml.safe_dump(data | {"answer": ""}))
    refused(run("mark", "last"), "no answer to mark")
    refused(run("mark", "nowhere"), "no saved round")


def test_line_by_line_left_in_the_middle_and_gone_on_with(home: Path) -> None:
    count = len(point_ids())
    left = run("mark", "last", given="2\n3\ny 2\nq\n")
    assert left.exit_code == 1 and "kept" in left.stderr and left.stdout == ""
    draft = yaml.safe_load((folder(home) / "own-read.yaml").read_text())
    assert draft["level"] == 2 and draft["taken_back"]["quote"] == "I tell A today."
    assert [mark["mark"] for mark in draft["marks"]] == ["there"]

    answers = ["p 1 date", "u", "x", "y 99", *["n"] * (count - 1), "It names who pays.", ""]
    done = run("mark", "last", "--json", given="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    review = json.loads(done.stdout)["review"]
    marks = review["receipt"]["marks"]
    assert list(marks.values()).count("there") == 1 and len(marks) == count
    assert review["priority_fix"].startswith("When ")
    assert "The expert's answer" in done.stderr and "the expert: " in done.stderr


def test_a_yes_without_a_sentence_asks_for_one(home: Path) -> None:
    ids = point_ids()
    bare = next(
        number
        for number, id in enumerate(ids)
        if yaml.safe_load(run("mark", "last", "--form").stdout)["points"][id]["sentence"] is None
    )
    given = "\n".join(["2", "", *["n"] * bare, "y", "q"]) + "\n"
    assert "stands on a sentence of yours" in run("mark", "last", given=given).stderr
    draft = yaml.safe_load((folder(home) / "own-read.yaml").read_text())
    assert len(draft["marks"]) == bare
