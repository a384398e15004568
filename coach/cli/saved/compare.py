"""Commands that look at a saved round again: compare its reviews, write a stronger version."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import click

from coach.cli.call_progress import CallProgress
from coach.cli.endpoint import endpoint_options, use
from coach.cli.output import json_option, pass_coach, print_json, say
from coach.config import Profile
from coach.exports.levels import draw_dots
from coach.exports.own_mark import render_comparison, render_own_mark
from coach.exports.plain_text import render_attempts
from coach.files import CoachError, NotKept
from coach.reviews.compare import (
    Comparison,
    ComparisonCell,
    ComparisonColumn,
    compare_reviews,
    list_comparable,
)
from coach.reviews.own_read.comparison import compare_own
from coach.services.coach import Coach
from coach.text.controls import flatten

WIDTH = 18


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.argument("other_id", metavar="[ROUND]", required=False)
@json_option
@pass_coach
def compare(coach: Coach, round_id: str, other_id: str | None, as_json: bool) -> None:
    """Put reviews of a round, or two attempts, side by side.

    All reviews of one round, or two rounds on one scenario.
    """
    resolved = coach.store.resolve(round_id)
    if other_id is not None:
        attempts = coach.reviews.compare_attempts(resolved, coach.store.resolve(other_id))
        print_json(asdict(attempts)) if as_json else say("\n".join(render_attempts(attempts)))
        return
    reviews = list_comparable(coach.reviews.load(resolved))
    own = coach.own_reads.load_newest(resolved)
    if not reviews and own is None:
        raise CoachError(
            f"round {resolved} has no review that judges it yet; "
            f"`coach regrade {resolved} --with NAME` adds one."
        )
    pack, scenario = coach.workspace.find_case(coach.store.load(resolved))
    comparison = compare_reviews(reviews, pack.rubric)
    judged = coach.own_reads.load_newest_of_reviewer(resolved)
    beside = compare_own(own, judged, pack, scenario) if own and judged else None
    if as_json:
        lines = [asdict(line) | {"disagree": line.disagree} for line in comparison.lines]
        columns = [asdict(column) for column in comparison.columns]
        whole = {"round": resolved, "reviews": columns, "dimensions": lines}
        print_json(whole | ({"own": asdict(beside)} if beside else {}))
        return
    if reviews:
        say("\n".join(_render_table(comparison)))
    if beside:
        say("\n" + "\n".join(render_comparison(beside)))
    elif own:
        say("\n".join(render_own_mark(own, pack, scenario)))


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--with", "reviewer", help="A profile of the config, or offline.")
@endpoint_options
@json_option
@pass_coach
def stronger(
    coach: Coach, round_id: str, reviewer: str | None, endpoint: Profile | None, as_json: bool
) -> None:
    """Have a model write a stronger version of an answer.

    It uses the candidate's own points.
    """
    name = use(coach, reviewer, endpoint)
    writing = coach.reviews.strengthen(coach.store.resolve(round_id), name, CallProgress())
    outcome = asyncio.run(writing)
    version = outcome.version
    if as_json:
        print_json(version.model_dump(mode="json"))
    else:
        say(version.text)
        for mark in version.new_facts:
            say(f"\nNot from your round: {mark.text}")
    if outcome.trouble:
        raise NotKept(outcome.trouble)


def _render_table(comparison: Comparison) -> list[str]:
    lines = [_render_row("", [column.name for column in comparison.columns])]
    lines.append(_render_row("overall", [_render_overall(column) for column in comparison.columns]))
    for line in comparison.lines:
        mark = "   <- differ" if line.disagree else ""
        lines.append(_render_row(line.name, [_render_cell(cell) for cell in line.cells]) + mark)
        for column, cell in zip(comparison.columns, line.cells, strict=True):
            quotes = [flatten(quote) for quote in cell.quotes]
            lines += [f"    {column.name}: “{quote}”" for quote in quotes if line.disagree]
    lines.append(
        _render_row("seconds", [_format_number(c.seconds, ".1f") for c in comparison.columns])
    )
    lines.append(_render_row("tokens", [_format_number(c.tokens, ",") for c in comparison.columns]))
    lines.append(_render_row("cost", [_format_number(c.cost, ".4f") for c in comparison.columns]))
    lines += [
        f"{c.name} was not graded: {c.reason}"
        for c in comparison.columns
        if c.status == "not_graded"
    ]
    return lines


def _render_row(name: str, cells: list[str]) -> str:
    return f"{name:<24}" + "".join(f"{cell[: WIDTH - 1]:<{WIDTH}}" for cell in cells).rstrip()


def _render_overall(column: ComparisonColumn) -> str:
    return draw_dots(column.level)


def _render_cell(cell: ComparisonCell) -> str:
    if cell.level is None:
        return "–"
    sign = "▲" if cell.apart > 0 else "▼"
    return f"{draw_dots(cell.level)} {sign * abs(cell.apart)}".rstrip()


def _format_number(value: float | None, spec: str) -> str:
    return "–" if value is None else format(value, spec)


COMMANDS = (compare, stronger)
