"""How a round comes to be on disk: with its first act, in a folder of its own."""

from datetime import datetime
from pathlib import Path

import pytest

from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace

ID = "the-gpu-drought"
NOW = datetime.fromisoformat("2026-11-24T10:00:00+00:00")


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    return Coach(
        Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(Config()), now=lambda: NOW)
    )


async def test_a_round_is_on_disk_once_its_clock_starts(coach: Coach) -> None:
    begun = coach.rounds.begin(ID).round
    assert coach.store.ids() == []
    await begun.advance()
    assert coach.store.ids() == [begun.transcript.id]
    assert coach.store.recover(begun.transcript.id) == begun.transcript


def test_a_case_that_was_only_read_leaves_nothing(coach: Coach) -> None:
    begun = coach.rounds.begin(ID).round
    begun.leave()
    assert not coach.store.folder.exists()
    assert coach.rounds.begin(ID).round.transcript.attempt == 1


async def test_two_rounds_opened_in_one_second_are_both_kept(coach: Coach) -> None:
    rounds = [coach.rounds.begin(ID).round, coach.rounds.begin(ID).round]
    for number, begun in enumerate(rounds):
        await begun.advance()
        await begun.advance()
        begun.write("answer", f"answer {number}")
        begun.leave()
    ids = [begun.transcript.id for begun in rounds]
    assert coach.store.ids() == sorted(set(ids))
    assert [coach.store.recover(kept).answer for kept in ids] == ["answer 0", "answer 1"]
    assert [coach.store.load(kept).status for kept in ids] == ["left", "left"]


async def test_a_round_whose_folder_cannot_be_made_touches_no_other(coach: Coach) -> None:
    first, second = coach.rounds.begin(ID).round, coach.rounds.begin(ID).round
    await first.advance()
    kept = coach.store.folder
    aside = kept.rename(kept.with_name("elsewhere"))
    kept.write_text("a file where the folder of the rounds would be")
    await second.advance()
    assert second.trouble
    kept.unlink()
    aside.rename(kept)
    await second.ask("What does a waiting customer cost us?")
    assert second.trouble is None
    assert len(coach.store.ids()) == 2
    assert coach.store.recover(first.transcript.id).clarify == []
    assert len(coach.store.recover(second.transcript.id).clarify) == 1
