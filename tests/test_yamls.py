from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.files import CoachError
from coach.packs.schema import Misconceptions
from coach.yamls import FileFaults, dump, load_document, load_model


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_reads_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("yaml") / "file.yaml"
    path.write_text(dump({"answer": text, "n": [text]}), encoding="utf-8", newline="")
    assert load_document(path).data == {"answer": text, "n": [text]}


def test_prose_is_written_as_prose() -> None:
    assert dump({"answer": "First.\n\nSecond.\n"}) == "answer: |\n  First.\n\n  Second.\n"


def test_half_a_character_is_refused() -> None:
    with pytest.raises(CoachError, match="surrogate"):
        dump({"answer": "\ud83d"})


def test_a_fault_names_its_line_field_and_remedy(tmp_path: Path) -> None:
    path = write(
        tmp_path, "misconceptions:\n- id: one\n  claim: c\n  severity: huge\n  colour: x\n"
    )
    with pytest.raises(FileFaults) as caught:
        load_model(path, Misconceptions)
    said = [str(fault).removeprefix(str(path)) for fault in caught.value.faults]
    assert any(line.startswith(":4: misconceptions.0.severity: input should be") for line in said)
    assert any(line.startswith(":5: misconceptions.0.colour: unknown field") for line in said)
    assert any(":2: misconceptions.0.right: missing" in line for line in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: *x\n", "anchors and aliases"),
        ("a: 1\na: 2\n", "given twice"),
        ("a: [1\n", "not valid YAML"),
        ("a: !!python/object:os.system x\n", "not valid YAML"),
        ("[" * 100 + "]" * 100, "nested too deeply"),
        ("[" * 31 + "]" * 31, "nested too deeply"),
        ("[" * 90_000, "nested too deeply"),
        ("- " * 31 + "a", "nested too deeply"),
        ("- " * 90_000 + "a", "nested too deeply"),
        ("? " * 90_000 + "a", "nested too deeply"),
        ("\r".join(" " * n + "a:" for n in range(1500)), "nested too deeply"),
        (
            "\u2028".join(" " * n + "a:\u2028" + " " * n + "-" for n in range(1200)),
            "nested too deeply",
        ),
        ("a: " + "x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_tricks_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FileFaults, match=said):
        load_document(write(tmp_path, text))


def test_what_is_nested_as_deep_as_allowed_is_read(tmp_path: Path) -> None:
    for text in ("[" * 30 + "]" * 30, "- " * 30 + "a"):
        assert load_document(write(tmp_path, text)).data is not None


@given(text=st.text(alphabet="a-?:[]{}&*#, \n\r\"'|>!", max_size=40))
def test_no_text_gets_an_alias_past_the_quick_look(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("yaml") / "file.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        events = list(yaml.parse(text))
    except yaml.YAMLError:
        return
    if any(getattr(event, "anchor", None) for event in events):
        with pytest.raises(FileFaults):
            load_document(path)


def test_unreadable_files_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="no such file"):
        load_document(tmp_path / "none.yaml")
    with pytest.raises(CoachError, match="is a folder"):
        load_document(tmp_path)
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(CoachError, match=r"latin.yaml:2: is not UTF-8"):
        load_document(path)


@pytest.mark.slow
def test_what_ships_reads_the_same_without_libyaml() -> None:
    bank = Path(__file__).resolve().parents[1] / "scenarios"
    files = sorted(bank.rglob("*.yaml"))
    assert len(files) > 50
    for path in files:
        text = path.read_text(encoding="utf-8")
        strict = yaml.load(text, Loader=yaml.SafeLoader)
        assert strict == yaml.load(text, Loader=yaml.CSafeLoader), path
