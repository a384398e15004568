"""The side of an own read that is read: the candidate's sentences, or the expert's answer."""

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

from coach.text.controls import sanitize
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence
from coach.tui.format import MUTED
from coach.tui.widgets.once_drawn import call_once_drawn

CHOSEN = "bold reverse"
ROWS_ABOVE = 3
"""Rows that stay in sight above what is brought into view."""


class RoundWords(VerticalScroll, can_focus=False):
    """The candidate's words with numbered sentences, one of them chosen; or another text."""

    @dataclass
    class SentenceClicked(Message):
        """A sentence was clicked; `index` is its place among all sentences."""

        index: int

    def __init__(self, transcript: Transcript, sentences: Sequence[Evidence]) -> None:
        super().__init__(id="own-text")
        self._parts = _split_parts(transcript)
        self._replies = len(transcript.pushback)
        self._sentences = sentences

    def compose(self) -> ComposeResult:
        for number, (heading, _, _) in enumerate(self._parts):
            if heading:
                yield Static(sanitize(heading), markup=False, classes="own-said words-of-round")
            asked = " own-asked" if number > self._replies else ""
            yield Static("", id=f"own-part-{number}", classes=f"words-of-round{asked}")
        yield Static("", id="own-other")

    def show_sentences(self, chosen: int | None) -> None:
        """Show the candidate's words, with one sentence chosen and in view, or none."""
        self.query_one("#own-other", Static).display = False
        self.query(".words-of-round").set(display=True)
        for number, (_, start, text) in enumerate(self._parts):
            part = self.query_one(f"#own-part-{number}", Static)
            part.update(self._draw(start, text, chosen))
        if chosen is not None:
            call_once_drawn(self, self._bring_up, self._sentences[chosen].start or 0)
        else:
            self.scroll_home(animate=False)

    def show_other(self, content: Content, mark: tuple[int, int] | None = None) -> None:
        """Show another text instead, with a stretch of it marked and in view."""
        self.query(".words-of-round").set(display=False)
        other = self.query_one("#own-other", Static)
        other.display = True
        other.update(content.stylize(CHOSEN, *mark) if mark else content)
        if mark:
            call_once_drawn(self, self._scroll_within, other, mark[0] / max(1, len(content)))
        else:
            self.scroll_home(animate=False)

    def on_click(self, event: events.Click) -> None:
        """Say which sentence was clicked."""
        index = event.style.meta.get("own_sentence")
        if isinstance(index, int):
            self.post_message(self.SentenceClicked(index))

    def _draw(self, start: int, text: str, chosen: int | None) -> Content:
        pieces: list[Content] = []
        at = start
        for index, sentence in enumerate(self._sentences):
            begin, end = sentence.start or 0, sentence.end or 0
            if not start <= begin < start + len(text):
                continue
            pieces.append(Content(sanitize(text[at - start : begin - start])))
            # the sign says it where colors do not
            label = Content.styled(f"{'▸' if index == chosen else ''}{index + 1} ", MUTED)
            words = Content(sanitize(text[begin - start : end - start]))
            if index == chosen:
                words = words.stylize(CHOSEN)
            pieces.append((label + words).stylize(Style.from_meta({"own_sentence": index})))
            at = end
        pieces.append(Content(sanitize(text[at - start :])))
        return Content("").join(pieces)

    def _bring_up(self, offset: int) -> None:
        for number, (_, start, text) in enumerate(self._parts):
            if start <= offset < start + max(1, len(text)):
                part = self.query_one(f"#own-part-{number}", Static)
                self._scroll_within(part, (offset - start) / max(1, len(text)))
                return

    def _scroll_within(self, part: Static, share: float) -> None:
        row = part.virtual_region.y + int(part.virtual_region.height * share)
        in_sight = self.scroll_offset.y <= row - 1 and row + ROWS_ABOVE < (
            self.scroll_offset.y + self.size.height
        )
        if not in_sight:
            self.scroll_to(y=max(row - ROWS_ABOVE, 0), animate=False)


def _split_parts(transcript: Transcript) -> list[tuple[str, int, str]]:
    """The parts of the candidate's text: what was said before each, its offset, its words."""
    headings = ["", *(f"{push.who}: {push.text}" for push in transcript.pushback)]
    headings += [("You asked" if not place else "") for place in range(len(transcript.clarify))]
    text = transcript.candidate_text
    return [
        (heading, part.start, text[part.start : part.end])
        for heading, part in zip(headings, transcript.parts, strict=True)
    ]
