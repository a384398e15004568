"""What a review says of each sentence, over the answer and the replies."""

from coach.packs.load import load_library
from coach.paths import find_paths
from coach.reviews.sentence_claims import list_claims
from coach.transcripts.record import Question, Reply, Transcript
from coach.transcripts.review_schema import (
    Evidence,
    Flag,
    MisconceptionReview,
    PointReview,
    Review,
    ReviewerId,
)
from tests.support.examples import a_scenario, a_transcript

PACKS = find_paths({"COACH_HOME": "/nonexistent"}).builtin_packs
PACK = load_library([PACKS], trusted=PACKS).packs["ai-inference"]
TAKEN: Transcript = a_transcript(
    answer="We build B. A waits.",
    pushback=[Reply(id="p", who="CTO", text="Why?", reply="Because B is larger. It pays.")],
    clarify=[Question(question="Who pays more?", answer="B does.")],
)
TEXT = TAKEN.candidate_text


def quote(words: str) -> Evidence:
    return Evidence.of(TEXT, TEXT.index(words), TEXT.index(words) + len(words))


def claims(review: Review | None) -> dict[str, tuple[str, ...]]:
    listed = list_claims(TAKEN, review, PACK, a_scenario())
    assert [sentence.number for sentence in listed] == [1, 2, 3, 4]
    return {TEXT[sentence.start : sentence.end]: sentence.claims for sentence in listed}


def test_every_sentence_of_answer_and_replies_is_listed_and_no_question() -> None:
    assert list(claims(None)) == ["We build B.", "A waits.", "Because B is larger.", "It pays."]


def test_a_claim_is_listed_at_each_sentence_that_its_quote_touches_and_once() -> None:
    review = Review(
        status="graded",
        reviewer=ReviewerId(kind="model", name="m"),
        points=[
            PointReview(id="size", hit=True, evidence=[quote("B. A"), quote("B is larger")]),
            PointReview(id="size", hit=True, evidence=[quote("B is larger")]),
        ],
        misconceptions=[
            MisconceptionReview(id="x", evidence=[Evidence(quote="It pays.")], correction="No.")
        ],
        flags=[Flag(kind="to_grader", text="odd", evidence=[quote("It pays.")])],
    )
    assert claims(review) == {
        "We build B.": ("Point: size",),
        "A waits.": ("Point: size",),
        "Because B is larger.": ("Point: size",),
        "It pays.": ("Set aside: odd",),
    }
