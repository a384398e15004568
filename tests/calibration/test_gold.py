"""Gold answers: their files are checked, and pointers keep their promises on them."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from coach.calibration.pointing import make_pointer_report
from coach.calibration.runner import list_gold_items, make_transcript
from coach.packs.gold import check_gold, load_gold
from coach.packs.load import load_library
from coach.packs.schema import Pack
from coach.paths import find_paths
from coach.reviews.offline.reviewer import review_offline

# all of gold is read once, so its tests stay with one worker
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("gold")]
PACKS = find_paths({}).builtin_packs


@lru_cache
def the_pack() -> Pack:
    return load_library([PACKS], trusted=PACKS).packs["ai-inference"]


@lru_cache
def found() -> dict[str, Any]:
    return make_pointer_report("offline", list_gold_items(the_pack()))


def test_there_are_twelve_answers_of_many_kinds_for_each_of_eight_scenarios() -> None:
    golds = load_gold(the_pack())
    assert len(golds) >= 8
    for gold in golds:
        assert len(gold.answers) >= 12
        assert {answer.labels[0].overall for answer in gold.answers} >= {1, 2, 4}
    assert 3 in {answer.labels[0].overall for gold in golds for answer in gold.answers}
    kinds = {answer.kind for gold in golds for answer in gold.answers}
    assert kinds >= {"padded", "injected", "keyword", "terse", "off-topic", "confidently-wrong"}
    held_out = the_pack().manifest.held_out
    assert len(held_out) * 3 >= len(golds)
    assert set(held_out) <= {gold.scenario for gold in golds}


def test_each_fault_of_a_gold_file_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "gold"
    folder.mkdir()
    pack = the_pack().model_copy(update={"folder": str(tmp_path)})
    labels = "{levels: {structure: 5}, overall: 1}"
    (folder / "claude-vs-metering.yaml").write_text(
        "scenario: claude-vs-metering\nanswers:\n"
        f"- {{id: a, kind: weak, text: hm, labels: [{labels}, {labels}]}}\n"
    )
    assert "levels.structure" in str(check_gold(pack)[0])
    labels = "{levels: {charm: 2}, overall: 1, points: [nowhere]}"
    (folder / "claude-vs-metering.yaml").write_text(
        "scenario: claude-vs-metering\nanswers:\n"
        f"- {{id: a, kind: weak, clean: z, text: hm, labels: [{labels}, {labels}]}}\n"
    )
    told = "\n".join(map(str, check_gold(pack)))
    assert "'z' is not an answer of this file" in told
    assert "'nowhere' is not a point of this scenario" in told
    assert "'charm' is not a dimension of the rubric" in told
    labels = "{levels: {structure: 2}, overall: 1, quotes: {cm-decision: hm}}"
    (folder / "claude-vs-metering.yaml").write_text(
        "scenario: claude-vs-metering\nanswers:\n"
        f"- {{id: a, kind: weak, text: hm, labels: [{labels}, {labels}]}}\n"
    )
    assert "quoted but not among the points" in "\n".join(map(str, check_gold(pack)))
    (folder / "no-such.yaml").write_text("scenario: no-such\nanswers: []\n")
    assert any("no-such" in str(fault) for fault in check_gold(pack))


def test_the_offline_reviewer_points_where_the_words_are() -> None:
    tuned, held_out = found()["tuned"]["pointers"], found()["held_out"]["pointers"]
    assert tuned["sentence_right_of_points_made"] >= 0.75
    assert min(tuned["nothing_right"], held_out["nothing_right"]) >= 0.70
    # middling answers speak of more points than they make: .81 without them, .73 with them
    assert min(p["pointed_at_points_made"] for p in (tuned, held_out)) >= 0.70
    # nobody has marked the words of points in the scenarios that are held out
    assert held_out["sentence_right"] is None


def test_a_strong_answer_to_another_case_is_credited_with_next_to_nothing() -> None:
    assert found()["tuned"]["pointers"]["swap_credited"] < 0.10
    assert found()["held_out"]["pointers"]["swap_credited"] < 0.10


def test_nothing_of_gold_is_given_a_level() -> None:
    assert set(found()["overall"].values()) == {None}
    for figures in found()["dimensions"].values():
        assert set(figures.values()) == {None}
    assert found()["pairwise_accuracy"] is None


@pytest.mark.parametrize("kind", ["keyword", "off-topic"])
def test_tricks_are_pointed_at_little(kind: str) -> None:
    pack = the_pack()
    tricks = [item for item in list_gold_items(pack) if item.answer.kind == kind]
    assert tricks
    for item in tricks:
        review = review_offline(make_transcript(item), item.scenario, pack)
        assert sum(1 for point in review.points if point.evidence) <= 3


def test_a_limit_takes_answers_from_all_scenarios() -> None:
    some = list_gold_items(the_pack(), 8)
    assert len({item.scenario.id for item in some}) == 8
    assert make_transcript(some[0]).prompt
