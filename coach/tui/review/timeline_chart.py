"""A picture of a round: words over time, with what happened when."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Moments
from coach.transcripts.timeline import Growth, Silence
from coach.tui.format import MUTED, align, render_span
from coach.tui.widgets.hanging_text import HangingText, Line, hang
from coach.tui.widgets.themed_plot import ThemedPlot

PAUSES_NAMED = 3
LABEL_COLUMNS = 20


class TimelineChart(Vertical):
    """Words over time as a plot, and the moments that matter in words below it."""

    _plot = getters.query_one(ThemedPlot)
    _text = getters.query_one("#timeline-says", HangingText)

    def __init__(self) -> None:
        super().__init__(id="timeline-view")

    def compose(self) -> ComposeResult:
        yield ThemedPlot(id="timeline-plot")
        yield HangingText(id="timeline-says")

    def show(
        self,
        transcript: Transcript,
        moments: Moments,
        growth: Sequence[Growth],
        silences: Sequence[Silence],
    ) -> None:
        """Draw a round; one that was not typed here has only its facts."""
        self._plot.display = len(growth) > 1
        if len(growth) > 1:
            _draw(self._plot, transcript, moments, growth)
        self._text.show(_list_moments(transcript, moments, silences))


def _draw(
    plot: ThemedPlot, transcript: Transcript, moments: Moments, growth: Sequence[Growth]
) -> None:
    plt = plot.plt
    plt.clear_figure()
    minutes, words = [point.at / 60 for point in growth], [point.words for point in growth]
    plt.plot(minutes, words, marker="braille", color=plot.line_color)
    for moment, name in name_moments(moments):
        plt.vline(moment / 60, color=plot.muted_color)
        plt.text(
            name,
            x=moment / 60,
            y=growth[-1].words,
            color=plot.line_color,
            background=plot.background_color,
            alignment="left",
        )
    plt.vline(transcript.minutes if transcript.overtime else max(minutes), color=plot.muted_color)
    plot.count_axes(max(minutes[-1], transcript.minutes if transcript.overtime else 0), max(words))
    plt.xlabel("minutes")
    plt.title("words")
    plot.refresh()


def name_moments(moments: Moments) -> list[tuple[float, str]]:
    """Each moment there is with its letter; those at one time have theirs side by side."""
    letters: dict[float, str] = {}
    for moment, letter in (
        (moments.first_question, "Q"),
        (moments.recommendation, "R"),
        (moments.first_tradeoff, "T"),
    ):
        if moment is not None:
            letters[moment] = f"{letters[moment]} {letter}" if moment in letters else letter
    return list(letters.items())


def _list_moments(
    transcript: Transcript, moments: Moments, silences: Sequence[Silence]
) -> list[Line]:
    total = f"{transcript.minutes}:00"
    rows = [
        ("Q  first question", _say_when(moments.first_question)),
        # who only points looks for neither, so that "not seen" would be false
        ("R  recommendation", _say_when(moments.recommendation) if moments.recommendation else ""),
        ("T  first tradeoff", _say_when(moments.first_tradeoff) if moments.first_tradeoff else ""),
        ("   in all", f"{render_span(transcript.seconds)} of {total}"),
    ]
    if transcript.overtime:
        rows.append(("   overtime", render_span(transcript.overtime)))
    longest = sorted(silences, key=lambda silence: silence.start - silence.end)[:PAUSES_NAMED]
    for silence in sorted(longest, key=lambda silence: silence.start):
        lasted = render_span(silence.end - silence.start)
        span = f"{lasted}, from {render_span(silence.start)}"
        rows.append(("   long pause", span))
    for pause in transcript.pauses:
        stood = f"{render_span(pause.seconds)} at {render_span(pause.at)}"
        rows.append(("   clock paused", stood))
    lines: list[Line] = []
    for name, text in rows:
        if text:
            lines.append(hang(align((Content.styled(name, MUTED), LABEL_COLUMNS)), text))
    if transcript.seconds:
        lines.append(Content.styled("p  replays the typing", MUTED))
    return lines


def _say_when(moment: float | None) -> str:
    return "not seen" if moment is None else render_span(moment)
