"""Commands about saved rounds: rounds, show."""

from __future__ import annotations

import re
from dataclasses import asdict

import click

from coach.cli import keeping
from coach.cli.output import json_option, print_json, printable, say, with_desk
from coach.cli.progress import Reading
from coach.practice.desk import Desk
from coach.practice.room_telling import message_lines, room_lines
from coach.practice.telling import dots, review_lines, transcript_lines
from coach.reviews.room import last_looks
from coach.transcripts.index import Snippet

PUBLIC = ["id", "scenario", "started", "seconds", "attempt", "words", "level", "reviews", "status"]


@click.group("rounds", invoke_without_command=True)
@click.option("--search", help='Words, "phrases", begin*, scenario:, level:>=3, model:, after: ...')
@click.option("--scenario", "scenario_id", help="Only rounds on this scenario.")
@json_option
@with_desk
def list_rounds(desk: Desk, search: str | None, scenario_id: str | None, as_json: bool) -> None:
    """List the saved rounds, newest first; its commands name, tag, note and delete them."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    with Reading() as told:
        rounds = desk.rounds(told)
    hits = desk.search(search or "", rounds)
    hits = [hit for hit in hits if scenario_id is None or hit.row.scenario == scenario_id]
    if as_json:
        print_json([{key: asdict(hit.row)[key] for key in PUBLIC} for hit in hits])
        return
    for hit in hits:
        row = hit.row
        if row.status == "damaged":
            say(f"{row.id}  damaged: {row.reason}")
            continue
        names = ", ".join(dict.fromkeys(row.reviews)) or "no review"
        say(f"{row.id}  {dots(row.level):<4}  {row.words:>4} words  {row.status:<11}  {names}")
        if hit.snippet:
            click.echo("    " + _marked(hit.snippet))


def _marked(snippet: Snippet) -> str:
    """Where the words were found, on one line, bold where the terminal can."""
    pieces = [(printable(re.sub(r"\s+", " ", text)), is_hit) for text, is_hit in snippet]
    return "".join(click.style(text, bold=True) if is_hit else text for text, is_hit in pieces)


@click.command()
@click.argument("round_id", metavar="ROUND")
@json_option
@with_desk
def show(desk: Desk, round_id: str, as_json: bool) -> None:
    """Print one saved round with its reviews."""
    transcript = desk.store.recover(desk.store.resolve(round_id))
    reviews = desk.reviews(transcript.id)
    if as_json:
        data = transcript.model_dump(mode="json")
        data["text"] = transcript.candidate_text
        data["reviews"] = [review.model_dump(mode="json") for review in reviews]
        rooms = [visit.model_dump(mode="json") for visit in desk.room.kept(transcript.id)]
        print_json(data | ({"rooms": rooms} if rooms else {}))
        return
    say("\n".join(transcript_lines(transcript)))
    for review in reviews:
        pack, scenario = desk.case(transcript)
        say("\n" + "─" * 60)
        say("\n".join(review_lines(review, pack, scenario)))
    for visit in last_looks(desk.room.kept(transcript.id)):
        say("\n" + "─" * 60)
        say("\n".join(message_lines(visit) if visit.message else room_lines(visit)))


for command in keeping.COMMANDS:
    list_rounds.add_command(command)
COMMANDS = (list_rounds, show)
