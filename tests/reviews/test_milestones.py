"""When the first question, the recommendation and the first tradeoff came."""

from coach.packs.load import load_library
from coach.paths import find_paths
from coach.reviews.milestones import find_acts, find_milestones
from coach.text.cue_matcher import Matcher
from coach.transcripts.record import Question
from coach.transcripts.timeline import TypingTrace
from tests.support.examples import a_transcript

PACKS = find_paths({"COACH_HOME": "/nonexistent"}).builtin_packs
LEXICON = load_library([PACKS], trusted=PACKS).packs["ai-inference"].lexicon
ANSWER = "Hello there. I would build the export first. We give up the demo."
TAKEN = a_transcript(
    answer=ANSWER, clarify=[Question(question="Who pays?", answer="B does.", at=7.0)]
)


def test_acts_are_the_sentences_that_decide_and_that_give_something_up() -> None:
    acts = find_acts(Matcher(ANSWER, LEXICON))
    assert [quote.quote for quote in acts.decided] == ["I would build the export first."]
    assert [quote.quote for quote in acts.given_up] == ["We give up the demo."]


def test_milestones_are_dated_by_when_their_sentences_were_typed() -> None:
    typed = TypingTrace([float(place) for place in range(len(TAKEN.candidate_text))])
    milestones = find_milestones(TAKEN, find_acts(Matcher(ANSWER, LEXICON)), typed)
    assert milestones.first_question == 7.0
    start = ANSWER.index("I would")
    assert (
        milestones.recommendation
        == (start + start + len("I would build the export first.") - 1) / 2
    )
    assert milestones.first_tradeoff is not None
    assert milestones.first_tradeoff > milestones.recommendation


def test_what_was_not_typed_here_or_not_done_has_no_date() -> None:
    acts = find_acts(Matcher(ANSWER, LEXICON))
    assert find_milestones(TAKEN, acts, None).recommendation is None
    bare = find_acts(Matcher(ANSWER, {}))
    assert find_milestones(TAKEN, bare, TypingTrace([1.0] * 90)).recommendation is None
