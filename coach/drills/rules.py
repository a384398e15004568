"""What cues cannot see in an attempt at a drill: lengths, parties, costs on two sides, facts.

To add a rule: a name in `packs/drill_schema.Rule`, a function here, a line in RULES.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from coach.drills.attempt import OWN_WORDS, ParsedAttempt, list_prompt_runs, list_runs
from coach.drills.questions import DrillQuestion
from coach.packs.drill_schema import DrillCheck, Rule
from coach.text.clauses import split_clauses
from coach.text.controls import flatten
from coach.text.document import Document, Sentence, list_stems
from coach.text.shingles import Shingle, measure_containment
from coach.text.spans import Span, overlap
from coach.transcripts.review_schema import Evidence, quote_spans

PROMPT_SHARE = 0.4
"""Share of runs of three words found in the prompt up to which a goal is in one's own words."""
SENTENCE_WORDS = 3
"""Words of the shortest sentence that can open an attempt; an explanation has more."""
DECIDING = 2
"""Deciding facts that three questions should earn."""
MOST_CLAUSES = 30
"""Clauses with a cost that are compared with each other."""
OTHER_WAY = "other_way"
"""The word list of what turns to the other choice."""


@dataclass(frozen=True)
class RuleResult:
    """Whether a rule holds, the words that show it, and what was counted, in words."""

    met: bool
    evidence: Sequence[Evidence] = ()
    counted: str = ""


