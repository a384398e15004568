"""Which hidden facts of its scenario a round asked for, and which of them it used."""

from __future__ import annotations

from coach.packs.schema import Pack, Scenario
from coach.text.cue_matcher import Matcher
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import FactsReview


def review_facts(scenario: Scenario, transcript: Transcript) -> FactsReview:
    """Facts that were asked for, and those that decide the case and were not."""
    asked = transcript.earned
    missed = [fact.id for fact in scenario.facts if fact.decides and fact.id not in asked]
    return FactsReview(asked=asked, missed=missed)


def review_use_of_facts(scenario: Scenario, transcript: Transcript, pack: Pack) -> FactsReview:
    """`review_facts`, and which of the facts asked for no wording of answer and replies uses.

    For reviewers that judge: one that only points says nothing about what is missing.
    """
    facts = review_facts(scenario, transcript)
    matcher = Matcher(transcript.spoken_text, pack.lexicon)
    used_by = {fact.id: fact.used_by for fact in scenario.facts}
    unused = [fact for fact in facts.asked if used_by.get(fact) and not matcher.has(used_by[fact])]
    return facts.model_copy(update={"unused": unused})
