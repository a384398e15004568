"""The message to the side that lost: five things it needs, each with the words that show it.

What is not found is shown as missing; there is no score. A sentence counts when it is a sentence:
lists of the right words show nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coach.packs.schema import Stakeholder
from coach.reviews.offline.exclusions import blank_out, find_exclusions
from coach.stakeholders.models import BY_WORDING, CheckId, MessageCheck, MessageReview
from coach.text.cue_matcher import Document, Lexicon, find_cues
from coach.text.document import Sentence
from coach.text.new_facts import find_new_facts
from coach.transcripts.review_schema import Evidence, Flag

LEAST_WORDS = 3
"""Words of a sentence that can show something."""
SHORT_PIECE = 2
"""Words of a piece between commas that is a mere term."""
NAMED_CHECKS = 3
"""Names of the checks themselves in one sentence from which it is a list of them."""
KINDS = ("no", "reason", "alternative", "owner", "date")
MOST_KINDS = 4
"""Checks met by one sentence from which, if it also names two of them, it is a list of words."""
MOST_QUOTES = 2
SPOKEN_TO = frozenset({"you", "your", "we", "i", "let"})
"""Words of a sentence that turns to the reader or speaks of feelings, and gives no ground."""
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
"""Flags with which a message is not honest, whatever else it says."""
_PIECES = re.compile(r"[,;:]|\band\b")
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
    told: Sequence[str] = ()
    """What else was said in the round: facts and pushbacks."""


@dataclass(frozen=True)
class MessageText:
    """A sentence of a message, and the checks that it could show to a reader who knows better."""

    quote: Evidence
    may_show: frozenset[CheckId]


def review_message(addressed: Addressed, lexicon: Lexicon) -> MessageReview:
    """The five checks, each with its quotes or what is missing, and the flags."""
    reading = _Reading(addressed, lexicon)
    flags = list(reading.flags())
    checks: list[tuple[CheckId, Callable[[], list[Sentence]]]] = [
        ("honesty", reading.honest),
        ("reason", reading.reasons),
        ("alternative", reading.alternatives),
        ("owner", reading.owners),
        ("date", reading.dates),
    ]
    dishonest = next((flag for flag in flags if flag.kind in DISHONEST), None)
    reviewed = []
    for id, look in checks:
        if not reading.knows(id):
            reviewed.append(MessageCheck(id=id, met=None))
            continue
        found = [reading.quote(sentence) for sentence in look()][:MOST_QUOTES]
        missing = "" if found else MISSING[id]
        if id == "honesty" and dishonest is not None:
            found, missing = [], dishonest.text
        by = [BY_WORDING] if found else []
        reviewed.append(
            MessageCheck(id=id, met=bool(found), evidence=found, missing=missing, by=by)
        )
    return MessageReview(checks=reviewed, flags=flags)


def prepare_message(addressed: Addressed, lexicon: Lexicon) -> list[MessageText]:
    """The sentences of a message in order, without what is set aside.

    One that does not count may show nothing, and none may show what the wordings rule out.
    """
    reading = _Reading(addressed, lexicon)
    return [MessageText(reading.quote(one), reading.may_show(one)) for one in reading.sentences]


class _Reading:
    """A message, sentence by sentence, without what does not count."""

    def __init__(self, addressed: Addressed, lexicon: Lexicon) -> None:
        self._addressed = addressed
        self._lexicon = lexicon
        message = addressed.message
        self._text = blank_out(message, find_exclusions(message, addressed.prompt))
        self.sentences = Document(self._text, wrapped=True).sentences
        self._sentences = [one for one in self.sentences if self._counts(one)]

    def knows(self, id: CheckId) -> bool:
        """Whether the pack has words for a check."""
        return f"message_{'no' if id == 'honesty' else id}" in self._lexicon

    def quote(self, sentence: Sentence) -> Evidence:
        """A sentence as evidence."""
        start, end = sentence.start, sentence.end
        return Evidence(
            quote=self._addressed.message[start:end], start=start, end=end, verified=True
        )

    def may_show(self, sentence: Sentence) -> frozenset[CheckId]:
        """The checks that a sentence could show; what is no no and no reason is not one."""
        if sentence not in self._sentences or self._is_pasted(sentence):
            return frozenset()
        ruled_out: set[CheckId] = set()
        vague = self._says("weasel", sentence) or self._says("not_a_no", sentence)
        if sentence.question or (vague and not self._denies(sentence)):
            ruled_out.add("honesty")
        if self._says("empty_reason", sentence):
            ruled_out.add("reason")
        return frozenset(id for id in MISSING if self.knows(id)) - ruled_out

    def honest(self) -> list[Sentence]:
        """Sentences that say no or later, and do not take it back."""
        return [one for one in self._sentences if self._denies(one)]

    def reasons(self) -> list[Sentence]:
        """Sentences with a reason: worded as one, or a ground that stands beside the no."""
        denied = {at for at, one in enumerate(self._sentences) if self._denies(one)}
        return [
            one
            for at, one in enumerate(self._sentences)
            if not self._says("empty_reason", one)
            and (self._says("reason", one) or self._grounds(one, at, denied))
        ]

    def alternatives(self) -> list[Sentence]:
        """Sentences that say what they can have or do instead."""
        return [one for one in self._sentences if self._says("alternative", one)]

    def owners(self) -> list[Sentence]:
        """Sentences in which I, or someone with a name, does something."""
        return [
            one
            for one in self._sentences
            if self._says("owner", one) or self._as_i(one) or self._by_name(one)
        ]

    def dates(self) -> list[Sentence]:
        """Sentences with a day or a span."""
        return [one for one in self._sentences if self._says("date", one)]

    def flags(self) -> Iterator[Flag]:
        """What the reader should be wary of."""
        for kind, text in (("hides", HIDES), ("overpromise", PROMISES)):
            found = [self.quote(one) for one in self._sentences if self._says(kind, one)]
            if found:
                named = "promises" if kind == "overpromise" else kind
                yield Flag(kind=named, text=text, evidence=found[:MOST_QUOTES])
        if declined := self._promised_anyway():
            yield Flag(kind="declined", text=DECLINED, evidence=declined)
        if dates := self._new_dates():
            yield Flag(kind="new_date", text=NEW_DATE, evidence=dates)

    def _promised_anyway(self) -> list[Evidence]:
        """Sentences that give what the answer refused, in a message that says no nowhere."""
        if not self._addressed.refused or self.honest():
            return []
        wanted = {w.stem for s in Document(self._addressed.to.asks).sentences for w in s.words}
        wanted = {stem for stem in wanted if len(stem) > 3}
        return [
            self.quote(one)
            for one in self._sentences
            if wanted & {word.stem for word in one.words} and self._promises(one)
        ][:MOST_QUOTES]

    def _promises(self, sentence: Sentence) -> bool:
        return bool({word.stem for word in sentence.words} & {"will", "get", "have", "build"})

    def _new_dates(self) -> list[Evidence]:
        """Sentences whose day or number stands nowhere in the round."""
        addressed = self._addressed
        known = (addressed.answer, addressed.prompt, *addressed.told)
        new = [fact.start for fact in find_new_facts(self._text, known) if fact.text[0].isdigit()]
        said = {word.stem for text in known for s in Document(text).sentences for word in s.words}
        days = self._lexicon.get("message_days", ())
        strange = {w.stem for day in days for s in Document(day).sentences for w in s.words} - said
        return [
            self.quote(one)
            for one in self.dates()
            if any(one.start <= at < one.end for at in new)
            or strange & {word.stem for word in one.words}
        ][:MOST_QUOTES]

    def _denies(self, sentence: Sentence) -> bool:
        if sentence.question or self._says("weasel", sentence):
            return False
        if self._says("no", sentence):
            return True
        if self._says("not_a_no", sentence):
            return False
        return self._finds(DENIED, sentence)

    def _grounds(self, sentence: Sentence, at: int, denied: set[int]) -> bool:
        """Whether a sentence beside the no says what speaks against it, without a "because"."""
        beside = {at, at - 1, at - 2, at + 1} & denied
        if not beside or self._says("weasel", sentence):
            return False
        if self._says("grounds", sentence):
            return True
        if at in denied or self._says("alternative", sentence) or self._says("date", sentence):
            return False
        if self._as_i(sentence) or sentence.question:
            return False
        stems = {word.stem for word in sentence.words}
        bare = at - 1 in denied and not stems & SPOKEN_TO
        return bare or any(word.number for word in sentence.words)

    def _as_i(self, sentence: Sentence) -> bool:
        """Whether the writer says what they will do, and not what they think."""
        stems = [word.stem for word in sentence.words]
        acts = any(stem == "i" and at + 1 < len(stems) for at, stem in enumerate(stems))
        return acts and not self._says("i_not", sentence)

    def _by_name(self, sentence: Sentence) -> bool:
        """Whether somebody with a name does something, or is who to turn to."""
        text = self._text[sentence.start : sentence.end]
        known = {word.raw for s in Document(self._addressed.prompt).sentences for word in s.words}
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
        said, prompt = self._text[sentence.start : sentence.end], self._addressed.prompt
        return " ".join(said.split()).casefold() in " ".join(prompt.split()).casefold()

    def _counts(self, sentence: Sentence) -> bool:
        if len(sentence.words) < LEAST_WORDS:
            return False
        text = self._text[sentence.start : sentence.end]
        pieces = [piece for piece in _PIECES.split(text) if piece.strip()]
        terms = sum(1 for piece in pieces if len(piece.split()) <= SHORT_PIECE)
        if len(pieces) > 2 and 2 * terms > len(pieces):
            return False
        names = find_cues(self._lexicon.get("message_names", ()), Document(text))
        named = len({match.cue for match in names})
        kinds = sum(self._says(kind, sentence) for kind in KINDS)
        return named < NAMED_CHECKS and not (named > 1 and kinds >= MOST_KINDS)

    def _says(self, name: str, sentence: Sentence) -> bool:
        return self._finds(f"@message_{name}", sentence)

    def _finds(self, cue: str, sentence: Sentence) -> bool:
        if any(name not in self._lexicon for name in _LISTS.findall(cue)):
            return False
        held = Document(self._text[sentence.start : sentence.end])
        return bool(find_cues([cue], held, self._lexicon))


def _is_third_person(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word != "this"
