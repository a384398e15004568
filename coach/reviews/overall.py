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
    severe: bool = False,
) -> Overall | None:
    """Compute the weighted mean of the levels, rounded and then capped; None with too few levels.

    `levels` go from 1 to 4 by dimension; a dimension without a level does not count. `primary` are
    the dimensions that the scenario is about. `severe` says that a misconception of high severity
    was found.
    """
    given = {dimension: level for dimension, level in levels.items() if level is not None}
    rule = rubric.overall
    if len(given) < rule.needs:
        return None
    weights = {d: rule.primary_weight if d in primary else rule.other_weight for d in given}
    mean = sum(level * weights[d] for d, level in given.items()) / sum(weights.values())
    level = floor(mean) + (1 if mean - floor(mean) >= rule.round_up_from else 0)
    because: list[str] = []
    for cap in rule.caps:
        reason = _explain_cap(cap, given, primary, rubric, severe)
        if reason and level > cap.overall_at_most:
            level = cap.overall_at_most
            because.append(f"{reason}: at most {rubric.bands[cap.overall_at_most]}")
    final = LEVELS[max(1, min(4, level))]
    return Overall(level=final, band=rubric.bands[final], because=because)


def _explain_cap(
    cap: Cap, given: Mapping[str, int], primary: Sequence[str], rubric: Rubric, severe: bool
) -> str | None:
    if cap.dimension == "misconception":
        return "the plan states something false" if severe else None
    capping = primary if cap.dimension == "primary" else [cap.dimension]
    for dimension in capping:
        if dimension in given and given[dimension] <= cap.level:
            band = rubric.bands[LEVELS[given[dimension]]]
            return f"{rubric.find_dimension(dimension).name} is {band}"
    return None
