"""Which words fall together and which are kept apart."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.text.document import Document
from coach.text.stemming import stem

TOGETHER = [
    "meter meters metering metered",
    "prioritise prioritize prioritising prioritized prioritisation",
    "analyse analyzed analysing",
    "behaviour behavior behaviours",
    "neighbour neighbors neighboring",
    "licence license licensing",
    "centre centers",
    "label labelled labeling",
    "gpu gpus",
    "sla slas",
    "llm llms",
    "go went gone goes going",
    "have has had",
    "take took taken takes taking",
    "be is are was were been being",
    "price prices priced pricing",
    "customer customers",
    "policy policies",
]
APART = [
    "police policy",
    "rate ration ratio",
    "customer custom",
    "engineer engine",
    "tokenizer token",
    "business busy",
    "hard hardly",
    "time times timing",
    "our ours hour",
    "apply app",
]


@pytest.mark.parametrize("words", TOGETHER)
def test_forms_of_one_word_have_one_stem(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1, [stem(w) for w in words.split()]


@pytest.mark.parametrize("words", APART)
def test_words_that_mean_different_things_keep_their_own(words: str) -> None:
    stems = [stem(word) for word in words.split()]
    assert len(set(stems)) == len(stems), stems


@pytest.mark.parametrize("word", ["20%", "$15", "3x", "don't", "a", "is_"])
def test_what_is_no_word_stays_as_it_is(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("said", "typed"), [("$40k", "40k"), ("$1.5 million", "1.5m"), ("£2bn", "2b")]
)
def test_an_amount_is_the_same_without_its_sign(said: str, typed: str) -> None:
    assert stem(said) == stem(typed)


@given(st.text(max_size=30))
def test_every_word_of_any_text_has_a_stem(text: str) -> None:
    for word in Document(text).words:
        assert word.stem and word.stem == stem(word.raw)


def test_threads_that_stem_at_once_get_the_stems_of_one() -> None:
    words = [word for group in (*TOGETHER, *APART) for word in group.split()]
    stem_anew = stem.__wrapped__
    wanted = [stem_anew(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda _: [stem_anew(word) for word in words], range(16)))
    finally:
        sys.setswitchinterval(interval)
    assert all(stems == wanted for stems in results)
