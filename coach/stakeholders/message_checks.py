"""The message to the side that lost: five things it needs, each with the words that show it.

Code finds an owner and a date: on messages labelled by hand its wordings agree nine times of ten.
Honesty, a reason and an alternative it does not find in other people's words (six to eight times of
ten), so the candidate marks them, each on a sentence of the message. There is no score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coach.files import CoachError
from coach.packs.schema import Stakeholder
from coach.reviews.offline.exclusions import blank_out, find_exclusions
from coach.stakeholders.models import BY_WORDING, CheckId, MessageCheck, MessageReview
from coach.text.clauses import split_items
from coach.text.controls import flatten
from coach.text.cue_matcher import Matcher
from coach.text.cue_parser import Lexicon
from coach.text.document import Document, Sentence, split_sentences
from coach.text.new_facts import find_new_facts
from coach.transcripts.review_schema import OWN_NAME, Evidence, Flag

LEAST_WORDS = 3
"""Words of a sentence that can show something."""
SHORT_PIECE = 2
"""Words of a piece between commas that is a mere term."""
NAMED_CHECKS = 3
"""Names of the checks themselves in one sentence from which it is a list of them."""
MOST_QUOTES = 2
DENIED = "@message_not ~ @message_deny"
MISSING: dict[CheckId, str] = {
    "honesty": "the no, or the later, in plain words",
    "reason": "why: what it would cost, or whom",
    "alternative": "what they can have or do instead",
    "owner": "who does the next step, by name or as I",
    "date": "a day by which something happens",
}
HIDES = "It hides behind others; say it as your own decision."
PROMISES = "It promises more than anyone can hold."
DECLINED = "It promises what your answer said no to."
NEW_DATE = "This date or number was not in your answer; make sure that it holds."
DISHONEST = ("hides", "promises", "declined")
"""Flags with which no model's word makes a message honest."""
_PERSON = re.compile(r"\b[A-Z][a-z]+\b(?:\s+from\s+\w+)?(?:,?\s+who)?(?:\s+(?:will|can))?\s+(\w+)")
_BY_PERSON = re.compile(r"\b(?:from|with|to|by|[Aa]sk|[Cc]all)\s+([A-Z][a-z]+)\b")
_LISTS = re.compile(r"@(\w+)")


@dataclass(frozen=True)
class Addressed:
    """A message with what it answers: who gets it, and what the answer said."""

    message: str
    to: Stakeholder
    refused: bool
    """Whether the answer told them no."""
    answer: str
    prompt: str
    seen: Sequence[str] = ()
    """What else was said in the round: facts and pushbacks."""


@dataclass(frozen=True)
class MessageText:
    """A sentence of a message, and the checks that it could show to a reader who knows better."""

    quote: Evidence
    may_show: frozenset[CheckId]


def review_message(addressed: Addressed, lexicon: Lexicon) -> MessageReview:
    """Review a message: an owner and a date by wording, the other checks left for the candidate."""
    reading = _MessageReader(addressed, lexicon)
    by_wording: dict[CheckId, Callable[[], list[Sentence]]] = {
        "owner": reading.list_owners,
        "date": reading.list_dates,
    }
    checks = []
    for check, missing in MISSING.items():
        find = by_wording.get(check)
        if find is None:
            checks.append(MessageCheck(id=check, met=None, missing=missing))
        elif not reading.knows(check):
            checks.append(MessageCheck(id=check, met=None))
        else:
            quotes = [reading.quote(sentence) for sentence in find()][:MOST_QUOTES]
            checks.append(
                MessageCheck(
                    id=check,
                    met=bool(quotes),
                    evidence=quotes,
                    missing="" if quotes else missing,
                    by=[BY_WORDING] if quotes else [],
                )
            )
    return MessageReview(checks=checks, flags=list(reading.list_flags()))


