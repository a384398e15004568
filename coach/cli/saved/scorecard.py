"""`coach scorecard`: a form for a person to grade a round with, and reading it back."""

from __future__ import annotations

from pathlib import Path

import click

from coach.cli.output import json_option, pass_coach, print_json, say, tell
from coach.exports.plain_text import render_review
from coach.files import CoachError, read_text, write_output
from coach.reviews.scorecard import find_round_id, parse_form, render_faults, render_form
from coach.services.coach import Coach


@click.command()
@click.argument("round_id", metavar="[ROUND]", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the form.")
@click.option(
    "--import", "filled", type=click.Path(path_type=Path), help="Read a form that was filled in."
)
@click.option("--partial", is_flag=True, help="Take what can be read of it, leave out the rest.")
@json_option
@pass_coach
def scorecard(
    coach: Coach,
    round_id: str | None,
    output: Path | None,
    filled: Path | None,
    partial: bool,
    as_json: bool,
) -> None:
    """Write a form in which a friend grades a round, or read it.

    A filled form becomes a review of the round.
    """
    if filled is not None:
        _read(coach, filled, partial=partial, as_json=as_json)
        return
    if round_id is None:
        raise CoachError("name the round to grade, or give --import FILE.")
    transcript = coach.store.recover(coach.store.resolve(round_id))
    form = render_form(transcript, *coach.workspace.find_case(transcript))
    if output is None:
        say(form)
        return
    if output.exists():
        raise CoachError(f"{output}: is there already and may be filled in; give another name.")
    write_output(output, form)
    tell(f"wrote {output}.")


def _read(coach: Coach, path: Path, *, partial: bool, as_json: bool) -> None:
    text = read_text(path)
    try:
        resolved = coach.store.resolve(find_round_id(text))
    except CoachError as error:
        raise CoachError(f"{path}: {error}") from None
    transcript = coach.store.recover(resolved)
    pack, scenario = coach.workspace.find_case(transcript)
    created = coach.workspace.now().isoformat(timespec="seconds")
    form = parse_form(text, transcript, pack, scenario, created)
    problems = list(render_faults(str(path), form.faults))
    if problems and not partial:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise CoachError(
            f"{problems[0]}{more}. Nothing was imported; --partial takes what can be read."
        )
    if not form.review.dimensions:
        raise CoachError(f"{path}: no dimension is filled in, so there is nothing to import.")
    for line in problems:
        tell(f"left out: {line}")
    coach.reviews.keep(resolved, form.review)
    if as_json:
        print_json({"round": resolved, "review": form.review.model_dump(mode="json")})
    else:
        say("\n".join(render_review(form.review, pack, scenario)))


COMMANDS = (scorecard,)
