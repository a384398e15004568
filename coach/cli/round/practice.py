"""Commands that take a round: practice, grade."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, get_args

import click

from coach.cli.call_progress import CallProgress
from coach.cli.endpoint import effort_options, endpoint_options, use
from coach.cli.output import (
    NOT_GRADED,
    json_option,
    levels_option,
    pass_coach,
    print_json,
    read_typed,
    render_review_text,
    say,
    tell,
)
from coach.files import CoachError, NotKept
from coach.plan.recommendation import choose_scenario, list_scenario_rows
from coach.transcripts.record import Manner

if TYPE_CHECKING:
    from coach.config import Profile
    from coach.services.coach import Coach


@click.command()
@click.argument("scenario_id", metavar="[ID]", required=False)
@click.option("--minutes", type=click.IntRange(1, 240), help="Another length for the round.")
@click.option("--difficulty", type=click.Choice(["warm-up", "core", "stretch"]))
@click.option("--with", "reviewer", help="A profile of the config, or offline.")
@click.option(
    "--interviewer",
    "manner",
    type=click.Choice(get_args(Manner)),
    help="How hard the interviewer presses: typical, but for a full round of the plan.",
)
@click.option(
    "--interviewer-model", metavar="NAME", help="A profile that plays the interviewer this time."
)
@click.option("--learning", is_flag=True, help="A round in which hints may be asked for.")
@endpoint_options
@pass_coach
def practice(
    coach: Coach,
    scenario_id: str | None,
    minutes: int | None,
    difficulty: str | None,
    reviewer: str | None,
    manner: Manner | None,
    interviewer_model: str | None,
    learning: bool,
    endpoint: Profile | None,
) -> None:
    """Take a timed round; without ID, the one to take next."""
    from coach.tui.run import run

    use(coach, reviewer, endpoint)
    if interviewer_model is not None:
        coach.profiles.use_interviewer_for_this_run(interviewer_model)
    hard = False
    if scenario_id is None:
        rounds = coach.rounds.list_rounds()
        if difficulty:
            fitting = choose_scenario(
                list_scenario_rows(coach.list_cards(), rounds), difficulty=difficulty
            )
            scenario_id = min(fitting, key=lambda row: row.attempts).id if fitting else None
        else:
            following = coach.plan.recommend(rounds)
            if following is not None:
                scenario_id, hard = following.scenario, following.hard
        if scenario_id is None:
            raise CoachError("no scenario fits; `coach scenarios` lists what there is.")
    coach.library.find(scenario_id)
    run(scenario_id, minutes, lambda: coach, manner, learning=learning, hard=hard)


@click.command()
@click.argument("scenario_id", metavar="ID")
@click.option("--answer", "answer_file", required=True, help="A file with the answer, or -.")
@click.option("--pushback", "pushback_file", help="A file with the reply to the pushback.")
@click.option("--with", "reviewer", help="A profile of the config, or offline.")
@click.option("--no-save", is_flag=True, help="Do not keep the round.")
@endpoint_options
@effort_options
@levels_option
@json_option
@pass_coach
def grade(
    coach: Coach,
    scenario_id: str,
    answer_file: str,
    pushback_file: str | None,
    reviewer: str | None,
    endpoint: Profile | None,
    no_save: bool,
    careful: bool,
    repeats: int,
    levels: bool,
    as_json: bool,
) -> None:
    """Review an answer that was written elsewhere.

    The round is saved, then judged.
    """
    import asyncio

    coach.library.find(scenario_id)
    answer = read_typed(answer_file, "answer")
    replies = [read_typed(pushback_file, "reply")] if pushback_file else []
    transcript = coach.rounds.record_written(scenario_id, answer, replies)
    if not no_save:
        transcript = coach.store.add(transcript)
    name = use(coach, reviewer, endpoint)
    progress, trouble = CallProgress(), None
    if no_save:
        judging = coach.reviews.review(transcript, name, progress, careful=careful, repeats=repeats)
        review = asyncio.run(judging)
    else:
        running = coach.reviews.run(transcript.id, name, progress, careful=careful, repeats=repeats)
        outcome = asyncio.run(running)
        review, trouble = outcome.review, outcome.trouble
    if as_json:
        print_json(
            {
                "round": None if no_save else transcript.id,
                "scenario": transcript.scenario,
                "review": review.model_dump(mode="json"),
            }
        )
    else:
        say(render_review_text(coach, review, transcript, levels=levels))
    if trouble:
        raise NotKept(trouble)
    if review.status == "not_graded":
        tell(f"not graded: {review.reason}")
        sys.exit(NOT_GRADED)


COMMANDS = (practice, grade)
