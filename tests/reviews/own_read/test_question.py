"""Statements of rubric points as questions to the candidate."""

import re

import pytest

from coach.packs.load import load_library
from coach.paths import find_paths
from coach.reviews.own_read.question import find_base_form, make_question


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("Makes a clear choice.", "Do you make a clear choice?"),
        ("Names the price, and says who pays.", "Do you name the price, and say who pays?"),
        ("Names costs and limits.", "Do you name costs and limits?"),
        ("Removes or prefills fields.", "Do you remove or prefill fields?"),
        ("Looks for other supply and prices it.", "Do you look for other supply and price it?"),
        ("Is honest about the bill: there will be two.",
         "Are you honest about the bill: there will be two?"),
        ("Has a visible order.", "Do you have a visible order?"),
        ("Ties the rule to a goal.", "Do you tie the rule to a goal?"),
        ("Ring-fences capacity for the team.", "Do you ring-fence capacity for the team?"),
        ("Says that quantization costs quality and depends on the task.",
         "Do you say that quantization costs quality and depends on the task?"),
        ("Gets it right: the cache saves work and takes memory.",
         "Do you get it right: the cache saves work and takes memory?"),
        ("Sees that averages hide it, and adds checks.",
         "Do you see that averages hide it, and add checks?"),
        ("Asks: is it caused by cold starts?", "Asks: is it caused by cold starts?"),
        ("Questions the premise: is it so?", "Do you question the premise: is it so?"),
        ("Names others who wait, and ours.", "Do you name others who wait, and ours?"),
    ],
)  # fmt: skip
def test_a_statement_becomes_a_question(statement: str, question: str) -> None:
    assert make_question(statement) == question


@pytest.mark.parametrize(
    "statement",
    [
        "Does not promise an SLA, and moves contracts.",
        "Brought the people inside along.",
        "Sequences: presets now, expert mode later.",
        "",
    ],
)
def test_what_has_no_verb_in_front_stays_as_it_is(statement: str) -> None:
    assert make_question(statement) == statement


@pytest.mark.parametrize(
    ("verb", "base"),
    [
        ("says", "say"), ("goes", "go"), ("tries", "try"), ("passes", "pass"), ("uses", "use"),
        ("sizes", "size"), ("teaches", "teach"), ("fixes", "fix"), ("chooses", "choose"),
    ],
)  # fmt: skip
def test_base_forms(verb: str, base: str) -> None:
    assert find_base_form(verb) == base


def test_most_points_of_the_shipped_packs_become_questions() -> None:
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    library = load_library([paths.builtin_packs], trusted=paths.builtin_packs)
    statements = [p.statement for _, scenario in library.scenarios for p in scenario.points]
    questions = [make_question(statement) for statement in statements]
    turned = [q for q in questions if re.match(r"(Do|Are) you [a-z-]+ ", q)]
    assert len(turned) >= 0.95 * len(statements)
    assert all(q.endswith("?") and not q.endswith("??") for q in turned)
