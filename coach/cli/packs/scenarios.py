"""Commands about what is asked: scenarios, scenario."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from coach.cli.output import json_option, pass_coach, print_json, say, tell
from coach.plan.recommendation import choose_scenario, list_scenario_rows

if TYPE_CHECKING:
    from coach.packs.schema import Scenario
    from coach.services.coach import Coach

PUBLIC = [
    "id",
    "pack",
    "title",
    "areas",
    "tradeoffs",
    "segments",
    "difficulty",
    "minutes",
    "attempts",
    "best_level",
]


@click.command()
@click.option("--area")
@click.option("--tradeoff")
@click.option("--segment")
@click.option("--difficulty", type=click.Choice(["warm-up", "core", "stretch"]))
@click.option("--pack")
@click.option("--coverage", is_flag=True, help="The matrix of areas, tradeoffs and segments.")
@json_option
@pass_coach
def scenarios(coach: Coach, coverage: bool, as_json: bool, **filters: str | None) -> None:
    """List the scenarios."""
    if coverage:
        from coach.cli.saved.progress import render_coverage

        cells = coach.plan.measure_progress().cells
        lines = render_coverage(cells)
        print_json([asdict(cell) for cell in cells]) if as_json else say("\n".join(lines))
        return
    chosen = choose_scenario(
        list_scenario_rows(coach.list_cards(), coach.round_lists.list_rounds()), **filters
    )
    for fault in coach.pack_faults:
        tell(str(fault))
    if as_json:
        print_json([{key: asdict(row)[key] for key in PUBLIC} for row in chosen])
        return
    width = max((len(row.id) for row in chosen), default=0)
    for row in chosen:
        best = f"best {row.best_level}" if row.best_level else ""
        tried = f"{row.attempts}x" if row.attempts else ""
        line = f"{row.id:<{width}}  {row.difficulty:<8} {row.minutes:>3} min  {tried:>3} {best:<7}"
        say(f"{line} {row.title}")


@click.command()
@click.argument("scenario_id", metavar="ID")
@click.option("--spoilers", is_flag=True, help="Show the hidden facts, points and outline too.")
@json_option
@pass_coach
def scenario(coach: Coach, scenario_id: str, spoilers: bool, as_json: bool) -> None:
    """Print one scenario as the candidate sees it, or whole."""
    _, case = coach.library.find(scenario_id)
    prompt = coach.rounds.render_prompt(scenario_id)
    if as_json:
        whole = case.model_dump(mode="json") | {"prompt": prompt}
        seen = ("id", "title", "prompt", "minutes", "difficulty", "areas", "tradeoffs", "segments")
        print_json(whole if spoilers else {key: whole[key] for key in seen})
        return
    say(f"{case.title}   ({case.minutes} min, {case.difficulty})\n\n{prompt}")
    if spoilers:
        say(_render_spoilers(case))


def _render_spoilers(case: Scenario) -> str:
    lines = ["\nHidden facts"]
    lines += [f"  {fact.ask}\n    {fact.answer.strip()}" for fact in case.facts]
    lines += ["\nRubric points", *(f"  {p.id}: {p.statement}" for p in case.points)]
    lines += ["\nPushbacks"]
    lines += [f"  {p.who}: {p.text.strip()}\n    good: {p.good}" for p in case.pushbacks]
    return "\n".join([*lines, "\nAn expert's answer", case.outline.strip()])


COMMANDS = (scenarios, scenario)
