"""Where sentences are cut: into clauses, questions and items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text.clauses import split_clauses, split_items, split_questions

CLAUSES = [
    ("We build it, but A waits.", ["We build it", "but A waits."]),
    ("A waits; B gets it.", ["A waits", "B gets it."]),
    ("B first — A waits.", ["B first", "A waits."]),
    ("It costs a week because QA is out.", ["It costs a week", "because QA is out."]),
    ("Had we picked A, B would wait.", ["Had we picked A", "B would wait."]),
    ("It is $1,000 for 3-5 weeks at 10:30.", ["It is $1,000 for 3-5 weeks at 10:30."]),
    ("One thought only", ["One thought only"]),
    (" ; , ", []),
]
QUESTIONS = [
    ("Who pays, and how much is it?", ["Who pays", "how much is it?"]),
    ("Who pays? Is it B? ", ["Who pays", "Is it B", ""]),
    ("Do A and B share a cluster?", ["Do A and B share a cluster?"]),
    ("What is live or is it all in beta?", ["What is live", "is it all in beta?"]),
]


@pytest.mark.parametrize(("text", "clauses"), CLAUSES)
def test_clauses_end_at_punctuation_and_before_conjunctions(text: str, clauses: list[str]) -> None:
    assert [text[start:end].strip() for start, end in split_clauses(text)] == clauses


def test_a_comma_parts_nothing_where_a_clause_is_to_be_quoted() -> None:
    text = "We lose sales, who leave, but keep A."
    spans = split_clauses(text, at_commas=False)
    assert [text[start:end] for start, end in spans] == ["We lose sales, who leave", "but keep A."]


@pytest.mark.parametrize(("text", "questions"), QUESTIONS)
def test_one_message_may_ask_several_questions(text: str, questions: list[str]) -> None:
    assert split_questions(text) == [question for question in questions if question]


def test_about_so_many_is_no_enumeration() -> None:
    assert len(split_items("Six weeks or so.")) == 1


def test_items_of_an_enumeration() -> None:
    assert [item.strip() for item in split_items("RICE, ICE/Kano and churn; ARR or NRR")] == [
        "RICE", "ICE", "Kano", "churn", "ARR", "NRR"
    ]  # fmt: skip


@given(st.text(alphabet="ab ,;:—-\n?ndor", max_size=60), st.booleans())
def test_every_letter_is_in_one_clause(text: str, at_commas: bool) -> None:
    spans = split_clauses(text, at_commas=at_commas)
    inside = [place for start, end in spans for place in range(start, end)]
    assert inside == sorted(set(inside))
    assert all(place in inside for place, letter in enumerate(text) if letter.isalpha())
    assert all(text[start:end].strip() for start, end in spans)
