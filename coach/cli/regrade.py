"""`coach regrade`: more reviews of one saved round, or of all."""

from __future__ import annotations

import asyncio
import sys

import click

from coach.cli.call_progress import Bar, CallProgress
from coach.cli.endpoint import effort_options, endpoint_options, use
from coach.cli.output import NOT_GRADED, json_option, keep_review, pass_coach, print_json, say
from coach.config import OFFLINE, Profile
from coach.exports.plain_text import render_review
from coach.files import CoachError
from coach.services.bulk_review import Bulk, list_finished_rounds, regrade_all
from coach.services.coach import Coach


@click.command()
@click.argument("round_id", metavar="[ROUND]", required=False)
@click.option("--all", "everything", is_flag=True, help="Every finished round, a few at a time.")
@click.option("--scenario", "scenario_id", help="With --all: only rounds on this scenario.")
@click.option("--again", is_flag=True, help="With --all: those reviewed before too.")
@click.option("--at-once", type=click.IntRange(2, 4), default=3, help="With --all: in flight.")
@click.option("--with", "reviewers", multiple=True, help="A profile, or offline.")
@endpoint_options
@effort_options
@json_option
@pass_coach
def regrade(
    desk: Coach,
    round_id: str | None,
    everything: bool,
    scenario_id: str | None,
    again: bool,
    at_once: int,
    reviewers: tuple[str, ...],
    endpoint: Profile | None,
    careful: bool,
    repeats: int,
    as_json: bool,
) -> None:
    """Append reviews to a saved round, or to all; nothing is overwritten."""
    if everything == (round_id is not None):
        raise CoachError("name the round to review, or give --all.")
    given = use(desk, None, endpoint)
    reviewers = (*reviewers, given) if given else reviewers
    if not reviewers:
        raise CoachError("regrade needs a reviewer: --with NAME, or --base-url and --model.")
    for reviewer in reviewers:
        if reviewer != OFFLINE:
            desk.config.profile(reviewer)
    if everything:
        ids = list_finished_rounds(desk, scenario_id)
        found = {name: _all(desk, ids, name, again=again, at_once=at_once) for name in reviewers}
        _told_all(found, as_json=as_json)
        return
    assert round_id is not None
    transcript = desk.store.recover(desk.store.resolve(round_id))
    reviews, not_kept = [], None
    for reviewer in reviewers:
        review = desk.review(transcript, reviewer, CallProgress(), careful=careful, repeats=repeats)
        not_kept = keep_review(desk, transcript.id, review) or not_kept
        reviews.append(review)
    if as_json:
        print_json(
            {
                "round": transcript.id,
                "scenario": transcript.scenario,
                "reviews": [review.model_dump(mode="json") for review in reviews],
            }
        )
    else:
        pack, scenario = desk.case(transcript)
        for review in reviews:
            say("\n".join([*render_review(review, pack, scenario), ""]))
    if not_kept:
        raise not_kept
    failed = [review for review in reviews if review.status == "not_graded"]
    for review in failed:
        click.echo(f"coach: not graded by {review.reviewer.name}: {review.reason}", err=True)
    if failed:
        sys.exit(NOT_GRADED)


def _all(desk: Coach, ids: list[str], name: str, *, again: bool, at_once: int) -> Bulk:
    try:
        with Bar(f"Reviewing with {name}") as told:
            return asyncio.run(
                regrade_all(desk, ids, name, again=again, at_once=at_once, told=told)
            )
    except KeyboardInterrupt:
        raise CoachError("stopped; what was reviewed is saved, the same command goes on.") from None


def _told_all(found: dict[str, Bulk], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"round": id, "reviewer": name, "review": review.model_dump(mode="json")}
                for name, bulk in found.items()
                for id, review in (*bulk.graded, *bulk.failed)
            ]
        )
    for name, bulk in found.items():
        if not as_json:
            before = f", {len(bulk.already)} were before" if bulk.already else ""
            say(f"{name}: {len(bulk.graded)} rounds reviewed{before}.")
        for id, review in bulk.failed:
            click.echo(f"coach: {id} was not graded by {name}: {review.reason}", err=True)
        if bulk.hopeless:
            click.echo(f"coach: nothing was graded by {name}; the rest was left.", err=True)
    if any(bulk.failed for bulk in found.values()):
        sys.exit(NOT_GRADED)


COMMANDS = (regrade,)
