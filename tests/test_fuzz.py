"""Some hundreds of damaged files for every loader; `scripts/reliability.py fuzz` runs all."""

from pathlib import Path

import pytest

from tests.support.fuzz import LOADERS, run_cases

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", LOADERS)
def test_no_damage_breaks_a_loader(name: str, tmp_path: Path) -> None:
    outcome = run_cases(name, range(60 if name == "reply" else 200), tmp_path)
    assert not outcome.crashes, (outcome.crashes, outcome.bad)
    assert not outcome.slow
