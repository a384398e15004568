"""Fit what the scripted interviewer has learned, on the wordings that ship with a pack.

    python -m scripts.fit_fact_matcher            writes coach/interviewer/learned.json anew
    python -m scripts.fit_fact_matcher --check    fits without the last seven wordings of each fact,
                                                  and measures the interviewer on those

Wordings are added to a pack's files at the end by one writer after another, seven of each fact at a
time, so that `--check` tells what a new writer would meet. Nothing is written by it.

Two things are fitted. `asides`: a logistic regression over words and pairs of words, which tells
questions that no fact answers (`elsewhere`) from all others. Then a logistic choice among a case's
facts and none of them, in which the asides are one feature. While that is fitted, a question is
weighed by a matcher that knows three quarters of the wordings, the question itself and those beside
it left out, since one writer's wordings stand together and are alike; and by asides that were
learned from other cases. Questions that no fact answers count four times in both: there are fewer
of them in the files than people ask.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from benchmarks.fact_matching import AskedQuestion, measure, print_shares, put
from coach.interviewer.fact_matcher import FactMatcher
from coach.interviewer.learned import PATH, Learned
from coach.interviewer.openers import learn_openers
from coach.interviewer.scripted import InterviewerScript
from coach.interviewer.speech_acts import drop_context
from coach.packs.load import load_library
from coach.packs.questions import Questions, load_questions
from coach.packs.schema import Pack, Scenario
from coach.text.phrases import find_phrases

QUARTERS, EIGHTHS = 4, 8
ELSEWHERE = 4.0
"""What a question that no fact answers counts."""
FEWEST = 8
"""Questions that have a phrase, for it to be weighed."""
LEAST = 0.5
"""Weight of a phrase below which it is left out of the file."""
PENALTY = 0.5
STEPS = 8
"""Steps of Newton's method; the last ones change nothing that is printed."""
EPOCHS, RATE = 12, 0.3
ASIDE_PENALTY = 0.15
"""Penalty on the squared weights of asides, over all questions."""
HELD_OUT, HELD_OUT_ELSEWHERE = 7, 6
"""Wordings of each fact by the newest writer, and questions by that writer that no fact answers."""
Vector = list[float]


@dataclass(frozen=True)
class Choice:
    """A question: the features of each fact, those of none, and which was asked for."""

    rows: list[Vector]
    """One for each fact and a last one for none, over all weights together."""
    wanted: int
    importance: float


def main() -> None:
    """Fit and write, or fit without the newest writers and measure on what they wrote."""
    folder = Path(__file__).parent.parent / "scenarios"
    pack = next(iter(load_library([folder], trusted=folder).packs.values()))
    cases = {
        name: add_unrelated(scenario, questions)
        for name, scenario in pack.scenarios.items()
        if (questions := load_questions(pack, name)) is not None
    }
    if "--check" in sys.argv:
        known = {name: drop_newest(questions) for name, questions in cases.items()}
        check(pack, fit_all(pack, known), known, cases)
        return
    learned = fit_all(pack, cases)
    PATH.write_text(json.dumps(asdict(learned), indent=0, sort_keys=True) + "\n")
    print(f"{len(learned.asides)} phrases of asides; fact {learned.fact}; none {learned.none}")


def add_unrelated(scenario: Scenario, questions: Questions) -> Questions:
    """Add what the case itself lists as unrelated to the questions that no fact answers."""
    elsewhere = [*scenario.unrelated_questions, *questions.elsewhere]
    return questions.model_copy(update={"elsewhere": elsewhere})


def drop_newest(questions: Questions) -> Questions:
    """Leave out what the newest writer wrote, and what that writer asked besides."""
    return questions.model_copy(
        update={
            "asked": {fact: drop_last(texts) for fact, texts in questions.asked.items()},
            "elsewhere": questions.elsewhere[:-HELD_OUT_ELSEWHERE],
        }
    )


def drop_last(texts: list[str]) -> list[str]:
    """Leave out the newest writer's wordings of a fact that others have worded as well."""
    return texts[:-HELD_OUT] if len(texts) >= 2 * HELD_OUT else texts


def fit_all(pack: Pack, cases: Mapping[str, Questions]) -> Learned:
    """Fit asides on all cases, and weights with asides learned from other cases."""
    choices: list[Choice] = []
    for eighth in range(EIGHTHS):
        own = [name for at, name in enumerate(cases) if at % EIGHTHS == eighth]
        asides = fit_asides([cases[name] for name in cases if name not in own])
        for name in own:
            choices += ask(pack, pack.scenarios[name], cases[name], Learned({}, {}, asides))
    names = choose_names(pack, cases)
    weights = [round(weight, 3) for weight in fit(choices)]
    fact = dict(zip(names[0], weights, strict=False))
    none = dict(zip(names[1], weights[len(fact) :], strict=True))
    return Learned(fact, none, fit_asides(list(cases.values())))


