"""Reading prose: sentences, words and their stems, numbers and money, each with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

_WORD = re.compile(
    r"[$€£]\s?\d[\d,.]*\s?(?:k|m|bn|b|million|thousand)?\b|~?\d[\d,.]*(?:[a-z%]+)?|"
    r"[^\W\d_][\w]*(?:['’][^\W\d_]+)*|[?!%]",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"(?<=[.!?…])[\"”')\]]*\s+(?=[\"“'(\[]?[^\s])|\n\s*\n|\n(?=\s*(?:[-*•–]|\d+[.)])\s)|\n|"
    r"(?<=;)\s+"
)
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|no|mr|ms|dr|incl|max|min)\.$", re.I)
_FIGURE_WORDS = """
    one two three four five six seven eight nine ten eleven twelve dozen dozens twenty thirty forty
    fifty hundred hundreds thousand thousands half third quarter couple several twice double triple
    handful
"""
_FIGURES = frozenset(_FIGURE_WORDS.split())
_SMALL_WORDS = """
    a an the this that these those of to in on at for its it their our your my his her some any with
    just also only really very so then
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_NAME_GOES_ON = re.compile(
    r"\s*[:,;.)=+/&-]|[\"”’']|\s+(?:and|or|vs|versus|first|then|is|was|has|had|may|might|will|would|"
    r"could|can|cannot|should|must|does|did|gets?|needs?|wants?|wanted|asks?|asked|spends?|pays?|"
    r"loses?|waits?|keeps?|picks?|calls?|goes|comes|leaves?|takes?|hears?|heard|decides?|isn|doesn)\b",
    re.IGNORECASE,
)
"""What follows a capital A at the start of a sentence when it names somebody."""


WRAPPED = 60
"""Characters in a line from which its end is taken for a wrap and not for the end of a thought."""
_ITEM = re.compile(r"\s*(?:[-*•–]|\d+[.)])\s")
HEAD = 3
"""Letters by which words are looked up for a cue that ends in a star."""


@dataclass(frozen=True)
class Word:
    """A word in lower case, its stem, what it is besides a word, and its place."""

    raw: str
    stem: str
    start: int
    end: int
    number: bool = False
    money: bool = False
    small: bool = False
    name: bool = False
    """A capital letter that names somebody: "tell B", "A needs it", but not "A customer"."""


@dataclass(frozen=True)
class Sentence:
    """A sentence: its place, and its words."""

    start: int
    end: int
    words: tuple[Word, ...]
    question: bool = False
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Where in `words` each stem stands."""
    heads: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Where words stand, by their first HEAD letters."""
    figures: tuple[int, ...] = ()
    """Where numbers stand, money among them."""


class Document:
    """A text cut into sentences once, for any number of cues. Offsets are code points.

    `wrapped` says that a long line may have been broken only to fit a width, as in a text file.
    """

    def __init__(self, text: str, *, wrapped: bool = False) -> None:
        self.text = text
        self.wrapped = wrapped

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, in order; list items and lines count as sentences."""
        found = split_sentences(self.text, wrapped=self.wrapped)
        return tuple(_sentence(self.text, start, end) for start, end in found)

    @cached_property
    def stems(self) -> frozenset[str]:
        """All stems of the text; a cue whose words are not all here cannot match."""
        return frozenset(word.stem for s in self.sentences for word in s.words)


def split_sentences(text: str, *, wrapped: bool = False) -> list[tuple[int, int]]:
    """Where the sentences of a text are, without the white space around them."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        before = text[start : match.start()]
        if "\n" not in match.group() and _ABBREVIATION.search(before):
            continue
        if wrapped and match.group() == "\n" and _is_wrapped(text, match.start()):
            continue
        _add_span(text, start, match.start(), found)
        start = match.end()
    _add_span(text, start, len(text), found)
    return found


def _is_wrapped(text: str, at: int) -> bool:
    """Whether the line that ends here was only broken to fit a width."""
    line = text[text.rfind("\n", 0, at) + 1 : at].rstrip()
    return len(line) >= WRAPPED and line[-1] not in ".!?:;…" and not _ITEM.match(text, at + 1)


def _add_span(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped[0]) if stripped else start
        found.append((begin, begin + len(stripped)))


def _sentence(text: str, start: int, end: int) -> Sentence:
    piece = text[start:end]
    words = tuple(_words(piece, start))
    places: dict[str, list[int]] = {}
    heads: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        places.setdefault(word.stem, []).append(index)
        heads.setdefault(word.raw[:HEAD], []).append(index)
    return Sentence(
        start,
        end,
        words,
        question="?" in piece,
        places={stem: tuple(at) for stem, at in places.items()},
        heads={head: tuple(at) for head, at in heads.items()},
        figures=tuple(index for index, word in enumerate(words) if word.number),
    )


def _words(piece: str, offset: int) -> list[Word]:
    found = []
    for match in _WORD.finditer(piece):
        raw = match.group()
        if raw in "?!%":
            continue
        start, end = match.start() + offset, match.end() + offset
        for part in _parts(raw):
            money = part[0] in "$€£"
            number = money or part[0].isdigit() or part[0] == "~" or part in _FIGURES
            name = raw[0].isupper() and len(part) == 1 and _is_name(piece, match)
            small = part in _SMALL and not name
            found.append(Word(part, stem(part), start, end, number, money, small, name))
    return found


