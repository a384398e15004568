"""Starting packs and scenarios, and what `coach check` finds in everything a person writes."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.packs.load import load_library
from coach.paths import find_paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def made(home: Path) -> Path:
    assert run("new", "pack", "mine").exit_code == 0
    return home / "data" / "packs" / "mine"


def test_a_new_pack_passes_the_check_and_its_example_can_be_practised(home: Path) -> None:
    pack = made(home)
    checked = run("check", pack)
    assert checked.exit_code == 0, checked.stdout
    assert "0 fault(s)" in checked.stdout
    listed = json.loads(run("scenarios", "--pack", "mine", "--json").stdout)
    assert [one["id"] for one in listed] == ["example"]
    answer = home / "answer.md"
    answer.write_text("We build single sign-on first. What we give up is a month of exports.")
    graded = json.loads(run("grade", "example", "--answer", answer, "--json").stdout)
    near = {p["id"]: p["evidence"][0]["quote"] for p in graded["review"]["points"] if p["evidence"]}
    assert near["decision"].startswith("We build single sign-on")
    assert near["cost"].startswith("What we give up")


def test_a_new_scenario_goes_into_the_only_pack_of_ones_own(home: Path) -> None:
    refused = run("new", "scenario", "two-asks")
    assert refused.exit_code == 2 and "coach new pack ID" in refused.stderr
    pack = made(home)
    assert run("new", "scenario", "two-asks").exit_code == 0
    text = (pack / "two-asks.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=schema/scenario.json\n")
    assert run("check", pack / "two-asks.yaml").exit_code == 0
    again = run("new", "scenario", "two-asks")
    assert again.exit_code == 2 and "there already" in again.stderr


def test_a_pack_in_another_folder_is_added_to_as_it_says(home: Path) -> None:
    elsewhere = home / "my packs"
    made_there = run("new", "pack", "theirs", "--folder", elsewhere)
    assert made_there.exit_code == 0
    said_to_do = re.search(r"`coach ([^`]*)` adds to it", made_there.stdout)
    assert said_to_do is not None
    added = run(*shlex.split(said_to_do[1].replace(" ID ", " two-asks ")))
    assert added.exit_code == 0, added.output
    assert (elsewhere / "theirs" / "two-asks.yaml").exists()


@pytest.mark.parametrize("bad", ["../up", "a/b", "Spaces here", "-x", "ä", "x" * 90])
def test_an_id_is_never_a_path(home: Path, bad: str) -> None:
    result = run("new", "pack", "--", bad)
    assert result.exit_code == 2 and "cannot be an id" in result.stderr
    assert not list(home.rglob("pack.yaml"))


def test_the_schemas_name_every_field_and_editors_find_them(home: Path) -> None:
    pack = made(home)
    schema = json.loads((pack / "schema" / "scenario.json").read_text())
    assert {"prompt", "facts", "points", "pushbacks"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False
    for path in pack.glob("*.yaml"):
        first = path.read_text().splitlines()[0]
        kind = first.removeprefix("# yaml-language-server: $schema=")
        assert (pack / kind).is_file(), path


@pytest.mark.slow
def test_all_faults_of_all_files_come_in_one_run(home: Path) -> None:
    pack = made(home)
    scenario = pack / "example.yaml"
    text = scenario.read_text()
    text = text.replace("minutes: 15", "minutes: soon").replace(
        "difficulty: core ", "dificulty: x "
    )
    scenario.write_text(text)
    (home / "config.yaml").write_text("reviewer: offline\nmodles: {}\n")
    prompts = home / "data" / "prompts"
    prompts.mkdir(parents=True)
    (prompts / "reviewer-again.md.j2").write_text("{{ eror }}\n")
    (prompts / "stronger.md.j2").write_text("fine\n{% if %}\n")
    (prompts / "nobody-reads-me.md.j2").write_text("hello")
    found = run("check")
    assert found.exit_code == 2
    for fault in (
        f"{home}/config.yaml:2: modles",
        f"{prompts}/reviewer-again.md.j2:1: eror",
        f"{prompts}/stronger.md.j2:2",
        f"{prompts}/nobody-reads-me.md.j2:1",
        f"{scenario}:",
    ):
        assert fault in found.stdout, fault
    assert "minutes" in found.stdout and "dificulty" in found.stdout
    as_data = json.loads(run("check", pack, "--json").stdout)
    assert {"file", "line", "field", "message"} == set(as_data[0])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("ask: Who else wants either of these?", "ask: What colour is it?"), "no cue earns"),
        (("presses: [cost]", "presses: [nothing]"), "is not a point"),
        (("- id: cost\n", "- id: decision\n"), "used twice"),
        (("areas: [competing_priorities]", "areas: [juggling]"), "is not known"),
        (("How is the weather?", "Who else wants it?"), "earns the fact"),
        (("covers_all: false", "covers_all: true"), "no scenario is about"),
        (("cues: ['first customer', export]", "cues: ['a (b)']"), "parentheses"),
    ],
)
def test_what_a_schema_cannot_see_is_found(home: Path, change: tuple[str, str], said: str) -> None:
    pack = made(home)
    touched = False
    for path in (pack / "example.yaml", pack / "pack.yaml"):
        text = path.read_text()
        touched = touched or change[0] in text
        path.write_text(text.replace(change[0], change[1], 1))
    assert touched, change[0]
    found = run("check", pack)
    assert found.exit_code == 2
    assert said in found.stdout


HOSTILE = {
    "an alias bomb": "a: &a [x]\nb: [*a, *a]\n",
    "a tag": "id: !!python/object/apply:os.system [echo]\n",
    "deep nesting": "id: " + "[" * 200 + "]" * 200 + "\n",
    "a terminal escape": 'id: evil\ntitle: "\\e[2Jgone"\n',
    "a path for an id": "id: ../../up\ntitle: x\n",
    "a file of 10 MB": "id: big\ntitle: " + "x" * 10_000_000 + "\n",
    "two documents": "id: a\n---\nid: b\n",
    "a key twice": "id: a\nid: b\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_fault_and_the_rest_loads(home: Path, name: str) -> None:
    pack = made(home)
    (pack / "evil.yaml").write_text(HOSTILE[name])
    paths = find_paths({"COACH_HOME": str(home)})
    library = load_library([paths.user_packs])
    assert set(library.packs["mine"].scenarios) == {"example"}
    assert any(Path(fault.file).name == "evil.yaml" for fault in library.faults)
    listed = run("scenarios")
    assert listed.exit_code == 0
    assert "\x1b" not in listed.output
    assert "example" in listed.stdout


def test_markup_in_a_pack_stays_text(home: Path) -> None:
    pack = made(home)
    text = (pack / "example.yaml").read_text()
    (pack / "example.yaml").write_text(text.replace("title: Example", "title: '[red]Ex[/red]'"))
    assert "[red]Ex[/red]" in run("scenarios").stdout


def test_packs_named_in_the_config_are_read(home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    assert run("new", "pack", "away", "--folder", elsewhere).exit_code == 0
    (home / "config.yaml").write_text(f"packs: [{elsewhere}]\n")
    assert "example" in run("scenarios", "--pack", "away").stdout