def _check_limits(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    limits = attempt.drill.limits
    sentences = Document(attempt.text, wrapped=True).sentences
    counts = [
        # "1." before an item is a sentence to the splitter and none to a reader
        ("sentence", sum(any(not word.number for word in s.words) for s in sentences)),
        ("word", len(attempt.text.split())),
        ("question", len(attempt.questions)),
    ]
    limited = [
        (name, count, limit)
        for (name, count), limit in zip(
            counts, (limits.sentences, limits.words, limits.questions), strict=True
        )
        if limit is not None
    ]
    return RuleResult(
        # questions are asked for, sentences and words are only allowed
        all(
            count == limit if name == "question" else count <= limit
            for name, count, limit in limited
        ),
        counted=", ".join(
            f"{count} {name}{'' if count == 1 else 's'}" for name, count, _ in limited
        ),
    )


def _check_own_words(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    prompt = attempt.situation.prompt
    known = list_prompt_runs(prompt)
    sentences = attempt.document.sentences
    runs = [run for sentence in sentences for run in list_runs(sentence)]
    content = {word.stem for word in attempt.document.words if not word.small}
    own = content.difference(list_stems(prompt))
    best = min(sentences, key=lambda s: (_measure_copied(s, known), -len(s.words)))
    return RuleResult(
        measure_containment(runs, known) <= PROMPT_SHARE and len(own) >= OWN_WORDS,
        quote_spans(attempt.text, [best]),
    )


def _measure_copied(sentence: Sentence, known: frozenset[Shingle]) -> float:
    """The share of a sentence that stands in the prompt; all of one that is too short to tell."""
    runs = list_runs(sentence)
    return measure_containment(runs, known) if runs else 1.0


def _check_names_party(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    cues = [
        cue
        for stakeholder in attempt.situation.scenario.stakeholders
        for cue in (make_name_cue(stakeholder.name), *stakeholder.cues)
    ]
    matches = attempt.drop_ruled_out(attempt.scenario_matcher.find(cues), check)
    return RuleResult(bool(matches), quote_spans(attempt.text, matches, 1))


def make_name_cue(name: str) -> str:
    """Somebody's name as a cue."""
    return " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name)) or "nobody"


def _check_opens(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    """The first sentence, unless it asks, hedges or only describes (the check's `unless`)."""
    first = attempt.document.sentences[0]
    asserts = len(first.words) >= SENTENCE_WORDS and not first.question
    ruled_out = any(overlap(first, match) for match in attempt.find_ruled_out(check))
    return RuleResult(asserts and not ruled_out, quote_spans(attempt.text, [first]))


def _check_explains(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    """A sentence that is left when all that the other checks found is taken away."""
    taken: list[Evidence] = []
    for other in attempt.drill.checks:
        if other.id != check.id:
            taken += attempt.find_cued(other)
            taken += _check_opens(other, attempt).evidence if other.rule == "opens" else []
    ruled_out = attempt.find_ruled_out(check)
    left = [
        sentence
        for sentence in attempt.document.sentences
        if len(sentence.words) > SENTENCE_WORDS
        and not sentence.question
        and not any(overlap(sentence, match) for match in ruled_out)
        and not any(
            sentence.start <= quote.span.start < sentence.end for quote in taken if quote.span
        )
    ]
    return RuleResult(bool(left), quote_spans(attempt.text, left, 1))


def _check_two_costs(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    """Two clauses that name a cost: what the choice costs, and what the other would have cost.

    They are about different parties or sides of the scenario, or the later one turns to the other
    choice in so many words.
    """
    clauses = [clause for clause in _list_clauses(attempt) if clause.costs(check)][:MOST_CLAUSES]
    for first, second in combinations(clauses, 2):
        if second.turns or (first.about and second.about and first.about != second.about):
            return RuleResult(True, quote_spans(attempt.text, [first.span, second.span]))
    return RuleResult(False)


class _CostClause:
    """A clause of an attempt, read by itself."""

    def __init__(self, attempt: ParsedAttempt, span: Span) -> None:
        self.span = span
        self._scenario = attempt.situation.scenario
        self._matcher = attempt.matcher.narrow(*span)
        self._scenario_matcher = attempt.scenario_matcher.narrow(*span)

    def costs(self, check: DrillCheck) -> bool:
        """Whether it names a cost, by the check's cues."""
        return self._matcher.has(check.cues)

    @property
    def turns(self) -> bool:
        """Whether it turns to the other choice."""
        return self._matcher.has_list(OTHER_WAY)

    @cached_property
    def about(self) -> frozenset[str]:
        """Ids of the stakeholders and names of the sides of tradeoffs that it speaks of."""
        stakeholders = {
            who.id for who in self._scenario.stakeholders if self._scenario_matcher.has(who.cues)
        }
        sides = {
            side.name
            for tradeoff in self._scenario.in_play
            for side in tradeoff.sides
            if self._scenario_matcher.has(side.cues)
        }
        return frozenset(stakeholders | sides)


def _list_clauses(attempt: ParsedAttempt) -> Iterator[_CostClause]:
    text = attempt.document.text
    for sentence in attempt.document.sentences:
        for start, end in split_clauses(text[sentence.start : sentence.end], at_commas=False):
            yield _CostClause(attempt, Span(sentence.start + start, sentence.start + end))


def _check_different_facts(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    wanted = attempt.drill.limits.questions or 1
    earning = {question.fact: question for question in reversed(attempt.questions) if question.fact}
    counted = f"{len(earning)} different {'fact' if len(earning) == 1 else 'facts'} earned"
    idle = [question.text for question in attempt.questions if question.fact is None][:wanted]
    if idle:
        counted += "; none by " + ", ".join(f"“{flatten(text)}”" for text in idle)
    return RuleResult(len(earning) >= wanted, _quote(earning.values(), attempt), counted)


def _check_deciding_facts(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    deciding = {fact.id for fact in attempt.situation.scenario.facts if fact.decides}
    earning = {q.fact: q for q in reversed(attempt.questions) if q.fact in deciding}
    return RuleResult(
        0 < min(DECIDING, len(deciding)) <= len(earning),
        _quote(earning.values(), attempt),
        f"{len(earning)} that {'decides' if len(earning) == 1 else 'decide'}",
    )


def _check_single(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    several = [question for question in attempt.questions if question.compound]
    return RuleResult(bool(attempt.questions) and not several, _quote(attempt.questions, attempt))


def _quote(questions: Iterable[DrillQuestion], attempt: ParsedAttempt) -> list[Evidence]:
    return quote_spans(attempt.text, sorted(questions, key=lambda question: question.start))


RULES: dict[Rule, Callable[[DrillCheck, ParsedAttempt], RuleResult]] = {
    "limits": _check_limits,
    "own_words": _check_own_words,
    "names_party": _check_names_party,
    "two_costs": _check_two_costs,
    "opens": _check_opens,
    "explains": _check_explains,
    "different_facts": _check_different_facts,
    "deciding_facts": _check_deciding_facts,
    "single": _check_single,
}
