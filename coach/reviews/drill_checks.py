"""What an attempt at a drill does and leaves out: each check met with a quote, or what to do.

Code decides by wording and by counting, as the offline reviewer does; there is no level here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from coach.packs.cues import Document, Lexicon, Match, find
from coach.packs.drills import Drill, DrillCheck, Rule
from coach.packs.models import Scenario
from coach.packs.text import Sentence
from coach.reviews.drill_questions import Asked, asked_in
from coach.reviews.guards import blanked, set_aside, small_share
from coach.reviews.quoting import quoted
from coach.reviews.review import Evidence, Part
from coach.reviews.two_costs import two_costs

LISTED_WORDS = 5
LISTED_SHARE = 0.12
"""An attempt of at least so many words, of which a smaller share than this are small words, is a
list of terms. It is stricter than the guard on answers, because an attempt is a few sentences."""
PROMPT_SHARE = 0.4
"""Share of runs of three words found in the prompt up to which a goal is in one's own words."""
OWN_WORDS = 4
"""Words, not in the prompt, that a goal in one's own words has at least."""
MOST = 3
"""Quotes of a check."""
DECIDING = 2
"""Deciding facts that three questions should earn."""


@dataclass(frozen=True)
class Situation:
    """What an attempt is about. `words` are the lists that the drill's cues refer to, `lexicon`
    those of the scenario's."""

    scenario: Scenario
    prompt: str
    words: Lexicon
    lexicon: Lexicon
    company: str = ""


class CheckResult(Part):
    """One check: met, with the words that meet it, or missing, with what to do."""

    id: str
    statement: str
    met: bool
    evidence: list[Evidence] = []
    said: str = ""
    """What was counted, in words."""
    do: str | None = None


class DrillResult(Part):
    """All checks of an attempt, in the drill's order."""

    checks: list[CheckResult]
    set_aside: list[str] = []
    """Kinds of text that did not count."""

    @property
    def met(self) -> int:
        """How many checks are met."""
        return sum(1 for check in self.checks if check.met)


def check_drill(drill: Drill, text: str, situation: Situation) -> DrillResult:
    """Look at an attempt; an empty one meets nothing. Offsets are code points of `text`."""
    attempt = Attempted(drill, text, situation)
    return DrillResult(
        checks=[_result(check, attempt) for check in drill.checks],
        set_aside=sorted(set(attempt.asides)),
    )


@dataclass(frozen=True)
class Found:
    """Whether a rule holds, the words that show it, and what was counted."""

    met: bool
    evidence: Sequence[Evidence] = ()
    said: str = ""


class Attempted:
    """An attempt read once for all checks."""

    def __init__(self, drill: Drill, text: str, situation: Situation) -> None:
        self.drill = drill
        self.text = text
        self.situation = situation
        points = [(point.id, point.statement) for point in situation.scenario.points]
        found = set_aside(text, situation.prompt, points)
        words, share = small_share(text)
        listed = words >= LISTED_WORDS and share < LISTED_SHARE
        self.asides = [aside.kind for aside in found] + (["term_list"] if listed else [])
        sound = re.sub(r"\S", " ", text) if listed else blanked(text, found)
        self.document = Document(sound, wrapped=True)

    @cached_property
    def asked(self) -> list[Asked]:
        """Its questions, with the fact that each earns."""
        here = self.situation
        return asked_in(self.document, here.scenario, here.lexicon, here.company)

    @property
    def says_something(self) -> bool:
        """Whether anything is left that counts."""
        return bool(self.document.sentences)


def _result(check: DrillCheck, attempt: Attempted) -> CheckResult:
    found = _found(check, attempt) if attempt.says_something else Found(False)
    return CheckResult(
        id=check.id,
        statement=check.statement,
        met=found.met,
        evidence=list(found.evidence) if found.met else [],
        said=found.said,
        do=None if found.met else check.fix,
    )


def _found(check: DrillCheck, attempt: Attempted) -> Found:
    evidence = _by_cues(check, attempt)
    if check.absent:
        return Found(not evidence)
    by_rule = RULES[check.rule](check, attempt) if check.rule else Found(False)
    if check.rule == "two_costs" or (by_rule.met and not evidence):
        return by_rule
    more = [one for one in by_rule.evidence if one not in evidence]
    return Found(by_rule.met or bool(evidence), [*evidence, *more][:MOST], by_rule.said)


