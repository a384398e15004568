"""What there is to mark: which points, in which order, with which sentence and expert's line."""

from coach.packs.schema import Pack
from coach.reviews.own_read.points import find_sentence, list_sentences
from coach.transcripts.record import Question
from tests.support.own_reads import a_case, a_pack, a_point, a_round, points_of

PACK: Pack = a_pack()


def test_points_of_primary_dimensions_come_first() -> None:
    scenario = a_case(
        a_point("late", "structure"),
        a_point("first", "structure", "competing_priorities"),
        a_point("later", "portfolio_view"),
    )
    points = points_of(scenario, a_round(), PACK)
    assert [point.id for point in points] == ["first", "late", "later"]
    assert points[0].dimension == "Competing priorities"


def test_about_ten_points_are_asked_for_and_no_dimension_loses_all_of_its_own() -> None:
    many = [a_point(f"p{number}", "competing_priorities") for number in range(11)]
    scenario = a_case(*many, a_point("decision", "structure"))
    ids = [point.id for point in points_of(scenario, a_round(), PACK)]
    assert len(ids) == 10
    assert ids[-1] == "decision" and "p10" not in ids


def test_a_point_that_needs_a_fact_never_asked_for_says_which_and_does_not_count() -> None:
    scenario = a_case()
    by_id = {point.id: point for point in points_of(scenario, a_round(), PACK)}
    assert by_id["spend"].unasked == ("What do they spend?",)
    assert not by_id["spend"].counts and by_id["choice"].counts
    asked = a_round(clarify=[Question(question="Spend?", answer="$60k.", fact="spend")])
    assert all(point.counts for point in points_of(scenario, asked, PACK))


def test_the_experts_line_is_a_quote_or_what_was_asked() -> None:
    scenario = a_case(
        a_point("choice", "competing_priorities", expert="I go with B."),
        a_point("asks", "customer_reasoning", shown_by_asking=["spend"]),
        a_point("bare", "structure"),
    )
    lines = {point.id: point.expert for point in points_of(scenario, a_round(), PACK)}
    assert lines["choice"] == ("I go with B.",)
    assert lines["asks"] == ("Asked: What do they spend?",)
    assert lines["bare"] == ()


def test_a_point_shown_by_asking_is_nearest_to_the_question_that_was_asked() -> None:
    scenario = a_case(a_point("asks", "customer_reasoning", shown_by_asking=["spend"]))
    asked = a_round(clarify=[Question(question="Spend?", answer="$60k.", fact="spend")])
    (point,) = points_of(scenario, asked, PACK)
    sentences = list_sentences(asked)
    index = find_sentence(point.nearest, sentences)
    assert index is not None and sentences[index].quote == "Spend?"


def test_sentences_are_of_the_answer_then_the_replies_then_the_questions() -> None:
    taken = a_round()
    sentences = list_sentences(taken)
    assert [sentence.quote for sentence in sentences] == [
        "I go with B this week.",
        "A waits until Friday.",
        "Routing slips by a week.",
        "Yes.",
        "I call A today.",
        "Who else wants it?",
    ]
    text = taken.candidate_text
    assert all(text[s.start : s.end] == s.quote for s in sentences)
    assert find_sentence(sentences[4], sentences) == 4
    assert find_sentence(None, sentences) is None
