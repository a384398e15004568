"""`coach mark`: a candidate marks a round of their own, asked line by line or from a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from coach.cli.output import NOT_GRADED, json_option, make_printable, pass_coach, print_json
from coach.exports.own_mark import render_comparison, render_own_mark
from coach.files import CoachError, NotKept
from coach.reviews.overall import LEVELS
from coach.reviews.own_read.comparison import compare_own
from coach.reviews.own_read.form import render_marks_form
from coach.reviews.own_read.marks import Mark, PointMark
from coach.reviews.own_read.points import (
    OwnPoint,
    describe_asked,
    find_sentence,
    unwrap_paragraphs,
)
from coach.services.coach import Coach
from coach.services.own_read import OwnReadSession
from coach.text.controls import flatten
from coach.transcripts.review_schema import Evidence, Review

KEYS: dict[str, Mark] = {"y": "there", "p": "partly", "n": "missing"}
LATER = "q"
HELP = """\
Type 1 to 4 and a sentence's number where asked. For each point: y there, p partly, n no; behind it
the number of the sentence that shows it (none takes the nearest), and after p which half in a word:
`y`, `y 3`, `p 3 price`, `n`. u takes the last mark back, q leaves; what was marked is kept."""


class LeftForLater(Exception):
    """The candidate left; what was marked is kept."""


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option(
    "--from",
    "marks",
    type=click.Path(path_type=Path),
    help="Read the marks from a YAML or JSON file.",
)
@click.option("--form", is_flag=True, help="Print a form for --from, with the nearest sentences.")
@json_option
@pass_coach
def mark(coach: Coach, round_id: str, marks: Path | None, form: bool, as_json: bool) -> None:
    """Mark a round of yours, point by point.

    Each yes stands on a sentence of yours.
    """
    session = coach.own_reads.open(coach.store.resolve(round_id))
    if form:
        click.echo(make_printable(render_marks_form(session.points, session.sentences)))
        return
    if marks is not None:
        coach.own_reads.read_file(session, marks)
        if gap := session.describe_gap():
            raise CoachError(
                f"{marks}: {gap} What is in the file is kept; add the rest and give it again, or "
                f"go on with `coach mark {session.transcript.id}`."
            )
    else:
        try:
            _Prompter(session).ask_all()
        except (LeftForLater, click.Abort):
            session.leave()
            later = f"`coach mark {session.transcript.id}` goes on"
            click.echo(f"\ncoach: left; what you marked is kept, and {later}.", err=True)
            sys.exit(NOT_GRADED)
    kept = coach.own_reads.finish(session)
    if as_json:
        review = kept.review.model_dump(mode="json")
        print_json({"round": session.transcript.id, "review": review})
    else:
        _show(coach, session, kept.review)
    if kept.trouble:
        raise NotKept(kept.trouble)


def _show(coach: Coach, session: OwnReadSession, review: Review) -> None:
    pack, scenario = session.pack, session.scenario
    click.echo(make_printable("\n".join(render_own_mark(review, pack, scenario))))
    other = coach.own_reads.load_newest_of_reviewer(session.transcript.id)
    if other is not None:
        comparison = compare_own(review, other, pack, scenario)
        click.echo(make_printable("\n" + "\n".join(render_comparison(comparison))))


class _Prompter:
    """Asks for the parts of an own read that are not there yet. All it says goes to stderr."""

    def __init__(self, session: OwnReadSession) -> None:
        self._session = session

    def ask_all(self) -> None:
        """Ask until the own read is whole. Raises LeftForLater."""
        self._say(HELP)
        self._say_sentences()
        if self._session.own.level is None:
            self._ask_level()
        self._ask_points()
        if not self._session.own.line.strip():
            self._session.set_line(
                self._ask("\nWhat does the expert's answer do that yours does not?")
            )
        self._say_expert()
        self._ask_fix()

    def _ask_level(self) -> None:
        session, bands = self._session, self._session.pack.rubric.bands
        levels = "  ".join(f"{level} {band}" for level, band in bands.items())
        while (given := self._ask(f"\nBefore anything is shown, your level? {levels}")) not in (
            "1",
            "2",
            "3",
            "4",
        ):
            self._say("Type 1, 2, 3 or 4.")
        session.set_level(LEVELS[int(given)])
        while True:
            given = self._ask("The number of the sentence you would take back; enter for none", "")
            if not given:
                return
            if (sentence := self._find_sentence(given)) is not None:
                session.set_taken_back(sentence)
                return

    def _ask_points(self) -> None:
        session = self._session
        while (index := session.next_point) is not None:
            point = session.points[index]
            self._say(f"\n{index + 1} of {len(session.points)}  {point.dimension}")
            self._say(f"{point.question}")
            nearest = find_sentence(point.nearest, session.sentences)
            if nearest is None:
                self._say("  nothing like it was found")
            else:
                self._say(f"  nearest  {nearest + 1} {flatten(session.sentences[nearest].quote)}")
            if not point.counts:
                asks = " ".join(point.unasked)
                self._say(f"  This needed a fact you did not ask for: {asks} It does not count.")
            self._take(
                point, self._ask("y there, p partly, n no", "n" if not point.counts else None)
            )

    def _take(self, point: OwnPoint, given: str) -> None:
        key, *rest = given.split()
        if key == "u":
            self._session.undo()
            return
        if key not in KEYS:
            self._say("Type y, p or n, with the number of a sentence behind it; u or q.")
            return
        number = rest.pop(0) if rest and rest[0].isdigit() else None
        evidence = self._find_sentence(number) if number else point.nearest
        half = " ".join(rest)
        if key == "n":
            evidence = None
        elif number and evidence is None:
            return
        if key == "p" and not half:
            half = self._ask("Which half is there, in a word?")
        try:
            self._session.mark(
                PointMark(point=point.id, mark=KEYS[key], evidence=evidence, half=half)
            )
        except CoachError:
            self._say("That stands on a sentence of yours: type its number too, or n.")
            return
        for line in point.expert:
            self._say(f"  the expert: {line}")

    def _ask_fix(self) -> None:
        draft = self._session.draft_fix()
        self._say("\nThe one fix, as an if-then. Enter takes the draft.")
        self._session.set_fix(self._ask(make_printable(draft) if draft else "When ...", draft))

    def _say_expert(self) -> None:
        scenario = self._session.scenario
        if scenario.asked:
            self._say(f"\nAsked: {describe_asked(scenario, scenario.asked)}")
        self._say(f"\nThe expert's answer\n\n{unwrap_paragraphs(scenario.outline)}")

    def _say_sentences(self) -> None:
        self._say("\nYour sentences")
        for number, sentence in enumerate(self._session.sentences, 1):
            self._say(f"  {number:>2} {flatten(sentence.quote)}")

    def _find_sentence(self, given: str) -> Evidence | None:
        sentences: Sequence[Evidence] = self._session.sentences
        if given.isdigit() and 1 <= int(given) <= len(sentences):
            return sentences[int(given) - 1]
        self._say(f"Type a number from 1 to {len(sentences)}.")
        return None

    def _ask(self, question: str, default: str | None = None) -> str:
        """Ask until something is typed, or take the default. Raises LeftForLater for `q`."""
        if self._session.trouble:
            self._say(self._session.trouble)
        while True:
            answer = click.prompt(
                make_printable(question),
                default=default,
                show_default=False,
                err=True,
                prompt_suffix=" > ",
            )
            text = str(answer).strip()
            if text == LATER:
                raise LeftForLater
            if text or default is not None:
                return text

    def _say(self, text: str) -> None:
        click.echo(make_printable(text), err=True)


COMMANDS = (mark,)
