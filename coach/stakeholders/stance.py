"""What a stakeholder hears in an answer: the lines about them, and what each means for them.

A line is a sentence; what it means is read off its clauses, since one sentence often gives to one
and takes from another. What a sentence only supposes ("if they refuse ...") takes nothing away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.packs.schema import Scenario, Stakeholder
from coach.text.cue_matcher import Document, Lexicon, find_cues
from coach.text.document import Sentence, Word
from coach.text.similarity import EMPTY
from coach.text.stemming import stem

Meaning = Literal["gives", "partly", "refuses", "names"]
SHARED_NEED = 2
"""Words of what somebody asks and needs that a clause shares with it when it speaks of that."""
NEGATORS = frozenset({"no", "not", "never", "cannot", "without", "neither", "nobody", "nor"})
LESS = frozenset({"no", "not", "nothing", "fewer"})
"""Words that open what is asked for by somebody who asks that something be left as it is."""
DECIDES = ("verdict", "decide")
"""Word lists by which a sentence decides something."""
PUTS_FIRST = "room_first"
"""The list by which a clause puts something before other things."""
REACH = 4
"""Words within which a negation takes what somebody asked for."""
_CUT = re.compile(r"[,;:]\s+|\s[-–—]\s|\s+(?=(?:and|but|so|while|because|since|although|though)\s)")
_SUPPOSES = re.compile(
    r"(?:if|unless|should|suppose|supposing|in case|whether|because|since|as)\b", re.IGNORECASE
)
_GENERIC_WORDS = """
    our team lead people customer account engineer user head own own other other's small large new
    everyone those who wait several two three four five six twelve paying
"""
_GENERIC = frozenset(
    word.stem for sentence in Document(_GENERIC_WORDS).sentences for word in sentence.words
)
_OURS = frozenset(stem(word) for word in ("engineer", "engineers", "engineering"))
"""What names our own people, and nobody at a customer's."""


@dataclass(frozen=True)
class Line:
    """A sentence that speaks of somebody; offsets are code points."""

    start: int
    end: int
    meaning: Meaning
    decides: bool = False
    """Whether the sentence says what is decided."""
    costs: bool = False
    """Whether it says what is given up."""
    nearness: int = 0
    """How much it is about them and what they need, against other lines about them."""


@dataclass(frozen=True, eq=False)
class _Clause:
    start: int
    end: int
    document: Document
    stems: tuple[str, ...]
    sentence: Sentence
    place: int
    """The sentence's place among all."""
    supposed: bool


