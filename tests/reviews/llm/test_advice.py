"""What a review says to the candidate: no unearned fact, no number of a sentence."""

from pathlib import Path

import pytest

from coach.packs.load import load_library
from coach.paths import find_paths
from coach.reviews.llm.relevance import MOST, select_misconceptions
from coach.reviews.llm.sentences import name_sentences, split_for_judging
from tests.support.calls import profile
from tests.support.judgements import ROOM, judgement
from tests.support.judging import ANSWER, CALL, GOES, judge, make_coach
from tests.support.server import serving, streams

WRAPPED = "I would call customer A today and tell them quite plainly that we"
PACKS = find_paths({}).builtin_packs
PACK = load_library([PACKS], trusted=PACKS).packs["ai-inference"]


async def test_a_figure_that_was_not_asked_for_becomes_the_question_that_earns_it(
    tmp_path: Path,
) -> None:
    fix = "Say that the choice has a price. Name the $80K that B pays a month."
    reply = judgement(CALL, GOES, priority_fix=fix, points_to_make=["Tell B in two weeks."])
    async with serving(streams(reply, usage=ROOM)) as server:
        review, _, _ = await judge(make_coach(tmp_path, profile(server.url)))
    ask = next(f.ask for f in PACK.scenarios["claude-vs-metering"].facts if f.id == "b-upside")
    assert review.priority_fix == f"Say that the choice has a price. Ask first: “{ask}”"
    assert review.points_to_make == ["Tell B in two weeks."], "their own words may come back"


async def test_a_false_claim_off_the_list_is_shown_and_bounds_nothing(tmp_path: Path) -> None:
    claim = {"quote": GOES, "right": "Nobody has said when B is served."}
    invented = {"quote": "this is nowhere", "right": "x"}
    reply = judgement(CALL, GOES, false_claims=[claim, invented])
    async with serving(streams(reply, usage=ROOM)) as server:
        review, _, _ = await judge(make_coach(tmp_path, profile(server.url)))
    (shown,) = review.misconceptions
    assert (shown.id, shown.correction) == ("other", "Nobody has said when B is served.")
    assert shown.evidence[0].quote == GOES
    assert review.overall is not None and review.overall.level == 3


async def test_quotes_that_are_not_there_are_named_and_sentences_are_quoted(
    tmp_path: Path,
) -> None:
    reply = judgement(CALL, "eleven accounts asked").replace(
        "Reason for structure.", "Sentence 2 says when, and sentence 99 nothing."
    )
    async with serving(streams(reply, usage=ROOM)) as server:
        review, _, _ = await judge(make_coach(tmp_path, profile(server.url)))
    flag = next(flag for flag in review.flags if flag.kind == "struck_out")
    assert flag.text == "Quoted as yours, but not found in your words: “eleven accounts asked”."
    structure = review.find_dimension("structure")
    assert structure is not None
    assert structure.rationale == (
        "“Engineering goes to B in two weeks.” says when, and a sentence nothing."
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("1. Call A.\n2. Build for B.", ["1. Call A.", "2. Build for B."]),
        ("B first; A gets a call.", ["B first; A gets a call."]),
        (f"{WRAPPED}\ncannot host it. Then B.", [f"{WRAPPED} cannot host it.", "Then B."]),
        (ANSWER, [f"{CALL}.", f"{GOES}."]),
    ],
)
def test_sentences_are_what_a_reader_takes_for_one(text: str, sentences: list[str]) -> None:
    assert split_for_judging(text) == sentences


def test_a_long_sentence_is_named_by_its_beginning() -> None:
    text = name_sentences("See sentence 1.", ["one two three four five six seven eight nine"])
    assert text == "See “one two three four five six seven…”."


def test_a_case_brings_the_false_claims_it_invites() -> None:
    chosen = [m.id for m in select_misconceptions(PACK, PACK.scenarios["claude-vs-metering"])]
    assert len(chosen) == MOST and "host-claude" in chosen
    chosen = [m.id for m in select_misconceptions(PACK, PACK.scenarios["the-cold-start-bill"])]
    assert "idle-gpus-are-free" in chosen and "host-claude" not in chosen


def test_a_model_is_not_told_of_loose_words_that_change_no_level() -> None:
    hints = {claim.id for claim in PACK.misconceptions if claim.effect == "hint"}
    assert "flash-is-linear" in hints
    for scenario in PACK.scenarios.values():
        assert not hints & {claim.id for claim in select_misconceptions(PACK, scenario)}
