"""Stop words: the words that stand in any sentence, whatever it is about.

There is one set. What reads stems uses it stemmed; what skips an article inside a phrase uses the
part of it that never changes what a phrase means.
"""

from __future__ import annotations

from coach.text.stemming import stem

_PASSED_OVER = """
    a an the this that these those of to in on at for its it their our your my his her some any with
    just also only really very so then
"""
PASSED_OVER = frozenset(_PASSED_OVER.split())
"""Words that may stand between two words of a phrase: "the closed weights" for "the weights"."""
_GRAMMAR = """
    they them we us you i me he she who whom whose what which when where why how there here than
    is are be was were been do does did have has had will would can could should may might must
    shall not no and or but if as from by about into over out up until after before because too
    all both each every much many more most
"""
_COMMON = "long time like take get see seen work go come think know say today"
"""Plain verbs and words of time that questions and answers about anything are full of."""
STOP_WORDS = PASSED_OVER | frozenset(_GRAMMAR.split()) | frozenset(_COMMON.split())
"""In lower case, as written."""
STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)
