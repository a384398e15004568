"""A clarifying question can be the act that a rubric point asks for."""

from coach.packs.load import load_library
from coach.paths import find_paths
from coach.reviews.offline.reviewer import review_offline
from coach.transcripts.record import Question, Reply
from tests.support.examples import a_transcript


def test_asking_for_the_need_shows_the_point_with_the_question_as_its_quote() -> None:
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    library = load_library([paths.builtin_packs], trusted=paths.builtin_packs)
    pack, scenario = library.find("claude-vs-metering")
    asked = [
        Question(question="Who else has asked for metering?", answer="", fact="who-else"),
        Question(question="What is the demo for?", answer="", fact="demo-purpose"),
    ]
    transcript = a_transcript(
        answer="We build B first.",
        prompt=scenario.prompt,
        clarify=asked,
        pushback=[Reply(id="p", who="A", text="Why?", reply="Because of the date.")],
    )
    review = review_offline(transcript, scenario, pack)
    points = {point.id: point for point in review.points}
    (evidence,) = points["cm-clarify-need"].evidence
    assert evidence.quote == "What is the demo for?"
    assert transcript.candidate_text[evidence.start : evidence.end] == evidence.quote
    # a question earns a fact; only where asking is the act does it earn a point too
    assert not points["cm-metering-platform"].hit
