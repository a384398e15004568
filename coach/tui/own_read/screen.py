"""The own read: a candidate marks their round before any review of it is shown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import OptionList, Static

from coach.files import CoachError
from coach.reviews.overall import LEVELS
from coach.reviews.own_read.marks import Mark, PointMark, Step
from coach.reviews.own_read.points import OwnPoint, find_sentence
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachScreen
from coach.tui.navigation import OpenOwnBeside, OpenReview
from coach.tui.own_read import ask
from coach.tui.own_read.reviewer import ReviewerLine
from coach.tui.widgets.key_bar import KeyBar
from coach.tui.widgets.line_field import LineField
from coach.tui.widgets.once_drawn import call_once_drawn
from coach.tui.widgets.round_words import RoundWords

if TYPE_CHECKING:
    from coach.services.own_read import OwnReadSession

KEPT = "Your marks are kept. m in Rounds goes on with them."


class OwnReadScreen(CoachScreen):
    """One round being marked. Each mark is on disk before the next question is drawn."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    ONE_AT_A_TIME = True
    HELP = """\
# Your own read

You mark your answer before any review is shown: that is what trains your eye.

`1` to `4` gives a level, `]` and `[` (or a click) choose a sentence. For each point: `y` it is
there, `p` partly, `n` no; a yes stands on a sentence of yours. Then you see how the expert shows
it; `enter` goes on, `u` takes the last mark back.

`escape` leaves; your marks are kept, and `m` in Rounds goes on with them. `r` goes to the review
without finishing. With a model, its review is made meanwhile and stands beside your marks at the
end.
"""
    BINDINGS = [
        *ask.LEVEL_KEYS,
        Binding("y", "mark('there')", "There", id="own.there"),
        Binding("p", "partly", "Partly", id="own.partly"),
        Binding("n", "mark('missing')", "No", id="own.no"),
        Binding(
            "right_square_bracket", "sentence(1)", "Sentence", key_display="] [", id="own.next"
        ),
        Binding("left_square_bracket", "sentence(-1)", "Back", show=False, id="own.previous"),
        Binding("0", "sentence(0)", "No sentence", show=False, id="own.no-sentence"),
        Binding("j", "walk(1)", "Down", show=False, id="own.down"),
        Binding("k", "walk(-1)", "Up", show=False, id="own.up"),
        Binding("u", "undo", "Undo", id="own.undo"),
        Binding("enter", "go_on", "Go on", id="own.go-on"),
        Binding("space", "go_on", "Go on", show=False, id="own.go-on-too"),
        Binding("r", "review", "To the review", show=False, id="own.review"),
        Binding("escape", "later", "Later", id="own.later"),
    ]

    _ask = getters.query_one(ask.OwnReadAsk)
    _text = getters.query_one(RoundWords)
    _trouble = getters.query_one("#own-trouble", Static)
    _level = getters.query_one("#own-level", Static)
    _steps = getters.query_one("#own-steps", Static)
    _reviewer = getters.query_one(ReviewerLine)

    def __init__(self, session: OwnReadSession) -> None:
        super().__init__()
        self.session = session
        self.step: Step = session.own.step
        self._at = 0
        self._sentence: int | None = None
        self._is_halving = False
        """Whether the half that is there is being named."""
        self._has_warned = False

    @property
    def round_id(self) -> str:
        """The round that is marked."""
        return self.session.transcript.id

    def compose(self) -> ComposeResult:
        transcript = self.session.transcript
        with Horizontal(id="own-top"):
            yield Static(sanitize(transcript.title), markup=False, id="own-title")
            yield Static("", id="own-steps")
            yield ReviewerLine()
        with Horizontal(id="own-body"):
            yield ask.OwnReadAsk()
            yield RoundWords(transcript, self.session.sentences)
        with Horizontal(id="own-state"):
            yield Static("", markup=False, id="own-trouble")
            yield Static("", id="own-level")
        yield KeyBar()

    def on_mount(self) -> None:
        run = self.coach.own_reads.start_review(self.round_id, self.coach.review_runs)
        count = len(self.session.pack.rubric.dimensions)
        self._reviewer.attach(run, self.coach.config, count)
        self._go_to(self.session.own.step)

    # what is asked now

    def _go_to(self, step: Step) -> None:
        """Show a step and remember it."""
        self.step = step
        self._is_halving = False
        if step != self.session.own.step:
            self.session.go_to(step)
        self.set_class(step == "expert", "-listing")
        match step:
            case "level":
                self._sentence = find_sentence(self.session.own.taken_back, self.session.sentences)
                self._show_level()
            case "points":
                self._show_point(self.session.next_point or 0)
            case "line":
                self._show_line()
            case "expert":
                self._show_expert()
            case "fix":
                self._show_fix()
        self._show_state()

    def _show_level(self) -> None:
        chosen = self._sentence
        quote = self.session.sentences[chosen].quote if chosen is not None else ""
        own, rubric = self.session.own, self.session.pack.rubric
        self._ask.show(ask.draw_level(own, rubric, chosen, quote))
        self._text.show_sentences(chosen)

    def _show_point(self, at: int) -> None:
        self._at = at
        mark = self.session.own.mark(self._point.id)
        proof = mark.evidence if mark else self._point.nearest
        self._sentence = find_sentence(proof, self.session.sentences)
        self._draw_point()

    def _draw_point(self) -> None:
        session, point, tight = self.session, self._point, self.has_class("-narrow")
        mark = session.own.mark(point.id)
        is_nearest = self._sentence == find_sentence(point.nearest, session.sentences)
        question = ask.draw_point(point, self._at, len(session.points), tight=tight)
        if mark is not None:
            below = ask.draw_marked(point, mark, self._sentence, tight=tight)
        else:
            below = ask.draw_keys(point, self._sentence, is_nearest=is_nearest)
        row = ask.draw_row(session.points, session.own, self._at)
        self.set_class(self._is_halving, "-halving")
        if self._is_halving:
            self._ask.show_line(ask.draw_half_question(question))
        else:
            self._ask.show(question, below + ("\n" if tight else "\n\n") + row)
        self._text.show_sentences(self._sentence)

    def on_resize(self) -> None:
        """A low screen has no room for blank lines."""
        if self.step == "points" and not self._is_halving:
            call_once_drawn(self, self._draw_point)

    def _show_line(self) -> None:
        own, outline = self.session.own, self.session.scenario.outline
        self._ask.show_line(ask.draw_line_question(own), own.line)
        self._text.show_other(ask.draw_experts_lines(self.session.points, own, outline))

    def _show_expert(self) -> None:
        self._draw_expert()
        own = self.session.own
        rows = [ask.draw_walked(point, own) for point in self.session.points]
        self._ask.show_list(ask.draw_own_line(own), rows)

    def _draw_expert(self, at: int | None = None) -> None:
        content, text = ask.draw_expert(self.session.scenario)
        place = None if at is None else ask.find_expert_line(self.session.points[at], text)
        self._text.show_other(content, place)

    def _show_fix(self) -> None:
        self._ask.show_line(ask.draw_fix_question(), self.session.draft_fix())
        self._draw_expert()

    def _show_state(self) -> None:
        session = self.session
        self._trouble.update(session.trouble or "kept as you mark")
        shown = session.level_so_far if self.step != "level" else None
        self._level.update(ask.draw_level_so_far(shown))
        self._steps.update(ask.draw_steps(self.step))
        self.refresh_bindings()

    @property
    def _point(self) -> OwnPoint:
        return self.session.points[self._at]

    # what the person does

    def action_level(self, level: int) -> None:
        """Give the level."""
        self.session.set_level(LEVELS[level])
        self._show_level()
        self._show_state()

    def action_sentence(self, by: int) -> None:
        """Choose another sentence; 0 chooses none."""
        count = len(self.session.sentences)
        if by == 0:
            self._choose(None)
        elif self._sentence is None:
            self._choose(0 if by > 0 else count - 1)
        else:
            self._choose((self._sentence + by) % count)

    @on(RoundWords.SentenceClicked)
    def _take_click(self, message: RoundWords.SentenceClicked) -> None:
        if self._can_choose():
            self._choose(message.index)

    def _can_choose(self) -> bool:
        is_open = self.step == "points" and self.session.own.mark(self._point.id) is None
        return (is_open and not self._is_halving) or self.step == "level"

    def _choose(self, index: int | None) -> None:
        self._sentence = index
        if self.step == "level":
            chosen = None if index is None else self.session.sentences[index]
            self.session.set_taken_back(chosen)
            self._show_level()
            self._show_state()
        else:
            self._draw_point()

    def action_mark(self, mark: Mark, half: str = "") -> None:
        """Mark the point that is asked."""
        chosen = self._sentence
        proof = None if chosen is None or mark == "missing" else self.session.sentences[chosen]
        try:
            self.session.mark(PointMark(point=self._point.id, mark=mark, evidence=proof, half=half))
        except CoachError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self._is_halving = False
        self._draw_point()
        self._show_state()

    def action_partly(self) -> None:
        """Ask which half is there; it stands on a sentence too."""
        if self._sentence is None:
            self.action_mark("partly")
            return
        self._is_halving = True
        self._draw_point()
        self.refresh_bindings()

    def action_undo(self) -> None:
        """Take the newest mark back and ask that point again."""
        undone = self.session.undo()
        places = [place for place, point in enumerate(self.session.points) if point.id == undone]
        if places:
            self._show_point(places[0])
            self._show_state()

    def action_walk(self, by: int) -> None:
        """Walk the list."""
        listed = self._ask.list
        (listed.action_cursor_down if by > 0 else listed.action_cursor_up)()

    @on(OptionList.OptionSelected, "#own-list")
    def action_go_on(self) -> None:
        """Go on to what comes next."""
        match self.step:
            case "level" if self.session.own.level is not None:
                self._go_to("points")
            case "points":
                self._pass_point()
            case "expert":
                self._go_to("fix")

    def _pass_point(self) -> None:
        if not self._point.counts and self.session.own.mark(self._point.id) is None:
            self.session.mark(PointMark(point=self._point.id, mark="missing"))
        if self.session.own.mark(self._point.id) is None:
            return
        following = self.session.next_point
        if following is None:
            self._go_to("line")
        else:
            self._show_point(following)
            self._show_state()

    @on(OptionList.OptionHighlighted, "#own-list")
    def _show_in_expert(self, event: OptionList.OptionHighlighted) -> None:
        if self.step == "expert":
            self._draw_expert(event.option_index)

    @on(LineField.Given)
    def _take_line(self, message: LineField.Given) -> None:
        if self._is_halving:
            self.action_mark("partly", message.text)
        elif not message.text:
            self.notify("A few words are enough.", markup=False)
        elif self.step == "line":
            self.session.set_line(message.text)
            self._go_to("expert")
        elif self.step == "fix":
            self.session.set_fix(message.text)
            self._finish()

    @on(LineField.Typed)
    def _keep_line(self) -> None:
        """Write what is being typed."""
        text = self._ask.line.flat
        if not self._ask.line.display or self._is_halving:
            return
        if self.step == "line" and text != self.session.own.line:
            self.session.set_line(text)
        elif self.step == "fix" and text not in (self.session.own.fix, self.session.draft_fix()):
            self.session.set_fix(text)
        self._show_state()

    @work(exclusive=True, group="own-read", exit_on_error=False)
    async def _finish(self) -> None:
        """Make the review of the marks and go on to what is beside it."""
        try:
            kept = await asyncio.to_thread(self.coach.own_reads.finish, self.session)
        except CoachError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if kept.trouble:
            self.notify(kept.trouble, severity="error", markup=False, timeout=20)
        reviewed = self.coach.own_reads.load_newest_of_reviewer(self.round_id)
        if reviewed or self.coach.review_runs.find(self.round_id):
            self.post_message(OpenOwnBeside(self.round_id, replaces=self))
        else:
            self.post_message(OpenReview(self.round_id, replaces=self))

    def action_later(self) -> None:
        """Leave; while the half is being named, only put that away."""
        if self._is_halving:
            self._is_halving = False
            self._draw_point()
            self.refresh_bindings()
            return
        self._keep_line()
        if self._is_written():
            self.app.pop_screen()
            self.notify(KEPT, markup=False)

    def action_review(self) -> None:
        """Go to the review; the marks are kept for later."""
        if self._is_written():
            self.post_message(OpenReview(self.round_id, replaces=self))

    def _is_written(self) -> bool:
        """Whether what was marked is on disk; where not, that is said once before leaving."""
        self.session.leave()
        trouble = self.session.trouble
        if trouble is None or self._has_warned:
            return True
        self._has_warned = True
        self.notify(f"{trouble} Press again to leave without them.", severity="error", markup=False)
        self._show_state()
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys of this step."""
        if action == "level":
            return self.step == "level"
        if action in ("mark", "partly"):
            is_open = self.step == "points" and self.session.own.mark(self._point.id) is None
            return is_open and not self._is_halving
        if action == "sentence":
            return self._can_choose()
        if action == "undo":
            return self.step == "points" and bool(self.session.own.marks) and not self._is_halving
        if action == "walk":
            return self.step == "expert"
        return True
