"""How a round comes to be on disk: with its first act, in a folder of its own."""

from datetime import datetime
from pathlib import Path

import pytest

from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach

ID = "the-gpu-drought"
NOW = datetime.fromisoformat("2026-11-24T10:00:00+00:00")


@pytest.fixture
def desk(tmp_path: Path) -> Coach:
    return Coach(find_paths({"COACH_HOME": str(tmp_path)}), Config(), now=lambda: NOW)


def test_a_round_is_on_disk_once_its_clock_starts(desk: Coach) -> None:
    begun = desk.begin(ID)
    assert desk.store.ids() == []
    begun.advance()
    assert desk.store.ids() == [begun.transcript.id]
    assert desk.store.recover(begun.transcript.id) == begun.transcript


def test_a_case_that_was_only_read_leaves_nothing(desk: Coach) -> None:
    begun = desk.begin(ID)
    begun.leave()
    assert not desk.store.folder.exists()
    assert desk.begin(ID).transcript.attempt == 1


def test_two_rounds_opened_in_one_second_are_both_kept(desk: Coach) -> None:
    rounds = [desk.begin(ID), desk.begin(ID)]
    for number, begun in enumerate(rounds):
        begun.advance()
        begun.advance()
        begun.write("answer", f"answer {number}")
        begun.leave()
    ids = [begun.transcript.id for begun in rounds]
    assert desk.store.ids() == sorted(set(ids))
    assert [desk.store.recover(kept).answer for kept in ids] == ["answer 0", "answer 1"]
    assert [desk.store.load(kept).status for kept in ids] == ["left", "left"]


def test_a_round_whose_folder_cannot_be_made_touches_no_other(desk: Coach) -> None:
    first, second = desk.begin(ID), desk.begin(ID)
    first.advance()
    kept = desk.store.folder
    aside = kept.rename(kept.with_name("elsewhere"))
    kept.write_text("a file where the folder of the rounds would be")
    second.advance()
    assert second.trouble
    kept.unlink()
    aside.rename(kept)
    second.ask("What does a waiting customer cost us?")
    assert second.trouble is None
    assert len(desk.store.ids()) == 2
    assert desk.store.recover(first.transcript.id).clarify == []
    assert len(desk.store.recover(second.transcript.id).clarify) == 1
