"""The human scorecard: a text form in the rubric's words, and the review that a filled one makes.

Lines that start with `#` or `>` are the form's own and are passed over when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from coach.files import CoachError
from coach.packs.schema import Dimension, Pack, Scenario
from coach.reviews.offline.exclusions import find_exclusions
from coach.reviews.overall import LEVELS, compute_overall
from coach.reviews.quote_lookup import locate_quote
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import DimensionReview, Flag, Level, Review, ReviewerId

HEAD = """\
# Scorecard. Fill in what follows the colons and send the file back.
# Level: 1 to 4, or - where the round gave no occasion to show it.
# Quote: words copied from the answer; as many Quote lines as you like.
# Reason: a sentence or more, on as many lines as you like.
# Lines that begin with # or > are yours to read; leave them as they are.
"""
ROUND, REVIEWER, LEVEL, REASON, QUOTE, FIX = "round", "reviewer", "level", "reason", "quote", "fix"
OPENING, INSIDE = (ROUND, REVIEWER), (LEVEL, REASON, QUOTE)
ENDING = "ending"
NO_OCCASION = "-"


@dataclass(frozen=True)
class FormFault:
    """One thing wrong in a form."""

    line: int
    text: str


@dataclass
class FormSection:
    """A section of a form that was filled in: its line, and each field's texts with theirs."""

    line: int
    fields: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def read(self, name: str) -> str:
        """The text of a field, empty where it was left so."""
        return "\n".join(text for _, text in self.fields.get(name, ())).strip()

    def find_line(self, name: str) -> int:
        """The line that a field stands on, or its section's."""
        return next((line for line, _ in self.fields.get(name, ())), self.line)


@dataclass(frozen=True)
class FilledForm:
    """A form that was read: the review that it makes, and what in it could not be used."""

    review: Review
    faults: tuple[FormFault, ...]


def render_form(transcript: Transcript, pack: Pack, scenario: Scenario) -> str:
    """Render the form for a round; what the round holds is quoted line by line."""
    lines = [
        HEAD,
        f"Round: {transcript.id}",
        "Reviewer: ",
        "",
        f"# {_make_inert(transcript.title)}",
        "",
    ]
    lines += _render_quoted("The question", transcript.prompt)
    for asked in transcript.clarify:
        lines += _render_quoted("The candidate asked", asked.question)
        lines += _render_quoted("The interviewer said", asked.answer)
    lines += _render_quoted("The answer", transcript.answer)
    for push in transcript.pushback:
        lines += _render_quoted(f"Pushback by {push.who}", push.text)
        lines += _render_quoted("The reply", push.reply)
    for dimension in pack.rubric.dimensions:
        primary = " (this scenario is about it)" if dimension.id in scenario.primary else ""
        lines += [f"[{dimension.id}]", f"# {dimension.name}{primary}: {dimension.asks}"]
        lines += [
            f"#   {level} {pack.rubric.bands[level]}: {anchor}"
            for level, anchor in dimension.anchors.items()
        ]
        lines += ["Level: ", "Reason: ", "Quote: ", ""]
    return "\n".join([*lines, f"[{ENDING}]", "# The one thing to change next time.", "Fix: ", ""])


def find_round_id(text: str) -> str:
    """The id of the round a form is for; raises CoachError, with the line, when it does not say."""
    round_id = _read_sections(text)[0][""].read(ROUND)
    if not round_id:
        raise CoachError(
            "line 1: the form does not say which round it is for; put back `Round: ID`."
        )
    return round_id


def parse_form(
    text: str, transcript: Transcript, pack: Pack, scenario: Scenario, created: str
) -> FilledForm:
    """Read a form that was filled in; faults come in the order of its lines.

    Entries with a fault are left out of the review. Levels are kept as given: a person answers
    for their own; what stands on no quote is said in a flag.
    """
    sections, faults = _read_sections(text)
    known = {dimension.id: dimension for dimension in pack.rubric.dimensions}
    faults += [
        FormFault(
            section.line, f"[{name}] is no dimension of the rubric; there is {', '.join(known)}"
        )
        for name, section in sections.items()
        if name and name != ENDING and name not in known
    ]
    opening = sections[""]
    if not opening.read(REVIEWER):
        faults.append(FormFault(opening.find_line(REVIEWER), "Reviewer: is empty; write your name"))
    judged = []
    for dimension in pack.rubric.dimensions:
        review, more = _read_dimension(dimension, sections.get(dimension.id), transcript)
        faults += more
        judged += [review] if review else []
    ending = sections.get(ENDING, FormSection(1))
    levels = {review.id: review.level for review in judged}
    scorecard = Review(
        status="graded",
        reviewer=ReviewerId(kind="human", name=opening.read(REVIEWER) or "someone"),
        created=created,
        overall=compute_overall(levels, pack.rubric, scenario.primary),
        dimensions=judged,
        priority_fix=ending.read(FIX) or None,
        flags=_flag_unproven(judged),
        receipt={"rubric": f"{pack.rubric.id}@{pack.rubric.version}", "form": text},
    )
    return FilledForm(scorecard, tuple(sorted(faults, key=lambda fault: fault.line)))


