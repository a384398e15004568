"""Calibrating a reviewer on gold answers and reviewed rounds, and keeping what was found of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from coach.calibration.agreement import derive_verdicts, gather
from coach.calibration.gradings import Grading, GradingItem, GradingStore, ReviewedRound
from coach.calibration.runner import AT_ONCE, Judge, grade_all, list_gold_items
from coach.files import CoachError
from coach.packs.gold import FOLDER, GoldLabel
from coach.packs.schema import Pack
from coach.reviews.verdicts import Verdicts, find_verdict_file, save_verdicts
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review

if TYPE_CHECKING:
    from coach.services.coach import Coach


Rounds = Literal["also", "only"]
ROUNDS: tuple[str, ...] = get_args(Rounds)
NO_ROUNDS = "no saved round has levels from a person; `coach scorecard ROUND` writes the form."


@dataclass(frozen=True)
class GoldSet:
    """The gold answers of a pack, and reviewed rounds, that a reviewer is run over."""

    pack: Pack
    items: list[GradingItem]


def load_gold_set(
    desk: Coach,
    pack_id: str | None = None,
    limit: int | None = None,
    rounds: Rounds | None = None,
) -> GoldSet:
    """What to calibrate with: the gold answers of a pack, or of the first that has any.

    Rounds that people have reviewed count too, or alone, when asked for; a limit cuts gold answers
    before them. Raises CoachError when there is nothing.
    """
    pack = _pack(desk, pack_id)
    saved = find_reviewed_rounds(desk, pack)[:limit] if rounds else []
    if rounds and not saved:
        raise CoachError(NO_ROUNDS)
    if rounds == "only":
        return GoldSet(pack, saved)
    answers = list_gold_items(pack, None if limit is None else limit - len(saved))
    if not saved and not answers:
        raise CoachError(f"{pack.folder}/{FOLDER}: there are no gold answers to calibrate with.")
    return GoldSet(pack, [*saved, *answers])


def find_reviewed_rounds(desk: Coach, pack: Pack) -> list[GradingItem]:
    """The saved rounds on a pack's scenarios that people gave levels, oldest first.

    Of a person who judged a round twice the later scorecard counts.
    """
    rows = (row for row in desk.rounds() if row.status == "done" and row.reviews)
    found = []
    for row in sorted(rows, key=lambda row: row.id):
        scenario = pack.scenarios.get(row.scenario)
        labels = _labels_of_people(desk.reviews(row.id)) if scenario else ()
        if scenario and labels:
            found.append(
                GradingItem(pack, scenario, ReviewedRound(desk.store.load(row.id), labels))
            )
    return found


def _labels_of_people(reviews: Sequence[Review]) -> tuple[GoldLabel, ...]:
    by_name = {
        review.reviewer.name: GoldLabel(
            levels={judged.id: judged.level for judged in review.dimensions},
            overall=review.overall.level,
        )
        for review in reviews
        if review.reviewer.kind == "human" and review.overall
    }
    return tuple(by_name.values())


async def calibrate(
    desk: Coach,
    name: str,
    gold: GoldSet,
    *,
    repeats: int = 1,
    at_once: int = AT_ONCE,
    done: Callable[[Grading], None] = lambda grading: None,
) -> list[Grading]:
    """Have a model grade every answer, going on where an earlier run stopped; `done` hears each."""
    return await grade_all(
        gold.items,
        _by_model(desk, name),
        repeats=repeats,
        kept=GradingStore(desk.paths.gradings, _identity(desk, name, gold.pack)),
        at_once=at_once,
        clock=time.perf_counter,
        done=done,
    )


def save_calibration(
    desk: Coach, name: str, gold: GoldSet, gradings: Sequence[Grading]
) -> Verdicts:
    """Keep what was found of a model in the data folder, for later reviews to show."""
    pack, rows = gold.pack, gather(gold.items, gradings)
    key = rows[0].first.reviewer
    profile = desk.config.profile(name)
    verdicts = Verdicts(
        reviewer=name,
        model=profile.model,
        base_url=profile.base_url,
        key=key,
        rubric=f"{pack.rubric.id}@{pack.rubric.version}",
        answers=len(rows),
        calibrated=desk.now().isoformat(timespec="seconds"),
        dimensions=derive_verdicts(rows),
    )
    save_verdicts(find_verdict_file(desk.paths.calibration, key), verdicts)
    return verdicts


def _pack(desk: Coach, pack_id: str | None) -> Pack:
    packs = desk.library.packs
    if pack_id is None:
        with_gold = [pack for pack in packs.values() if (Path(pack.folder) / FOLDER).is_dir()]
        if not with_gold:
            raise CoachError("no pack has gold answers; they lie in gold/ beside the scenarios.")
        return with_gold[0]
    if pack_id not in packs:
        known = ", ".join(packs) or "none"
        raise CoachError(f"there is no pack {pack_id!r}; known are {known}.")
    return packs[pack_id]


def _by_model(desk: Coach, name: str) -> Judge:
    async def judge(transcript: Transcript) -> Review:
        last: object = None
        async for event in desk.judge(transcript, name):
            last = event
        assert isinstance(last, Review)
        return last

    return judge


def _identity(desk: Coach, name: str, pack: Pack) -> str:
    profile = desk.config.profile(name).model_dump(mode="json", exclude={"price", "timeouts"})
    return json.dumps([profile, desk.prompts().versions(), pack.rubric.model_dump_json()])
