"""How far the drills' checks agree with a reader's labels; the bars lie under what was measured.

On the texts that were looked at while cues were written 93% of the labels agree. On the others,
written after the last change to cues and rules, 82%: that is what to expect of a new text.
The two drills on a topic have fewer texts. Of those by the writer of their cues that were not
looked at 82% agree, and 65% of those that avoid the usual words; of those by a second reader, ten
for each drill, 78%.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.support.drills import drill, met

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = ["goal", "questions", "tradeoff", "say-no", "recommendation"]
TOPICS = ["cached-input", "log-dataset"]
FEWEST_LABELS = dict.fromkeys(NAMES, 140) | dict.fromkeys(TOPICS, 40)


def agreements(file: str, name: str) -> Iterator[tuple[str, bool]]:
    """Each label of a drill's texts, by check, and whether the check says the same."""
    for item in yaml.safe_load((FIXTURES / file).read_text())[name]:
        found, labelled = met(name, item["text"], item["scenario"]), set(item["met"])
        for check in drill(name).checks:
            yield check.id, (check.id in found) == (check.id in labelled)


@cache
def tally(file: str, name: str) -> tuple[Counter[str], Counter[str]]:
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for check, agrees in agreements(file, name):
        right[check] += agrees
        every[check] += 1
    return right, every


@pytest.mark.parametrize("name", NAMES + TOPICS)
def test_labels_name_the_checks_there_are(name: str) -> None:
    known = {check.id for check in drill(name).checks}
    for file in ("drills-seen.yaml", "drills-held-out.yaml"):
        for item in yaml.safe_load((FIXTURES / file).read_text())[name]:
            assert set(item["met"]) <= known, item


@pytest.mark.parametrize("name", NAMES + TOPICS)
def test_texts_that_were_looked_at(name: str) -> None:
    right, every = tally("drills-seen.yaml", name)
    assert every.total() >= FEWEST_LABELS[name]
    assert right.total() / every.total() >= 0.9, (right, every)
    assert all(right[check] / every[check] >= 0.75 for check in every), right


@pytest.mark.parametrize("name", NAMES + TOPICS)
def test_texts_that_were_not(name: str) -> None:
    right, every = tally("drills-held-out.yaml", name)
    assert right.total() / every.total() >= 0.7, (right, every)


def test_texts_that_were_not_all_together() -> None:
    tallies = [tally("drills-held-out.yaml", name) for name in NAMES]
    right = sum(right.total() for right, _ in tallies)
    every = sum(every.total() for _, every in tallies)
    assert right / every >= 0.8
