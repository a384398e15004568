"""The reviewers that are built in, by name; any other name is that of a model profile."""

from __future__ import annotations

from collections.abc import Callable

from coach.reviews.offline.reviewer import OfflineReviewer
from coach.reviews.protocol import Reviewer

BUILT_IN: dict[str, Callable[[], Reviewer]] = {OfflineReviewer.name: OfflineReviewer}
"""To add a reviewer: a class with the protocol's two members, and a line here."""


def make_built_in(name: str) -> Reviewer | None:
    """Make a built-in reviewer; None for any other name."""
    make = BUILT_IN.get(name)
    return make() if make else None
