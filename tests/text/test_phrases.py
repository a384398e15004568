"""Phrases and runs of letters: what short questions are compared by."""

from coach.text.phrases import LETTERS, find_letters, find_phrases


def test_words_stand_with_their_neighbors_and_the_ends_of_the_text() -> None:
    assert find_phrases("Who pays") == {
        "who",
        "pay",
        "^ who",
        "who pay",
        "pay $",
        "^ _ pay",
        "who _ $",
    }


def test_a_text_without_words_has_only_its_ends() -> None:
    assert find_phrases("...") == {"^ $"}
    assert find_letters("...") == frozenset()


def test_runs_of_letters_go_over_the_ends_of_words_and_pass_over_marks() -> None:
    runs = find_letters("GPU, isn't")
    assert " gpu " in runs
    assert "gpu i" in runs
    assert "s not" in runs
    assert {len(run) for run in runs} == {LETTERS}


def test_what_stemming_does_not_join_shares_runs_of_letters() -> None:
    assert find_phrases("decide") & find_phrases("decision") == {"^ _ $"}
    assert find_letters("decide") & find_letters("decision") == {" deci"}