def _is_name(piece: str, match: re.Match[str]) -> bool:
    if match.group() == "I":
        return False
    before = piece[: match.start()].rstrip("\"'“‘(*-–• ")
    if match.group() != "A" or (before and before[-1] not in ":;,"):
        return True
    # at the start of a sentence a capital A may be the article
    return bool(_NAME_GOES_ON.match(piece, match.end()))


_CONTRACTIONS = {
    "can't": "cannot", "cant": "cannot", "won't": "will not", "wont": "will not",
    "shan't": "shall not", "dont": "do not", "doesnt": "does not", "didnt": "did not",
    "isnt": "is not", "wouldnt": "would not", "it's": "it is", "that's": "that is",
    "what's": "what is", "who's": "who is", "there's": "there is", "here's": "here is",
    "he's": "he is", "she's": "she is", "let's": "let us",
}  # fmt: skip
_SHORTENED = {
    "n't": "not", "'d": "would", "'ll": "will", "'re": "are", "'ve": "have", "'m": "am"
}  # fmt: skip
"""What stands behind an apostrophe, in full; the possessive 's is dropped."""


@lru_cache(maxsize=20_000)
def _parts(raw: str) -> tuple[str, ...]:
    """The words that a word as written stands for, in lower case: "can't" is "cannot"."""
    folded = unicodedata.normalize("NFKC", raw).replace("’", "'").casefold()
    if folded in _CONTRACTIONS:
        return tuple(_CONTRACTIONS[folded].split())
    for ending, full in _SHORTENED.items():
        if folded.endswith(ending) and folded != ending:
            return folded.removesuffix(ending), full
    return (folded.removesuffix("'s").removesuffix("'"),)


_ENDINGS = (
    "ations", "ation", "ements", "ement", "ments", "ment", "ingly", "edly", "ings", "ing",
    "ies", "ied", "ily", "ions", "ion", "ness", "able", "ible", "ers", "er", "est", "ed", "es",
    "ly", "s", "e", "y",
)  # fmt: skip
_KEEP = {
    "this": "this", "his": "his", "its": "its", "us": "us", "is": "be", "was": "be",
    "as": "as", "has": "have", "had": "have", "does": "do", "did": "do", "done": "do",
    "goes": "go", "went": "go", "gone": "go", "says": "say", "said": "say", "told": "tell",
    "lost": "lose", "losing": "lose", "loses": "lose", "given": "give", "gave": "give",
    "gives": "give", "giving": "give", "give": "give", "lose": "lose", "made": "make",
    "making": "make", "makes": "make", "make": "make", "built": "build", "sold": "sell",
    "paid": "pay", "pays": "pay", "bought": "buy", "kept": "keep", "held": "hold", "sent": "send",
    "spent": "spend", "meant": "mean", "chose": "choose", "chosen": "choose", "took": "take",
    "taken": "take", "takes": "take", "taking": "take", "came": "come", "knew": "know",
    "known": "know", "thought": "think", "found": "find", "left": "leave", "leaving": "leave",
    "leaves": "leave", "leave": "leave", "were": "be", "are": "be", "am": "be", "been": "be",
    "being": "be", "wrote": "write", "written": "write", "ran": "run", "running": "run",
    "customers": "customer", "customer": "customer", "user": "user", "users": "user",
    "number": "number", "numbers": "number", "never": "never", "ever": "ever", "over": "over",
    "under": "under", "after": "after", "later": "later", "other": "other", "others": "other",
    "whether": "whether", "either": "either", "rather": "rather", "better": "better",
    "yes": "yes", "less": "less", "business": "business", "access": "access", "process": "process",
    "bigger": "bigger", "biggest": "biggest", "before": "before", "more": "more", "are_": "be",
    "nothing": "nothing", "something": "something", "anything": "anything", "during": "during",
    "by": "by", "my": "my", "any": "any", "many": "many", "why": "why", "way": "way", "day": "day",
    "days": "day", "they": "they", "only": "only", "early": "early", "me": "me", "we": "we",
    "he": "he", "she": "she", "be": "be", "the": "the", "one": "one", "like": "like",
    "need": "need", "needs": "need", "needed": "need", "speed": "speed", "fee": "fee",
    "time": "time", "times": "times", "timer": "timer", "hardly": "hardly",
    "tried": "try", "tries": "try", "trying": "try", "free": "free", "see": "see", "saw": "see",
    "seen": "see", "agree": "agree", "agreed": "agree", "four": "four",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word's stem: British and American spellings and common endings fall together."""
    if word in _KEEP:
        return _KEEP[word]
    if not word.isalpha() or len(word) <= 3:
        return word
    word = word.replace("isation", "ization").replace("ise", "ize").replace("isi", "izi")
    word = word.replace("ence", "ens").replace("our", "or").replace("ell", "el")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            if ending in ("ies", "ied", "ily", "y"):
                return base + "i" if len(base) < 4 else base
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls":
                base = base[:-1]
            return base
    return word