def mark_check(review: MessageReview, check_id: str, evidence: Evidence | None) -> MessageReview:
    """Take the candidate's mark of a check: the sentence that shows it, or None where none does.

    Raises CoachError for a check that is not the candidate's to mark.
    """
    markable = {check.id for check in review.checks if check.is_to_mark or OWN_NAME in check.by}
    if check_id not in markable:
        known = ", ".join(check.id for check in review.checks if check.id in markable)
        raise CoachError(f"{check_id!r} is not yours to mark; there is {known or 'nothing left'}.")
    checks = [
        check.model_copy(
            update={
                "met": evidence is not None,
                "evidence": [evidence] if evidence else [],
                "by": [OWN_NAME],
                "missing": "" if evidence else MISSING[check.id],
            }
        )
        if check.id == check_id
        else check
        for check in review.checks
    ]
    return review.model_copy(update={"checks": checks})


def list_message_sentences(message: str) -> list[Evidence]:
    """List the sentences of a message that a mark can stand on."""
    return [
        Evidence.of(message, start, end) for start, end in split_sentences(message, wrapped=True)
    ]


def prepare_message(addressed: Addressed, lexicon: Lexicon) -> list[MessageText]:
    """List the sentences of a message in order, without what is set aside.

    One that does not count may show nothing, and none may show what the wordings rule out.
    """
    reading = _MessageReader(addressed, lexicon)
    return [
        MessageText(reading.quote(sentence), reading.may_show(sentence))
        for sentence in reading.sentences
    ]


