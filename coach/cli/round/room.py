"""The command `room`: what each stakeholder does on hearing the answer of a saved round."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from coach.cli.call_progress import CallProgress
from coach.cli.endpoint import endpoint_options, use
from coach.cli.output import json_option, make_printable, pass_coach, print_json, say
from coach.config import Profile
from coach.files import CoachError, read_text
from coach.services.coach import Coach
from coach.stakeholders.form import RoomForm, render_room_form
from coach.stakeholders.message_checks import list_message_sentences
from coach.stakeholders.models import RoomRecord
from coach.stakeholders.text import render_message, render_room
from coach.transcripts.record import SCRIPTED
from coach.yamls import load_document


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option(
    "--from",
    "form_file",
    type=click.Path(path_type=Path),
    help="Read the stances, and marks of the message, from a YAML or JSON file.",
)
@click.option("--form", "print_form", is_flag=True, help="Print a form for --from.")
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
    form_file: Path | None,
    print_form: bool,
    message_file: str | None,
    addressee: str | None,
    player: str | None,
    endpoint: Profile | None,
    as_json: bool,
) -> None:
    """Take each stakeholder's chair on hearing the answer.

    Without NAME you are shown what each of them needs and fears, and say how they react, by
    --from; with NAME a model plays them. A message to one of them is reviewed, by the model too: an
    owner and a date are found in it by wording, and you mark the rest.
    """
    resolved = coach.store.resolve(round_id)
    service = coach.stakeholders
    name = use(coach, player, endpoint)
    if name:
        visit = asyncio.run(service.play(resolved, name, CallProgress()))
    else:
        visit = service.open_last(resolved)
    if form_file and visit.by == SCRIPTED:
        visit = service.open(resolved)
    if print_form:
        click.echo(make_printable(render_room_form(visit.room, service.list_sentences(resolved))))
        return
    message = _read_message(message_file) if message_file else None
    if addressee is not None and message is None:
        raise CoachError("--to goes with --message; give a file with the message.")
    form = _read_form(coach, resolved, visit, form_file) if form_file else None
    if form is not None:
        visit = _take_chairs(coach, resolved, visit, form)
    if form is not None and form.has_marks and message is None:
        raise CoachError(f"{form_file}: marks of a message go with --message; give it too.")
    if message is not None:
        visit = _review(coach, resolved, visit, message, addressee)
    elif not visit.room.open_chairs or name:
        service.keep(resolved, visit)
    if form is not None and message is not None:
        visit = _mark(coach, resolved, visit, form)
    if as_json:
        print_json({"round": resolved, **visit.model_dump(mode="json")})
        return
    say("\n".join(render_room(visit)))
    if visit.review is not None:
        say("\n".join(["", *render_message(visit)]))


def _read_form(coach: Coach, round_id: str, visit: RoomRecord, path: Path) -> RoomForm:
    text = coach.store.recover(round_id).candidate_text
    return RoomForm(
        load_document(path), visit.room, coach.stakeholders.list_sentences(round_id), text
    )


def _take_chairs(coach: Coach, round_id: str, visit: RoomRecord, form: RoomForm) -> RoomRecord:
    """Take what a file says; it is kept even where chairs stay open, which is an error then."""
    service = coach.stakeholders
    for stakeholder, chair in form.chairs.items():
        visit = service.take(round_id, visit, stakeholder, **chair)
    if gap := service.describe_gap(visit):
        service.keep_chairs(round_id, visit)
        raise CoachError(f"{gap} What is in the file is kept; add the rest and give it again.")
    return visit


def _review(
    coach: Coach, round_id: str, visit: RoomRecord, message: str, addressee: str | None
) -> RoomRecord:
    service = coach.stakeholders
    if visit.room.open_chairs and addressee is None:
        raise CoachError(
            "nobody has said yet who lost: give the stances with --from FILE, or say with --to who "
            "gets the message."
        )
    visit = service.review(
        round_id, visit, addressee or service.choose_addressee(visit.room), message
    )
    service.keep(round_id, visit)
    if service.find_reader(visit):
        visit = asyncio.run(service.read(round_id, visit, CallProgress()))
        service.keep(round_id, visit)
    return visit


def _mark(coach: Coach, round_id: str, visit: RoomRecord, form: RoomForm) -> RoomRecord:
    assert visit.review is not None
    sentences = list_message_sentences(visit.message)
    open_checks = [check.id for check in visit.review.to_mark]
    marks = form.read_marks(open_checks, sentences, visit.message)
    for check, evidence in marks.items():
        visit = coach.stakeholders.mark(visit, check, evidence)
    if marks:
        coach.stakeholders.keep(round_id, visit)
    return visit


def _read_message(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    return read_text(Path(name))


COMMANDS = (room,)
