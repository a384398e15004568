"""Compute with scikit-learn and SciPy what `coach/calibration/statistics.py` computes by itself.

    python -m venv /tmp/with-sklearn && /tmp/with-sklearn/bin/pip install scikit-learn scipy
    /tmp/with-sklearn/bin/python scripts/check_statistics.py

Neither library is needed by the project. The values are written to
`tests/calibration/fixtures/statistics.json`, which the tests read; run this again when the
statistics change, and look at the difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score, mean_absolute_error, precision_recall_fscore_support

FIXTURE = Path(__file__).parent.parent / "tests" / "calibration" / "fixtures" / "statistics.json"
SIZES = (6, 12, 30, 100)
SPREADS = (0.3, 0.8, 1.6)


def raters(size: int, spread: float, random: Random) -> list[tuple[int, int]]:
    """Levels of a reviewer and labels that differ more the larger the spread is."""
    labels = [random.randint(1, 4) for _ in range(size)]
    return [(max(1, min(4, round(label + random.gauss(0, spread)))), label) for label in labels]


def case(pairs: list[tuple[int, int]], random: Random) -> dict[str, object]:
    """One set of pairs with the figures for it."""
    given, labels = [a for a, _ in pairs], [b for _, b in pairs]
    marks = [(random.random() < 0.6, random.random() < 0.5) for _ in pairs]
    precision, recall, f1, _ = precision_recall_fscore_support(
        [label for _, label in marks], [mark for mark, _ in marks], average="binary"
    )
    return {
        "pairs": pairs,
        "kappa": cohen_kappa_score(given, labels, weights="quadratic", labels=[1, 2, 3, 4]),
        "mae": mean_absolute_error(labels, given),
        "spearman": float(spearmanr(given, labels).statistic),
        "marks": marks,
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
    }


def main() -> None:
    """Write the fixture."""
    random = Random(7)
    cases = [case(raters(size, spread, random), random) for size in SIZES for spread in SPREADS]
    FIXTURE.parent.mkdir(exist_ok=True)
    FIXTURE.write_text(json.dumps(cases, indent=1) + "\n", encoding="utf-8")
    print(f"{len(cases)} cases written to {FIXTURE}")


if __name__ == "__main__":
    main()
