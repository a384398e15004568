"""Agreement between a reviewer and labels: pure functions, None where a figure is not defined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from random import Random
from statistics import StatisticsError, correlation, fmean, linear_regression, pstdev
from typing import TypeVar

LEVELS = 4
DRAWS = 1000
"""Bootstrap samples; the interval's ends move by about .01 from run to run of the seed."""
INTERVAL = 0.95
NO = 2
"""The highest level on the no side of the hiring line."""
Pair = tuple[int, int]
"""What the reviewer gave, and the label."""
T = TypeVar("T")


def measure_kappa(pairs: Sequence[Pair]) -> float | None:
    """Quadratic weighted kappa of levels 1 to 4; None when either side never varies."""
    # a bootstrap comes here thousands of times: the few kinds of pairs are counted once
    counted = Counter(pairs)
    given: Counter[int] = Counter()
    labelled: Counter[int] = Counter()
    for (a, b), count in counted.items():
        given[a] += count
        labelled[b] += count
    if len(given) < 2 or len(labelled) < 2:
        return None
    observed = sum((a - b) ** 2 * count for (a, b), count in counted.items()) / len(pairs)
    scale = range(1, LEVELS + 1)
    expected = sum((a - b) ** 2 * given[a] * labelled[b] for a in scale for b in scale)
    return 1 - observed * len(pairs) ** 2 / expected


def measure_exact(pairs: Sequence[Pair]) -> float | None:
    """Share of pairs that are the same."""
    return fmean(a == b for a, b in pairs) if pairs else None


def measure_adjacent(pairs: Sequence[Pair]) -> float | None:
    """Share of pairs at most one level apart."""
    return fmean(abs(a - b) <= 1 for a, b in pairs) if pairs else None


def measure_bias(pairs: Sequence[Pair]) -> float | None:
    """Mean of reviewer minus label: above 0 the reviewer is lenient."""
    return fmean(a - b for a, b in pairs) if pairs else None


def measure_mean_error(pairs: Sequence[Pair]) -> float | None:
    """Mean distance in levels."""
    return fmean(abs(a - b) for a, b in pairs) if pairs else None


def measure_hire_line(pairs: Sequence[Pair]) -> float | None:
    """How well 2 and 3 are told apart: the mean of the shares of each that land on their side.

    The side of a level is no (1 and 2) or yes (3 and 4). A judge who tosses a coin between the two,
    or always gives the same, gets 0.5. None where no 2 or no 3 was labeled.
    """
    shares = []
    counted = Counter(pairs)
    for level in (NO, NO + 1):
        of_level = {given: n for (given, label), n in counted.items() if label == level}
        if not of_level:
            return None
        right = sum(n for given, n in of_level.items() if (given > NO) == (level > NO))
        shares.append(right / sum(of_level.values()))
    return fmean(shares)


def pair_with_commonest(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs of a reviewer that always gives the commonest label."""
    if not pairs:
        return []
    common = Counter(label for _, label in pairs).most_common()
    level = min(level for level, count in common if count == common[0][1])
    return [(level, label) for _, label in pairs]


def draw_interval(
    items: Sequence[T],
    figure: Callable[[Sequence[T]], float | None],
    random: Random,
) -> tuple[float, float] | None:
    """The 95% interval of a figure when the items are drawn again with replacement.

    An item is an answer with all that belongs to it. None when the figure is undefined in more
    than half of the draws.
    """
    if len(items) < 2:
        return None
    drawn = [figure(random.choices(items, k=len(items))) for _ in range(DRAWS)]
    values = sorted(value for value in drawn if value is not None)
    if len(values) <= DRAWS / 2:
        return None
    tail = (1 - INTERVAL) / 2
    return _quantile(values, tail), _quantile(values, 1 - tail)


def correlate_ranks(given: Sequence[float], labels: Sequence[float]) -> float | None:
    """Spearman's rank correlation, ties at their mean rank; None when either side never varies."""
    try:
        return correlation(_rank(given), _rank(labels))
    except StatisticsError:
        return None


def measure_order(rows: Sequence[tuple[Hashable, float, float]]) -> float | None:
    """Share of pairs within a group put in the labelled order; a tie counts half.

    A row is (group, what the reviewer gave, label). Pairs with the same label do not count.
    """
    right = total = 0.0
    for index, (group, given, label) in enumerate(rows):
        for other_group, other_given, other_label in rows[index + 1 :]:
            if group != other_group or label == other_label:
                continue
            total += 1
            ahead = (given - other_given) * (label - other_label)
            right += 1 if ahead > 0 else 0.5 if ahead == 0 else 0
    return right / total if total else None


def measure_f1(
    outcomes: Sequence[tuple[bool, bool]],
) -> tuple[float | None, float | None, float | None]:
    """Precision, recall and F1 of (found, labelled) marks."""
    hits = sum(1 for given, label in outcomes if given and label)
    given = sum(1 for mark, _ in outcomes if mark)
    labelled = sum(1 for _, label in outcomes if label)
    precision = hits / given if given else None
    recall = hits / labelled if labelled else None
    both = 2 * hits / (given + labelled) if given + labelled else None
    return precision, recall, both


def measure_repeatability(cells: Sequence[Sequence[int]]) -> tuple[float | None, float | None]:
    """Share of cells that are the same in every run, and the mean spread within a cell.

    A cell is one dimension of one answer, its levels over the runs; single runs do not count.
    """
    repeated = [cell for cell in cells if len(cell) > 1]
    if not repeated:
        return None, None
    return fmean(len(set(cell)) == 1 for cell in repeated), fmean(map(pstdev, repeated))


def fit_slope(sizes: Sequence[float], errors: Sequence[float]) -> float | None:
    """Least-squares slope of errors on sizes; None when the sizes never vary."""
    try:
        return linear_regression(sizes, errors).slope
    except StatisticsError:
        return None


def find_quantile(values: Sequence[float], at: float) -> float | None:
    """The value below which a share of the values lies, between neighbours in proportion."""
    return _quantile(sorted(values), at) if values else None


def _quantile(ordered: Sequence[float], at: float) -> float:
    place = at * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _rank(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda i: values[i])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2 + 1
        start = end + 1
    return ranks
