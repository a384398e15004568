"""Building the demo's home: every round, mark and review is made by the services that make any.

The clocks are moved by hand to where the files of `content/` say that something happened, so the
same moment gives the same files. Raises LookupError where the packs have changed under the demo.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from coach.config import Config, Profile, load_config
from coach.demo.recorded import RecordedReviewService
from coach.demo.script import (
    Candidate,
    ScriptedChair,
    ScriptedDrill,
    ScriptedEvent,
    ScriptedOwnRead,
    ScriptedReview,
    ScriptedRound,
    ScriptedStudy,
    load_candidate,
    load_rounds,
)
from coach.files import atomic_write
from coach.paths import Paths
from coach.reviews.own_read.marks import PointMark
from coach.reviews.standing import ExamRecords, ExamVerdict, make_model_key
from coach.services.coach import Coach
from coach.services.own_read import OwnReadService, OwnReadSession
from coach.settings import Settings
from coach.transcripts.journal import Field
from coach.transcripts.review_schema import Evidence, Review
from coach.workspace import Workspace
from coach.yamls import dump

ADDRESS = "https://demo.invalid/v1"
"""Where the fictional model would be; no name under `.invalid` leads anywhere (RFC 2606)."""
READING = 40.0
ASKING = 30.0
"""Seconds that are read before the clock starts, and that a question takes."""
MARKING = 150.0
WORDS_AT_ONCE = 4
EXAM_ANSWERS = 8


@dataclass
class DemoClock:
    """A wall clock and a monotonic one that are moved by hand."""

    wall: datetime
    seconds: float = 0.0

    def now(self) -> datetime:
        """The wall clock's time."""
        return self.wall

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return self.seconds

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)

    def go_to(self, event: ScriptedEvent, today: datetime) -> None:
        """Move to the moment of an event, so many days before today."""
        day = today.date() - timedelta(days=event.days_ago)
        self.wall = datetime.combine(day, event.at, today.tzinfo)


