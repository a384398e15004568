"""What an answer did for each stakeholder, tradeoff and hidden fact of its scenario, by wording."""

from __future__ import annotations

from coach.packs.cues import Document, Lexicon, Match, find
from coach.packs.models import Scenario, Stakeholder, Tradeoff
from coach.reviews.acts import Acts
from coach.reviews.quoting import quoted
from coach.reviews.review import CustomerReview, Evidence, FactsReview, TradeoffReview
from coach.transcripts.transcript import Transcript


def customers(scenario: Scenario, document: Document, lexicon: Lexicon) -> list[CustomerReview]:
    """Each stakeholder: what they needed, what the answer gives them, what is open."""
    return [_customer(one, document, lexicon) for one in scenario.stakeholders]


def _customer(one: Stakeholder, document: Document, lexicon: Lexicon) -> CustomerReview:
    mentioned = bool(find([one.name.replace(";", " "), *one.cues], document, lexicon))
    given = quoted(find(one.met_by, document, lexicon), document)
    return CustomerReview(
        id=one.id,
        name=one.name,
        needed=one.needs,
        mentioned=mentioned or bool(given),
        given=given,
        open="" if given else f"told no, they would: {one.if_no}",
    )


def tradeoffs(
    scenario: Scenario, document: Document, lexicon: Lexicon, found: Acts
) -> list[TradeoffReview]:
    """Each tradeoff in play: sides named, the one chosen, what is given up, what flips it."""
    return [_tradeoff(one, document, lexicon, found) for one in scenario.in_play]


def _tradeoff(one: Tradeoff, document: Document, lexicon: Lexicon, found: Acts) -> TradeoffReview:
    sides = {side.name: find(side.cues, document, lexicon) for side in one.sides}
    named = [name for name, matches in sides.items() if matches]
    chosen = [
        name
        for name, matches in sides.items()
        if any(_overlaps(match, evidence) for match in matches for evidence in found.decided)
    ]
    matches = [match for side in sides.values() for match in side]
    return TradeoffReview(
        id=one.id,
        name=one.name,
        named=named,
        chosen=chosen[0] if len(chosen) == 1 else None,
        given_up=found.given_up if named else [],
        flip=quoted(find(one.flip_cues, document, lexicon), document),
        evidence=quoted(sorted(matches, key=lambda match: match.start), document),
    )


def _overlaps(match: Match, evidence: Evidence) -> bool:
    if evidence.start is None or evidence.end is None:
        return False
    return match.start < evidence.end and evidence.start < match.end


def facts(scenario: Scenario, transcript: Transcript, lexicon: Lexicon) -> FactsReview:
    """Facts asked for, missed among those that decide the case, and asked for but never used."""
    asked = [one.fact for one in transcript.clarify if one.fact]
    said = Document("\n".join([transcript.answer, *(reply.reply for reply in transcript.pushback)]))
    by_id = {fact.id: fact for fact in scenario.facts}
    return FactsReview(
        asked=asked,
        missed=[fact.id for fact in scenario.facts if fact.decides and fact.id not in asked],
        unused=[
            id
            for id in asked
            if id in by_id and by_id[id].used_by and not find(by_id[id].used_by, said, lexicon)
        ],
    )
