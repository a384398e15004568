"""What pointers can claim, measured on gold answers: marked sentences, nothing found, the swap."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from coach.calibration.agreement import round_figure
from coach.calibration.gradings import GradingItem
from coach.calibration.runner import make_transcript
from coach.packs.gold import GoldAnswer
from coach.packs.schema import Pack, Scenario
from coach.reviews.offline.reviewer import review_offline
from coach.reviews.quote_lookup import locate_quote
from coach.transcripts.review_schema import Evidence, Review

STRONG = ("strong", "exceptional")
"""Kinds of answers that are read against other cases."""
AWAY = (7, 19, 31)
"""How far on in the pack the three other cases stand."""
_NO_FIGURES = ("qwk", "qwk_ci", "bias", "exact", "adjacent", "mae", "verdict")
_NOT_CLAIMED = (
    "pairwise_accuracy",
    "repeatability",
    "quote_precision",
    "injection_delta",
    "padding_delta",
    "format",
)


@dataclass(frozen=True)
class Tally:
    """Pointers counted. Sentences are counted where somebody marked the words of the points."""

    answers: int
    pointed: int
    pointed_made: int
    """Sentences pointed at, and those of them for points that the answer makes."""
    marked: int
    marked_right: int
    """Marked sentences that overlap the words marked for the point."""
    there: int
    there_right: int
    """The same among the points that the answer makes."""
    nothing: int
    nothing_right: int
    """Points said to have nothing like them, and those of them that the answer does not make."""

    @property
    def figures(self) -> dict[str, Any]:
        """Shares with the counts they rest on; None where nothing was counted."""
        return {
            "answers": self.answers,
            "pointed": self.pointed,
            "pointed_at_points_made": _divide(self.pointed_made, self.pointed),
            "marked": self.marked,
            "sentence_right": _divide(self.marked_right, self.marked),
            "marked_of_points_made": self.there,
            "sentence_right_of_points_made": _divide(self.there_right, self.there),
            "nothing_found": self.nothing,
            "nothing_right": _divide(self.nothing_right, self.nothing),
        }


def make_pointer_report(
    name: str, items: Sequence[GradingItem], done: Callable[[GradingItem], None] = lambda item: None
) -> dict[str, Any]:
    """All figures of pointers, as `coach calibrate --json` prints them.

    Keys that only levels can fill are there and None.
    """
    gold = [item for item in items if isinstance(item.answer, GoldAnswer)]
    read, seconds = [], []
    for item in gold:
        began = time.perf_counter()
        read.append((item, _make_pointers(item)))
        seconds.append(time.perf_counter() - began)
        done(item)
    blank = dict.fromkeys(_NO_FIGURES)
    pack = items[0].pack
    return {
        "with": name,
        "answers": len(gold),
        "dimensions": {d.id: dict(blank) for d in pack.rubric.dimensions},
        "overall": dict(blank),
        **dict.fromkeys(_NOT_CLAIMED),
        "timing": {"seconds_median": round_figure(median(seconds), 4) if seconds else None},
        "pointers": _compute_figures(read),
        "held_out": {"pointers": _compute_figures([pair for pair in read if pair[0].held_out])},
        "tuned": {"pointers": _compute_figures([pair for pair in read if not pair[0].held_out])},
    }


def _compute_figures(read: Sequence[tuple[GradingItem, Review]]) -> dict[str, Any]:
    credited, asked = count_swapped([item for item, _ in read])
    scenarios = sorted({item.scenario.id for item, _ in read})
    swapped = {"swap_points": asked, "swap_credited": _divide(credited, asked)}
    return {"scenarios": scenarios, **count_pointers(read).figures, **swapped}


def count_pointers(read: Sequence[tuple[GradingItem, Review]]) -> Tally:
    """Count the pointers of reviews of gold answers against their first labelling."""
    pointed = made = marked = marked_right = there = there_right = nothing = nothing_right = 0
    answers = [(item.scenario.id, item.answer) for item, _ in read]
    marked_up = {
        answer_id for answer_id, a in answers if isinstance(a, GoldAnswer) and a.labels[0].quotes
    }
    for item, review in read:
        assert isinstance(item.answer, GoldAnswer)
        label = item.answer.labels[0]
        quoted = item.scenario.id in marked_up and set(label.points) <= set(label.quotes)
        for point in review.points:
            if not point.evidence:
                nothing += 1
                nothing_right += point.id not in label.points
                continue
            pointed += 1
            made += point.id in label.points
            if quoted:
                right = point.id in label.quotes and _overlap(
                    point.evidence[0], locate_quote(label.quotes[point.id], item.answer.text)
                )
                marked += 1
                marked_right += right
                there += point.id in label.points
                there_right += right
    return Tally(
        len(read), pointed, made, marked, marked_right, there, there_right, nothing, nothing_right
    )


def count_swapped(items: Sequence[GradingItem]) -> tuple[int, int]:
    """Strong answers read against three other cases: points marked, and all their points."""
    credited = asked = 0
    for item in items:
        if item.answer.kind not in STRONG:
            continue
        for other in list_other_cases(item.pack, item.scenario):
            review = _make_pointers(GradingItem(item.pack, other, item.answer))
            credited += sum(1 for point in review.points if point.evidence)
            asked += len(review.points)
    return credited, asked


def list_other_cases(pack: Pack, scenario: Scenario) -> list[Scenario]:
    """Three other cases of a pack, always the same; fewer in a small pack."""
    cases = list(pack.scenarios.values())
    here = cases.index(scenario)
    chosen = {(here + away) % len(cases): None for away in AWAY}
    return [cases[at] for at in chosen if at != here]


def _make_pointers(item: GradingItem) -> Review:
    return review_offline(make_transcript(item), item.scenario, item.pack)


def _overlap(first: Evidence, other: Evidence) -> bool:
    if first.start is None or first.end is None or other.start is None or other.end is None:
        return False
    return first.start < other.end and other.start < first.end


def _divide(part: int, whole: int) -> float | None:
    return round_figure(part / whole) if whole else None