class _MessageReader:
    """A message, sentence by sentence, without what does not count."""

    def __init__(self, addressed: Addressed, lexicon: Lexicon) -> None:
        self._addressed = addressed
        self._lexicon = lexicon
        message = addressed.message
        self._text = blank_out(message, find_exclusions(message, addressed.prompt))
        self.sentences = Document(self._text, wrapped=True).sentences
        self._sentences = [sentence for sentence in self.sentences if self._is_counted(sentence)]

    def knows(self, check: CheckId) -> bool:
        """Whether the pack has words for a check that is found by wording."""
        return f"message_{check}" in self._lexicon

    def quote(self, sentence: Sentence) -> Evidence:
        """A sentence as evidence."""
        return Evidence.of(self._addressed.message, sentence.start, sentence.end)

    def may_show(self, sentence: Sentence) -> frozenset[CheckId]:
        """Return the checks that a sentence could show; a vague or empty one shows nothing."""
        if sentence not in self._sentences or self._is_pasted(sentence):
            return frozenset()
        ruled_out: set[CheckId] = set()
        vague = self._has_wording("weasel", sentence) or self._has_wording("not_a_no", sentence)
        if sentence.question or (vague and not self._denies(sentence)):
            ruled_out.add("honesty")
        if self._has_wording("empty_reason", sentence):
            ruled_out.add("reason")
        return frozenset(MISSING) - ruled_out

    def list_owners(self) -> list[Sentence]:
        """Sentences in which I, or someone with a name, does something."""
        return [
            sentence
            for sentence in self._sentences
            if self._has_wording("owner", sentence)
            or self._is_writer_acting(sentence)
            or self._is_other_acting(sentence)
        ]

    def list_dates(self) -> list[Sentence]:
        """Sentences with a day or a span."""
        return [sentence for sentence in self._sentences if self._has_wording("date", sentence)]

    def list_flags(self) -> Iterator[Flag]:
        """What the reader should be wary of."""
        for kind, text in (("hides", HIDES), ("overpromise", PROMISES)):
            quotes = [
                self.quote(sentence)
                for sentence in self._sentences
                if self._has_wording(kind, sentence)
            ]
            if quotes:
                named = "promises" if kind == "overpromise" else kind
                yield Flag(kind=named, text=text, evidence=quotes[:MOST_QUOTES])
        if declined := self._find_broken_refusals():
            yield Flag(kind="declined", text=DECLINED, evidence=declined)
        if dates := self._find_new_dates():
            yield Flag(kind="new_date", text=NEW_DATE, evidence=dates)

    def _find_broken_refusals(self) -> list[Evidence]:
        """Sentences that give what the answer refused, in a message that says no nowhere."""
        if not self._addressed.refused or any(map(self._denies, self._sentences)):
            return []
        asks = Document(self._addressed.to.asks)
        wanted = {word.stem for word in asks.words if len(word.stem) > 3}
        return [
            self.quote(sentence)
            for sentence in self._sentences
            if wanted & {word.stem for word in sentence.words} and self._gives_something(sentence)
        ][:MOST_QUOTES]

    def _gives_something(self, sentence: Sentence) -> bool:
        return bool({word.stem for word in sentence.words} & {"will", "get", "have", "build"})

    def _find_new_dates(self) -> list[Evidence]:
        """Sentences whose day or number stands nowhere in the round."""
        addressed = self._addressed
        known = (addressed.answer, addressed.prompt, *addressed.seen)
        new = [fact.start for fact in find_new_facts(self._text, known) if fact.text[0].isdigit()]
        stems = {word.stem for text in known for word in Document(text).words}
        days = self._lexicon.get("message_days", ())
        strange = {word.stem for day in days for word in Document(day).words} - stems
        return [
            self.quote(sentence)
            for sentence in self.list_dates()
            if any(sentence.start <= at < sentence.end for at in new)
            or strange & {word.stem for word in sentence.words}
        ][:MOST_QUOTES]

    def _denies(self, sentence: Sentence) -> bool:
        if sentence.question or self._has_wording("weasel", sentence):
            return False
        if self._has_wording("no", sentence):
            return True
        if self._has_wording("not_a_no", sentence):
            return False
        return self._has_cue(DENIED, sentence)

    def _is_writer_acting(self, sentence: Sentence) -> bool:
        """Whether the writer says what they will do, and not what they think."""
        stems = [word.stem for word in sentence.words]
        acts = any(stem == "i" and at + 1 < len(stems) for at, stem in enumerate(stems))
        return acts and not self._has_wording("i_not", sentence)

    def _is_other_acting(self, sentence: Sentence) -> bool:
        """Whether somebody with a name does something, or is who to turn to."""
        text = self._text[sentence.start : sentence.end]
        known = {word.raw for word in Document(self._addressed.prompt).words}
        for name in ("message_days", "message_nobody"):
            known |= set(self._lexicon.get(name, ()))
        does = set(self._lexicon.get("message_does", ()))
        acts = any(
            (match.group(1) in does or _is_third_person(match.group(1)))
            and self._is_person(match.group().split()[0], known)
            for match in _PERSON.finditer(text)
        )
        return acts or any(self._is_person(m.group(1), known) for m in _BY_PERSON.finditer(text))

    def _is_person(self, word: str, known: set[str]) -> bool:
        return word.casefold() not in known and len(word) > 1

    def _is_pasted(self, sentence: Sentence) -> bool:
        """Whether the hypothetical says it word for word, however short it is."""
        words, prompt = self._text[sentence.start : sentence.end], self._addressed.prompt
        return flatten(words).casefold() in flatten(prompt).casefold()

    def _is_counted(self, sentence: Sentence) -> bool:
        if len(sentence.words) < LEAST_WORDS:
            return False
        text = self._text[sentence.start : sentence.end]
        items = split_items(text)
        terms = sum(1 for item in items if len(item.split()) <= SHORT_PIECE)
        if len(items) > 2 and 2 * terms > len(items):
            return False
        names = Matcher(text).find(self._lexicon.get("message_names", ()))
        return len({match.cue for match in names}) < NAMED_CHECKS

    def _has_wording(self, name: str, sentence: Sentence) -> bool:
        return self._has_cue(f"@message_{name}", sentence)

    def _has_cue(self, cue: str, sentence: Sentence) -> bool:
        if any(name not in self._lexicon for name in _LISTS.findall(cue)):
            return False
        return Matcher(self._text[sentence.start : sentence.end], self._lexicon).has([cue])


def _is_third_person(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word != "this"
