"""Fit the constants of `coach/reviews/offline/pointers.py` on gold, and say how well they do.

    python scripts/fit_pointers.py           fits, prints the constants and the figures
    python scripts/fit_pointers.py --check   only measures what stands in the module

Fitted on the gold of the scenarios that are open to tuning: a logistic choice with a small penalty
between points that an answer makes and points that it does not, where strong answers read against
three other cases count as making none. Tricks (lists of terms, orders to the grader) are left out,
since what they say is set aside before anything is pointed at. Every figure "left out" is taken on
a scenario that the constants for it were not fitted on.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

from coach.calibration.gradings import GradingItem
from coach.calibration.pointing import STRONG, list_other_cases, make_pointer_report
from coach.calibration.runner import list_gold_items, make_transcript
from coach.packs.gold import TRICKS, GoldAnswer
from coach.packs.load import load_library
from coach.packs.schema import Pack
from coach.reviews.offline import pointers
from coach.reviews.offline.exclusions import blank_out, find_exclusions
from coach.reviews.offline.pointers import PointFinder, Rarity
from coach.reviews.quote_lookup import locate_quote

PENALTY, STEPS, RATE = 0.002, 1500, 2.0
SWAP, RIGHT = 0.06, 0.8
"""Where the threshold is set: the share of their points that swapped answers may be credited with,
and the share of the sentences pointed at that must be for a point that the answer makes."""
WINDOW_SHARES, CUE_SHARES = (0.0, 0.25, 0.5, 1.0), (0.0, 0.1, 0.2)
Row = tuple[str, tuple[float, ...], bool, bool]
"""The scenario of the answer, the features, whether the point is made, whether it is a swap."""


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description="Fit the constants of pointers on gold.")
    parser.add_argument("--check", action="store_true", help="measure only")
    only_check = parser.parse_args().check
    folder = Path(__file__).parent.parent / "scenarios"
    pack = next(iter(load_library([folder], trusted=folder).packs.values()))
    items = list_gold_items(pack)
    if not only_check:
        fit_all(pack, items)
        choose_share(pack, items)
    report = make_pointer_report("offline", items)
    for part in (report, report["tuned"], report["held_out"]):
        for name, value in part["pointers"].items():
            print(f"  {name}: {value}")
        print()
    print(report["timing"])


def fit_all(pack: Pack, items: Sequence[GradingItem]) -> None:
    """Fit on what is open to tuning, and set and print the constants."""
    rows = rows_of(pack, [item for item in items if not item.held_out])
    held = rows_of(pack, [item for item in items if item.held_out])
    left_out = []
    for scenario in sorted({row[0] for row in rows}):
        weights = fit([row for row in rows if row[0] != scenario])
        threshold = best_threshold([(r, score(weights, r)) for r in rows if r[0] != scenario])
        left_out += [(r, score(weights, r) >= threshold) for r in rows if r[0] == scenario]
    print("left out:", *figures(left_out))
    weights = fit(rows)
    threshold = best_threshold([(row, score(weights, row)) for row in rows])
    print("fitted on:", *figures([(row, score(weights, row) >= threshold) for row in rows]))
    print("held out:", *figures([(row, score(weights, row) >= threshold) for row in held]))
    pointers.BIAS = round(weights[0], 2)
    pointers.WEIGHTS = tuple(round(weight, 2) for weight in weights[1:])
    pointers.THRESHOLD = round(threshold, 2)
    print(f"WEIGHTS = {pointers.WEIGHTS}\nBIAS = {pointers.BIAS}\nTHRESHOLD = {threshold:.2f}")


def choose_share(pack: Pack, items: Sequence[GradingItem]) -> None:
    """Print how often the nearest sentence is the marked one, by what windows and cues add.

    The cues were tuned on gold, so their share is not chosen by it: it stays small.
    """
    rarity = Rarity(pack)
    kept = pointers.WINDOW_SHARE, pointers.CUE_SHARE
    for window in WINDOW_SHARES:
        for cue in CUE_SHARES:
            pointers.WINDOW_SHARE, pointers.CUE_SHARE = window, cue
            hits = []
            for item in items:
                assert isinstance(item.answer, GoldAnswer)
                ready = PointFinder(item.scenario, pack, rarity)
                for id, quote in item.answer.labels[0].quotes.items():
                    place, marked = (
                        ready.find_nearest(id, _said(item)),
                        locate_quote(quote, item.answer.text),
                    )
                    assert place is not None and marked.start is not None and marked.end is not None
                    hits.append(place[0] < marked.end and marked.start < place[1])
            print(f"window {window} cue {cue}: {sum(hits) / len(hits):.3f} of {len(hits)}")
    pointers.WINDOW_SHARE, pointers.CUE_SHARE = kept


def rows_of(pack: Pack, items: Sequence[GradingItem]) -> list[Row]:
    """Features of every answer and point, and of strong answers against other cases."""
    rarity = Rarity(pack)
    ready = {id: PointFinder(scenario, pack, rarity) for id, scenario in pack.scenarios.items()}
    rows: list[Row] = []
    for item in items:
        answer, scenario = item.answer, item.scenario
        if not isinstance(answer, GoldAnswer) or answer.kind in TRICKS:
            continue
        made = set(answer.labels[0].points)
        for id, found in ready[scenario.id].measure_features(_said(item)):
            rows.append((scenario.id, found.values, id in made, False))
        if answer.kind in STRONG:
            for other in list_other_cases(pack, scenario):
                swapped = ready[other.id].measure_features(_said(GradingItem(pack, other, answer)))
                rows += [(scenario.id, found.values, False, True) for _, found in swapped]
    return rows


def fit(rows: Sequence[Row]) -> list[float]:
    """Bias and weights of a logistic regression, by plain gradient descent; weights stay >= 0."""
    weights = [0.0] * (len(rows[0][1]) + 1)
    for _ in range(STEPS):
        slope = [0.0] * len(weights)
        for _, values, made, _ in rows:
            error = 1 / (1 + math.exp(-_sum(weights, values))) - made
            slope[0] += error
            for at, value in enumerate(values, 1):
                slope[at] += error * value
        for at, total in enumerate(slope):
            pull = PENALTY * weights[at] if at else 0.0
            weights[at] -= RATE * (total / len(rows) + pull)
            if at:
                weights[at] = max(0.0, weights[at])
    return weights


def best_threshold(scored: Sequence[tuple[Row, float]]) -> float:
    """The lowest nearness at which few swapped answers are credited and most pointers are right."""
    for step in range(20, 90):
        threshold = step / 100
        swapped = [value >= threshold for (*_, swap), value in scored if swap]
        pointed = [made for (_, _, made, swap), value in scored if not swap and value >= threshold]
        if sum(swapped) <= SWAP * len(swapped) and sum(pointed) >= RIGHT * len(pointed):
            return threshold
    return 0.9


def figures(judged: Sequence[tuple[Row, bool]]) -> list[str]:
    """F1 of points, how often "nothing" is right, and the swap."""
    own = [(row[2], found) for row, found in judged if not row[3]]
    both = sum(made and found for made, found in own)
    precision = both / max(1, sum(found for _, found in own))
    recall = both / max(1, sum(made for made, _ in own))
    nothing = [not made for made, found in own if not found]
    swapped = [found for row, found in judged if row[3]]
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return [
        f"precision {precision:.2f} recall {recall:.2f} F1 {f1:.2f}",
        f"nothing right {sum(nothing) / max(1, len(nothing)):.2f}",
        f"swap {sum(swapped) / max(1, len(swapped)):.3f}",
    ]


def score(weights: Sequence[float], row: Row) -> float:
    """The nearness of a row."""
    return 1 / (1 + math.exp(-_sum(weights, row[1])))


def _sum(weights: Sequence[float], values: Sequence[float]) -> float:
    return weights[0] + sum(w * v for w, v in zip(weights[1:], values, strict=True))


def _said(item: GradingItem) -> str:
    taken = make_transcript(item)
    points = [(point.id, point.statement) for point in item.scenario.points]
    return blank_out(taken.answer, find_exclusions(taken.answer, taken.prompt, points))


if __name__ == "__main__":
    main()
