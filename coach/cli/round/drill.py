"""`coach drill` and `coach drills`: exercises of two minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from coach.cli.output import json_option, pass_coach, print_json, read_typed, say, tell
from coach.drills.checks import CheckResult, DrillResult
from coach.drills.store import DrillAttempt
from coach.files import CoachError
from coach.packs.drill_schema import Drill
from coach.services.coach import Coach
from coach.text.controls import flatten


@click.command("drill")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--scenario", "scenario_id", metavar="ID", help="On this scenario.")
@click.option("--answer", "answer_file", metavar="FILE", help="A file with the attempt, or -.")
@click.option("--no-save", is_flag=True, help="With --answer: do not keep the attempt.")
@json_option
@pass_coach
def drill(
    coach: Coach,
    name: str | None,
    scenario_id: str | None,
    answer_file: str | None,
    no_save: bool,
    as_json: bool,
) -> None:
    """Do a two-minute drill.

    Without NAME it is the one that past rounds ask for.
    """
    drilling = coach.drills
    if name is not None:
        drilling.find_drill(name)
    if scenario_id is not None:
        coach.library.find(scenario_id)
    if answer_file is None:
        if as_json or no_save:
            raise CoachError("--json and --no-save need --answer FILE; `coach drills` lists.")
        _open_screen(coach, name, scenario_id)
        return
    text = read_typed(answer_file, "attempt")
    try:
        attempt, result = drilling.check(text, name, scenario_id, save=not no_save)
    except OSError as error:
        raise CoachError(f"the attempt cannot be saved: {error}; --no-save checks it.") from error
    shown, _ = drilling.load_case(attempt.drill, attempt.scenario)
    example = drilling.make_example(attempt)
    if as_json:
        print_json(_dump_attempt(attempt, result, example, saved=not no_save))
    else:
        say("\n".join(_render_attempt(shown, attempt, result, example)))


@click.command("drills")
@json_option
@pass_coach
def drills(coach: Coach, as_json: bool) -> None:
    """List the drills.

    Says what each trains, when it was done last, which one is next and why.
    """
    listed = coach.drills.list_drills()
    for fault in coach.drills.store.load_attempts().faults:
        tell(str(fault))
    if as_json:
        print_json([asdict(row) for row in listed])
        return
    if not listed:
        say("No pack has drills.")
    width = max((len(row.id) for row in listed), default=0)
    for row in listed:
        last = f"last {row.last[:10]}, {row.done}x" if row.last else "not done yet"
        say(f"{'>' if row.chosen else ' '} {row.id:<{width}}  {row.title}   ({last})")
        say(f"  {'':<{width}}  trains {'; '.join(row.trains)}")
        if row.chosen:
            say(f"  {'':<{width}}  {row.why}")


def _open_screen(coach: Coach, name: str | None, scenario_id: str | None) -> None:
    from coach.tui.run import run

    if not coach.drills.drills:
        coach.drills.open_session(name, scenario_id)
    run(make=lambda: coach, drill=(name, scenario_id))


def _dump_attempt(
    attempt: DrillAttempt, result: DrillResult, example: Sequence[str], *, saved: bool
) -> dict[str, object]:
    return {
        "drill": attempt.drill,
        "scenario": attempt.scenario,
        "attempt": attempt.id if saved else None,
        "met": result.met,
        "of": len(result.checks),
        "checks": [check.model_dump(mode="json") for check in result.checks],
        "set_aside": result.set_aside,
        "example": list(example),
    }


def _render_attempt(
    shown: Drill, attempt: DrillAttempt, result: DrillResult, example: Sequence[str]
) -> list[str]:
    lines = [f"{shown.title}   {attempt.scenario}   {result.met} of {len(result.checks)} checks"]
    for check in result.checks:
        lines += ["", *_render_check(check)]
    if result.set_aside:
        kinds = ", ".join(kind.replace("_", " ") for kind in result.set_aside)
        lines += ["", f"Set aside: {kinds}."]
    if example:
        lines += ["", "From the case itself", *(f"  {line}" for line in example)]
    return lines


def _render_check(check: CheckResult) -> list[str]:
    measured = f"   ({check.said})" if check.said else ""
    lines = [f"{'+' if check.met else '-'} {check.statement}{measured}"]
    lines += [f"    “{flatten(quote.quote)}”" for quote in check.evidence]
    return [*lines, f"    {check.do}"] if check.do else lines


COMMANDS = (drill, drills)
