"""Commands about saved rounds: rounds, show."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from coach.cli.call_progress import IndexBar
from coach.cli.output import (
    json_option,
    levels_option,
    make_printable,
    pass_coach,
    print_json,
    render_review_text,
    say,
)
from coach.cli.saved import rounds_edit
from coach.exports.levels import YOUR_MARK, draw_dots, draw_squares
from coach.files import CoachError
from coach.transcripts.store import OWN_NAME

if TYPE_CHECKING:
    from coach.services.coach import Coach
    from coach.transcripts.index import Snippet
    from coach.transcripts.record import Transcript
    from coach.transcripts.review_schema import Review

PUBLIC = ["id", "scenario", "started", "seconds", "attempt", "words", "level", "reviews", "status"]


@click.group("rounds", invoke_without_command=True)
@click.option("--search", help='Words, "phrases", begin*, scenario:, level:>=3, model:, after: ...')
@click.option("--scenario", "scenario_id", help="Only rounds on this scenario.")
@json_option
@pass_coach
def list_rounds(coach: Coach, search: str | None, scenario_id: str | None, as_json: bool) -> None:
    """List the saved rounds, newest first, or change one."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    with IndexBar() as bar:
        rounds = coach.round_lists.list_rounds(bar)
    hits = coach.round_lists.search(search or "", rounds)
    hits = [hit for hit in hits if scenario_id is None or hit.row.scenario == scenario_id]
    if as_json:
        print_json([{key: asdict(hit.row)[key] for key in PUBLIC} for hit in hits])
        return
    width = max((len(hit.row.id) for hit in hits), default=0)
    for hit in hits:
        row = hit.row
        if row.status == "damaged":
            say(f"{row.id:<{width}}  damaged: {row.reason}")
            continue
        reviewers = dict.fromkeys(YOUR_MARK if r == OWN_NAME else r for r in row.reviews)
        names = ", ".join(reviewers) or "no review"
        own = draw_squares(row.own_level) if row.own_level else ""
        levels = f"{draw_dots(row.level):<4}  {own:<4}"
        say(f"{row.id:<{width}}  {levels}  {row.words:>4} words  {row.status:<11}  {names}")
        if hit.snippet:
            click.echo("    " + _render_snippet(hit.snippet))


def _render_snippet(snippet: Snippet) -> str:
    """Where the words were found, on one line, bold where the terminal can."""
    pieces = [(make_printable(re.sub(r"\s+", " ", text)), is_hit) for text, is_hit in snippet]
    return "".join(click.style(text, bold=True) if is_hit else text for text, is_hit in pieces)


@click.command()
@click.argument("round_id", metavar="ROUND")
@levels_option
@json_option
@pass_coach
def show(coach: Coach, round_id: str, levels: bool, as_json: bool) -> None:
    """Print one saved round with its reviews."""
    transcript = coach.store.recover(coach.store.resolve(round_id))
    reviews = coach.reviews.load(transcript.id)
    _print_round(coach, transcript, reviews, levels=levels, as_json=as_json)
    if faults := coach.reviews.find_faults(transcript.id):
        # what can be read was printed; the rest is the command's failure
        raise CoachError("; ".join(faults))


def _print_round(
    coach: Coach, transcript: Transcript, reviews: list[Review], *, levels: bool, as_json: bool
) -> None:
    from coach.exports.plain_text import render_transcript
    from coach.stakeholders.models import take_latest_reviews
    from coach.stakeholders.text import render_message, render_room

    if as_json:
        data = transcript.model_dump(mode="json")
        data["text"] = transcript.candidate_text
        data["reviews"] = [review.model_dump(mode="json") for review in reviews]
        rooms = [
            visit.model_dump(mode="json") for visit in coach.stakeholders.load_visits(transcript.id)
        ]
        print_json(data | ({"rooms": rooms} if rooms else {}))
        return
    say("\n".join(render_transcript(transcript)))
    for review in reviews:
        say("\n" + "─" * 60)
        say(render_review_text(coach, review, transcript, levels=levels))
    for visit in take_latest_reviews(coach.stakeholders.load_visits(transcript.id)):
        say("\n" + "─" * 60)
        say("\n".join(render_message(visit) if visit.message else render_room(visit)))


for command in rounds_edit.COMMANDS:
    list_rounds.add_command(command)
COMMANDS = (list_rounds, show)