def _by_cues(check: DrillCheck, attempt: Attempted) -> list[Evidence]:
    words, document = attempt.situation.words, attempt.document
    barred = find(check.unless, document, words)
    sentences = document.sentences
    end = sentences[min(check.within or len(sentences), len(sentences)) - 1].end
    matches = [
        match
        for match in find(check.cues, document, words)
        if match.end <= end and not any(_overlap(match, other) for other in barred)
    ]
    return quoted(matches, document)


def _overlap(one: Match, other: Match) -> bool:
    return one.start < other.end and other.start < one.end


def _limits(check: DrillCheck, attempt: Attempted) -> Found:
    limits = attempt.drill.limits
    sentences = len(Document(attempt.text, wrapped=True).sentences)
    words, questions = len(attempt.text.split()), len(attempt.asked)
    counted = [
        (limits.sentences, sentences, "sentence", sentences <= (limits.sentences or sentences)),
        (limits.words, words, "word", words <= (limits.words or words)),
        (limits.questions, questions, "question", questions == limits.questions),
    ]
    asked_for = [one for one in counted if one[0] is not None]
    said = ", ".join(f"{many} {name}{'' if many == 1 else 's'}" for _, many, name, _ in asked_for)
    return Found(all(fits for *_, fits in asked_for), said=said)


def _own_words(check: DrillCheck, attempt: Attempted) -> Found:
    prompt = Document(attempt.situation.prompt)
    known = {run for sentence in prompt.sentences for run in _runs(sentence)}
    sentences = attempt.document.sentences
    runs = [run for sentence in sentences for run in _runs(sentence)]
    own = {w.stem for s in sentences for w in s.words if not w.small} - prompt.stems
    share = sum(1 for run in runs if run in known) / max(len(runs), 1)
    best = min(sentences, key=lambda s: (_shared(s, known), -len(s.words)))
    quote = quoted([Match(best.start, best.end, "")], attempt.document)
    return Found(share <= PROMPT_SHARE and len(own) >= OWN_WORDS, quote)


def _shared(sentence: Sentence, known: set[tuple[str, ...]]) -> float:
    runs = _runs(sentence)
    return sum(1 for run in runs if run in known) / len(runs) if runs else 1.0


def _runs(sentence: Sentence) -> list[tuple[str, ...]]:
    stems = [word.stem for word in sentence.words]
    return [tuple(stems[i : i + 3]) for i in range(len(stems) - 2)]


def _names_party(check: DrillCheck, attempt: Attempted) -> Found:
    here = attempt.situation
    cues = [cue for who in here.scenario.stakeholders for cue in (named(who.name), *who.cues)]
    found = quoted(find(cues, attempt.document, here.lexicon), attempt.document, most=1)
    return Found(bool(found), found)


def named(name: str) -> str:
    """Somebody's name as a cue."""
    return " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name)) or "nobody"


def _two_costs(check: DrillCheck, attempt: Attempted) -> Found:
    here = attempt.situation
    found = two_costs(attempt.document, check.cues, here.scenario, here.words, here.lexicon)
    return Found(bool(found), found)


def _different_facts(check: DrillCheck, attempt: Attempted) -> Found:
    wanted = attempt.drill.limits.questions or 1
    earning = {asked.fact: asked for asked in reversed(attempt.asked) if asked.fact}
    said = f"{len(earning)} different {'fact' if len(earning) == 1 else 'facts'} earned"
    return Found(len(earning) >= wanted, _questions(earning.values()), said)


def _deciding_facts(check: DrillCheck, attempt: Attempted) -> Found:
    decide = {fact.id for fact in attempt.situation.scenario.facts if fact.decides}
    earning = {asked.fact: asked for asked in reversed(attempt.asked) if asked.fact in decide}
    said = f"{len(earning)} that {'decides' if len(earning) == 1 else 'decide'}"
    return Found(0 < min(DECIDING, len(decide)) <= len(earning), _questions(earning.values()), said)


def _single(check: DrillCheck, attempt: Attempted) -> Found:
    several = [asked for asked in attempt.asked if asked.compound]
    return Found(bool(attempt.asked) and not several, _questions(attempt.asked))


def _questions(asked: Iterable[Asked]) -> list[Evidence]:
    return [
        Evidence(quote=one.text, start=one.start, end=one.end, verified=True)
        for one in sorted(asked, key=lambda one: one.start)
    ]


RULES: dict[Rule, Callable[[DrillCheck, Attempted], Found]] = {
    "limits": _limits,
    "own_words": _own_words,
    "names_party": _names_party,
    "two_costs": _two_costs,
    "different_facts": _different_facts,
    "deciding_facts": _deciding_facts,
    "single": _single,
}
