"""False claims from the pack's list, found in the candidate's words with negation understood."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.packs.schema import Misconception, Pack
from coach.text.clauses import split_clauses
from coach.text.cue_matcher import Document, find_cues, has_match
from coach.transcripts.review_schema import Evidence, MisconceptionReview

NEGATIONS = (
    "not|never|no|isn't|cannot|nor|neither|without",
    "wrong|myth|mistake|misconception|false|incorrect|untrue",
    "rather than|instead of|contrary to|nobody|hardly|unlike",
)
DENYING = frozenset(
    ("not", "no", "nor", "never", "cannot", "without", "nobody", "nothing", "unaffected")
)
REFUTED = (
    "wrong|myth|mistake|misconception|false|incorrect|untrue|illusion",
    "not mean|doesn't mean|don't mean|not true|isn't true|no such thing|contrary to",
)
_JOINTS = re.compile(r"([&~>;])")
QUOTED = (
    "they|you|interviewer|he|she|someone|people|sales > say|think|claim|believe|told|assume|hear",
    "you said|they said|was told|some say|people think|the claim that|the idea that|if someone",
)


def find_misconceptions(text: str, pack: Pack) -> list[MisconceptionReview]:
    """The pack's false claims that the text makes, each with the sentences that make it."""
    document = Document(text, wrapped=True)
    found = []
    for one in pack.misconceptions:
        evidence = _claims(one, document, pack)
        if evidence:
            found.append(
                MisconceptionReview(
                    id=one.id, evidence=evidence, correction=one.right, severity=one.severity
                )
            )
    return found


def _claims(one: Misconception, document: Document, pack: Pack) -> list[Evidence]:
    evidence = []
    asked = {s.start for s in document.sentences if s.question}
    for match in find_cues(one.cues, document, pack.lexicon):
        if match.start in asked:
            continue
        words = document.text[match.start : match.end]
        if not _stands(one, match.cue, words, pack.lexicon):
            continue
        evidence.append(Evidence.of(document.text, match.start, match.end))
    return _distinct(evidence)


def _stands(one: Misconception, cue: str, words: str, lexicon: dict[str, list[str]]) -> bool:
    if has_match([*QUOTED, *one.unless], words, lexicon):
        return False
    if has_match(_denying(cue), words, lexicon):
        # the words of denial are the claim ("not needed"); only a judgement on it takes it back
        return not has_match(REFUTED, words, lexicon)
    if not has_match(NEGATIONS, words, lexicon):
        return True
    # a negation elsewhere in a long sentence does not take the claim back
    return any(
        has_match([cue], clause, lexicon) and not has_match(NEGATIONS, clause, lexicon)
        for clause in (words[start:end] for start, end in split_clauses(words))
    )


def _denying(cue: str) -> list[str]:
    """The cue once for each part that has phrases of denial, with only those phrases in it."""
    parts = _JOINTS.split(cue)
    narrowed = []
    for at, part in enumerate(parts):
        denials = [] if part.strip().startswith("!") else list(filter(_denies, part.split("|")))
        if denials:
            narrowed.append("".join([*parts[:at], f" {'|'.join(denials)} ", *parts[at + 1 :]]))
    return narrowed


def _denies(phrase: str) -> bool:
    return any(word in DENYING or word.endswith("n't") for word in phrase.split())


def _distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    return list({(e.start, e.end): e for e in evidence}.values())
