"""Which hidden facts of its scenario a round asked for."""

from __future__ import annotations

from coach.packs.schema import Scenario
from coach.text.cue_matcher import Document, Lexicon, find_cues
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import FactsReview


def facts(
    scenario: Scenario, transcript: Transcript, lexicon: Lexicon | None = None
) -> FactsReview:
    """Facts asked for, and those that decide the case and were not.

    With a lexicon also those asked for but never used, by wording: for a reviewer that judges.
    """
    asked = transcript.earned
    missed = [fact.id for fact in scenario.facts if fact.decides and fact.id not in asked]
    if lexicon is None:
        return FactsReview(asked=asked, missed=missed)
    said = Document("\n".join([transcript.answer, *(reply.reply for reply in transcript.pushback)]))
    by_id = {fact.id: fact for fact in scenario.facts}
    unused = [
        id
        for id in asked
        if id in by_id and by_id[id].used_by and not find_cues(by_id[id].used_by, said, lexicon)
    ]
    return FactsReview(asked=asked, missed=missed, unused=unused)
