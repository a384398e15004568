"""False claims from the pack's list, found in the candidate's words with negation understood."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.packs.cues import Document, any_match, find
from coach.packs.models import Misconception, Pack
from coach.reviews.review import Evidence, MisconceptionReview

NEGATIONS = (
    "not|never|no|isn't|cannot|nor|neither|without",
    "wrong|myth|mistake|misconception|false|incorrect|untrue",
    "rather than|instead of|contrary to|nobody|hardly|unlike",
)
_CLAUSES = re.compile(r"[,;:]|\b(?:but|so|because|since|while|whereas)\b", re.IGNORECASE)
DENYING = {
    *("not", "no", "never", "cannot", "without", "can't", "nobody", "nothing"),
    *("isn't", "needn't", "don't", "unaffected"),
}
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
    for match in find(one.cues, document, pack.lexicon):
        if match.start in asked:
            continue
        words = document.text[match.start : match.end]
        if not _stands(one, match.cue, words, pack.lexicon):
            continue
        evidence.append(Evidence(quote=words, start=match.start, end=match.end, verified=True))
    return _distinct(evidence)


def _stands(one: Misconception, cue: str, words: str, lexicon: dict[str, list[str]]) -> bool:
    if any_match([*QUOTED, *one.unless], words, lexicon):
        return False
    if _speaks_of_negation(cue) or not any_match(NEGATIONS, words, lexicon):
        return True
    # a negation elsewhere in a long sentence does not take the claim back
    return any(
        any_match([cue], clause, lexicon) and not any_match(NEGATIONS, clause, lexicon)
        for clause in _CLAUSES.split(words)
    )


def _speaks_of_negation(cue: str) -> bool:
    # a cue that itself contains a negation ("not needed") is the claim, not its denial
    return bool(DENYING & set(re.findall(r"[a-z']+", re.sub(r"![^&>~;]*", "", cue))))


def _distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    return list({(e.start, e.end): e for e in evidence}.values())
