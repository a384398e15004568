"""How often a freshly worded question earns the right fact from the scripted interviewer.

    .venv/bin/python -m benchmarks.fact_matching [FOLDER] [--misheard]

FOLDER holds, at any depth, files like the packs' `questions/<scenario>.yaml`, written by someone
who has not seen the wordings or cues of the pack; `tests/interviewer/questions` if left out.
`elsewhere` are questions that no fact answers. Prints shares in one run, and with `--misheard` each
question that did not earn its fact.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.config import Config
from coach.packs.questions import Questions
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace
from coach.yamls import load_model

FRESH = Path(__file__).parent.parent / "tests" / "interviewer" / "questions"


@dataclass(frozen=True)
class Asked:
    """A question with the fact it asks for and the fact it earned; None for no fact."""

    scenario: str
    question: str
    wanted: str | None
    told: str | None


@dataclass(frozen=True)
class Shares:
    """What questions earned. `right` and `wrong` are of those that ask for a fact, `misled` of
    those that ask for none."""

    questions: int
    right: float
    wrong: float
    elsewhere: int
    misled: float


def asked(folder: Path) -> Iterator[Asked]:
    """Every question of a folder, put to the interviewer of its scenario by itself."""
    coach = Coach(Workspace(find_paths({"COACH_HOME": "/nonexistent"}), Settings(Config())))
    for path in sorted(folder.rglob("*.yaml")):
        questions = load_model(path, Questions)
        pack, scenario = coach.library.find(questions.scenario)
        interviewer = coach.workspace.load_script(pack, scenario)
        wanted = [(id, text) for id, texts in questions.asked.items() for text in texts]
        for id, text in [*wanted, *((None, text) for text in questions.elsewhere)]:
            yield Asked(scenario.id, text, id, interviewer.answer(text, []).fact)


def shares(found: list[Asked]) -> Shares:
    """The shares over some questions."""
    facts = [one for one in found if one.wanted]
    others = [one for one in found if not one.wanted]
    right = sum(one.told == one.wanted for one in facts)
    wrong = sum(one.told not in (None, one.wanted) for one in facts)
    misled = sum(one.told is not None for one in others)
    return Shares(
        len(facts),
        right / max(1, len(facts)),
        wrong / max(1, len(facts)),
        len(others),
        misled / max(1, len(others)),
    )


def main() -> None:
    """Measure the folder that is named, and print it."""
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    found = list(asked(Path(named[0]) if named else FRESH))
    for id, count in sorted(Counter(one.scenario for one in found).items()):
        inner = shares([one for one in found if one.scenario == id])
        print(f"{id:34} {count:4} right {inner.right:.2f} wrong {inner.wrong:.2f}")
    whole = shares(found)
    print(f"{whole.questions} questions: right {whole.right:.3f}, wrong {whole.wrong:.3f}")
    print(f"{whole.elsewhere} that no fact answers: told one all the same {whole.misled:.3f}")
    if "--misheard" in sys.argv:
        for one in found:
            if one.told != one.wanted:
                print(f"{one.scenario} | {one.wanted} | {one.told} | {one.question}")


if __name__ == "__main__":
    main()
