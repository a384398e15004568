"""How practice goes: levels over time, what was covered, time spent, what is weakest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coach.packs.load import Library
from coach.packs.schema import Manifest
from coach.plan.recommendation import Next, find_weakest_dimension, recommend_next
from coach.reviews.own_read.comparison import EyeReading, measure_eye
from coach.transcripts.summary import RoundSummary


@dataclass(frozen=True)
class LevelReading:
    """One reviewed round on one dimension."""

    round: str
    started: str
    level: int
    scenario: str
    rubric: str = ""
    """The rubric it was given by, as `id@version`."""


@dataclass(frozen=True)
class Series:
    """A dimension over time, oldest first, by one version of each rubric."""

    dimension: str
    name: str
    readings: tuple[LevelReading, ...]
    earlier: int = 0
    """Readings left out, since another version of their rubric gave them."""

    @property
    def latest(self) -> LevelReading | None:
        """The newest reading."""
        return self.readings[-1] if self.readings else None

    @property
    def trend(self) -> int:
        """1 up, -1 down, 0 level or too few: the newest attempt at a case against its first.

        The newest case that was tried twice counts: like is compared with like, since levels on
        different cases differ for reasons of the cases.
        """
        newest: dict[tuple[str, str], LevelReading] = {}
        for later in reversed(self.readings):
            newest.setdefault((later.scenario, later.rubric), later)
        for case, last in newest.items():
            first = next(r for r in self.readings if (r.scenario, r.rubric) == case)
            if first is not last:
                return (last.level > first.level) - (last.level < first.level)
        return 0


@dataclass(frozen=True)
class CoverageCell:
    """An area, a tradeoff and a segment: its scenarios, rounds taken on them, best level."""

    area: str
    tradeoff: str
    segment: str
    scenarios: tuple[str, ...]
    attempts: int
    best: int | None


@dataclass(frozen=True)
class PracticeProgress:
    """All of it. `seconds` are active seconds in rounds; `streak` counts days up to today."""

    rounds: int
    seconds: float
    streak: int
    series: tuple[Series, ...]
    overall: Series
    cells: tuple[CoverageCell, ...]
    weakest: str | None
    following: Next | None
    cases_reviewed: int = 0
    """Cases of the packs with a round that was reviewed or marked."""
    cases: int = 0
    eye: tuple[EyeReading, ...] = ()
    """How the candidate's own marks agree with reviewers', the strongest lean first."""

    @property
    def note_on_rubrics(self) -> str | None:
        """Say that levels by earlier versions of a rubric are left out, where there are any."""
        if not self.overall.earlier:
            return None
        rounds = "round was" if self.overall.earlier == 1 else "rounds were"
        return f"{self.overall.earlier} earlier {rounds} judged by an older rubric, not shown here."

    @property
    def covered(self) -> int:
        """Cells in which a round was reviewed or marked."""
        return sum(1 for cell in self.cells if cell.attempts)


def measure_progress(
    library: Library, rounds: Sequence[RoundSummary], today: date
) -> PracticeProgress:
    """Work out the progress over all readable rounds, given newest first."""
    readable = [row for row in rounds if row.status != "damaged"]
    oldest_first = list(reversed(readable))
    dimensions = {d.id: d.name for pack in library.packs.values() for d in pack.rubric.dimensions}
    return PracticeProgress(
        rounds=len(readable),
        seconds=sum(row.seconds for row in readable),
        streak=count_streak((row.started for row in readable), today),
        series=tuple(
            _make_series(dimension_id, name, _list_readings(dimension_id, oldest_first))
            for dimension_id, name in dimensions.items()
        ),
        overall=_make_series("overall", "Overall", _list_overall(oldest_first)),
        cells=tuple(measure_coverage(library, readable)),
        weakest=find_weakest_dimension(readable),
        following=recommend_next(library, rounds),
        cases_reviewed=len({row.scenario for row in readable if is_reviewed(row)}),
        cases=len(library.scenarios),
        eye=tuple(measure_eye(readable, dimensions)),
    )


def measure_coverage(library: Library, rounds: Iterable[RoundSummary]) -> list[CoverageCell]:
    """Every area x tradeoff x segment of the packs, with the reviewed rounds in it.

    A round that was only begun, or that nobody has reviewed or marked, covers nothing.
    """
    taken: dict[str, list[RoundSummary]] = {}
    for row in rounds:
        if is_reviewed(row):
            taken.setdefault(row.scenario, []).append(row)
    return [
        _make_cell(library, manifest, area.id, tradeoff.id, segment.id, taken)
        for manifest in (pack.manifest for pack in library.packs.values())
        for area in manifest.areas
        for tradeoff in manifest.tradeoffs
        for segment in manifest.segments
    ]


def is_reviewed(row: RoundSummary) -> bool:
    """Whether a finished round was reviewed by anybody, or marked by the candidate."""
    return row.status == "done" and bool(row.reviews or row.own_level)


def count_streak(started: Iterable[str], today: date) -> int:
    """Days in a row with a round, ending today or yesterday."""
    days = {datetime.fromisoformat(moment).date() for moment in started if moment}
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count += 1
        day -= timedelta(days=1)
    return count


def _make_series(dimension: str, name: str, readings: Iterable[LevelReading]) -> Series:
    """A series of the readings that can be compared.

    A rung that was reworded gives other levels for the same answer, so of each rubric only the
    version counts that its newest reading was given by.
    """
    known = list(readings)
    newest = dict(reading.rubric.rpartition("@")[::2] for reading in known)
    kept = tuple(
        reading
        for reading in known
        if newest[reading.rubric.rpartition("@")[0]] == reading.rubric.rpartition("@")[2]
    )
    return Series(dimension, name, kept, len(known) - len(kept))


def _list_readings(dimension: str, rounds: Iterable[RoundSummary]) -> Iterable[LevelReading]:
    for row in rounds:
        level = row.dimensions.get(dimension)
        if level is not None:
            yield LevelReading(row.id, row.started, level, row.scenario, row.rubric)


def _list_overall(rounds: Iterable[RoundSummary]) -> Iterable[LevelReading]:
    for row in rounds:
        if row.level is not None:
            yield LevelReading(row.id, row.started, row.level, row.scenario, row.rubric)


def _make_cell(
    library: Library,
    manifest: Manifest,
    area: str,
    tradeoff: str,
    segment: str,
    taken: dict[str, list[RoundSummary]],
) -> CoverageCell:
    scenarios = library.packs[manifest.id].scenarios.values()
    fitting = [
        s.id
        for s in scenarios
        if area in s.areas and tradeoff in s.tradeoffs and segment in s.segments
    ]
    rounds = [row for scenario_id in fitting for row in taken.get(scenario_id, [])]
    levels = [row.level for row in rounds if row.level is not None]
    return CoverageCell(
        area, tradeoff, segment, tuple(fitting), len(rounds), max(levels, default=None)
    )
