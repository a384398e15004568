"""The command that plans the days until the interview."""

from __future__ import annotations

import click

from coach.cli.output import json_option, pass_coach, print_json, say
from coach.files import CoachError
from coach.plan.text import dump_plan, render_plan
from coach.services.coach import Coach
from coach.services.config_file import parse_interview_day

HOW = "`coach plan --date 2026-12-01` sets the day."


@click.command("plan")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The day of the interview; it is kept.")
@click.option("--clear", is_flag=True, help="Take the day out again.")
@json_option
@pass_coach
def show_plan(coach: Coach, day: str | None, clear: bool, as_json: bool) -> None:
    """Print what to do on each day until the interview.

    What was done so far decides what comes next.
    """
    if day is not None and clear:
        raise CoachError("--date and --clear exclude each other; give one.")
    if day is not None or clear:
        today = coach.workspace.now().date()
        coach.plan.set_interview(None if day is None else parse_interview_day(day, today))
    if clear:
        print_json(None) if as_json else say("No interview is set now; the rounds stay.")
        return
    plan = coach.plan.make()
    if plan is None:
        raise CoachError(f"no interview is set; {HOW}")
    if as_json:
        print_json(dump_plan(plan))
        return
    say("\n".join(render_plan(plan)))
    if plan.days_left < 0:
        say(f"{HOW} `coach plan --clear` takes it out.")


COMMANDS = (show_plan,)
