"""What a person may have meant by a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

LIKENESS = 60.0
"""Likeness, out of 100, from which a name is worth offering."""


def suggest(wanted: str, names: Iterable[str] | Mapping[str, str], *, limit: int = 3) -> list[str]:
    """Return the names most like the wanted one, best first.

    A mapping gives for each name the text it is compared by.
    """
    texts = dict(names) if isinstance(names, Mapping) else {name: name for name in names}
    matches = process.extract(
        wanted.casefold(),
        {name: text.casefold() for name, text in texts.items()},
        scorer=fuzz.WRatio,
        limit=limit,
        score_cutoff=LIKENESS,
    )
    return [name for _, _, name in matches]
