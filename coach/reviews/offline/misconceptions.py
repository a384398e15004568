"""False claims from the pack's list, found in the candidate's words with negation understood."""

from __future__ import annotations

import re

from coach.packs.schema import Misconception, Pack
from coach.text.clauses import split_clauses
from coach.text.cue_matcher import Matcher
from coach.text.document import Document
from coach.transcripts.review_schema import MisconceptionReview, quote_spans

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
    matcher = Matcher(Document(text, wrapped=True), pack.lexicon)
    reviews = (_review_claim(misconception, matcher) for misconception in pack.misconceptions)
    return [review for review in reviews if review.evidence]


def _review_claim(misconception: Misconception, matcher: Matcher) -> MisconceptionReview:
    """A false claim with the sentences that make it, none where the text does not."""
    questions = {s.start for s in matcher.document.sentences if s.question}
    claims = [
        match
        for match in matcher.find(misconception.cues)
        if match.start not in questions
        and _is_claimed(misconception, match.cue, matcher.narrow(match.start, match.end))
    ]
    return MisconceptionReview(
        id=misconception.id,
        evidence=quote_spans(matcher.text, claims),
        correction=misconception.right,
        severity=misconception.severity,
    )


def _is_claimed(misconception: Misconception, cue: str, sentence: Matcher) -> bool:
    """Whether a sentence that a cue fits says so itself: not denied, and not somebody else's."""
    if sentence.has([*QUOTED, *misconception.unless]):
        return False
    if sentence.has(_narrow_to_denials(cue)):
        # the words of denial are the claim ("not needed"); only a judgement on it takes it back
        return not sentence.has(REFUTED)
    if not sentence.has(NEGATIONS):
        return True
    # a negation elsewhere in a long sentence does not take the claim back
    clauses = (sentence.narrow(start, end) for start, end in split_clauses(sentence.text))
    return any(clause.has([cue]) and not clause.has(NEGATIONS) for clause in clauses)


def _narrow_to_denials(cue: str) -> list[str]:
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
