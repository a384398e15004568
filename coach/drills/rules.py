"""What cues cannot see in an attempt at a drill: lengths, parties, costs on two sides, facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from coach.drills.attempt import (
    OWN_WORDS,
    ParsedAttempt,
    find_bar,
    list_prompt_runs,
    list_runs,
    match_cues,
)
from coach.drills.questions import DrillQuestion
from coach.drills.two_costs import find_two_costs
from coach.packs.drill_schema import DrillCheck, Rule
from coach.text.cue_matcher import Document, find_cues
from coach.text.document import Sentence
from coach.text.shingles import Shingle, measure_containment
from coach.text.spans import overlap
from coach.transcripts.review_schema import Evidence, quote_spans

PROMPT_SHARE = 0.4
"""Share of runs of three words found in the prompt up to which a goal is in one's own words."""
SENTENCE_WORDS = 3
"""Words of the shortest sentence that can open an attempt; an explanation has more."""
DECIDING = 2
"""Deciding facts that three questions should earn."""


@dataclass(frozen=True)
class RuleResult:
    """Whether a rule holds, the words that show it, and what was counted."""

    met: bool
    evidence: Sequence[Evidence] = ()
    said: str = ""


def _limits(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    limits = attempt.drill.limits
    cut = Document(attempt.text, wrapped=True).sentences
    # "1." before an item is a sentence to the cutter and none to a reader
    sentences = sum(1 for one in cut if any(not word.number for word in one.words))
    words, questions = len(attempt.text.split()), len(attempt.asked)
    counted = [
        (limits.sentences, sentences, "sentence", sentences <= (limits.sentences or sentences)),
        (limits.words, words, "word", words <= (limits.words or words)),
        (limits.questions, questions, "question", questions == limits.questions),
    ]
    asked_for = [one for one in counted if one[0] is not None]
    said = ", ".join(f"{many} {name}{'' if many == 1 else 's'}" for _, many, name, _ in asked_for)
    return RuleResult(all(fits for *_, fits in asked_for), said=said)


def _own_words(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    prompt = attempt.situation.prompt
    known = list_prompt_runs(prompt)
    sentences = attempt.document.sentences
    runs = [run for sentence in sentences for run in list_runs(sentence)]
    own = {w.stem for s in sentences for w in s.words if not w.small} - Document(prompt).stems
    share = measure_containment(runs, known)
    best = min(sentences, key=lambda s: (_measure_copied(s, known), -len(s.words)))
    quote = quote_spans(attempt.text, [best])
    return RuleResult(share <= PROMPT_SHARE and len(own) >= OWN_WORDS, quote)


def _measure_copied(sentence: Sentence, known: frozenset[Shingle]) -> float:
    """The share of a sentence that stands in the prompt; all of one that is too short to tell."""
    runs = list_runs(sentence)
    return measure_containment(runs, known) if runs else 1.0


def _names_party(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    here = attempt.situation
    cues = [
        cue for who in here.scenario.stakeholders for cue in (name_parties(who.name), *who.cues)
    ]
    barred = find_bar(check, attempt)
    matches = [
        match
        for match in find_cues(cues, attempt.document, here.lexicon)
        if not any(overlap(match, other) for other in barred)
    ]
    found = quote_spans(attempt.text, matches, 1)
    return RuleResult(bool(found), found)


def name_parties(name: str) -> str:
    """Somebody's name as a cue."""
    return " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name)) or "nobody"


def _opens(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    """The first sentence, unless it asks, hedges or only describes (the check's `unless`)."""
    first = attempt.document.sentences[0]
    barred = find_bar(check, attempt)
    asserts = len(first.words) >= SENTENCE_WORDS and not first.question
    found = asserts and not any(overlap(first, match) for match in barred)
    return RuleResult(found, quote_spans(attempt.text, [first]))


def _explains(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    """A sentence that is left when all that the other checks found is taken away."""
    others = [other for other in attempt.drill.checks if other.id != check.id]
    taken = [one for other in others for one in match_cues(other, attempt)]
    for other in others:
        if other.rule == "opens":
            taken += _opens(other, attempt).evidence
    barred = find_bar(check, attempt)
    left = [
        one
        for one in attempt.document.sentences
        if len(one.words) > SENTENCE_WORDS
        and not one.question
        and not any(overlap(one, match) for match in barred)
        and not any(e.start is not None and one.start <= e.start < one.end for e in taken)
    ]
    return RuleResult(bool(left), quote_spans(attempt.text, left, 1))


def _two_costs(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    here = attempt.situation
    found = find_two_costs(attempt.document, check.cues, here.scenario, here.words, here.lexicon)
    return RuleResult(bool(found), found)


def _different_facts(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    wanted = attempt.drill.limits.questions or 1
    earning = {asked.fact: asked for asked in reversed(attempt.asked) if asked.fact}
    said = f"{len(earning)} different {'fact' if len(earning) == 1 else 'facts'} earned"
    idle = [asked.text for asked in attempt.asked if asked.fact is None][:wanted]
    if idle:
        said += "; none by " + ", ".join(f"“{' '.join(text.split())}”" for text in idle)
    return RuleResult(len(earning) >= wanted, _questions(earning.values(), attempt), said)


def _deciding_facts(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    decide = {fact.id for fact in attempt.situation.scenario.facts if fact.decides}
    earning = {asked.fact: asked for asked in reversed(attempt.asked) if asked.fact in decide}
    said = f"{len(earning)} that {'decides' if len(earning) == 1 else 'decide'}"
    return RuleResult(
        0 < min(DECIDING, len(decide)) <= len(earning), _questions(earning.values(), attempt), said
    )


def _single(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    several = [asked for asked in attempt.asked if asked.compound]
    return RuleResult(bool(attempt.asked) and not several, _questions(attempt.asked, attempt))


def _questions(asked: Iterable[DrillQuestion], attempt: ParsedAttempt) -> list[Evidence]:
    return [
        Evidence.of(attempt.text, one.start, one.end)
        for one in sorted(asked, key=lambda one: one.start)
    ]


RULES: dict[Rule, Callable[[DrillCheck, ParsedAttempt], RuleResult]] = {
    "limits": _limits,
    "own_words": _own_words,
    "names_party": _names_party,
    "two_costs": _two_costs,
    "opens": _opens,
    "explains": _explains,
    "different_facts": _different_facts,
    "deciding_facts": _deciding_facts,
    "single": _single,
}
