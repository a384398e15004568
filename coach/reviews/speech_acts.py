"""Acts of an answer that need no scenario to be seen: it decides, it says what it gives up.

Their wordings are the lists `decide` and `give_up` in the pack's `cues.yaml`; a pack without them
has no such acts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.text.cue_matcher import Document, Lexicon, find_cues
from coach.transcripts.review_schema import Evidence, quote_spans

MOST = 8
"""Sentences kept of each act."""


@dataclass(frozen=True)
class Acts:
    """The sentences that perform each act, in text order."""

    decided: list[Evidence] = field(default_factory=list)
    given_up: list[Evidence] = field(default_factory=list)


def find_acts(document: Document, lexicon: Lexicon) -> Acts:
    """Find the acts in a text from which what does not count has been blanked."""
    return Acts(
        decided=_worded("decide", document, lexicon),
        given_up=_worded("give_up", document, lexicon),
    )


def _worded(name: str, document: Document, lexicon: Lexicon) -> list[Evidence]:
    if name not in lexicon:
        return []
    return quote_spans(document.text, find_cues([f"@{name}"], document, lexicon), MOST)
