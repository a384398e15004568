"""What holds for every test: marks by folder, how many examples, and no settings of the user's."""

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.styles import share_parsed_styles

TESTS = Path(__file__).parent
BY_FOLDER = {"e2e", "tui"}
"""Folders whose tests carry a mark of the same name."""

# a loaded machine is slow now and then, so no example has a deadline
settings.register_profile("full", max_examples=100, deadline=None)
settings.register_profile("quick", max_examples=10, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "full"))

# A quarter of the suite's time went into looking for cycles among the packs, which stay anyway.
gc.set_threshold(100_000, 20, 50)
share_parsed_styles()

for name in [name for name in os.environ if name == "NO_COLOR" or name.startswith("COACH_")]:
    del os.environ[name]

# without pseudo-terminals, nothing in there can even be imported
collect_ignore = ["e2e"] if sys.platform == "win32" else []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by folder; skip where the system has no modes or limits of POSIX."""
    without_posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in BY_FOLDER:
            item.add_marker(folder)
        if item.get_closest_marker("posix"):
            item.add_marker(without_posix)


def pytest_collection_finish() -> None:
    """Leave modules and tests, which stay, out of what is looked through for garbage."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look for unraisable errors once; pytest then looks five times through what is left."""
    gc.collect()
    gc.freeze()
