"""Reading prose: sentences, words, stems, and the stop words among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text.document import (
    Document,
    find_content_stems,
    list_stems,
    split_sentences,
    split_whole_sentences,
)
from coach.text.shingles import list_shingles, measure_containment
from coach.text.spans import Span, overlap
from coach.text.stopwords import PASSED_OVER, STOP_WORDS


@given(st.text(max_size=200), st.booleans())
def test_sentences_and_words_stand_where_they_say(text: str, wrapped: bool) -> None:
    document = Document(text, wrapped=wrapped)
    last = 0
    for sentence in document.sentences:
        assert last <= sentence.start < sentence.end <= len(text)
        assert not text[sentence.start].isspace() and not text[sentence.end - 1].isspace()
        assert all(sentence.start <= w.start < w.end <= sentence.end for w in sentence.words)
        last = sentence.end
    gaps = [0, *(place for span in split_sentences(text, wrapped=wrapped) for place in span)]
    between = zip(gaps[::2], [*gaps[1::2], len(text)], strict=False)
    assert not any(character.isalnum() for a, b in between for character in text[a:b])


def test_contractions_are_written_out_and_both_parts_have_its_place() -> None:
    words = Document("They don't wait.").words
    assert [word.raw for word in words] == ["they", "do", "not", "wait"]
    assert (words[1].start, words[1].end) == (words[2].start, words[2].end) == (5, 10)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("They need 800.", ["800"]),
        ("At $2.30, then $8 a run.", ["$2.30", "$8"]),
        ("It's $60 million, or 1,200.", ["$60 million", "1,200"]),
        ("We lose 20%, 3x.", ["20%", "3x"]),
    ],
)
def test_a_figure_ends_with_its_digits_or_its_unit(text: str, figures: list[str]) -> None:
    assert [word.raw for word in Document(text).words if word.number] == figures


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("two of $1.5m", ["two", "$1.5m"]), ("~20% by 3x", ["~20%", "3x"]), ("no figure", [])],
)
def test_numbers_are_digits_money_and_written_out(text: str, numbers: list[str]) -> None:
    assert [word.raw for word in Document(text).words if word.number] == numbers


def test_content_is_what_is_left_without_stop_words() -> None:
    assert find_content_stems("Who would have to approve the rollout?") == {
        *list_stems("approve rollout")
    }
    assert find_content_stems("What is it all about?") == frozenset()


def test_a_negation_is_a_stop_word_and_never_passed_over_in_a_phrase() -> None:
    assert PASSED_OVER < STOP_WORDS
    assert {"not", "no"} <= STOP_WORDS - PASSED_OVER


def test_shingles_keep_repeats_and_order() -> None:
    assert list_shingles(["a", "b", "a", "b"], 2) == [("a", "b"), ("b", "a"), ("a", "b")]
    assert list_shingles(["a"], 2) == []
    assert measure_containment(list_shingles(["a", "b", "c"], 2), {("a", "b")}) == 0.5
    assert measure_containment([], {("a", "b")}) == 0.0


def test_stretches_that_only_touch_do_not_overlap() -> None:
    assert overlap(Span(0, 3), Span(2, 4))
    assert not overlap(Span(0, 3), Span(3, 4))


def test_whole_sentences_go_on_after_list_numbers_semicolons_and_wraps() -> None:
    text = (
        "I call A today and say plainly that we cannot host it, which\n"
        "they can live with; for the demo they use their own key.\n"
        "1. Metering first.\n2) Then routing."
    )
    assert [text[start:end] for start, end in split_whole_sentences(text)] == [
        text[: text.index("\n1.")],
        "1. Metering first.",
        "2) Then routing.",
    ]
