"""Evidence: a quote and its place, kept together."""

from coach.text.spans import Span
from coach.transcripts.review_schema import Evidence, quote_spans

TEXT = "I go with B. A waits."


def test_a_quote_is_what_stands_at_its_place() -> None:
    evidence = Evidence.of(TEXT, 13, 21)
    assert evidence.quote == "A waits." and evidence.verified
    assert evidence.span == Span(13, 21)


def test_what_was_not_found_has_no_place() -> None:
    assert Evidence(quote="B waits.").span is None
    assert Evidence(quote="B waits.", start=0, end=8).span is None


def test_each_stretch_is_quoted_once_and_no_more_than_asked() -> None:
    spans = [Span(0, 12), Span(0, 12), Span(13, 21)]
    assert [evidence.quote for evidence in quote_spans(TEXT, spans)] == ["I go with B.", "A waits."]
    assert [evidence.quote for evidence in quote_spans(TEXT, spans, 1)] == ["I go with B."]