class Listening:
    """All stakeholders of a scenario, listening to one text from which nothing is hidden."""

    def __init__(self, scenario: Scenario, document: Document, lexicon: Lexicon) -> None:
        self._scenario = scenario
        self._document = document
        self._lexicon = lexicon
        self._names = _names(scenario.stakeholders)
        self._needs = {one.id: _stems(f"{one.asks} {one.needs}") for one in scenario.stakeholders}
        self._asks = {one.id: _stems(one.asks) for one in scenario.stakeholders}
        self._clauses = list(_clauses(document))
        self._said: dict[tuple[str, int, int], bool] = {}

    def lines(self, id: str) -> list[Line]:
        """The sentences about one stakeholder, in text order, each with what it means for them."""
        one = next(one for one in self._scenario.stakeholders if one.id == id)
        met, met_alone = self._worded(one.met_by)
        spoken, spoken_alone = self._worded(one.cues)
        found: dict[int, list[Meaning]] = {}
        near: Counter[int] = Counter()
        for number, clause in self._about(id, met | spoken, met_alone | spoken_alone):
            found.setdefault(clause.place, []).append(self._meaning(clause, id, number in met))
            near[clause.place] += self._nearness(clause, id, number in met)
        sentences = self._document.sentences
        return [
            Line(
                sentences[place].start,
                sentences[place].end,
                _sum(meanings),
                decides=self._in_sentence("verdict", sentences[place]),
                costs=self._in_sentence("room_costs", sentences[place]),
                nearness=near[place],
            )
            for place, meanings in found.items()
        ]

    def _worded(self, cues: Sequence[str]) -> tuple[set[int], set[int]]:
        """Numbers of the clauses that cues find, and of those found by themselves.

        Where only the whole sentence fits a cue, all of its clauses are found.
        """
        starts = {match.start for match in find_cues(cues, self._document, self._lexicon)}
        inside = [n for n, one in enumerate(self._clauses) if one.sentence.start in starts]
        alone = {n for n in inside if find_cues(cues, self._clauses[n].document, self._lexicon)}
        narrowed = {self._clauses[n].sentence.start for n in alone}
        whole = {n for n in inside if self._clauses[n].sentence.start not in narrowed}
        return alone | whole, alone

    def _about(self, id: str, spoken: set[int], alone: set[int]) -> Iterator[tuple[int, _Clause]]:
        """The clauses that name somebody, and those after one that name nobody else."""
        current: Sentence | None = None
        named: set[str] = set()
        for number, clause in enumerate(self._clauses):
            if clause.sentence is not current:
                current, named = clause.sentence, set()
            here = {other for other in self._names if self._names[other] & set(clause.stems)}
            named = here or named
            worded = number in alone or (number in spoken and not named)
            if id in named or worded or self._is_needed(clause, id):
                yield number, clause

    def _is_needed(self, clause: _Clause, id: str) -> bool:
        shared = self._needs[id] & set(clause.stems)
        if len(shared) >= SHARED_NEED or self._takes(clause, id):
            return True
        own = any(self._is_own(word, id) for word in self._asks[id] & set(clause.stems))
        decides = any(self._in_sentence(act, clause.sentence) for act in DECIDES)
        return own and (decides or self._says(PUTS_FIRST, clause))

    def _takes(self, clause: _Clause, id: str) -> bool:
        """Whether a clause denies what somebody asked for."""
        places = [at for at, word in enumerate(clause.stems) if word in NEGATORS]
        own = {word for word in self._asks[id] if self._is_own(word, id)}
        named = [at for at, word in enumerate(clause.stems) if word in self._names[id]]
        # "finance will not sign without numbers" is their word and not ours
        places = [at for at in places if not named or at < named[0]]
        return any(word in own for at in places for word in clause.stems[at + 1 : at + 1 + REACH])

    def _nearness(self, clause: _Clause, id: str, met: bool) -> int:
        """What speaks for quoting a clause to somebody: what they get, their name, their need."""
        stems = set(clause.stems)
        return 2 * met + 2 * bool(self._names[id] & stems) + min(3, len(self._needs[id] & stems))

    def _is_own(self, word: str, id: str) -> bool:
        return not any(word in self._asks[other] for other in self._asks if other != id)

    def _meaning(self, clause: _Clause, id: str, met: bool) -> Meaning:
        if clause.sentence.question or clause.supposed or self._only_tells(clause):
            return "names"
        if self._in_sentence("room_costs", clause.sentence):
            return "refuses"
        denied = self._takes(clause, id)
        yes = met or self._says("room_yes", clause) or (denied and self._asks_for_less(id))
        later = self._says("room_later", clause)
        no = self._says("room_no", clause) or denied
        if denied and self._asks_for_less(id):
            no = False
        if no and not met:
            # "we will not give them any": a yes inside of a no is none
            return "refuses"
        if yes and (later or no):
            return "partly"
        if yes:
            return "gives"
        if no:
            return "refuses"
        return "partly" if later else "names"

    def _only_tells(self, clause: _Clause) -> bool:
        """Whether a clause, or what its sentence opens with, asks or tells and gives nothing."""
        opening = next(one for one in self._clauses if one.sentence is clause.sentence)
        return self._says("room_tells", clause) or self._says("room_tells", opening)

    def _asks_for_less(self, id: str) -> bool:
        """Whether what somebody asks for is that something does not happen."""
        one = next(one for one in self._scenario.stakeholders if one.id == id)
        words = [word.stem for s in Document(one.asks).sentences for word in s.words]
        return bool(words) and words[0] in LESS

    def _in_sentence(self, name: str, sentence: Sentence) -> bool:
        held = Document(self._document.text[sentence.start : sentence.end])
        return self._found(name, sentence.start, held)

    def _says(self, name: str, clause: _Clause) -> bool:
        return self._found(name, clause.start, clause.document)

    def _found(self, name: str, at: int, held: Document) -> bool:
        """Whether a word list finds something; asked once for all who listen."""
        key = (name, at, len(held.text))
        if key not in self._said:
            known = name in self._lexicon
            self._said[key] = known and bool(find_cues([f"@{name}"], held, self._lexicon))
        return self._said[key]


def _sum(meanings: Sequence[Meaning]) -> Meaning:
    kinds = set(meanings) - {"names"}
    if not kinds:
        return "names"
    if kinds == {"gives"}:
        return "gives"
    return "refuses" if kinds == {"refuses"} else "partly"


def _clauses(document: Document) -> Iterator[_Clause]:
    for place, sentence in enumerate(document.sentences):
        start = sentence.start
        piece = document.text[sentence.start : sentence.end]
        ends = [sentence.start + cut.start() for cut in _CUT.finditer(piece)] + [sentence.end]
        for end in ends:
            text = document.text[start:end]
            held = Document(text)
            stems = tuple(_spelled(word) for s in held.sentences for word in s.words)
            if stems:
                supposed = any(_SUPPOSES.match(one.lstrip(" ,;:–—-")) for one in (piece, text))
                yield _Clause(start, end, held, stems, sentence, place, supposed)
            start = end


def _names(stakeholders: Sequence[Stakeholder]) -> Mapping[str, frozenset[str]]:
    """The words by which each is named and none of the others is; a letter may name several."""
    words = {one.id: _own_words(one) for one in stakeholders}
    return {
        id: frozenset(
            word
            for word in own
            if word.isupper() or not any(word in words[other] for other in words if other != id)
        )
        for id, own in words.items()
    }


def _own_words(one: Stakeholder) -> frozenset[str]:
    words = _stems(f"{one.name}\n{one.id.replace('-', ' ')}")
    if one.name.casefold().startswith("our ") and words & _OURS:
        return (words - _GENERIC) | _OURS
    return words - _GENERIC


def _spelled(word: Word) -> str:
    """A stem; a letter that names a party stays a capital."""
    return word.stem.upper() if word.name else word.stem


def _stems(text: str) -> frozenset[str]:
    found = {_spelled(word) for sentence in Document(text).sentences for word in sentence.words}
    return frozenset(found - EMPTY)