class DemoBuilder:
    """Fills one empty home with the demo's candidate."""

    def __init__(self, paths: Paths, today: datetime) -> None:
        self._today = today
        self._clock = DemoClock(today)
        self._candidate = load_candidate()
        config = make_config(self._candidate, today)
        written = config.model_dump(mode="json", exclude_unset=True)
        atomic_write(paths.config_file, dump(written))
        self.workspace = Workspace(
            paths,
            Settings(load_config(paths.config_file)),
            now=self._clock.now,
            monotonic=self._clock.monotonic,
            env={},
        )
        self._coach = Coach(self.workspace)
        self._reviews = RecordedReviewService(self.workspace, self._candidate.model)
        self._own_reads = OwnReadService(self.workspace, self._reviews)

    async def build(self) -> None:
        """Do all that the candidate did, in the order of time."""
        events: list[ScriptedEvent] = [
            *load_rounds(),
            *self._candidate.study,
            *self._candidate.drills,
        ]
        for event in sorted(events, key=lambda event: (-event.days_ago, event.at)):
            self._clock.go_to(event, self._today)
            match event:
                case ScriptedRound():
                    await self._take_round(event)
                case ScriptedStudy():
                    self._study_cards(event)
                case ScriptedDrill():
                    self._do_drill(event)

    async def _take_round(self, scripted: ScriptedRound) -> None:
        opened = self._coach.rounds.begin(scripted.scenario).round
        self._clock.go_on(READING)
        await opened.advance()
        for question in scripted.questions:
            self._clock.go_on(ASKING)
            opened.write("question", question)
            await opened.ask(question)
        await opened.advance()
        for text in self._type(scripted.answer, scripted.writing):
            opened.write("answer", text)
        await opened.advance()
        for reply in scripted.replies:
            for text in self._type(reply, scripted.replying):
                opened.write(_REPLY, text)
        await opened.advance()
        round_id = opened.transcript.id
        if scripted.own_read is not None:
            self._mark(round_id, scripted.own_read)
        if scripted.review is not None:
            await self._review(round_id, scripted.scenario, scripted.review)
        if scripted.offline:
            await self._reviews.run(round_id, "offline")
        if scripted.room:
            self._sit_in_room(round_id, scripted)

    def _type(self, text: str, seconds: float) -> Iterator[str]:
        """The text as it grows, a few words at a time, over so many seconds."""
        ends = [at for at, character in enumerate(text) if character.isspace()]
        stops = [*ends[WORDS_AT_ONCE - 1 :: WORDS_AT_ONCE], len(text)]
        for stop in stops:
            self._clock.go_on(seconds / len(stops))
            yield text[:stop]

    def _mark(self, round_id: str, scripted: ScriptedOwnRead) -> None:
        session = self._own_reads.open(round_id)
        session.set_level(scripted.level)
        for point in session.must_mark:
            self._clock.go_on(MARKING / len(session.must_mark))
            session.mark(_make_mark(session, scripted, point))
        session.set_line(scripted.line)
        session.set_fix(scripted.fix)
        kept = self._own_reads.finish(session)
        if kept.trouble:
            raise OSError(kept.trouble)

    async def _review(self, round_id: str, scenario: str, scripted: ScriptedReview) -> None:
        self._clock.go_on(self._candidate.model.seconds)
        pack, _ = self._coach.library.find(scenario)
        dimensions = [dimension.id for dimension in pack.rubric.dimensions]
        self._reviews.reply = scripted.make_reply(dimensions)
        name = self._candidate.model.name
        kept = await self._reviews.run(round_id, name)
        if kept.review.status != "graded" or kept.review.struck_out:
            raise LookupError(f"the demo's review of {round_id} came to {kept.review.reason}")
        self._pass_exam(kept.review)

    def _pass_exam(self, review: Review) -> None:
        """Keep the verdict that the fictional model has passed, so that its levels are shown."""
        records = ExamRecords(self.workspace.paths.exams)
        key = make_model_key(review.receipt)
        if records.find(key).verdict == "untested":
            verdict = ExamVerdict(
                verdict="passed",
                because=self._candidate.model.exam,
                calls=EXAM_ANSWERS,
                date=self.workspace.timestamp(),
            )
            records.keep(key, verdict)

    def _sit_in_room(self, round_id: str, scripted: ScriptedRound) -> None:
        room = self._coach.stakeholders
        visit = room.open(round_id)
        sentences = room.list_sentences(round_id)
        for person, chair in scripted.room.items():
            visit = room.take(round_id, visit, person, **_describe_chair(chair, sentences))
        if scripted.message is not None:
            visit = room.review(round_id, visit, scripted.message.to, scripted.message.text)
        room.keep(round_id, visit)

    def _study_cards(self, scripted: ScriptedStudy) -> None:
        study = self._coach.study
        due = study.make_deck(self.workspace.now()).due[: scripted.cards]
        for card, grade in zip(due, cycle(scripted.grades), strict=False):
            self._clock.go_on(ASKING)
            study.answer(card, grade, self.workspace.now())

    def _do_drill(self, scripted: ScriptedDrill) -> None:
        session = self._coach.drills.open_session(scripted.drill, scripted.scenario, afresh=True)
        for text in self._type(scripted.text, scripted.seconds):
            session.write(text)
        session.finish()


_REPLY: Field = "reply"


def build(paths: Paths, today: datetime) -> Workspace:
    """Fill an empty home and return its workspace, whose clocks stand where the candidate left off.

    The packs are loaded in it already. Raises CoachError and OSError.
    """
    builder = DemoBuilder(paths, today)
    asyncio.run(builder.build())
    return builder.workspace


def make_config(candidate: Candidate, today: datetime) -> Config:
    """Make the candidate's config: a day for the interview, and the fictional model's profile.

    Nobody reviews by default: a fictional model cannot judge what a visitor types.
    """
    return Config(
        reviewer="offline",
        interview=today.date() + timedelta(days=candidate.interview_in),
        preparing_since=today.date() - timedelta(days=candidate.preparing_since),
        models={candidate.model.name: Profile(base_url=ADDRESS, model=candidate.model.model)},
    )


def _make_mark(session: OwnReadSession, scripted: ScriptedOwnRead, point: str) -> PointMark:
    if point in scripted.there:
        sentence = _find_sentence(scripted.there[point], session.sentences)
        return PointMark(point=point, mark="there", evidence=sentence)
    if point in scripted.partly:
        half = scripted.partly[point]
        sentence = _find_sentence(half.quote, session.sentences)
        return PointMark(point=point, mark="partly", evidence=sentence, half=half.half)
    return PointMark(point=point, mark="missing")


def _describe_chair(chair: ScriptedChair, sentences: Sequence[Evidence]) -> dict[str, object]:
    line = _find_sentence(chair.quote, sentences)
    return {"stance": chair.stance, "line": line, "would_change": chair.would_change}


def _find_sentence(quote: str, sentences: Sequence[Evidence]) -> Evidence:
    for sentence in sentences:
        if quote in sentence.quote or sentence.quote in quote:
            return sentence
    raise LookupError(f"the demo's answer has no sentence {quote!r}")
