"""Fit the constants of `coach/interviewer/fact_matcher.py` on the questions that ship with a pack.

    python -m scripts.fit_fact_matcher    fits, and prints the constants and the pack's word lists

A logistic choice among a case's facts and none of them. Each question is weighed by a matcher that
knows three quarters of the wordings, the question itself and those beside it left out, since one
writer's wordings stand together and are alike. Questions that no fact answers (`elsewhere`) count
four times: there are fewer of them than people ask. The word lists `asides` and `asides_often` hold
words whose log odds to stand in such a question are high; while the weights are fitted, an eighth
of the cases is weighed by the lists of the others. `python -m benchmarks.fact_matching` measures
the result on questions by other writers, which nothing is fitted on.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.interviewer import fact_matcher
from coach.interviewer.asides import WEIGHTS
from coach.interviewer.fact_matcher import FactMatcher
from coach.packs.load import load_library
from coach.packs.questions import Questions, load_questions
from coach.packs.schema import Pack, Scenario
from coach.text.document import list_stems
from coach.text.stopwords import STOP_STEMS

QUARTERS, EIGHTHS = 4, 8
ELSEWHERE = 4.0
PENALTY = 0.5
STEPS = 8
"""Steps of Newton's method; the last ones change nothing that is printed."""
FEWEST_CASES = 2
"""Cases in whose questions a word of the lists stands."""
LOG_ODDS = {"asides": 0.35, "asides_often": 1.2}
"""From which a word is in a list."""
SMOOTHING = 20.0
Vector = list[float]
Lists = dict[str, list[str]]


@dataclass(frozen=True)
class Choice:
    """A question: the features of each fact, those of none, and which was asked for."""

    rows: list[Vector]
    """One for each fact and a last one for none, over all weights together."""
    wanted: int
    importance: float


def main() -> None:
    """Fit and print."""
    folder = Path(__file__).parent.parent / "scenarios"
    pack = next(iter(load_library([folder], trusted=folder).packs.values()))
    cases = {
        scenario: questions
        for scenario in pack.scenarios
        if (questions := load_questions(pack, scenario)) is not None
    }
    choices: list[Choice] = []
    for eighth in range(EIGHTHS):
        kept = [cases[name] for at, name in enumerate(cases) if at % EIGHTHS != eighth]
        lists = list_asides(kept)
        for name in [name for at, name in enumerate(cases) if at % EIGHTHS == eighth]:
            choices += ask(pack, pack.scenarios[name], cases[name], lists)
    weights = [round(weight, 2) for weight in fit(choices)]
    count = len(fact_matcher.WEIGHTS)
    print(f"{len(choices)} questions")
    print(f"WEIGHTS = {tuple(weights[:count])}")
    for constant, weight in zip(("NONE", "PERSONAL", "ASIDE"), weights[count:], strict=True):
        print(f"{constant} = {weight}")
    for name, words in list_asides(list(cases.values())).items():
        print(f"  {name}: [{', '.join(words)}]")


def list_asides(cases: Sequence[Questions]) -> Lists:
    """List the words that stand in questions no fact answers rather than in others."""
    inside: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    seen: defaultdict[str, set[str]] = defaultdict(set)
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    questions = [0, 0]
    for case in cases:
        for text in case.elsewhere:
            for stem in find_stems(text):
                elsewhere[stem] += 1
                seen[stem].add(case.scenario)
            for word in re.findall(r"[a-z]+", text.casefold()):
                words["".join(list_stems(word))][word] += 1
        asked = [text for texts in case.asked.values() for text in texts]
        inside.update(stem for text in asked for stem in find_stems(text))
        questions = [questions[0] + len(asked), questions[1] + len(case.elsewhere)]
    ratio = questions[0] / questions[1]
    lists: Lists = {name: [] for name in LOG_ODDS}
    for stem in sorted(stem for stem in elsewhere if len(seen[stem]) >= FEWEST_CASES):
        share = (elsewhere[stem] + 1) / (questions[1] + SMOOTHING)
        odds = math.log(share / ((inside[stem] + ratio) / (questions[0] + SMOOTHING * ratio)))
        fitting = [name for name, least in LOG_ODDS.items() if odds >= least]
        if fitting and words[stem]:
            lists[fitting[-1]].append(words[stem].most_common(1)[0][0])
    return lists


