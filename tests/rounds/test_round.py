"""The phases of a round, with a fake clock and a scripted interviewer."""

from pathlib import Path

import pytest

from coach.interviewer.protocol import InterviewerAnswer
from coach.interviewer.scripted import InterviewerScript, ScriptedInterviewer
from coach.llm.endpoint import OnEvent, ignore
from coach.packs.schema import Scenario
from coach.rounds.clock import find_pace, format_clock
from coach.rounds.round import YES, Round
from coach.transcripts.journal import PushbackGiven, blank_transcript, replay
from coach.transcripts.journal_file import Journal, read_journal
from coach.transcripts.record import Phase, Transcript
from tests.support.examples import a_scenario, a_transcript


class FakeClock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Script:
    """Answers every question with its own words, and pushes back twice."""

    takes_time = False

    def prepare(self) -> None:
        return None

    async def answer(
        self, question: str, record: Transcript, on_event: OnEvent = ignore
    ) -> InterviewerAnswer:
        return InterviewerAnswer(f"You asked: {question}", "spend" if "spend" in question else None)

    async def push(self, record: Transcript, on_event: OnEvent = ignore) -> PushbackGiven | None:
        past = len(record.pushback)
        if past == 2:
            return None
        return PushbackGiven(0.0, f"p{past + 1}", "CTO", "Really?", record.answer[:5] or None)

    def hint(self, phase: Phase, record: Transcript) -> str | None:
        return f"more in {phase}"

    def stop(self) -> None:
        return None


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.jsonl")


def begin(clock: FakeClock, journal: Journal, transcript: Transcript | None = None) -> Round:
    scenario: Scenario = a_scenario()
    return Round(scenario, transcript or a_transcript(), Script(), journal, clock)


async def test_a_round_goes_through_its_phases(clock: FakeClock, journal: Journal) -> None:
    round_ = begin(clock, journal)
    assert round_.phase == "brief"
    assert [await round_.advance() for _ in range(4)] == ["clarify", "answer", "pushback", "done"]
    assert round_.transcript.status == "done"


async def test_the_clock_starts_with_clarify_and_not_while_reading(
    clock: FakeClock, journal: Journal
) -> None:
    round_ = begin(clock, journal)
    clock.now += 60
    assert round_.elapsed == 0
    await round_.advance()
    clock.now += 30
    assert round_.elapsed == 30


async def test_the_clock_may_be_started_early(clock: FakeClock, journal: Journal) -> None:
    round_ = begin(clock, journal)
    round_.start_clock()
    clock.now += 12
    await round_.advance()
    assert round_.elapsed == 12


async def test_overtime_destroys_nothing_and_is_recorded(
    clock: FakeClock, journal: Journal
) -> None:
    round_ = begin(clock, journal)
    await round_.advance()
    await round_.advance()
    round_.write("answer", "I go with B.")
    clock.now += round_.allowed + 37
    assert round_.pace == "overtime"
    assert round_.reading == "+00:37"
    round_.write("answer", "I go with B, after a call.")
    await round_.advance()
    await round_.advance()
    assert round_.transcript.answer == "I go with B, after a call."
    assert round_.transcript.overtime == 37


async def test_a_pause_does_not_count_and_is_recorded(clock: FakeClock, journal: Journal) -> None:
    round_ = begin(clock, journal)
    await round_.advance()
    clock.now += 10
    round_.pause()
    clock.now += 300
    assert round_.paused
    round_.start_clock()
    clock.now += 5
    assert round_.elapsed == 15
    assert [(p.at, p.seconds) for p in round_.transcript.pauses] == [(10, 300)]


async def test_questions_keep_the_fact_they_earned(clock: FakeClock, journal: Journal) -> None:
    round_ = begin(clock, journal)
    await round_.advance()
    await round_.ask("What do they spend?")
    await round_.ask("How is the weather?")
    assert round_.transcript.earned == ["spend"]
    with pytest.raises(ValueError, match="words"):
        await round_.ask("   ")


def begin_with_script(clock: FakeClock, journal: Journal) -> Round:
    facts = [
        {
            "id": "spend",
            "ask": "What money do they spend?",
            "answer": "$60k.",
            "earned_by": ["zebra"],
        },
        {"id": "renew", "ask": "When do they renew?", "answer": "In May.", "earned_by": ["zebra"]},
    ]
    scenario = a_scenario(facts=facts)
    script = ScriptedInterviewer(InterviewerScript(scenario, {}, "the company"))
    round_ = Round(scenario, a_transcript(), script, journal, clock)
    round_.start_clock()
    return round_


