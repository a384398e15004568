"""Several reviews of one round by one model taken together: the median, and how far they spread."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low

from coach.packs.schema import Rubric
from coach.reviews.overall import compute_overall
from coach.transcripts.review_schema import DimensionReview, Flag, Review


def take_median(runs: Sequence[Review], rubric: Rubric, primary: Sequence[str]) -> Review:
    """Make one review of several: each dimension as in a run that gave its median level.

    Levels are the lower median; where more than half the runs gave no level, there is none. The
    spread is in `level_range`. What is not a level comes from the first run.
    """
    first = runs[0]
    if len(runs) == 1:
        return first
    dimensions = [_choose_median(judged.id, runs) for judged in first.dimensions]
    severe = any(judged.severity == "high" for judged in first.misconceptions)
    levels = {d.id: d.level for d in dimensions}
    spread = sum(1 for d in dimensions if d.level_range and d.level_range[0] != d.level_range[1])
    note = (
        f"The median of {len(runs)} reviews by the same model; they differed on {spread} of "
        f"{len(dimensions)} dimensions."
    )
    return first.model_copy(
        update={
            "dimensions": dimensions,
            "overall": compute_overall(levels, rubric, primary, severe=severe),
            "struck_out": sum(run.struck_out for run in runs),
            "flags": [*first.flags, Flag(kind="repeats", text=note)],
        }
    )


def _choose_median(dimension_id: str, runs: Sequence[Review]) -> DimensionReview:
    sought = (run.find_dimension(dimension_id) for run in runs)
    given = [judged for judged in sought if judged is not None]
    leveled = [(judged.level, judged) for judged in given if judged.level is not None]
    if len(leveled) * 2 <= len(given):
        return next(judged for judged in given if judged.level is None)
    levels = [level for level, _ in leveled]
    middle = median_low(levels)
    chosen = next(judged for level, judged in leveled if level == middle)
    return chosen.model_copy(update={"level_range": (min(levels), max(levels))})
