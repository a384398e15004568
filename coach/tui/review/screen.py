"""The review of a round: levels and reasons on one side, the answer with its evidence beside."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from textual import getters, on, work
from textual.app import ComposeResult, SystemCommand
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import TabbedContent, TabPane

from coach.exports.own_mark import render_own_mark
from coach.files import CoachError, NotKept
from coach.reviews.compare import list_comparable
from coach.reviews.sentence_claims import SentenceClaims, list_claims
from coach.reviews.standing import choose_shown, describe_failure, fold_levels, hide_level
from coach.text.controls import sanitize
from coach.transcripts.review_schema import Review
from coach.tui.base.screen import CoachScreen
from coach.tui.navigation import (
    AskReviewer,
    ExportReport,
    OpenCompare,
    OpenDrill,
    OpenOwnRead,
    OpenReplay,
    OpenRoom,
    StartRound,
)
from coach.tui.review import views
from coach.tui.review.answer_view import AnswerView
from coach.tui.review.fix_line import FixLine
from coach.tui.review.head import ReviewHead
from coach.tui.review.keys import FIRST_KEYS, HELP, KEYS
from coach.tui.review.scores import Scores
from coach.tui.review.stronger_view import StrongerView
from coach.tui.review.timeline_chart import TimelineChart
from coach.tui.widgets.hanging_text import HangingText, hang, hang_plain
from coach.tui.widgets.key_bar import KeyBar
from coach.tui.widgets.once_drawn import call_once_drawn
from coach.tui.widgets.review_progress import ReviewProgress

BELL_AFTER = 10.0
"""Seconds of a review after which its end rings the bell: by then one looks elsewhere."""

NOTHING_TO_COMPARE = (
    "coach only points here. g has a model review it; then there is one to compare."
)


class ReviewScreen(CoachScreen):
    """One saved round with its newest review. With `judge`, the round is reviewed first."""

    CSS_PATH = "screen.tcss"
    HELP = HELP
    BINDINGS = [*KEYS]
    FIRST_KEYS = FIRST_KEYS

    _head = getters.query_one(ReviewHead)
    _views = getters.query_one("#views", TabbedContent)
    _progress = getters.query_one(ReviewProgress)
    _scores = getters.query_one(Scores)
    _answer = getters.query_one(AnswerView)
    _timeline = getters.query_one(TimelineChart)
    _stronger = getters.query_one(StrongerView)
    _own_mark = getters.query_one("#own-mark", HangingText)
    _below = getters.query_one(FixLine)
    _failure = getters.query_one("#failure", HangingText)

    def __init__(self, round_id: str, *, judge: bool) -> None:
        super().__init__()
        self._round_id = round_id
        self._judge = judge
        self._reviews: list[Review] = []
        self._review: Review | None = None
        self._own: Review | None = None
        self._sentences: list[SentenceClaims] = []
        self._sentence = -1
        self._reviewing = False
        self._last_reviewer: str | None = None

    def compose(self) -> ComposeResult:
        self._transcript = self.coach.store.recover(self._round_id)
        self._pack, self._scenario = self.coach.workspace.find_case(self._transcript)
        yield ReviewHead(self._transcript, self._pack.rubric)
        yield HangingText(id="failure")
        with Horizontal(id="review-body"):
            with TabbedContent(id="views"):
                with TabPane("Scores", id="scores"):
                    yield Scores(self._pack, self._scenario)
                with TabPane("Your mark", id="own"):
                    yield VerticalScroll(HangingText(id="own-mark"))
                yield from _make_text_pane("People", "Customers", "Pushback")
                yield from _make_text_pane("Tradeoffs", "Tradeoffs")
                yield from _make_text_pane("Facts", "Facts")
                with TabPane("Timeline", id="timeline"):
                    yield TimelineChart()
                with TabPane("Stronger", id="stronger"):
                    yield StrongerView()
                yield from _make_text_pane("More", "Notes", "Receipt")
            yield AnswerView(self._transcript)
        yield FixLine()
        yield KeyBar()

    def on_mount(self) -> None:
        self._show_sentences()
        self._show_timeline()
        self._failure.display = False
        self._reviews = self._load_reviews()
        for fault in self.coach.reviews.find_faults(self._round_id):
            self.notify(fault, severity="warning", markup=False, timeout=20)
        run = self.coach.review_runs.find(self._round_id)
        self._show_own_mark()
        if versions := self.coach.reviews.load_stronger(self._round_id):
            self._stronger.show(versions[-1])
        if run is not None or self._judge or not self._reviews:
            self._run_review(run.name if run else None)
        else:
            call_once_drawn(self, self._show_chosen)

    def _load_reviews(self) -> list[Review]:
        return [r for r in self.coach.reviews.load(self._round_id) if not r.is_own]

    # having it judged

    @work(exclusive=True, group="review", exit_on_error=False)
    async def _run_review(self, name: str | None) -> None:
        name = name or self.coach.config.reviewer
        self._last_reviewer = name
        progress = self._progress
        started = self.coach.workspace.monotonic()
        self._set_reviewing(True)
        if name in self.coach.config.models:
            progress.begin(name)
            await self._scores.clear()
        try:
            outcome = await self.coach.review_runs.follow(self._round_id, name, self._watch)
        except CoachError as error:
            if self._reviews:
                await self._show_chosen()
                self._failure.display = True
                self._failure.show([hang("", sanitize(f"Not graded by {name}: {error}"))])
            else:
                await self._say_not_graded(str(error))
            return
        except asyncio.CancelledError:
            if self.is_mounted:
                progress.show_stopped()
            raise
        finally:
            self._set_reviewing(False)
        progress.display = False
        kept = self._load_reviews()
        # what could not be kept is shown all the same
        self._reviews = [*kept, outcome.review] if outcome.trouble else kept
        await self._show_chosen(fresh=outcome.review)
        if outcome.trouble:
            self._say_not_kept(outcome.trouble)
        if self.coach.workspace.monotonic() - started >= BELL_AFTER:
            self.app.bell()

    def _watch(self, event: object) -> None:
        """Show what happens until the review is there."""
        if isinstance(event, NotKept):
            self._say_not_kept(str(event))
            return
        judged = self._progress.take(event)
        if judged is not None:
            # levels come last, once it is known whether they count
            self._scores.add(hide_level(judged))

    def _say_not_kept(self, sentence: str) -> None:
        self._progress.say(sentence)
        self.notify(sentence, severity="error", markup=False, timeout=20)

    def _set_reviewing(self, yes: bool) -> None:
        self._reviewing = yes
        if self.is_mounted:
            self.refresh_bindings()

    # showing it

    async def _show_chosen(self, fresh: Review | None = None) -> None:
        """Show the review that speaks for the round, or the one that has just come.

        One that has come without judging stands in one line above what was there before.
        """
        if not self.is_mounted:
            return
        chosen = choose_shown(self._reviews)
        if fresh is not None and fresh.status != "not_graded":
            chosen = len(self._reviews) - 1
        await self._show_at(chosen)

    async def _show_at(self, index: int) -> None:
        failure = describe_failure(self._reviews, index)
        self._failure.display = failure is not None
        self._failure.show([hang("", sanitize(failure or ""))])
        await self._show(self._reviews[index])

    async def action_turn(self, by: int) -> None:
        """Turn to an older or a newer review."""
        if self._review is not None and len(self._reviews) > 1 and not self._reviewing:
            at = self._reviews.index(self._review)
            await self._show_at(min(max(at + by, 0), len(self._reviews) - 1))

    async def _say_not_graded(self, reason: str) -> None:
        self._progress.display = False
        self._head.say_not_graded()
        keys = "r tries again, g has another reviewer judge it."
        await self._scores.say(f"Not graded: {reason}\n\nYour round is saved. {keys}")

    async def _show(self, review: Review) -> None:
        if not self.is_mounted:
            return
        self._review = review
        shown = fold_levels(review)
        self._show_head(shown)
        self._show_sentences()
        self._show_timeline()
        self._show_fix(review)
        for name, lines in views.render_views(review, self._transcript, self._scenario).items():
            self.query_one(f"#{name.casefold()}-text", HangingText).show(lines)
        if review.status == "not_graded":
            await self._say_not_graded(review.reason or "no reason was given.")
        elif review.status == "pointers":
            await self._scores.show_pointers(review)
            if self._own is not None:
                # who has just marked knows the pointers
                self._views.active = "own"
        else:
            await self._scores.show(shown)

    def _show_head(self, review: Review) -> None:
        own = self._own.overall_level if self._own else None
        at = next((i for i, kept in enumerate(self._reviews) if kept is self._review), 0)
        self._head.show(review, own, at + 1, len(self._reviews))

    def _show_own_mark(self) -> None:
        """Show what the candidate marked, where they did."""
        self._own = self.coach.own_reads.load_newest(self._round_id)
        begun = self.coach.own_reads.is_begun(self._round_id)
        lines = ["m goes on with your marks." if begun else "m marks this round yourself."]
        if self._own is not None:
            lines = [*render_own_mark(self._own, self._pack, self._scenario), "", *lines]
        self._own_mark.show([hang_plain(sanitize(line)) for line in lines])

    def _show_sentences(self) -> None:
        self._sentences = list_claims(self._transcript, self._review, self._pack, self._scenario)
        self._answer.number(self._sentences)

    def _show_timeline(self) -> None:
        growth, silences, moments = self.coach.rounds.measure_timeline(
            self._transcript, self._review
        )
        self._timeline.show(self._transcript, moments, growth, silences)

    def _show_fix(self, review: Review) -> None:
        text = review.priority_fix or (self._own.priority_fix if self._own else None)
        self._below.say("One thing to change", text)

    # what the person does

    @on(TabbedContent.TabActivated, "#views")
    def _fit_view(self, message: TabbedContent.TabActivated) -> None:
        """On a narrow screen some views have it to themselves."""
        self.set_class(message.pane.id in ("timeline", "stronger", "more"), "-alone")

    @on(Scores.RowChosen)
    def _mark(self) -> None:
        if self._scores.chosen:
            self._answer.mark(self._scores.chosen.evidence, scroll=True)
        if self._review:
            self._show_fix(self._review)

    def action_step(self, by: int) -> None:
        """Go to another dimension."""
        self._views.active = "scores"
        self._scores.step(by)

    def action_walk(self, by: int) -> None:
        """Go to another sentence and say what stands on it."""
        if self._sentences:
            self._say_sentence((self._sentence + by) % len(self._sentences) + 1)

    @on(AnswerView.SentenceChosen)
    def _choose_sentence(self, message: AnswerView.SentenceChosen) -> None:
        self._say_sentence(message.number)

    def _say_sentence(self, number: int) -> None:
        """Show what stands on a sentence."""
        self._sentence = number - 1
        sentence = self._sentences[self._sentence]
        self._answer.choose(sentence)
        claims = "\n".join(sentence.claims) or "Nothing in this review stands on it."
        self._below.say(f"Sentence {number}", claims)

    def action_again(self) -> None:
        """Take another attempt at the same scenario."""
        self.post_message(StartRound(self._transcript.scenario, replaces=self))

    def action_mark(self) -> None:
        """Mark the round, or go on with marks that were begun."""
        self.post_message(OpenOwnRead(self._round_id, replaces=self))

    @work(exclusive=True, group="reviewer", exit_on_error=False)
    async def action_regrade(self) -> None:
        """Have the round reviewed by another reviewer."""
        name = await self.app.ask(AskReviewer())
        if name is not None:
            self._run_review(name)

    def action_retry(self) -> None:
        """Have the round reviewed by the same reviewer again."""
        named = self._last_reviewer or (self._review.reviewer.name if self._review else None)
        known = named in self.coach.config.reviewers
        self._run_review(named if known else None)

    def action_stop(self) -> None:
        """Stop the review under way; what came of it stays on the screen and on disk."""
        self.workers.cancel_group(self, "review")

    def action_compare(self) -> None:
        """Put all reviews of this round side by side."""
        if not list_comparable(self.coach.reviews.load(self._round_id)):
            self.notify(NOTHING_TO_COMPARE, markup=False)
            return
        self.post_message(OpenCompare(self._round_id))

    @work(exclusive=True, group="stronger", exit_on_error=False)
    async def action_stronger(self) -> None:
        """Show a stronger version, made now if there is none yet."""
        self._views.active = "stronger"
        view = self._stronger
        view.say("Writing it…")
        try:
            outcome = await self.coach.reviews.strengthen(self._round_id, self._last_reviewer)
        except CoachError as error:
            view.say(f"There is no stronger version: {error}")
            return
        view.show(outcome.version, outcome.trouble or "")

    def action_drill(self) -> None:
        """Drill what this review found left out, on the same case."""
        if self._review is None or self._review.status == "not_graded":
            self.notify("There is no review yet to choose a drill by.", markup=False)
            return
        chosen = self.coach.drills.choose_after(self._review, self._transcript)
        if chosen is None:
            self.notify("No pack has drills.", markup=False)
            return
        self.post_message(OpenDrill(chosen.drill, self._transcript.scenario, chosen.why))

    def action_room(self) -> None:
        """Hear what each stakeholder says to the answer."""
        if self._transcript.spoken_text.strip():
            self.post_message(OpenRoom(self._round_id))
        else:
            self.notify("There is no answer that anyone could react to.", markup=False)

    def action_replay(self) -> None:
        """Play the typing of the round again."""
        frames = self.coach.rounds.build_replay(self._round_id)
        if len(frames) < 2:
            self.notify("This round was not typed here, so there is nothing to play.", markup=False)
        else:
            self.post_message(OpenReplay(frames))

    def action_copy(self) -> None:
        """Copy the review as text."""
        from coach.exports.plain_text import render_review
        from coach.tui.clipboard import copy

        if self._review:
            copy(self.app, "\n".join(render_review(self._review, self._pack, self._scenario)))

    def action_export(self) -> None:
        """Write the round as an HTML report."""
        self.post_message(ExportReport(self._round_id))

    def list_commands(self) -> Iterator[SystemCommand]:
        """The room of this round."""
        yield SystemCommand("Open the room", "What each stakeholder says to it", self.action_room)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop is there only while something runs, and what needs rest only when nothing does."""
        if action == "stop":
            return self._reviewing
        if action in ("regrade", "retry", "stronger", "compare"):
            return not self._reviewing
        return True


def _make_text_pane(title: str, *names: str) -> ComposeResult:
    """A tab with a text for each name, one below the other."""
    with TabPane(title, id=title.casefold()), VerticalScroll():
        for name in names:
            yield HangingText(id=f"{name.casefold()}-text", classes="view")
