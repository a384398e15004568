"""The overall level, computed from the dimensions by the rule in the rubric file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor

from coach.packs.schema import Cap, Rubric
from coach.transcripts.review_schema import Level, Overall

LEVELS: dict[int, Level] = {1: 1, 2: 2, 3: 3, 4: 4}


def compute_overall(
    levels: Mapping[str, int | None],
    rubric: Rubric,
    primary: Sequence[str],
    *,
    grave: bool = False,
) -> Overall | None:
    """The weighted mean of the levels given, rounded and then capped; None with too few levels.

    `grave` says that a misconception of high severity was found. Dimensions without a level do
    not count, for or against.
    """
    given = {id: level for id, level in levels.items() if level is not None}
    rule = rubric.overall
    if len(given) < rule.needs:
        return None
    weights = {id: rule.primary_weight if id in primary else rule.other_weight for id in given}
    mean = sum(level * weights[id] for id, level in given.items()) / sum(weights.values())
    level = floor(mean) + (1 if mean - floor(mean) >= rule.round_up_from else 0)
    because: list[str] = []
    for cap in rule.caps:
        reason = _reason(cap, given, primary, rubric, grave)
        if reason and level > cap.overall_at_most:
            level = cap.overall_at_most
            because.append(f"{reason}: at most {rubric.bands[cap.overall_at_most]}")
    final = LEVELS[max(1, min(4, level))]
    return Overall(level=final, band=rubric.bands[final], because=because)


def _reason(
    cap: Cap, given: Mapping[str, int], primary: Sequence[str], rubric: Rubric, grave: bool
) -> str | None:
    if cap.dimension == "misconception":
        return "the plan states something false" if grave else None
    ids = primary if cap.dimension == "primary" else [cap.dimension]
    for id in ids:
        if id in given and given[id] <= cap.level:
            return f"{rubric.dimension(id).name} is {rubric.bands[LEVELS[given[id]]]}"
    return None