async def test_an_empty_line_says_yes_to_what_was_put_back(
    clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    round_ = begin_with_script(clock, journal)
    assert not round_.is_put_back
    asked = await round_.ask("And the money?")
    assert (asked.fact, asked.offered) == (None, "spend")
    assert round_.is_put_back
    asked = await round_.ask("")
    assert (asked.question, asked.fact) == (YES, "spend")
    assert not round_.is_put_back
    kept = replay(blank_transcript(round_.transcript), read_journal(tmp_path / "journal.jsonl"))
    assert kept == round_.transcript


async def test_both_facts_of_a_message_with_two_questions_are_earned(
    clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    round_ = begin_with_script(clock, journal)
    asked = await round_.ask("What money do they spend, and when do they renew?")
    assert (asked.answer, asked.facts) == ("$60k. In May.", ["spend", "renew"])
    assert round_.transcript.earned == ["spend", "renew"]
    kept = replay(blank_transcript(round_.transcript), read_journal(tmp_path / "journal.jsonl"))
    assert kept == round_.transcript


async def test_the_candidate_can_take_more_than_one_pushback(
    clock: FakeClock, journal: Journal
) -> None:
    round_ = begin(clock, journal)
    for _ in range(3):
        await round_.advance()
    round_.write("reply", "Because of reach.")
    assert await round_.push_again() is not None
    round_.write("reply", "And the renewal.")
    assert await round_.push_again() is None
    assert [r.reply for r in round_.transcript.pushback] == [
        "Because of reach.",
        "And the renewal.",
    ]


async def test_a_bar_raiser_presses_until_there_is_nothing_left(
    clock: FakeClock, journal: Journal
) -> None:
    round_ = begin(clock, journal, a_transcript(manner="bar-raiser"))
    went = [await round_.advance() for _ in range(5)]
    assert went == ["clarify", "answer", "pushback", "pushback", "done"]
    assert [reply.id for reply in round_.transcript.pushback] == ["p1", "p2"]


async def test_a_nudge_is_given_in_learning_mode_alone_and_recorded(
    clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    assert begin(clock, journal).hint() is None
    round_ = begin(clock, journal, a_transcript(learning=True))
    await round_.advance()
    assert round_.hint() == "more in clarify"
    recovered = replay(
        blank_transcript(a_transcript(learning=True)), read_journal(tmp_path / "journal.jsonl")
    )
    assert [nudge.text for nudge in recovered.nudges] == ["more in clarify"]


async def test_what_the_journal_holds_is_what_was_there(
    clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    round_ = begin(clock, journal)
    await round_.advance()
    await round_.ask("What do they spend?")
    await round_.advance()
    for text in ["I", "I go", "I go wth B", "I go with B", "go with B\r\n\x00\u2028 😀"]:
        clock.now += 1
        round_.write("answer", text)
    await round_.advance()
    round_.write("reply", "Reach.")
    recovered = replay(blank_transcript(a_transcript()), read_journal(tmp_path / "journal.jsonl"))
    assert recovered == round_.transcript


async def test_a_torn_last_line_loses_only_itself(
    clock: FakeClock, journal: Journal, tmp_path: Path
) -> None:
    round_ = begin(clock, journal)
    await round_.advance()
    await round_.advance()
    round_.write("answer", "first")
    round_.write("answer", "first and second")
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    recovered = replay(blank_transcript(a_transcript()), read_journal(path))
    assert recovered.answer == "first"


async def test_leaving_keeps_the_round_and_its_time(clock: FakeClock, journal: Journal) -> None:
    round_ = begin(clock, journal)
    await round_.advance()
    clock.now += 20
    round_.leave()
    assert round_.transcript.status == "left"
    clock.now += 9999
    resumed = begin(clock, journal, round_.transcript)
    assert resumed.phase == "clarify"
    assert resumed.transcript.status == "in_progress"
    assert resumed.elapsed == 20


async def test_a_full_disk_is_said_and_nothing_is_lost(clock: FakeClock, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    journal = Journal(folder / "journal.jsonl")
    round_ = begin(clock, journal)
    await round_.advance()
    await round_.advance()
    round_.write("answer", "kept")
    assert round_.trouble
    assert round_.transcript.answer == "kept"
    folder.mkdir()
    round_.retry_saving()
    assert round_.trouble is None
    recovered = replay(blank_transcript(a_transcript()), read_journal(folder / "journal.jsonl"))
    assert recovered.answer == "kept"


@pytest.mark.parametrize(
    ("elapsed", "expected"),
    [(0, "calm"), (674, "calm"), (676, "soon"), (841, "last_minute"), (901, "overtime")],
)
def test_pace(elapsed: float, expected: str) -> None:
    assert find_pace(elapsed, 900) == expected


@pytest.mark.parametrize(
    ("elapsed", "expected"), [(0, "15:00"), (0.2, "15:00"), (379, "08:41"), (937, "+00:37")]
)
def test_reading(elapsed: float, expected: str) -> None:
    assert format_clock(elapsed, 900) == expected