def find_stems(text: str) -> frozenset[str]:
    """Find the stems that say what a question is about."""
    return frozenset(list_stems(text)) - STOP_STEMS


def ask(pack: Pack, scenario: Scenario, questions: Questions, lists: Lists) -> Iterator[Choice]:
    """Yield every question of a scenario, weighed without the wordings that stand beside it."""
    lexicon = {**pack.lexicon, **lists}
    assert lists.keys() == WEIGHTS.keys()
    whole = make_matcher(pack, scenario, lexicon, questions.asked)
    for text in questions.elsewhere:
        yield weigh(whole, scenario, text, None)
    for quarter in range(QUARTERS):
        kept: dict[str, list[str]] = {}
        left_out: list[tuple[str, str]] = []
        for fact, texts in questions.asked.items():
            places = [number * QUARTERS // len(texts) for number in range(len(texts))]
            kept[fact] = [t for t, place in zip(texts, places, strict=True) if place != quarter]
            left_out += [(fact, t) for t, p in zip(texts, places, strict=True) if p == quarter]
        matcher = make_matcher(pack, scenario, lexicon, kept)
        for fact, text in left_out:
            yield weigh(matcher, scenario, text, fact)


def make_matcher(
    pack: Pack,
    scenario: Scenario,
    lexicon: Mapping[str, Sequence[str]],
    asked: Mapping[str, Sequence[str]],
) -> FactMatcher:
    """Make the matcher that a round would have with these wordings and word lists."""
    prompt = f"{scenario.title} {scenario.prompt}"
    return FactMatcher(scenario.facts, lexicon, pack.related, asked, prompt)


def weigh(matcher: FactMatcher, scenario: Scenario, text: str, wanted: str | None) -> Choice:
    """Turn a question into numbers."""
    none = matcher.measure_none(text)
    rows = [
        [*support.features, *(0.0 for _ in none)] for support in matcher.evidence(text).values()
    ]
    facts = [fact.id for fact in scenario.facts]
    return Choice(
        [*rows, [*(0.0 for _ in fact_matcher.WEIGHTS), *none]],
        facts.index(wanted) if wanted else len(facts),
        1.0 if wanted else ELSEWHERE,
    )


def fit(choices: Sequence[Choice]) -> Vector:
    """Find the weights by Newton's method on the penalized likelihood."""
    size = len(choices[0].rows[0])
    weights = [0.0] * size
    for _ in range(STEPS):
        slope = [-2 * PENALTY * weight for weight in weights]
        curve = [[2 * PENALTY * (i == j) for j in range(size)] for i in range(size)]
        for choice in choices:
            add(choice, weights, slope, curve)
        weights = [w + step for w, step in zip(weights, solve(curve, slope), strict=True)]
    return weights


def add(choice: Choice, weights: Vector, slope: Vector, curve: list[Vector]) -> None:
    """Add one question's part to the slope and the curvature."""
    scores = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in choice.rows]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    chances = [power / math.fsum(powers) for power in powers]
    size = len(weights)
    mean = [
        sum(chance * row[i] for chance, row in zip(chances, choice.rows, strict=True))
        for i in range(size)
    ]
    wanted = choice.rows[choice.wanted]
    for i in range(size):
        slope[i] += choice.importance * (wanted[i] - mean[i])
    for chance, row in zip(chances, choice.rows, strict=True):
        if chance < 1e-6:
            continue
        apart = [value - middle for value, middle in zip(row, mean, strict=True)]
        for i in range(size):
            part = choice.importance * chance * apart[i]
            if part:
                line = curve[i]
                for j in range(size):
                    line[j] += part * apart[j]


def solve(matrix: list[Vector], right: Vector) -> Vector:
    """Solve a small system of equations by elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(size):
            if k != i and rows[k][i]:
                factor = rows[k][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [row[-1] for row in rows]


if __name__ == "__main__":
    main()
