"""A picture of a round: words over time, with what happened when."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Moments
from coach.transcripts.timeline import Growth, Silence
from coach.tui.format import MUTED, minutes_seconds
from coach.tui.widgets.themed_plot import ThemedPlot

PAUSES_NAMED = 3


class TimelineChart(Vertical):
    """Words over time as a plot, and the moments that matter in words below it."""

    def __init__(self) -> None:
        super().__init__(id="timeline-view")

    def compose(self) -> ComposeResult:
        yield ThemedPlot(id="timeline-plot")
        yield Static("", id="timeline-says")

    def show(
        self,
        transcript: Transcript,
        moments: Moments,
        growth: Sequence[Growth],
        silences: Sequence[Silence],
    ) -> None:
        """Draw a round; one that was not typed here has only its facts."""
        plot = self.query_one(ThemedPlot)
        plot.display = len(growth) > 1
        if len(growth) > 1:
            _draw(plot, transcript, moments, growth)
        self.query_one("#timeline-says", Static).update(_says(transcript, moments, silences))


def _draw(
    plot: ThemedPlot, transcript: Transcript, moments: Moments, growth: Sequence[Growth]
) -> None:
    plt = plot.plt
    plt.clear_figure()
    minutes = [one.at / 60 for one in growth]
    plt.plot(minutes, [one.words for one in growth], marker="braille", color=plot.line_colour)
    for moment, name in _named(moments):
        if moment is not None:
            plt.vline(moment / 60)
            plt.text(name, x=moment / 60, y=growth[-1].words, alignment="left")
    plt.vline(transcript.minutes if transcript.overtime else max(minutes))
    plt.xlabel("minutes")
    plt.title("words")
    plot.refresh()


def _named(moments: Moments) -> list[tuple[float | None, str]]:
    return [
        (moments.first_question, "Q"),
        (moments.recommendation, "R"),
        (moments.first_tradeoff, "T"),
    ]


def _says(transcript: Transcript, moments: Moments, silences: Sequence[Silence]) -> Content:
    total = f"{transcript.minutes}:00"
    rows = [
        ("Q  first question", _at(moments.first_question)),
        # who only points looks for neither, so that "not seen" would be false
        ("R  recommendation", _at(moments.recommendation) if moments.recommendation else ""),
        ("T  first tradeoff", _at(moments.first_tradeoff) if moments.first_tradeoff else ""),
        ("   in all", f"{minutes_seconds(transcript.seconds)} of {total}"),
    ]
    if transcript.overtime:
        rows.append(("   overtime", minutes_seconds(transcript.overtime)))
    longest = sorted(silences, key=lambda one: one.start - one.end)[:PAUSES_NAMED]
    for one in sorted(longest, key=lambda one: one.start):
        span = f"{minutes_seconds(one.end - one.start)} at {minutes_seconds(one.start)}"
        rows.append(("   no key for", span))
    for pause in transcript.pauses:
        stood = f"{minutes_seconds(pause.seconds)} at {minutes_seconds(pause.at)}"
        rows.append(("   clock paused", stood))
    lines = [Content.assemble((f"{name:<20}", MUTED), text) for name, text in rows if text]
    if transcript.seconds:
        lines.append(Content.styled("p  replays the typing", MUTED))
    return Content("\n").join(lines)


def _at(moment: float | None) -> str:
    return "not seen" if moment is None else minutes_seconds(moment)
