"""The candidate's words with numbered sentences, and the evidence in them marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from coach.reviews.sentence_claims import SentenceClaims
from coach.text.controls import sanitize
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence
from coach.tui.format import MUTED
from coach.tui.widgets.once_drawn import call_once_drawn

EVIDENCE = "bold underline $accent"
CHOSEN = "reverse"


class AnswerView(VerticalScroll, can_focus=False):
    """The answer, then each reply under its pushback; `mark` highlights evidence.

    Offsets are those of `Transcript.candidate_text`. A click on a sentence says which one.
    """

    @dataclass
    class SentenceChosen(Message):
        """A sentence was clicked."""

        number: int

    def __init__(self, transcript: Transcript) -> None:
        super().__init__(id="answer-view")
        self._transcript = transcript
        self._sentences: Sequence[SentenceClaims] = ()
        self._evidence: Sequence[Evidence] = ()
        self._chosen: SentenceClaims | None = None

    def compose(self) -> ComposeResult:
        yield Static("Your answer", classes="heading")
        yield Static("", id="part-0", classes="words")
        for number, reply in enumerate(self._transcript.pushback, 1):
            yield Static(sanitize(f"{reply.who}: {reply.text}"), markup=False, classes="pushed")
            yield Static("", id=f"part-{number}", classes="words")

    def on_mount(self) -> None:
        self._draw()

    def number(self, sentences: Sequence[SentenceClaims]) -> None:
        """Number these sentences."""
        self._sentences = sentences
        self._draw()

    def mark(self, evidence: Sequence[Evidence], *, scroll: bool = False) -> None:
        """Highlight these quotes; with `scroll`, bring the first one into view."""
        self._evidence = [e for e in evidence if e.verified and e.start is not None]
        self._chosen = None
        self._draw()
        if scroll and self._evidence:
            call_once_drawn(self, self._bring_up, min(e.start or 0 for e in self._evidence))

    def choose(self, sentence: SentenceClaims) -> None:
        """Show one sentence as the chosen one and bring it into view."""
        self._chosen = sentence
        self._draw()
        call_once_drawn(self, self._bring_up, sentence.start)

    def on_click(self, event: events.Click) -> None:
        # not an action in the text: links are drawn in a style of their own
        number = event.style.meta.get("sentence")
        if isinstance(number, int):
            self.post_message(self.SentenceChosen(number))

    def _draw(self) -> None:
        for number, (start, text) in enumerate(self._list_parts()):
            self.query_one(f"#part-{number}", Static).update(self._draw_part(start, text))

    def _draw_part(self, start: int, text: str) -> Content:
        """One part, piece by piece between sentence starts, so that offsets stay simple."""
        here = [s for s in self._sentences if start <= s.start < start + len(text)]
        first = here[0].start if here else start + len(text)
        pieces = [self._draw_piece(start, text, start, first)]
        for index, sentence in enumerate(here):
            until = here[index + 1].start if index + 1 < len(here) else start + len(text)
            label = Content.styled(f"{sentence.number} ", MUTED)
            words = self._draw_piece(start, text, sentence.start, until)
            whole = Content("").join([label, words])
            pieces.append(whole.stylize(Style.from_meta({"sentence": sentence.number})))
        return Content("").join(pieces)

    def _draw_piece(self, part: int, text: str, begin: int, end: int) -> Content:
        content = Content(sanitize(text[begin - part : end - part]))
        for proof in self._evidence:
            first, last = max(proof.start or 0, begin), min(proof.end or 0, end)
            if first < last:
                content = content.stylize(EVIDENCE, first - begin, last - begin)
        if self._chosen is not None and self._chosen.start == begin:
            content = content.stylize(CHOSEN, 0, self._chosen.end - begin)
        return content

    def _bring_up(self, offset: int) -> None:
        for number, (start, text) in enumerate(self._list_parts()):
            if not start <= offset <= start + len(text):
                continue
            part = self.query_one(f"#part-{number}", Static)
            share = (offset - start) / max(len(text), 1)
            target = part.virtual_region.y + int(part.virtual_region.height * share) - 3
            self.scroll_to(y=max(target, 0), animate=False)
            return

    def _list_parts(self) -> list[tuple[int, str]]:
        text = self._transcript.candidate_text
        return [(p.start, text[p.start : p.end]) for p in self._transcript.spoken_parts]
