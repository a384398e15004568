"""What short questions are compared by: their words with their neighbors, and runs of letters.

Runs of letters find what stemming does not: "quantize" and "quantization", a typing error, a
compound. Both are sets of strings, so that they can be keys of a file.
"""

from __future__ import annotations

import re
from itertools import pairwise

from coach.text.document import list_stems

LETTERS = 5
"""Length of a run; 4 and 6 were measured to tell a little less."""
_WORDS = re.compile(r"[a-z]+|\d+")
_ENDS = ("^", "$")


def find_phrases(text: str) -> frozenset[str]:
    """The stems of a text, the pairs that stand together, and those with one word between them.

    "Who pays?" has "who", "pay", "who pay", "^ who", "^ _ pay" and so on; ^ and $ are its ends.
    """
    stems = list_stems(text)
    line = (_ENDS[0], *stems, _ENDS[1])
    pairs = (f"{first} {second}" for first, second in pairwise(line))
    apart = (f"{first} _ {second}" for first, second in zip(line, line[2:], strict=False))
    return frozenset((*stems, *pairs, *apart))


def find_letters(text: str) -> frozenset[str]:
    """The runs of LETTERS characters of a text in lower case, over the ends of words."""
    plain = text.casefold().replace("’", "'").replace("'s", "").replace("n't", " not")
    line = f" {' '.join(_WORDS.findall(plain))} "
    return frozenset(line[at : at + LETTERS] for at in range(len(line) - LETTERS + 1))
