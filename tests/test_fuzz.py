"""Some hundreds of damaged files for every loader; `scripts/reliability.py fuzz` runs all."""

from pathlib import Path

import pytest

from tests.support.fuzz import LOADERS, run_cases

KEPT: dict[str, list[int]] = {}
"""Cases that crashed a loader once."""


@pytest.mark.parametrize("name", LOADERS)
def test_no_damage_breaks_a_loader(name: str, tmp_path: Path) -> None:
    outcome = run_cases(name, range(60 if name == "reply" else 200), tmp_path)
    assert not outcome.crashes, (outcome.crashes, outcome.bad)
    assert not outcome.slow


@pytest.mark.parametrize("name", KEPT)
def test_what_broke_a_loader_once_does_so_no_more(name: str, tmp_path: Path) -> None:
    assert not run_cases(name, iter(KEPT[name]), tmp_path).crashes
