"""Commands about practice as a whole: progress, study."""

from __future__ import annotations

from dataclasses import asdict

import click

from coach.cli.output import json_option, pass_coach, print_json, say, tell
from coach.exports.levels import draw_dots
from coach.files import CoachError
from coach.progress import CoverageCell, PracticeProgress, Series
from coach.services.coach import Coach
from coach.study import GRADES, Grade

SIGNS = {None: "·", 1: "○", 2: "◔", 3: "◑", 4: "●"}
"""A cell of the coverage matrix: nothing yet, then the best level from 1 to 4."""


@click.command("progress")
@json_option
@pass_coach
def show_progress(coach: Coach, as_json: bool) -> None:
    """Print levels over time, what was covered, and what is weakest."""
    progress, drill = coach.plan.measure_progress(), coach.drills.choose()
    if as_json:
        chosen = asdict(drill) if drill else None
        print_json(asdict(progress) | {"covered": progress.covered, "drill": chosen})
        return
    if not progress.rounds:
        say("No rounds yet; `coach practice` starts one.")
        return
    minutes = f"{progress.seconds / 60:.0f} min"
    say(f"{progress.rounds} rounds, {minutes}, {progress.streak}-day streak")
    for series in (progress.overall, *progress.series):
        say(_render_series(series))
    if progress.note_on_rubrics:
        say(progress.note_on_rubrics)
    cells = len(progress.cells)
    say(f"\nCovered {progress.covered} of {cells} cells of area, tradeoff and segment.")
    if progress.weakest:
        weakest = _name_dimension(progress, progress.weakest)
        say(f"Weakest over your last five reviewed rounds: {weakest}.")
    for sentence in (reading.sentence for reading in progress.eye):
        if sentence:
            say(f"Your eye: {sentence}")
    if progress.following:
        say(f"Next: {progress.following.title} ({progress.following.why}).")
    if drill:
        say(f"Drill: {drill.drill}. {drill.why}")


@click.command("study")
@click.option("--rate", nargs=2, metavar="CARD GRADE", help="Grade a card: again hard good easy.")
@click.option("--limit", type=click.IntRange(1), default=10, help="How many due cards to list.")
@json_option
@pass_coach
def study(coach: Coach, rate: tuple[str, str] | None, limit: int, as_json: bool) -> None:
    """List the study cards that are due, or grade one."""
    now = coach.workspace.now()
    if rate:
        card_id, grade = rate
        if grade not in GRADES:
            raise CoachError(f"{grade!r} is not a grade; give one of {', '.join(GRADES)}.")
        known: Grade = grade
        due = coach.study.answer(card_id, known, now).isoformat(timespec="minutes")
        print_json({"card": card_id, "due": due}) if as_json else say(
            f"{card_id} is due again {due}."
        )
        return
    deck = coach.study.make_deck(now)
    if coach.study.fault:
        tell(coach.study.fault)
    listed = [deck.cards[card_id] for card_id in deck.due[:limit]]
    if as_json:
        print_json({"due": len(deck.due), "seen": deck.seen, "cards": [asdict(c) for c in listed]})
        return
    say(f"{len(deck.due)} cards are due, {deck.seen} of {len(deck.cards)} seen.")
    for card in listed:
        say(f"\n{card.id}\n  {' '.join(card.question.split())}")


def render_coverage(cells: tuple[CoverageCell, ...] | list[CoverageCell]) -> list[str]:
    """The matrix as text: a line an area and segment, a column a tradeoff, with scenario counts."""
    tradeoffs = list(dict.fromkeys(cell.tradeoff for cell in cells))
    width = max((len(t) for t in tradeoffs), default=0) + 2
    lines = [" " * 34 + "".join(f"{name:>{width}}" for name in tradeoffs)]
    rows: dict[tuple[str, str], list[CoverageCell]] = {}
    for cell in cells:
        rows.setdefault((cell.area, cell.segment), []).append(cell)
    for (area, segment), row in rows.items():
        cells_text = "".join(f"{_render_cell(cell):>{width}}" for cell in row)
        lines.append(f"{area:<22}{segment:<12}{cells_text}")
    holes = sum(1 for cell in cells if not cell.scenarios)
    lines.append(f"\n{len(cells)} cells, {holes} without a scenario. Each: scenarios, best level.")
    return lines


def _render_cell(cell: CoverageCell) -> str:
    if not cell.scenarios:
        return "hole"
    sign = SIGNS[cell.best] if cell.attempts else SIGNS[None]
    return f"{len(cell.scenarios)} {sign}"


def _render_series(series: Series) -> str:
    trend = {1: "up", -1: "down", 0: ""}[series.trend]
    levels = [draw_dots(reading.level) for reading in series.readings[-8:]]
    return f"  {series.name:<24} {' '.join(levels) or '–'}   {trend}".rstrip()


def _name_dimension(progress: PracticeProgress, dimension: str) -> str:
    return next((s.name for s in progress.series if s.dimension == dimension), dimension)


COMMANDS = (show_progress, study)
