"""How often the scripted interviewer answers questions that any case may be opened with.

    python -m benchmarks.openers [EVERY]

Puts the wordings of `tests/interviewer/openers` to every EVERY-th case, and says which share gets
an answer, the case's own or the pack's, for each opener. Nothing is tuned on those by eight people;
of their questions that ask for no opener it says how many are taken for one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from coach.config import Config
from coach.interviewer.openers import OpenerMatcher
from coach.interviewer.prepared import learn_pack_openers
from coach.interviewer.scripted import NO_FACT, YOURS, InterviewerScript
from coach.packs.schema import Pack
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.text.question_odds import QuestionOdds
from coach.workspace import Workspace

FOLDER = Path(__file__).parent.parent / "tests" / "interviewer" / "openers"
EVERY = 6


def is_answered(script: InterviewerScript, question: str) -> bool:
    """Whether the interviewer says more than that it does not know, or asks back."""
    answer = script.answer(question, [])
    return not answer.offered and answer.text not in (*NO_FACT, YOURS)


def print_shares(
    pack: Pack, scripts: list[InterviewerScript], odds: QuestionOdds, path: Path
) -> None:
    """Print the shares of one file."""
    wordings: dict[str, list[str]] = yaml.safe_load(path.read_text())
    none = wordings.pop("none", [])
    answered = {
        name: [is_answered(script, text) for text in texts for script in scripts]
        for name, texts in wordings.items()
    }
    every = [flag for flags in answered.values() for flag in flags]
    print(f"{path.stem}: {sum(every) / len(every):.3f} of {len(every)} answered")
    for name, flags in answered.items():
        print(f"  {name:<16} {sum(flags) / len(flags):.2f}")
    if none:
        matcher = OpenerMatcher(pack.manifest.openers, [], pack.lexicon, odds)
        taken = sum(matcher.match(text) is not None for text in none)
        print(f"  {taken} of {len(none)} that ask for none are taken for an opener")


def main() -> None:
    """Measure every file."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else EVERY
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    coach = Coach(Workspace(paths, Settings(Config())))
    pack = coach.library.packs["ai-inference"]
    cases = list(pack.scenarios.values())[::every]
    scripts = [coach.workspace.load_script(pack, case) for case in cases]
    odds = learn_pack_openers(pack)
    for path in sorted(FOLDER.glob("*.yaml")):
        print_shares(pack, scripts, odds, path)


if __name__ == "__main__":
    main()