def _render_quoted(heading: str, text: str) -> list[str]:
    lines = (f"> {_make_inert(line)}".rstrip() for line in text.splitlines())
    return [f"# {_make_inert(heading)}", *lines, ""]


def _make_inert(line: str) -> str:
    """A line without characters that could move a cursor or hide text."""
    return "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in line)


def _read_sections(text: str) -> tuple[dict[str, FormSection], list[FormFault]]:
    """The filled-in fields by section; what stands before the first one is in ''."""
    sections, faults = {"": FormSection(1)}, []
    name, last = "", ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#>":
            continue
        if stripped[0] == "[" and stripped[-1] == "]":
            name, last = stripped[1:-1].strip(), ""
            if name in sections:
                faults.append(FormFault(number, f"[{name}] is there twice; keep one"))
            sections[name] = FormSection(number)
            continue
        label, colon, rest = stripped.partition(":")
        key = label.strip().casefold()
        if colon and key in _list_allowed(name):
            last = key
            had = sections[name].fields.setdefault(key, [])
            if had and key != QUOTE:
                faults.append(FormFault(number, f"{label.strip()}: is there twice; keep one"))
            had.append((number, rest.strip()))
        elif last in (REASON, FIX, QUOTE):
            _extend_last(sections[name].fields[last], stripped)
        else:
            known = ", ".join(f"{key.capitalize()}:" for key in _list_allowed(name))
            faults.append(
                FormFault(number, f"{stripped[:40]!r} cannot be read; here stand {known}")
            )
    return sections, faults


def _list_allowed(section: str) -> tuple[str, ...]:
    return OPENING if not section else (FIX,) if section == ENDING else INSIDE


def _extend_last(texts: list[tuple[int, str]], more: str) -> None:
    line, text = texts[-1]
    texts[-1] = (line, f"{text} {more}".strip())


def _read_dimension(
    dimension: Dimension, section: FormSection | None, transcript: Transcript
) -> tuple[DimensionReview | None, list[FormFault]]:
    """What a section says of its dimension, None where it has no usable level; and its faults."""
    if section is None:
        return None, [FormFault(1, f"[{dimension.id}] is missing; put the section back")]
    given = section.read(LEVEL)
    level: Level | None = LEVELS.get(int(given)) if given in ("1", "2", "3", "4") else None
    if level is None and given != NO_OCCASION:
        problem = f"is {given!r}, not 1, 2, 3, 4 or -" if given else "is empty; write 1 to 4, or -"
        return None, [FormFault(section.find_line(LEVEL), f"Level: of {dimension.id} {problem}")]
    text = transcript.candidate_text
    exclusions = find_exclusions(text, transcript.prompt)
    quotes = [
        (line, locate_quote(quote.strip('"“”'), text, exclusions))
        for line, quote in section.fields.get(QUOTE, ())
        if quote
    ]
    faults = [
        FormFault(
            line, f"Quote: of {dimension.id} is not in the answer; copy at least two words of it"
        )
        for line, evidence in quotes
        if not evidence.verified
    ]
    review = DimensionReview(
        id=dimension.id,
        level=level,
        rationale=section.read(REASON),
        evidence=[evidence for _, evidence in quotes if evidence.verified],
    )
    return review, faults


def _flag_unproven(judged: list[DimensionReview]) -> list[Flag]:
    """A flag that names the dimensions whose levels stand on no quote."""
    bare = [d.id.replace("_", " ") for d in judged if d.level and not d.evidence]
    if not bare:
        return []
    return [Flag(kind="unproven", text=f"No quote was given for: {', '.join(bare)}.")]


def render_faults(where: str, faults: tuple[FormFault, ...]) -> Iterator[str]:
    """Faults, each with the file and the line that it stands on."""
    yield from (f"{where}:{fault.line}: {fault.text}" for fault in faults)
