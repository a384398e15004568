"""`coach regrade`: more reviews of one saved round, or of all."""

from __future__ import annotations

import asyncio
import sys

import click

from coach.cli.call_progress import Bar, CallProgress
from coach.cli.endpoint import effort_options, endpoint_options, use
from coach.cli.output import (
    NOT_GRADED,
    json_option,
    levels_option,
    pass_coach,
    print_json,
    render_review_text,
    say,
    tell,
)
from coach.config import Profile
from coach.files import CoachError, NotKept
from coach.services.bulk_review import BulkResult
from coach.services.coach import Coach
from coach.services.reviews import KeptReview
from coach.transcripts.record import Transcript


@click.command()
@click.argument("round_id", metavar="[ROUND]", required=False)
@click.option("--all", "everything", is_flag=True, help="Every finished round, a few at a time.")
@click.option("--scenario", "scenario_id", help="With --all: only rounds on this scenario.")
@click.option("--again", is_flag=True, help="With --all: those reviewed before too.")
@click.option("--at-once", type=click.IntRange(2, 4), default=3, help="With --all: in flight.")
@click.option("--with", "reviewers", multiple=True, help="A profile, or offline.")
@endpoint_options
@effort_options
@levels_option
@json_option
@pass_coach
def regrade(
    coach: Coach,
    round_id: str | None,
    everything: bool,
    scenario_id: str | None,
    again: bool,
    at_once: int,
    reviewers: tuple[str, ...],
    endpoint: Profile | None,
    careful: bool,
    repeats: int,
    levels: bool,
    as_json: bool,
) -> None:
    """Add a new review to a saved round, or to all of them.

    Nothing is overwritten.
    """
    if everything == (round_id is not None):
        raise CoachError("name the round to review, or give --all.")
    given = use(coach, None, endpoint)
    reviewers = (*reviewers, given) if given else reviewers
    if not reviewers:
        raise CoachError("regrade needs a reviewer: --with NAME, or --base-url and --model.")
    for reviewer in reviewers:
        coach.profiles.check_name(reviewer)
    if everything:
        ids = coach.bulk_review.list_finished(scenario_id)
        results = {
            name: _review_all(coach, ids, name, again=again, at_once=at_once) for name in reviewers
        }
        _report_all(results, as_json=as_json)
        return
    assert round_id is not None
    transcript = coach.store.recover(coach.store.resolve(round_id))
    outcomes: list[KeptReview] = []
    for reviewer in reviewers:
        reviewing = coach.reviews.run(
            transcript.id, reviewer, CallProgress(), careful=careful, repeats=repeats
        )
        outcomes.append(asyncio.run(reviewing))
    _report(coach, transcript, outcomes, levels=levels, as_json=as_json)


def _report(
    coach: Coach,
    transcript: Transcript,
    outcomes: list[KeptReview],
    *,
    levels: bool,
    as_json: bool,
) -> None:
    reviews = [outcome.review for outcome in outcomes]
    if as_json:
        print_json(
            {
                "round": transcript.id,
                "scenario": transcript.scenario,
                "reviews": [review.model_dump(mode="json") for review in reviews],
            }
        )
    else:
        for review in reviews:
            say(f"{render_review_text(coach, review, transcript, levels=levels)}\n")
    for outcome in outcomes:
        if outcome.trouble:
            raise NotKept(outcome.trouble)
    failed = [review for review in reviews if review.status == "not_graded"]
    for review in failed:
        tell(f"not graded by {review.reviewer.name}: {review.reason}")
    if failed:
        sys.exit(NOT_GRADED)


def _review_all(
    coach: Coach, ids: list[str], name: str, *, again: bool, at_once: int
) -> BulkResult:
    try:
        with Bar(f"Reviewing with {name}") as progress:
            return asyncio.run(
                coach.bulk_review.run(ids, name, again=again, at_once=at_once, on_progress=progress)
            )
    except KeyboardInterrupt:
        raise CoachError("stopped; what was reviewed is saved, the same command goes on.") from None


def _report_all(results: dict[str, BulkResult], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"round": reviewed_id, "reviewer": name, "review": review.model_dump(mode="json")}
                for name, bulk in results.items()
                for reviewed_id, review in (*bulk.reviewed, *bulk.failed)
            ]
        )
    for name, bulk in results.items():
        if not as_json:
            before = f", {len(bulk.skipped)} were before" if bulk.skipped else ""
            say(f"{name}: {len(bulk.reviewed)} rounds reviewed{before}.")
        for reviewed_id, review in bulk.failed:
            tell(f"{reviewed_id} was not graded by {name}: {review.reason}")
        if bulk.hopeless:
            tell(f"nothing was graded by {name}; the rest was left.")
    if any(bulk.failed for bulk in results.values()):
        sys.exit(NOT_GRADED)


COMMANDS = (regrade,)
