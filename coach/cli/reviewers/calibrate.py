"""`coach calibrate`: how far a reviewer's levels agree with labelled answers."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import click

from coach.calibration.pointing import make_pointer_report
from coach.calibration.report import make_report
from coach.cli.endpoint import endpoint_options, use
from coach.cli.output import (
    NOT_GRADED,
    json_option,
    make_printable,
    pass_coach,
    print_json,
    say,
    tell,
)
from coach.config import BUILT_IN_REVIEWERS, DEFAULT_REVIEWER, Profile
from coach.files import CoachError
from coach.packs.schema import Pack
from coach.services.coach import Coach
from coach.services.trust.calibration import ROUNDS, Rounds


@click.command()
@click.option("--with", "reviewer", help="A profile of the config, or offline.")
@endpoint_options
@click.option(
    "--repeats", type=click.IntRange(1, 10), default=1, help="Grade each answer so often."
)
@click.option("--limit", type=click.IntRange(min=1), help="Only so many answers.")
@click.option("--pack", "pack_id", help="The pack whose gold answers are used.")
@click.option(
    "--rounds", type=click.Choice(ROUNDS), help="Count rounds that people reviewed too, or alone."
)
@click.option("--at-once", type=click.IntRange(2, 4), default=3, help="Calls in flight.")
@json_option
@pass_coach
def calibrate(
    coach: Coach,
    reviewer: str | None,
    endpoint: Profile | None,
    repeats: int,
    limit: int | None,
    pack_id: str | None,
    rounds: Rounds | None,
    at_once: int,
    as_json: bool,
) -> None:
    """Measure how far the levels of a reviewer can be trusted.

    Runs it over the gold answers.
    """
    name = use(coach, reviewer, endpoint)
    if name is None:
        raise CoachError("calibrate needs a reviewer: --with NAME, or --base-url and --model.")
    if name in BUILT_IN_REVIEWERS:
        if name != DEFAULT_REVIEWER:
            raise CoachError(f"{name} neither gives levels nor points; nothing can be measured.")
        if rounds:
            raise CoachError(f"{name} gives no levels to compare; leave --rounds out.")
    gold = coach.calibration.load_gold_set(pack_id, limit, rounds)
    times = 1 if name in BUILT_IN_REVIEWERS else repeats
    bar = click.progressbar(
        length=len(gold.items) * times,
        label=f"grading with {make_printable(name)}",
        file=sys.stderr,
    )
    if name in BUILT_IN_REVIEWERS:
        with bar:
            report = make_pointer_report(name, gold.items, lambda item: bar.update(1))
        print_json(report) if as_json else say("\n".join(_render_pointers(report, gold.pack)))
        return
    with bar:
        grading = coach.calibration.run(
            name, gold, repeats=times, at_once=at_once, done=lambda graded: bar.update(1)
        )
        gradings = asyncio.run(grading)
    if not any(grading.status == "graded" for grading in gradings):
        reason = gradings[0].reason if gradings else "nothing was graded"
        tell(f"not calibrated: {reason}")
        sys.exit(NOT_GRADED)
    report = make_report(name, gold.items, gradings)
    coach.calibration.save(name, gold, gradings)
    print_json(report) if as_json else say("\n".join(_render_report(report, gold.pack)))


def _render_pointers(report: dict[str, Any], pack: Pack) -> list[str]:
    """What pointers can claim; there are no levels to agree or disagree with anyone."""
    lines = [
        f"{report['with']} on {report['answers']} gold answers of {pack.manifest.id}",
        "It points and gives no level, so this says only how often it points well.",
    ]
    parts = {
        "all": report,
        "held out of tuning": report["held_out"],
        "open to tuning": report["tuned"],
    }
    for heading, part in parts.items():
        f = part["pointers"]
        if not f["answers"]:
            continue
        lines += [
            "",
            f"{heading}: {', '.join(f['scenarios'])}",
            "  sentences pointed at for points that are made: "
            f"{_render_share(f, 'pointed_at_points_made', 'pointed')}",
            "  marked sentence is right: "
            f"{_render_share(f, 'sentence_right', 'marked')} of all marks",
            "    and where the point is made: "
            f"{_render_share(f, 'sentence_right_of_points_made', 'marked_of_points_made')}",
            f'  "nothing like it" is right: {_render_share(f, "nothing_right", "nothing_found")}',
            "  points credited to strong answers to other cases: "
            f"{_render_share(f, 'swap_credited', 'swap_points')}",
        ]
    return [*lines, "", f"seconds an answer: median {_show(report['timing']['seconds_median'], 3)}"]


def _render_share(figures: dict[str, Any], share: str, count: str) -> str:
    return f"{_show(figures[share])} of {figures[count]}" if figures[count] else "not labelled"


def _render_report(report: dict[str, Any], pack: Pack) -> list[str]:
    names = {dimension.id: dimension.name for dimension in pack.rubric.dimensions}
    lines = [
        f"{report['with']} on {_describe_answers(report)} of {pack.manifest.id}",
        "",
        f"{'':<26}{'QWK':>6} {'95% interval':>14} {'of people':>9} {'bias':>6} {'exact':>6} "
        f"{'(always the commonest)':>22} {'within 1':>8} {'MAE':>5}  verdict",
    ]
    for dimension_id, figures in [*report["dimensions"].items(), ("overall", report["overall"])]:
        lines.append(_render_row(names.get(dimension_id, "Overall"), figures))
    lines += ["", "2 against 3, the line between no and yes (a coin gets 0.50):"]
    for dimension_id, figures in [*report["dimensions"].items(), ("overall", report["overall"])]:
        lines.append(_render_hire_line(names.get(dimension_id, "Overall"), figures["hire_line"]))
    lines += ["", *_render_summary(report)]
    for part in ("held_out", "tuned"):
        inner = report[part]
        if inner["answers"]:
            heading = "held out of tuning" if part == "held_out" else "open to tuning"
            lines += ["", f"{heading}: {', '.join(inner['scenarios'])}", *_render_summary(inner)]
            lines.append(f"  overall QWK {_show(inner['overall']['qwk'])}")
    return lines


def _describe_answers(report: dict[str, Any]) -> str:
    rounds = report["reviewed_rounds"]
    answers = report["answers"] - rounds
    counted = [f"{answers} gold answers"] if answers else []
    return " and ".join([*counted, *([f"{rounds} reviewed rounds"] if rounds else [])])


def _render_row(name: str, f: dict[str, Any]) -> str:
    interval = "–" if f["qwk_ci"] is None else " to ".join(_show(end) for end in f["qwk_ci"])
    verdict = f["verdict"] + (f" {f['offset']:+}" if f["offset"] is not None else "")
    return (
        f"{name:<26}{_show(f['qwk']):>6} {interval:>14} {_show(f['human_qwk']):>9} "
        f"{_show(f['bias'], signed=True):>6} {_show(f['exact']):>6} "
        f"{_show(f['majority_exact']):>22} {_show(f['adjacent']):>8} "
        f"{_show(f['mae']):>5}  {verdict}"
    )


def _render_hire_line(name: str, line: dict[str, Any]) -> str:
    interval = "–" if line["ci"] is None else " to ".join(_show(end) for end in line["ci"])
    return (
        f"  {name:<26}{_show(line['right']):>6} right of {line['answers']} answers, 95% {interval}"
    )


def _render_summary(report: dict[str, Any]) -> list[str]:
    points, kinds = report["points"], report["kinds"]
    tricks = {kind: figures for kind, figures in kinds.items() if figures["a_trick"]}
    lines = [
        f"  pairs in order {_show(report['pairwise_accuracy'])}   rank correlation of sums "
        f"{_show(report['summed_spearman'])}   same on a repeat {_show(report['repeatability'])}",
        f"  points: precision {_show(points['precision'])}, recall {_show(points['recall'])}, "
        f"F1 {_show(points['f1'])}   quotes that were there {_show(report['quote_precision'])}",
        f"  padding {_show(report['padding_delta'], signed=True)}   injected orders "
        f"{_show(report['injection_delta'], signed=True)}   error by log of length "
        f"{_show(report['length_slope'], signed=True)}",
    ]
    lines += [
        f"  {kind}: at most {figures['most_points']} points, overall at most "
        f"{figures['highest_overall'] or '–'}"
        for kind, figures in tricks.items()
    ]
    if "timing" in report:
        timing, form = report["timing"], report["format"]
        lines.append(
            f"  seconds an answer: median {_show(timing['seconds_median'], 3)}, p95 "
            f"{_show(timing['seconds_p95'], 3)}   cost {_show(timing['cost'], 4)}"
        )
        lines.append(
            f"  replies valid at once {form['valid_first_time']} of {form['gradings']}, repaired "
            f"{form['repaired']}, asked again {form['asked_again']}, failed {form['failed']}"
        )
    return lines


def _show(value: float | None, digits: int = 2, *, signed: bool = False) -> str:
    if value is None:
        return "–"
    return f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"


COMMANDS = (calibrate,)
