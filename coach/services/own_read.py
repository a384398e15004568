"""Own reads: a candidate marks a round, what was marked is kept at once, and it makes a review."""

from __future__ import annotations

from pathlib import Path

from coach.files import CoachError, atomic_write
from coach.packs.schema import Pack, Scenario
from coach.reviews.offline.reviewer import review_offline
from coach.reviews.own_read.form import read_marks
from coach.reviews.own_read.marks import (
    OwnRead,
    PointMark,
    Step,
    describe_gap,
    drop_last_mark,
    set_mark,
)
from coach.reviews.own_read.points import OwnPoint, list_points, list_sentences
from coach.reviews.own_read.review import draft_fix, make_own_review
from coach.reviews.protocol import ReviewCase
from coach.reviews.review_runs import ReviewRun, ReviewRuns
from coach.services.reviews import KeptReview, ReviewService
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Level, Review
from coach.workspace import Workspace
from coach.yamls import dump, load_document, load_model

NO_ANSWER = "round {id} has no answer to mark; take the case again, or mark another round."
NOT_FINISHED = "round {id} is not finished; go on with it first, then mark it."


class OwnReadSession:
    """One round while it is marked. Each change is written before the next one can be made.

    `trouble` says why the last change could not be written; it is tried again with the next one.
    """

    def __init__(
        self,
        workspace: Workspace,
        transcript: Transcript,
        pack: Pack,
        scenario: Scenario,
        *,
        aided: bool,
    ) -> None:
        self.transcript, self.pack, self.scenario = transcript, pack, scenario
        pointers = review_offline(transcript, scenario, pack)
        self.points: list[OwnPoint] = list_points(scenario, pack, transcript, pointers)
        self.sentences: list[Evidence] = list_sentences(transcript)
        self.trouble: str | None = None
        self._workspace = workspace
        self._path = workspace.store.own_read_path(transcript.id)
        self.own = self._load(aided)
        self._since = workspace.monotonic()

    @property
    def must_mark(self) -> list[str]:
        """Ids of the points that an own read is not whole without."""
        return [point.id for point in self.points if point.counts]

    @property
    def next_point(self) -> int | None:
        """The index of the first point that is not marked yet; None when all are."""
        marked = {mark.point for mark in self.own.marks}
        open_ones = (i for i, point in enumerate(self.points) if point.id not in marked)
        return next(open_ones, None)

    @property
    def level_so_far(self) -> Level | None:
        """The overall level by the marks made so far; None while they are too few."""
        case = ReviewCase(self.transcript, self.scenario, self.pack)
        return make_own_review(self.own, case, self.points).overall_level

    def set_level(self, level: Level) -> None:
        """Give the level before anything is shown."""
        self._change(level=level)

    def set_taken_back(self, sentence: Evidence | None) -> None:
        """Choose the sentence that would be taken back, or none."""
        self._change(taken_back=sentence)

    def mark(self, mark: PointMark) -> None:
        """Mark a point. Raises CoachError for a yes or partly without a sentence, or no half."""
        self._replace(set_mark(self.own, mark))

    def undo(self) -> str | None:
        """Take the newest mark back and return its point; None without one."""
        if not self.own.marks:
            return None
        point = self.own.marks[-1].point
        self._replace(drop_last_mark(self.own))
        return point

    def set_line(self, line: str) -> None:
        """Keep the line on what the expert's answer does."""
        self._change(line=line)

    def set_fix(self, fix: str) -> None:
        """Keep the if-then."""
        self._change(fix=fix)

    def go_to(self, step: Step) -> None:
        """Remember which step it is at."""
        self._change(step=step)

    def take(self, own: OwnRead) -> None:
        """Take marks that were made elsewhere, as in a file."""
        self._replace(own.model_copy(update={"step": _find_step(own, self.must_mark)}))

    def draft_fix(self) -> str:
        """The if-then as it was written, or one to start from."""
        return self.own.fix or draft_fix(self.own, self.points, self.scenario, self.pack)

    def describe_gap(self) -> str | None:
        """Say what is still lacking; None for a whole own read."""
        return describe_gap(self.own, self.must_mark)

    def leave(self) -> None:
        """Write how long it took so far, where anything was marked."""
        if self.trouble or self._path.exists():
            self._change()

    def _change(self, **changes: object) -> None:
        self._replace(self.own.model_copy(update=changes))

    def _replace(self, own: OwnRead) -> None:
        now = self._workspace.monotonic()
        spent = round(own.seconds + now - self._since, 1)
        self._since = now
        self.own = own.model_copy(update={"seconds": spent})
        try:
            atomic_write(self._path, dump(self.own.model_dump(mode="json")))
        except OSError as error:
            self.trouble = f"NOT SAVED: {error.strerror or error}. Your marks are safe here."
        else:
            self.trouble = None

    def _load(self, aided: bool) -> OwnRead:
        round_id = self.transcript.id
        if not self._path.exists():
            return OwnRead(round=round_id, started=self._workspace.timestamp(), aided=aided)
        own = load_model(self._path, OwnRead)
        text, known = self.transcript.candidate_text, {p.id for p in self.scenario.points}
        marks = [m for m in own.marks if m.point in known and _is_in_place(m.evidence, text)]
        back = own.taken_back if _is_in_place(own.taken_back, text) else None
        return own.model_copy(update={"round": round_id, "marks": marks, "taken_back": back})


