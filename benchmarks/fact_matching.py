"""How well the scripted interviewer tells which fact a question asks for.

    python -m benchmarks.fact_matching [FOLDER] [--misheard]

Measured on questions by writers that nothing is fitted on. A folder holds one
`<scenario>.yaml` for each scenario, in any depth: under `asked` lists of questions for each fact,
under `elsewhere` questions that no fact answers. `kinds/<scenario>.yaml` beside the folder says of
the latter which fish for the decision and which are off the path, and which questions ask for two
facts. `--misheard` lists the questions that did not earn their fact.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from coach.config import Config
from coach.interviewer.scripted import InterviewerScript
from coach.packs.questions import Questions
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace
from coach.yamls import load_model

FRESH = Path(__file__).parent.parent / "tests" / "interviewer" / "questions"
UNSEEN = FRESH.parent / "unseen_questions"
"""By two other hands, for cases without such questions, and nothing is fitted on them."""
OTHER = "other"


class DoubleQuestion(BaseModel):
    """A question that asks for two facts."""

    question: str
    facts: list[str]


class Kinds(BaseModel):
    """`kinds/<scenario>.yaml`: what some questions of a scenario are."""

    scenario: str
    kinds: dict[str, list[str]]
    double: list[DoubleQuestion] = []


@dataclass(frozen=True)
class AskedQuestion:
    """A question, the facts it asks for, and what was done with it."""

    scenario: str
    question: str
    kind: str
    """`fact`, or of questions that no fact answers `fishing`, `off_path` or `other`."""
    wanted: frozenset[str]
    told: frozenset[str]
    put_back: str | None


@dataclass(frozen=True)
class Shares:
    """What questions earned, as shares.

    Of `questions` that ask for a fact: `right` earned one they ask for, `wrong` only others, `near`
    were asked back whether they mean it. `both` is of the `doubles`, which ask for two. `misled` is
    of `elsewhere`, which ask for none, `misled_by_kind` of each kind of them.
    """

    questions: int
    right: float
    wrong: float
    near: float
    doubles: int
    both: float
    elsewhere: int
    misled: float
    misled_by_kind: dict[str, float]


def ask_all(folder: Path) -> Iterator[AskedQuestion]:
    """Put every question of a folder to the interviewer of its scenario, each by itself."""
    coach = Coach(Workspace(find_paths({"COACH_HOME": "/nonexistent"}), Settings(Config())))
    for path in sorted(folder.rglob("*.yaml")):
        questions = load_model(path, Questions)
        kinds, doubles = load_kinds(path)
        pack, scenario = coach.library.find(questions.scenario)
        script = coach.workspace.load_script(pack, scenario)
        texts = [(text, {fact}) for fact, texts in questions.asked.items() for text in texts]
        for text, facts in [*texts, *((text, set[str]()) for text in questions.elsewhere)]:
            wanted = facts | doubles.get(text, set()) if facts else facts
            yield put(script, scenario.id, text, wanted, kinds.get(text, OTHER))


def put(
    script: InterviewerScript, scenario: str, text: str, wanted: set[str], kind: str = OTHER
) -> AskedQuestion:
    """Put one question to the interviewer; `kind` is what it is if no fact answers it."""
    answer = script.answer(text, [])
    told = frozenset(filter(None, [answer.fact, *answer.also]))
    kind = "fact" if wanted else kind
    return AskedQuestion(scenario, text, kind, frozenset(wanted), told, answer.offered)


def load_kinds(path: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Load what kind each question of a file is, and the facts of double ones."""
    file = FRESH.parent / "kinds" / path.name
    if not file.exists():
        return {}, {}
    kinds = load_model(file, Kinds)
    return (
        {text: kind for kind, texts in kinds.kinds.items() for text in texts},
        {double.question: set(double.facts) for double in kinds.double},
    )


def measure(asked: Sequence[AskedQuestion]) -> Shares:
    """Measure the shares over some questions."""
    facts = [question for question in asked if question.wanted]
    others = [question for question in asked if not question.wanted]
    doubles = [question for question in facts if len(question.wanted) > 1]
    kinds = sorted({question.kind for question in others})
    return Shares(
        len(facts),
        share(bool(q.told & q.wanted) for q in facts),
        share(bool(q.told) and not q.told & q.wanted for q in facts),
        share(not q.told and q.put_back in q.wanted for q in facts),
        len(doubles),
        share(q.told >= q.wanted for q in doubles),
        len(others),
        share(bool(q.told) for q in others),
        {kind: share(bool(q.told) for q in others if q.kind == kind) for kind in kinds},
    )


def share(flags: Iterable[bool]) -> float:
    """Return the share of flags that are set; 0 of none."""
    values = list(flags)
    return sum(values) / max(1, len(values))


def print_shares(whole: Shares) -> None:
    """Print the shares over all questions."""
    print(
        f"{whole.questions} questions: right {whole.right:.3f}, wrong {whole.wrong:.3f}, "
        f"asked back {whole.near:.3f}; both facts of {whole.doubles} doubles {whole.both:.2f}"
    )
    kinds = ", ".join(f"{kind} {value:.3f}" for kind, value in whole.misled_by_kind.items())
    print(f"{whole.elsewhere} that no fact answers: told one {whole.misled:.3f} ({kinds})")


def main() -> None:
    """Measure the folder that is named, and print it."""
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    asked = list(ask_all(Path(named[0]) if named else FRESH))
    for scenario in sorted({question.scenario for question in asked}):
        inner = measure([question for question in asked if question.scenario == scenario])
        print(f"{scenario:34} {inner.questions:4} right {inner.right:.2f} wrong {inner.wrong:.2f}")
    print_shares(measure(asked))
    if "--misheard" in sys.argv:
        for question in asked:
            missed = (
                bool(question.told)
                if not question.wanted
                else not (question.told & question.wanted)
            )
            if missed:
                print(question.scenario, question.kind, sorted(question.wanted), end=" | ")
                print(sorted(question.told), question.question, sep=" | ")


if __name__ == "__main__":
    main()
