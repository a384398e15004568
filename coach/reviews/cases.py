"""Which hidden facts of its scenario a round asked for."""

from __future__ import annotations

from coach.packs.cues import Document, Lexicon, find
from coach.packs.models import Scenario
from coach.reviews.review import FactsReview
from coach.transcripts.transcript import Transcript


def facts(
    scenario: Scenario, transcript: Transcript, lexicon: Lexicon | None = None
) -> FactsReview:
    """Facts asked for, and those that decide the case and were not.

    With a lexicon also those asked for but never used, by wording: for a reviewer that judges.
    """
    asked = [one.fact for one in transcript.clarify if one.fact]
    missed = [fact.id for fact in scenario.facts if fact.decides and fact.id not in asked]
    if lexicon is None:
        return FactsReview(asked=asked, missed=missed)
    said = Document("\n".join([transcript.answer, *(reply.reply for reply in transcript.pushback)]))
    by_id = {fact.id: fact for fact in scenario.facts}
    unused = [
        id
        for id in asked
        if id in by_id and by_id[id].used_by and not find(by_id[id].used_by, said, lexicon)
    ]
    return FactsReview(asked=asked, missed=missed, unused=unused)
