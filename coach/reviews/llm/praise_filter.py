"""Takes praise of the person out of advice: it says nothing about the answer.

Hattie and Timperley (2007) found feedback about the self the least effective kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.text.document import split_sentences

_PRAISE = re.compile(
    r"(?i)^(?:(?:well done|great job|good job|nice work|great work|good work|impressive|bravo|"
    r"congratulations|excellent(?: work| job| answer)?|great answer|good answer)[\s.!,]*$|"
    r"(?:overall,? )?you(?: are|'re|’re)(?: clearly| obviously| a| an| such| very| really)*"
    r" (?:great|strong|excellent|talented|smart|gifted|impressive|natural|outstanding|born|"
    r"ready|exceptional|fantastic|amazing|promising)\b|"
    r"keep (?:it up|up the (?:good|great) work)|i(?:'m| am) impressed)"
)


def remove_praise(texts: Iterable[str]) -> list[str]:
    """The texts without the sentences that praise the person; one may end up empty."""
    return [_drop_praise(text) for text in texts]


def _drop_praise(text: str) -> str:
    sentences = [text[start:end] for start, end in split_sentences(text)]
    return " ".join(sentence for sentence in sentences if not _PRAISE.search(sentence)).strip()
