"""What a pack's questions are matched by, made once for as long as the pack is loaded.

Making it takes a tenth of a second for a case, and more for the openers of a pack.
"""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import chain

from coach.interviewer.fact_matcher import FactMatcher
from coach.interviewer.openers import learn_openers
from coach.interviewer.scripted import InterviewerScript
from coach.packs.questions import load_questions
from coach.packs.schema import Pack, Scenario
from coach.text.by_identity import ByIdentity
from coach.text.question_odds import QuestionOdds


def load_script(pack: Pack, scenario: Scenario, company: str) -> InterviewerScript:
    """Make the interviewer's script of a scenario, with all wordings known for its facts.

    What questions are matched by is made ready at the first one.
    """
    key = ByIdentity(pack)
    return InterviewerScript(
        scenario,
        pack.lexicon,
        company,
        partial(_make_matcher, key, ByIdentity(scenario)),
        pack.manifest.openers,
        partial(_learn, key),
    )


def learn_pack_openers(pack: Pack) -> QuestionOdds:
    """Learn how the openers of a pack are asked for, and what is asked besides."""
    return _learn(ByIdentity(pack))


@lru_cache(maxsize=16)
def _make_matcher(pack: ByIdentity[Pack], scenario: ByIdentity[Scenario]) -> FactMatcher:
    case = scenario.value
    questions = load_questions(pack.value, case.id)
    asked = questions.asked if questions else {}
    known = f"{case.title} {case.prompt}"
    return FactMatcher(case.facts, pack.value.lexicon, pack.value.related, asked, known)


@lru_cache(maxsize=4)
def _learn(pack: ByIdentity[Pack]) -> QuestionOdds:
    facts = chain.from_iterable(case.facts for case in pack.value.scenarios.values())
    return learn_openers(pack.value.manifest.openers, facts)