def choose_names(pack: Pack, cases: Mapping[str, Questions]) -> tuple[list[str], list[str]]:
    """Choose the names of all features, those of a fact and those of none, in their order."""
    name = next(iter(cases))
    matcher = make_matcher(pack, pack.scenarios[name], cases[name].asked, Learned({}, {}, {}))
    support = next(iter(matcher.gather_support("?").values()))
    return list(support.features), list(matcher.measure_none("?"))


def fit_asides(cases: Sequence[Questions]) -> dict[str, float]:
    """Fit the weights of phrases for questions that no fact answers.

    By stochastic gradient descent with a rate of its own for each phrase (Duchi and others,
    "Adaptive subgradient methods", 2011). The order is drawn with a fixed seed.
    """
    asked = dict.fromkeys(text for case in cases for texts in case.asked.values() for text in texts)
    elsewhere = dict.fromkeys(text for case in cases for text in case.elsewhere)
    texts = [(find_phrases(drop_context(text)), 0.0) for text in asked]
    texts += [(find_phrases(drop_context(text)), 1.0) for text in elsewhere]
    counts = Counter(phrase for phrases, _ in texts for phrase in phrases)
    examples = [
        (sorted(p for p in phrases if counts[p] >= FEWEST), scale(phrases), label)
        for phrases, label in texts
    ]
    weights: defaultdict[str, float] = defaultdict(float)
    squares: defaultdict[str, float] = defaultdict(lambda: 1e-8)
    rest = 0.0
    order = random.Random(1)
    for _ in range(EPOCHS):
        order.shuffle(examples)
        for phrases, value, label in examples:
            score = rest + value * sum(weights[phrase] for phrase in phrases)
            error = 1 / (1 + math.exp(-score)) - label
            error *= ELSEWHERE if label else 1.0
            rest -= 0.01 * error
            for phrase in phrases:
                slope = error * value + ASIDE_PENALTY / counts[phrase] * weights[phrase]
                squares[phrase] += slope * slope
                weights[phrase] -= RATE * slope / math.sqrt(squares[phrase])
    return {p: round(weight, 2) for p, weight in weights.items() if abs(weight) >= LEAST}


def scale(phrases: frozenset[str]) -> float:
    """Scale a question's phrases as `Learned.weigh_aside` does."""
    return 1 / math.sqrt(max(1, len(phrases)))


def ask(pack: Pack, scenario: Scenario, questions: Questions, learned: Learned) -> Iterator[Choice]:
    """Yield every question of a scenario, weighed without the wordings that stand beside it."""
    whole = make_matcher(pack, scenario, questions.asked, learned)
    for text in questions.elsewhere:
        yield weigh(whole, scenario, text, None)
    for quarter in range(QUARTERS):
        kept: dict[str, list[str]] = {}
        left_out: list[tuple[str, str]] = []
        for fact, texts in questions.asked.items():
            places = [number * QUARTERS // len(texts) for number in range(len(texts))]
            kept[fact] = [t for t, place in zip(texts, places, strict=True) if place != quarter]
            left_out += [(fact, t) for t, p in zip(texts, places, strict=True) if p == quarter]
        matcher = make_matcher(pack, scenario, kept, learned)
        for fact, text in left_out:
            yield weigh(matcher, scenario, text, fact)


def make_matcher(
    pack: Pack, scenario: Scenario, asked: Mapping[str, Sequence[str]], learned: Learned
) -> FactMatcher:
    """Make the matcher that a round would have with these wordings and weights."""
    prompt = f"{scenario.title} {scenario.prompt}"
    return FactMatcher(scenario.facts, pack.lexicon, pack.related, asked, prompt, learned)


def weigh(matcher: FactMatcher, scenario: Scenario, text: str, wanted: str | None) -> Choice:
    """Turn a question into numbers."""
    none = list(matcher.measure_none(text).values())
    supports = matcher.gather_support(text).values()
    features = [list(support.features.values()) for support in supports]
    rows = [[*values, *(0.0 for _ in none)] for values in features]
    facts = [fact.id for fact in scenario.facts]
    return Choice(
        [*rows, [*(0.0 for _ in features[0]), *none]],
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


def check(
    pack: Pack, learned: Learned, known: Mapping[str, Questions], cases: Mapping[str, Questions]
) -> None:
    """Put what the newest writers asked to the interviewer, who knows only what came before."""
    facts = (fact for scenario in pack.scenarios.values() for fact in scenario.facts)
    odds = learn_openers(pack.manifest.openers, facts)
    results: list[AskedQuestion] = []
    for name, questions in cases.items():
        scenario = pack.scenarios[name]
        script = InterviewerScript(
            scenario,
            pack.lexicon,
            "the company",
            partial(make_matcher, pack, scenario, known[name].asked, learned),
            pack.manifest.openers,
            lambda: odds,
        )
        for fact, texts in questions.asked.items():
            newest = texts[len(known[name].asked[fact]) :]
            results += [put(script, name, text, {fact}) for text in newest]
        elsewhere = questions.elsewhere[-HELD_OUT_ELSEWHERE:]
        results += [put(script, name, text, set()) for text in elsewhere]
    print_shares(measure(results))


if __name__ == "__main__":
    main()
