"""The exam of a pack: it is whole, apart from the gold, and each fault of it is named."""

from pathlib import Path

import pytest

from coach.packs.exam import NoExam, check_exam, load_exam
from coach.packs.gold import list_gold_files
from coach.packs.load import load_library
from coach.packs.schema import Pack
from coach.paths import find_paths

PACKS = find_paths({}).builtin_packs


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_library([PACKS], trusted=PACKS).packs["ai-inference"]


def at(pack: Pack, folder: Path, text: str) -> Pack:
    (folder / "exam").mkdir()
    (folder / "exam" / "keep-it-in-frankfurt.yaml").write_text(text)
    return pack.model_copy(update={"folder": str(folder)})


def test_the_shipped_exam_has_eight_short_answers_on_two_cases_without_gold(pack: Pack) -> None:
    rows = load_exam(pack)
    assert check_exam(pack) == []
    assert len(rows) == 8
    scenarios = {scenario.id for scenario, _ in rows}
    assert len(scenarios) == 2
    assert not scenarios & {path.stem for path in list_gold_files(pack)}
    assert all(len(answer.text.split()) <= 240 for _, answer in rows)


def test_a_pack_without_an_exam_says_so(pack: Pack, tmp_path: Path) -> None:
    bare = pack.model_copy(update={"folder": str(tmp_path)})
    assert check_exam(bare) == []
    with pytest.raises(NoExam, match="has no exam"):
        load_exam(bare)


def test_an_exam_that_lacks_a_kind_is_a_fault_and_cannot_be_taken(
    pack: Pack, tmp_path: Path
) -> None:
    answer = "- {id: a, kind: strong, brief: one, text: hm}\n"
    half = at(pack, tmp_path, f"scenario: keep-it-in-frankfurt\nanswers:\n{answer}")
    with pytest.raises(NoExam, match="a second strong answer, low-3, high-2, hollow"):
        load_exam(half)
    assert "the exam lacks a second strong answer" in str(check_exam(half)[0])


def test_names_that_lead_nowhere_are_named_with_their_line(pack: Pack, tmp_path: Path) -> None:
    asked = "asked: [{question: Why, fact: no-such}]"
    answer = f"- {{id: a, kind: strong, brief: one, text: hm, {asked}}}\n"
    twice = at(pack, tmp_path, f"scenario: keep-it-in-frankfurt\nanswers:\n{answer}{answer}")
    faults = [str(fault) for fault in check_exam(twice)]
    assert any("'no-such' is not a fact" in fault and ":3:" in fault for fault in faults)
    assert any("'a' is used twice" in fault for fault in faults)