class OwnReadService:
    """Opens, keeps and finishes own reads."""

    def __init__(self, workspace: Workspace, reviews: ReviewService) -> None:
        self._workspace = workspace
        self._reviews = reviews

    def open(self, round_id: str) -> OwnReadSession:
        """Open a round for marking, where it was left if it was begun before.

        Raises CoachError for a round that is not there, not finished or without an answer, for one
        whose scenario is gone, and for marks on disk that cannot be read.
        """
        transcript = self._workspace.store.recover(round_id)
        if transcript.status != "done":
            raise CoachError(NOT_FINISHED.format(id=round_id))
        if not transcript.answer.strip():
            raise CoachError(NO_ANSWER.format(id=round_id))
        pack, scenario = self._workspace.find_case(transcript)
        self._forget_finished(round_id)
        aided = self.load_newest_of_reviewer(round_id) is not None
        return OwnReadSession(self._workspace, transcript, pack, scenario, aided=aided)

    def prepare(self, transcript: Transcript) -> None:
        """Make ready what opening a round for marking needs; the first time takes a moment."""
        pack, scenario = self._workspace.find_case(transcript)
        review_offline(transcript, scenario, pack)

    def start_review(
        self, round_id: str, runs: ReviewRuns[KeptReview]
    ) -> ReviewRun[KeptReview] | None:
        """Have the model that reviews judge a round meanwhile, unless it did before.

        Return the review under way; None where no model reviews, or nothing is left to do.
        """
        config = self._workspace.config
        run, name = runs.find(round_id), config.reviewer
        if run is not None or name not in config.models:
            return run
        kept = self._reviews.load(round_id)
        if any(review.is_of_reviewer and review.reviewer.name == name for review in kept):
            return None
        return runs.start(round_id, name)

    def is_begun(self, round_id: str) -> bool:
        """Whether marks of a round wait to be gone on with."""
        return self._workspace.store.own_read_path(round_id).exists()

    def read_file(self, session: OwnReadSession, path: Path) -> None:
        """Take the marks of a file. Raises CoachError, naming each line at fault; none is taken."""
        document = load_document(path)
        text = session.transcript.candidate_text
        session.take(read_marks(document, session.own, session.scenario, session.sentences, text))

    def finish(self, session: OwnReadSession) -> KeptReview:
        """Append the review that the marks make. Raises CoachError for marks that lack something.

        Where it could not be written the marks stay, and `trouble` says so.
        """
        if gap := session.describe_gap():
            raise CoachError(gap)
        case = self._reviews.make_case(session.transcript)
        review = make_own_review(session.own, case, session.points)
        try:
            self._reviews.keep(session.transcript.id, review)
        except CoachError as error:
            return KeptReview(review, str(error))
        self._workspace.store.own_read_path(session.transcript.id).unlink(missing_ok=True)
        return KeptReview(review)

    def load_newest(self, round_id: str) -> Review | None:
        """The newest own marks of a round; None where it was not marked."""
        reviews = self._reviews.load(round_id)
        return next((review for review in reversed(reviews) if review.is_own), None)

    def load_newest_of_reviewer(self, round_id: str) -> Review | None:
        """The newest review of a round that gives a reviewer's levels; None without one."""
        reviews = self._reviews.load(round_id)
        return next((review for review in reversed(reviews) if review.is_of_reviewer), None)

    def _forget_finished(self, round_id: str) -> None:
        """Delete marks that became a review already; a program killed in between leaves them."""
        path = self._workspace.store.own_read_path(round_id)
        if not path.exists():
            return
        started = load_model(path, OwnRead).started
        kept = self._reviews.load(round_id)
        if any(review.is_own and review.receipt.get("started") == started for review in kept):
            path.unlink(missing_ok=True)


def _is_in_place(evidence: Evidence | None, text: str) -> bool:
    """Whether evidence still is what stands at its place."""
    return evidence is None or text[evidence.start : evidence.end] == evidence.quote


def _find_step(own: OwnRead, must_mark: list[str]) -> Step:
    """The first step that still lacks something."""
    if own.level is None:
        return "level"
    if any(own.mark(point) is None for point in must_mark):
        return "points"
    return "line" if not own.line.strip() else "fix"
