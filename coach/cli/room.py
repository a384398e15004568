"""The command `room`: who says what on hearing the answer of a saved round."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coach.cli.call_progress import CallProgress
from coach.cli.endpoint import endpoint_options, use
from coach.cli.output import json_option, pass_coach, print_json, say
from coach.config import Profile
from coach.files import CoachError, read_text
from coach.services.coach import Coach
from coach.stakeholders.text import render_message, render_room
from coach.transcripts.record import SCRIPTED


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option(
    "--message", "message_file", help="A file with the message to the side that lost, or -."
)
@click.option("--to", "addressee", metavar="ID", help="Somebody else that the message goes to.")
@click.option("--with", "player", metavar="NAME", help="A profile that plays the room.")
@endpoint_options
@json_option
@pass_coach
def room(
    coach: Coach,
    round_id: str,
    message_file: str | None,
    addressee: str | None,
    player: str | None,
    endpoint: Profile | None,
    as_json: bool,
) -> None:
    """Hear what each stakeholder says to the answer; with a message, review it.

    The script plays the room and the message is read by its wording; with NAME, a model plays
    it and reads the message too.
    """
    resolved = coach.store.resolve(round_id)
    name = use(coach, player, endpoint) or SCRIPTED
    message = _message(message_file) if message_file else None
    visit = coach.stakeholders.play(resolved, name, CallProgress())
    to = addressee or coach.stakeholders.addressee(visit.room)
    if message is not None:
        visit = coach.stakeholders.review(resolved, visit, to, message)
    elif addressee is not None:
        raise CoachError("--to goes with --message; give a file with the message.")
    coach.stakeholders.keep(resolved, visit)
    if visit.review is not None and coach.stakeholders.reader(visit):
        visit = coach.stakeholders.look(resolved, visit, CallProgress())
        coach.stakeholders.keep(resolved, visit)
    if as_json:
        print_json({"round": resolved, **visit.model_dump(mode="json")})
        return
    say("\n".join(render_room(visit)))
    if visit.review is not None:
        say("\n".join(["", *render_message(visit)]))


def _message(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    return read_text(Path(name))


COMMANDS = (room,)
