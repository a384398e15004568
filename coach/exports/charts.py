"""The report's two charts as plain numbers; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.exports.round_data import RoundData
from coach.transcripts.timeline import find_silences, measure_growth

WIDTH, HEIGHT = 640.0, 140.0
"""Size of the timeline's plot, in the picture's own units."""


@dataclass(frozen=True)
class Band:
    """A stretch of the timeline: a phase or a silence."""

    name: str
    x: float
    width: float


@dataclass(frozen=True)
class ChartMark:
    """A moment on the timeline."""

    name: str
    x: float


@dataclass(frozen=True)
class TimelineData:
    """Words over time, with the phases below and what happened when."""

    points: str
    """As the `points` of an SVG polyline."""
    phases: tuple[Band, ...]
    silences: tuple[Band, ...]
    marks: tuple[ChartMark, ...]
    minutes: tuple[ChartMark, ...]
    words: int
    width: float = WIDTH
    height: float = HEIGHT


def build_timeline(round_data: RoundData) -> TimelineData | None:
    """The timeline; None for a round that was not typed here."""
    readings = measure_growth(round_data.events)
    seconds = max(round_data.transcript.seconds, readings[-1].at)
    if len(readings) < 2 or seconds <= 0:
        return None
    most = max(reading.words for reading in readings) or 1

    def x(at: float) -> float:
        return round(WIDTH * min(at, seconds) / seconds, 1)

    points = [f"{x(r.at)},{round(HEIGHT * (1 - r.words / most), 1)}" for r in readings]
    phases = [
        Band(span.phase, x(span.started), round(x(span.ended or seconds) - x(span.started), 1))
        for span in round_data.transcript.phases
        if span.phase != "done"
    ]
    return TimelineData(
        points=" ".join(points),
        phases=tuple(phases),
        silences=tuple(
            Band("", x(s.start), round(x(s.end) - x(s.start), 1))
            for s in find_silences(round_data.events)
        ),
        marks=tuple(ChartMark(name, x(at)) for name, at in _list_moments(round_data)),
        minutes=tuple(ChartMark(str(m), x(m * 60)) for m in _list_minutes(seconds)),
        words=most,
    )


def _list_moments(round_data: RoundData) -> list[tuple[str, float]]:
    marks = [("question", asked.at) for asked in round_data.transcript.clarify]
    marks += [("pushback", reply.at) for reply in round_data.transcript.pushback]
    if round_data.review:
        moments = round_data.review.moments
        milestones = (
            ("recommendation", moments.recommendation),
            ("tradeoff", moments.first_tradeoff),
        )
        marks += [(name, at) for name, at in milestones if at is not None]
    return marks


def _list_minutes(seconds: float) -> Sequence[int]:
    step = max(1, round(seconds / 60 / 8))
    return range(0, int(seconds // 60) + 1, step)
