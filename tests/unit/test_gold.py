"""Gold answers: their files are checked, and the offline reviewer keeps its promises on them."""

import asyncio
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from coach.calibration.agreement import gather, verdicts_of
from coach.calibration.gradings import Grading, Item
from coach.calibration.report import report
from coach.calibration.running import as_transcript, gold_items, grade_all
from coach.packs.gold import check_gold, load_gold
from coach.packs.load import load_library
from coach.packs.models import Pack
from coach.paths import find_paths
from coach.reviews.offline import review_offline
from coach.reviews.review import Review
from coach.reviews.verdicts import load_verdicts
from coach.transcripts.transcript import Transcript

PACKS = find_paths({}).builtin_packs


@lru_cache
def the_pack() -> Pack:
    return load_library([PACKS], trusted=PACKS).packs["ai-inference"]


@lru_cache
def graded() -> tuple[list[Item], list[Grading]]:
    pack = the_pack()
    shown = {dimension.id: "use" for dimension in pack.rubric.dimensions}

    async def judge(transcript: Transcript) -> Review:
        return review_offline(transcript, pack.scenarios[transcript.scenario], pack, verdicts=shown)

    items = gold_items(pack)
    return items, asyncio.run(
        grade_all(items, judge, repeats=2, at_once=1, clock=time.perf_counter)
    )


@lru_cache
def found() -> dict[str, Any]:
    return report("offline", *graded(), tuned=True)


def test_there_are_twelve_answers_of_many_kinds_for_each_of_eight_scenarios() -> None:
    golds = load_gold(the_pack())
    assert len(golds) >= 8
    for gold in golds:
        assert len(gold.answers) >= 12
        assert {answer.labels[0].overall for answer in gold.answers} == {1, 2, 3, 4}
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
    labels = "{levels: {structure: 2}, overall: 1, points: [nowhere]}"
    (folder / "claude-vs-metering.yaml").write_text(
        "scenario: claude-vs-metering\nanswers:\n"
        f"- {{id: a, kind: weak, clean: z, text: hm, labels: [{labels}, {labels}]}}\n"
    )
    told = "\n".join(map(str, check_gold(pack)))
    assert "'z' is not an answer of this file" in told
    assert "'nowhere' is not a point of this scenario" in told
    assert "needs a level for each of" in told
    (folder / "no-such.yaml").write_text("scenario: no-such\nanswers: []\n")
    assert any("no-such" in str(fault) for fault in check_gold(pack))


def test_the_offline_reviewer_finds_the_points() -> None:
    assert found()["points"]["f1"] >= 0.80
    assert found()["held_out"]["points"]["f1"] >= 0.80
    assert found()["pairwise_accuracy"] >= 0.92


@pytest.mark.parametrize("kind", ["keyword", "padded", "injected", "off-topic"])
def test_tricks_earn_little(kind: str) -> None:
    tricks = found()["kinds"][kind]
    assert tricks["most_points"] <= 3
    assert tricks["highest_overall"] <= 2


def test_padding_and_orders_change_no_level() -> None:
    assert found()["padding_delta"] == 0
    assert found()["injection_delta"] == 0


def test_confidently_wrong_answers_never_come_out_well() -> None:
    assert found()["kinds"]["confidently-wrong"]["highest_overall"] <= 2


def test_terse_answers_keep_up_with_strong_ones() -> None:
    kinds = found()["kinds"]
    assert kinds["strong"]["points"] - kinds["terse"]["points"] <= 2
    assert kinds["paraphrased"]["points"] >= 7


def test_a_second_run_is_the_same_to_the_level() -> None:
    assert found()["repeatability"] == 1
    assert found()["quote_precision"] == 1


def test_the_verdicts_that_ship_are_those_of_today() -> None:
    shipped = load_verdicts(Path(the_pack().folder) / "gold" / "offline.yaml")
    assert shipped is not None
    rows = gather(*graded())
    assert shipped.dimensions == verdicts_of(rows, tuned=True)
    assert shipped.answers == len(rows)


def test_no_level_of_the_offline_reviewer_stands_without_quotes() -> None:
    pack = the_pack()
    shown = {dimension.id: "use" for dimension in pack.rubric.dimensions}
    for item in gold_items(pack, 40):
        review = review_offline(as_transcript(item), item.scenario, pack, verdicts=shown)
        for judged in review.dimensions:
            tied = {p.id for p in item.scenario.points if judged.id in p.dimensions}
            quotes = {
                (one.start, one.end)
                for point in review.points
                if point.id in tied
                for one in point.evidence
                if one.verified
            }
            assert (judged.level or 0) <= 2 + min(2, len(quotes))


def test_a_limit_takes_answers_from_all_scenarios() -> None:
    some = gold_items(the_pack(), 8)
    assert len({item.scenario.id for item in some}) == 8
    assert as_transcript(some[0]).prompt
