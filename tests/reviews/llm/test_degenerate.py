"""Replies that judge nothing are not graded, whoever sent them; honest ones are."""

import json
from pathlib import Path
from typing import Any

import pytest

from coach.calibration.runner import list_gold_items
from coach.packs.load import load_library
from coach.paths import find_paths
from coach.reviews.llm.reply.repetition import RepetitionWatch
from coach.transcripts.review_schema import Review
from tests.support.calls import profile
from tests.support.judgements import DIMENSIONS, ROOM, spread_judgement
from tests.support.judging import judge, make_coach
from tests.support.server import serving, streams

SENTENCES = [
    "I call A today and say it plainly.",
    "Nobody but Anthropic can host Claude.",
    "Engineering goes to B in two weeks.",
    "Their finance team gets a cost for each team.",
    "The routing launch slips by a week and I accept that.",
    "If A's renewal is in doubt I add a second engineer.",
]
ANSWER = " ".join(SENTENCES)
GOOD = json.loads(spread_judgement(SENTENCES))
PACKS = find_paths({}).builtin_packs
PACK = load_library([PACKS], trusted=PACKS).packs["ai-inference"]
SCENARIO = PACK.scenarios["claude-vs-metering"]
EXPERT = next(s for s in SCENARIO.outline.replace("\n", " ").split(". ") if len(s.split()) > 8)


def changed(**each: Any) -> dict[str, Any]:
    """The good judgement with these values in every dimension, those of lists in turn."""
    reply = json.loads(json.dumps(GOOD))
    for index, dimension in enumerate(reply["dimensions"]):
        for key, value in each.items():
            dimension[key] = value[index % len(value)] if isinstance(value, tuple) else value
    return dict(reply)


async def reviewed(tmp_path: Path, reply: dict[str, Any]) -> Review:
    async with serving(streams(json.dumps(reply), usage=ROOM)) as server:
        review, _, _ = await judge(make_coach(tmp_path, profile(server.url)), ANSWER)
    return review


@pytest.mark.parametrize(
    ("kind", "reply", "because"),
    [
        (
            "same-reason",
            changed(rationale="You say what matters."),
            f"same reason for {len(DIMENSIONS)} dimensions",
        ),
        (
            "same-quotes",
            changed(evidence=[{"sentence": 1, "quote": SENTENCES[0]}]),
            f"same quotes for {len(DIMENSIONS)} dimensions",
        ),
        (
            "copied",
            changed(rationale=tuple(d.anchors[4] for d in PACK.rubric.dimensions)),
            "reasons are copied from the rubric",
        ),
        ("expert-fix", GOOD | {"priority_fix": EXPERT}, "is copied from the expert's answer"),
        ("all-alike", changed(level=3, missing=[]), "level 3 everywhere and found nothing missing"),
    ],
)
async def test_what_judges_nothing_is_not_graded(
    tmp_path: Path, kind: str, reply: dict[str, Any], because: str
) -> None:
    review = await reviewed(tmp_path, reply)
    assert review.status == "not_graded" and review.overall is None and not review.dimensions
    assert review.reason is not None and because in review.reason
    assert review.reason.startswith("m sent no judgement: ")
    assert review.receipt["degenerate"] == kind
    assert review.receipt["raw"], "the reply is there to be disputed"


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        changed(level=4, missing=[], met=["tr-price"]),
        changed(rationale=("Twice the same.", "Twice the same.", *DIMENSIONS[2:])),
        GOOD | {"priority_fix": "Say what would make you choose A instead of B after all."},
        changed(rationale=tuple(f"You say: {sentence}" for sentence in [*SENTENCES, "a b", "c d"])),
    ],
)
async def test_an_honest_review_is_graded(tmp_path: Path, reply: dict[str, Any]) -> None:
    review = await reviewed(tmp_path, reply)
    assert review.status == "graded", review.reason


def test_only_what_repeats_itself_is_a_loop() -> None:
    def loops(text: str, size: int = 7) -> bool:
        watch = RepetitionWatch()
        return any(watch.take(text[at : at + size]) for at in range(0, len(text), size))

    assert loops(json.dumps(GOOD) + "\n" * 3000)
    assert loops("".join(f'{{"sentence": {n}, "quote": "we wait"}}, ' for n in range(200)))
    assert not loops(json.dumps(GOOD))
    assert not loops(json.dumps(GOOD, indent=2))
    for item in list_gold_items(PACK):
        assert not loops(item.answer.text * 3), "prose that comes three times is no loop yet"
