"""Every scenario that ships: questions earn their fact, outlines hit, prompts do not."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from coach.packs.load import load_library
from coach.packs.schema import Fact, Pack, Scenario
from coach.reviews.offline.exclusions import blank_out, find_exclusions
from coach.reviews.offline.misconceptions import find_misconceptions
from coach.text.cue_matcher import Matcher
from tests.support.shipped import COACH

FOLDER = Path(__file__).parents[2] / "scenarios"
LIBRARY = load_library([FOLDER], trusted=FOLDER)
SCENARIOS = [pytest.param(pack, one, id=one.id) for pack, one in LIBRARY.scenarios]


def points_hit(pack: Pack, scenario: Scenario, answer: str) -> set[str]:
    clean = blank_out(answer, find_exclusions(answer, scenario.prompt))
    matcher = Matcher(clean, pack.lexicon)
    return {p.id for p in scenario.points if matcher.has(p.cues)}


def ask_all(pack: Pack, scenario: Scenario, questions: Iterable[str]) -> dict[str, str | None]:
    """The fact that each question earns."""
    interviewer = COACH.workspace.load_script(pack, scenario)
    return {question: interviewer.answer(question, []).fact for question in questions}


def questions(fact: Fact) -> list[str]:
    return [fact.ask, *fact.asked_as]


def test_no_file_of_the_pack_has_faults() -> None:
    assert LIBRARY.faults == []


@pytest.mark.parametrize(("pack", "scenario"), SCENARIOS)
def test_each_question_earns_its_fact_and_unrelated_ones_nothing(
    pack: Pack, scenario: Scenario
) -> None:
    # one test, since making ready what questions are matched by takes longer than matching them
    unrelated = dict.fromkeys(scenario.unrelated_questions)
    assert len(unrelated) >= 5
    wanted = {q: fact.id for fact in scenario.facts for q in questions(fact)} | unrelated
    assert ask_all(pack, scenario, wanted) == wanted


@pytest.mark.parametrize(("pack", "scenario"), SCENARIOS)
def test_each_fact_has_three_wordings_and_cues_of_its_own(pack: Pack, scenario: Scenario) -> None:
    assert len(scenario.facts) >= 8
    for fact in scenario.facts:
        assert len(set(fact.asked_as)) >= 3, fact.id
        for question in questions(fact):
            assert Matcher(question, pack.lexicon).has(fact.earned_by), question


@pytest.mark.parametrize(("pack", "scenario"), SCENARIOS)
def test_the_prompt_itself_hits_no_point(pack: Pack, scenario: Scenario) -> None:
    assert points_hit(pack, scenario, scenario.prompt) == set()


@pytest.mark.parametrize(("pack", "scenario"), SCENARIOS)
def test_the_expert_outline_makes_no_false_claim(pack: Pack, scenario: Scenario) -> None:
    assert find_misconceptions(scenario.outline, pack) == []


STOCK = """I would listen to all stakeholders and try to understand the situation. Then I would
prioritise by impact and effort. Communication is very important. We need to balance short-term and
long-term goals. It depends on the data and on the strategy. We would measure success and iterate.
"""


@pytest.mark.parametrize(("pack", "scenario"), SCENARIOS)
def test_stock_phrases_hit_next_to_nothing(pack: Pack, scenario: Scenario) -> None:
    assert len(points_hit(pack, scenario, STOCK)) <= 1


@pytest.mark.parametrize(("pack", "scenario"), SCENARIOS)
def test_every_point_says_what_shows_it_and_how_to_mend_it(pack: Pack, scenario: Scenario) -> None:
    assert 8 <= len(scenario.points) <= 14
    for point in scenario.points:
        assert point.fix and point.not_shown_by, point.id
        for line in point.shown_by:
            assert Matcher(line, pack.lexicon).has(point.cues), line
        for line in point.not_shown_by:
            assert not Matcher(line, pack.lexicon).has(point.cues), line
    assert len(scenario.pushbacks) == 3
    assert scenario.variant and scenario.traps and scenario.metrics and scenario.guardrail


def test_every_area_tradeoff_and_segment_has_a_scenario() -> None:
    for pack in LIBRARY.packs.values():
        covered = {
            (area, tradeoff, segment)
            for one in pack.scenarios.values()
            for area in one.areas
            for tradeoff in one.tradeoffs
            for segment in one.segments
        }
        manifest = pack.manifest
        wanted = {
            (area.id, tradeoff.id, segment.id)
            for area in manifest.areas
            for tradeoff in manifest.tradeoffs
            for segment in manifest.segments
        }
        assert wanted - covered == set()


def test_every_term_of_the_glossary_is_a_whole_card() -> None:
    for pack in LIBRARY.packs.values():
        assert len(pack.glossary) >= 91
        assert len({term.id for term in pack.glossary}) == len(pack.glossary)
        for term in pack.glossary:
            assert term.topic and term.source and term.as_of, term.id
