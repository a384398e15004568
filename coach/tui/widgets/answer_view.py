"""The candidate's words with numbered sentences, and the evidence in them marked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.packs.text import spans
from coach.reviews.review import Evidence
from coach.transcripts.transcript import SEPARATOR, Transcript
from coach.tui.safe import shown
from coach.tui.words import MUTED


class AnswerView(VerticalScroll):
    """The answer, then each reply under its pushback; `mark` highlights evidence.

    Offsets are those of `Transcript.candidate_text`.
    """

    def __init__(self, transcript: Transcript, id: str = "answer-view") -> None:
        super().__init__(id=id)
        self._transcript = transcript

    def compose(self) -> ComposeResult:
        yield Static("Your answer", classes="heading")
        yield Static("", id="part-0", classes="words")
        for number, reply in enumerate(self._transcript.pushback, 1):
            yield Static(shown(f"{reply.who}: {reply.text}"), markup=False, classes="pushed")
            yield Static("", id=f"part-{number}", classes="words")

    def on_mount(self) -> None:
        self.mark([])

    def mark(self, evidence: Sequence[Evidence], *, scroll: bool = False) -> None:
        """Highlight these quotes; with `scroll`, bring the first one into view."""
        first: tuple[int, int] | None = None
        counted = 1
        for number, (start, text) in enumerate(self._parts()):
            content, top = _marked(text, start, evidence, counted)
            counted += len(spans(text))
            self.query_one(f"#part-{number}", Static).update(content)
            if top is not None and first is None:
                first = (number, top)
        if scroll and first is not None:
            self.call_after_refresh(self._bring_up, *first)

    def _bring_up(self, number: int, offset: int) -> None:
        part = self.query_one(f"#part-{number}", Static)
        words = self._parts()[number][1]
        share = offset / max(len(words), 1)
        target = part.virtual_region.y + int(part.virtual_region.height * share) - 3
        self.scroll_to(y=max(target, 0), animate=False)

    def _parts(self) -> list[tuple[int, str]]:
        parts, position = [], 0
        for text in [self._transcript.answer, *(r.reply for r in self._transcript.pushback)]:
            parts.append((position, text))
            position += len(text) + len(SEPARATOR)
        return parts


def _marked(
    text: str, start: int, evidence: Sequence[Evidence], first_number: int
) -> tuple[Content, int | None]:
    """A part with its sentences numbered and its evidence marked, and where the first mark is."""
    sentences = spans(text)
    labels = [f"{first_number + index} " for index in range(len(sentences))]
    content = _numbered(text, sentences, labels)
    marks = [
        (one.start - start, one.end - start)
        for one in evidence
        if one.verified and one.start is not None and one.end is not None
    ]
    inside = [(begin, end) for begin, end in marks if begin >= 0 and end <= len(text)]
    widths = [(at, len(label)) for (at, _), label in zip(sentences, labels, strict=True)]
    for begin, end in inside:
        before = sum(width for at, width in widths if at <= begin)
        within = sum(width for at, width in widths if begin < at < end)
        content = content.stylize("bold underline $accent", begin + before, end + before + within)
    return content, min((begin for begin, _ in inside), default=None)


def _numbered(text: str, sentences: Sequence[tuple[int, int]], labels: Sequence[str]) -> Content:
    pieces: list[Content] = []
    done = 0
    for (begin, _), label in zip(sentences, labels, strict=True):
        pieces += [Content(shown(text[done:begin])), Content.styled(label, MUTED)]
        done = begin
    return Content("").join([*pieces, Content(shown(text[done:]))])
