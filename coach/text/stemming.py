"""Stemming: a word's inflected forms and its British and American spellings fall together.

The stemmer is Snowball's for English ("Porter2", https://snowballstem.org). What it does not know
is here: irregular forms, British spellings, plurals of abbreviations, and words that it takes for
forms of another word whose meaning in interviews is another.
"""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

_IRREGULAR_FORMS = {
    "be": "am is are was were been being",
    "build": "built",
    "buy": "bought",
    "choose": "chose chosen",
    "come": "came",
    "do": "does did done",
    "find": "found",
    "give": "gave given",
    "go": "goes went gone",
    "have": "has had",
    "hold": "held",
    "keep": "kept",
    "know": "knew known",
    "leave": "left",
    "lose": "lost",
    "make": "made",
    "mean": "meant",
    "pay": "paid",
    "run": "ran",
    "say": "said",
    "see": "saw seen",
    "sell": "sold",
    "send": "sent",
    "spend": "spent",
    "take": "took taken",
    "tell": "told",
    "think": "thought",
    "write": "wrote written",
}
_KEPT_APART = {
    "business": "business",  # not busy
    "customer": "customer customers",  # not custom
    "engineer": "engineer engineers engineering",  # not engine
    "hardly": "hardly",  # not hard
    "ours": "ours",  # not our
    "theirs": "theirs",
    "times": "times",  # "three times" is not time
    "timer": "timer",
    "timing": "timing timings",
    "tokenizer": "tokenizer tokenizers tokeniser tokenisers",  # not token
}
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(e|es|ed|er|ers|ing|able|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})ys(e|es|ed|er|ers|ing)$"), r"yz\1"),
    (
        re.compile(r"(?<=[a-z]{2}[bdgilmnpv])our(?=(?:s|ed|ing|ite|ites|able|al|ful|er|ers)?$)"),
        "or",
    ),
    (re.compile(r"^(lic|def|off)ence"), r"\1ense"),
    (re.compile(r"^centre"), "center"),
    (re.compile(r"^catalogue"), "catalog"),
    (re.compile(r"^programme(?=s?$)"), "program"),
)
_ABBREVIATIONS = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,4}[aeiou]?s")
"""What may be the plural of an abbreviation: GPUs, SLAs, SDKs; Snowball strips no s there."""
_SNOWBALL = snowballstemmer.stemmer("english")
_LOCK = Lock()


def _stem_english(word: str) -> str:
    # a stemmer holds the word that it works on, and reviews and screens read in several threads
    with _LOCK:
        return str(_SNOWBALL.stemWord(word))


_STEMS: dict[str, str] = {
    form: stem for stem, forms in _KEPT_APART.items() for form in forms.split()
} | {
    form: _stem_english(word) for word, forms in _IRREGULAR_FORMS.items() for form in forms.split()
}


_AMOUNT = re.compile(r"[$€£]\s?(\d[\d.,]*)\s?(k|m|bn|b|million|thousand)")
_UNITS = {"thousand": "k", "million": "m", "bn": "b"}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a word in lower case; what is no word, such as a number, stays as it is.

    An amount with a unit loses its sign, since people type "40k" where a case says "$40K".
    """
    if word in _STEMS:
        return _STEMS[word]
    if not word.isalpha():
        amount = _AMOUNT.fullmatch(word)
        return amount[1] + _UNITS.get(amount[2], amount[2]) if amount else word
    for british, american in _BRITISH:
        word = british.sub(american, word)
    stemmed = _stem_english(word)
    plural = stemmed == word and _ABBREVIATIONS.fullmatch(word)
    return stemmed[:-1] if plural else stemmed
