"""Calibrating a reviewer on gold answers and reviewed rounds, and keeping what was found of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from coach.calibration.agreement import derive_verdicts, gather
from coach.calibration.gradings import Grading, GradingItem, GradingStore, ReviewedRound
from coach.calibration.runner import AT_ONCE, grade_all, list_gold_items, make_transcript
from coach.files import CoachError
from coach.packs.gold import FOLDER, GoldLabel
from coach.packs.schema import Pack
from coach.reviews.verdicts import Verdicts, find_verdict_file, save_verdicts
from coach.services.reviews import ReviewService
from coach.services.rounds import RoundService
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review
from coach.workspace import Workspace

Rounds = Literal["also", "only"]
ROUNDS: tuple[str, ...] = get_args(Rounds)
NO_ROUNDS = "no saved round has levels from a person; `coach scorecard ROUND` writes the form."


@dataclass(frozen=True)
class GoldSet:
    """The gold answers of a pack, and reviewed rounds, that a reviewer is run over."""

    pack: Pack
    items: list[GradingItem]


class CalibrationService:
    """Runs models over labelled answers and keeps what is learned of them."""

    def __init__(self, workspace: Workspace, rounds: RoundService, reviews: ReviewService) -> None:
        self._workspace = workspace
        self._rounds = rounds
        self._reviews = reviews

    def load_gold_set(
        self, pack_id: str | None = None, limit: int | None = None, rounds: Rounds | None = None
    ) -> GoldSet:
        """Gather what to calibrate with: the gold answers of a pack, or of the first with any.

        Rounds that people have reviewed count too, or alone, when asked for; a limit cuts gold
        answers before them. Raises CoachError when there is nothing.
        """
        pack = self._find_pack(pack_id)
        saved = self.find_reviewed_rounds(pack)[:limit] if rounds else []
        if rounds and not saved:
            raise CoachError(NO_ROUNDS)
        if rounds == "only":
            return GoldSet(pack, saved)
        answers = list_gold_items(pack, None if limit is None else limit - len(saved))
        if not saved and not answers:
            raise CoachError(
                f"{pack.folder}/{FOLDER}: there are no gold answers to calibrate with."
            )
        return GoldSet(pack, [*saved, *answers])

    def find_reviewed_rounds(self, pack: Pack) -> list[GradingItem]:
        """Find the saved rounds on a pack's scenarios that people gave levels, oldest first.

        Of a person who judged a round twice the later scorecard counts.
        """
        rows = (row for row in self._rounds.list_rounds() if row.status == "done" and row.reviews)
        items = []
        for row in sorted(rows, key=lambda row: row.id):
            scenario = pack.scenarios.get(row.scenario)
            labels = _list_labels_of_people(self._reviews.load(row.id)) if scenario else ()
            if scenario and labels:
                transcript = self._workspace.store.load(row.id)
                items.append(GradingItem(pack, scenario, ReviewedRound(transcript, labels)))
        return items

    async def run(
        self,
        name: str,
        gold: GoldSet,
        *,
        repeats: int = 1,
        at_once: int = AT_ONCE,
        done: Callable[[Grading], None] = lambda grading: None,
    ) -> list[Grading]:
        """Have a model grade every answer, going on where a stopped run was; `done` hears each."""

        async def judge(transcript: Transcript) -> Review:
            return await self._reviews.review(transcript, name)

        return await grade_all(
            gold.items,
            judge,
            make_transcript,
            repeats=repeats,
            kept=GradingStore(
                self._workspace.paths.gradings, self._describe_setup(name, gold.pack)
            ),
            at_once=at_once,
            clock=time.perf_counter,
            done=done,
        )

    def save(self, name: str, gold: GoldSet, gradings: Sequence[Grading]) -> Verdicts:
        """Keep what was found of a model in the data folder, for later reviews to show."""
        pack, rows = gold.pack, gather(gold.items, gradings)
        key = rows[0].first.reviewer
        profile = self._workspace.config.find_profile(name)
        verdicts = Verdicts(
            reviewer=name,
            model=profile.model,
            base_url=profile.base_url,
            key=key,
            rubric=f"{pack.rubric.id}@{pack.rubric.version}",
            answers=len(rows),
            calibrated=self._workspace.timestamp(),
            dimensions=derive_verdicts(rows),
        )
        save_verdicts(find_verdict_file(self._workspace.paths.calibration, key), verdicts)
        return verdicts

    def _find_pack(self, pack_id: str | None) -> Pack:
        packs = self._workspace.library.packs
        if pack_id is None:
            with_gold = [pack for pack in packs.values() if (Path(pack.folder) / FOLDER).is_dir()]
            if not with_gold:
                raise CoachError(
                    "no pack has gold answers; they lie in gold/ beside the scenarios."
                )
            return with_gold[0]
        if pack_id not in packs:
            known = ", ".join(packs) or "none"
            raise CoachError(f"there is no pack {pack_id!r}; known are {known}.")
        return packs[pack_id]

    def _describe_setup(self, name: str, pack: Pack) -> str:
        """Everything that a grading depends on, so that a changed prompt grades anew."""
        profile = self._workspace.config.find_profile(name)
        asked = profile.model_dump(mode="json", exclude={"price", "timeouts"})
        return json.dumps(
            [asked, self._reviews.find_prompts().list_versions(), pack.rubric.dump_judged()]
        )


def _list_labels_of_people(reviews: Sequence[Review]) -> tuple[GoldLabel, ...]:
    by_name = {
        review.reviewer.name: GoldLabel(
            levels={judged.id: judged.level for judged in review.dimensions},
            overall=review.overall.level,
        )
        for review in reviews
        if review.reviewer.kind == "human" and review.overall
    }
    return tuple(by_name.values())
