"""What an author is told of a pack's content: voice, cards, joined points, and what has aged."""

from datetime import date
from pathlib import Path

import pytest

from coach.packs.content_report import list_stale, names_term, report_content
from coach.packs.load import load_library
from coach.packs.schema import Pack, Scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
PACK = load_library([FOLDER], trusted=FOLDER).packs["ai-inference"]
MOST_STOCK = 0.25
"""Share of the answers that may hold one stock phrase."""


def pack_of(outline: str) -> Pack:
    base = PACK.scenarios["price-war"]
    return PACK.model_copy(
        update={"scenarios": {base.id: base.model_copy(update={"outline": outline})}}
    )


def test_stock_phrases_are_counted_once_an_answer() -> None:
    report = report_content(pack_of("What we give up is time. What I give up is sleep."))
    assert report.stock["what we/I give up"] == 1
    assert report.no_contraction == ["price-war"]
    assert report.length == ["price-war: 12 words"]


@pytest.mark.parametrize(
    ("term", "question", "named"),
    [
        ("Prefill", "What limits prefill?", True),
        ("Prefill", "What usually limits it?", False),
        ("Spot (preemptible) capacity", "Can you promise latency on spot capacity?", True),
        ("The time to first token", "What is the time?", False),
    ],
)
def test_a_card_names_its_term_or_is_listed(term: str, question: str, named: bool) -> None:
    assert names_term(term, question) is named


def test_a_point_that_joins_two_acts_is_listed() -> None:
    def statement(text: str) -> list[str]:
        scenario: Scenario = PACK.scenarios["price-war"]
        point = scenario.points[0].model_copy(update={"statement": text})
        first = scenario.points[1].model_copy(update={"statement": "Asks who leaves."})
        changed = scenario.model_copy(update={"points": [first, point]})
        return report_content(
            PACK.model_copy(update={"scenarios": {"price-war": changed}})
        ).double_points

    assert len(statement("Names the price and asks who pays.")) == 1
    assert statement("Names the price and the margin.") == []


def test_claims_that_age_are_listed_once_they_are_old_enough() -> None:
    assert list_stale(PACK, date(2026, 11, 28), 180) == []
    later = list_stale(PACK, date(2027, 11, 28), 180)
    assert "keep-it-in-frankfurt.regions-today: 2026-10" in later
    assert not any(line.startswith("card p95") for line in later)


def test_the_answers_that_ship_have_no_formula_and_can_be_spoken() -> None:
    report = report_content(PACK)
    assert report.length == []
    assert report.cards == []
    assert report.no_contraction == []
    for name, count in report.stock.items():
        assert count <= MOST_STOCK * report.scenarios, name


def test_every_case_that_ships_says_what_its_answer_asked_for() -> None:
    for scenario in PACK.scenarios.values():
        assert scenario.asked, scenario.id
