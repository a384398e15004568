"""A stronger version by a model: asked for with the round alone, searched for new facts, kept."""

from pathlib import Path

import pytest

from coach.files import CoachError
from coach.transcripts.record import Question
from tests.support.calls import profile
from tests.support.judging import ANSWER, KEY, make_coach
from tests.support.server import answers, serving, streams

VERSION = (
    "Engineering goes to B in two weeks, for 17 accounts. I call A today, [your number] first."
)


async def test_it_is_kept_with_what_came_from_nowhere_marked(tmp_path: Path) -> None:
    async with serving(streams(VERSION)) as server:
        coach = make_coach(tmp_path, profile(server.url, api_key_env="JUDGE_KEY"))
        written = coach.rounds.record_written("claude-vs-metering", ANSWER, ["My reply to it."])
        asked = [Question(question="Whose demo is it?", answer="A's.")]
        transcript = written.model_copy(update={"clarify": asked})
        coach.store.save(transcript)
        version = (await coach.reviews.strengthen(transcript.id)).version
    assert version.text == VERSION
    assert [mark.text for mark in version.new_facts] == ["17"]
    assert coach.reviews.load_stronger(transcript.id) == [version]
    sent = server.got[0].json["messages"][0]["content"]
    assert "I call A today and say it plainly." in sent
    for apart in ("My reply to it", "Whose demo is it"):
        assert apart not in sent, "a stronger answer is made of the answer"
    assert "B renews" not in sent, "the outline and hidden facts are not the candidate's"
    kept = next((coach.store.folder / transcript.id / "stronger").iterdir())
    assert kept.name == "01-judge.yaml"
    assert KEY not in kept.read_text()


async def test_a_failure_is_one_sentence_and_keeps_nothing(tmp_path: Path) -> None:
    async with serving(answers(401, {"error": {"message": "bad key"}})) as server:
        coach = make_coach(tmp_path, profile(server.url))
        transcript = coach.rounds.record_written("claude-vs-metering", ANSWER, [])
        coach.store.save(transcript)
        with pytest.raises(CoachError, match="key"):
            await coach.reviews.strengthen(transcript.id)
    assert coach.reviews.load_stronger(transcript.id) == []
