"""What cues found, as evidence."""

from __future__ import annotations

from collections.abc import Sequence

from coach.text.cue_matcher import Document, Match
from coach.transcripts.review_schema import Evidence


def quoted(matches: Sequence[Match], document: Document, most: int = 3) -> list[Evidence]:
    """Matches as evidence: the sentences they stand in, each once."""
    places = list(dict.fromkeys((match.start, match.end) for match in matches))
    return [
        Evidence(quote=document.text[start:end], start=start, end=end, verified=True)
        for start, end in places[:most]
    ]
