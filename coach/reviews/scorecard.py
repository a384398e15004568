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
    said: str


@dataclass
class FormEntry:
    """One section as it was filled in, with the lines things stand on."""

    line: int
    fields: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The text of a field, empty where it was left so."""
        return "\n".join(text for _, text in self.fields.get(name, ())).strip()

    def at(self, name: str) -> int:
        """The line a field stands on, or its section's."""
        return next((line for line, _ in self.fields.get(name, ())), self.line)


@dataclass(frozen=True)
class FilledForm:
    """A form that was read: who filled it in for which round, and what could not be used."""

    review: Review
    faults: tuple[FormFault, ...]


def render_form(transcript: Transcript, pack: Pack, scenario: Scenario) -> str:
    """The form for a round."""
    lines = [HEAD, f"Round: {transcript.id}", "Reviewer: ", "", f"# {_inert(transcript.title)}", ""]
    lines += _quoted("The question", transcript.prompt)
    for asked in transcript.clarify:
        lines += _quoted("The candidate asked", asked.question)
        lines += _quoted("The interviewer said", asked.answer)
    lines += _quoted("The answer", transcript.answer)
    for push in transcript.pushback:
        lines += _quoted(f"Pushback by {push.who}", push.text)
        lines += _quoted("The reply", push.reply)
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
    entry = _sections(text)[0].get("")
    id = entry.one(ROUND) if entry else ""
    if not id:
        raise CoachError(
            "line 1: the form does not say which round it is for; put back `Round: ID`."
        )
    return id


def parse_form(
    text: str, transcript: Transcript, pack: Pack, scenario: Scenario, created: str
) -> FilledForm:
    """Read a form that was filled in; faults come in the order of its lines.

    Entries with a fault are left out of the review. Levels are kept as given: a person answers
    for their own; what stands on no quote is said in a flag.
    """
    sections, faults = _sections(text)
    known = {dimension.id: dimension for dimension in pack.rubric.dimensions}
    faults += [
        FormFault(
            entry.line, f"[{name}] is no dimension of the rubric; there is {', '.join(known)}"
        )
        for name, entry in sections.items()
        if name and name != ENDING and name not in known
    ]
    opening = sections.get("", FormEntry(1))
    if not opening.one(REVIEWER):
        faults.append(FormFault(opening.at(REVIEWER), "Reviewer: is empty; write your name"))
    judged = []
    for id, dimension in known.items():
        one, wrong = _judged(dimension, sections.get(id), transcript)
        faults += wrong
        judged += [one] if one else []
    ending = sections.get(ENDING, FormEntry(1))
    levels = {one.id: one.level for one in judged}
    review = Review(
        status="graded",
        reviewer=ReviewerId(kind="human", name=opening.one(REVIEWER) or "someone"),
        created=created,
        overall=compute_overall(levels, pack.rubric, scenario.primary),
        dimensions=judged,
        priority_fix=ending.one(FIX) or None,
        flags=_unproven(judged),
        receipt={"rubric": f"{pack.rubric.id}@{pack.rubric.version}", "form": text},
    )
    return FilledForm(review, tuple(sorted(faults, key=lambda fault: fault.line)))


def _quoted(heading: str, text: str) -> list[str]:
    lines = (f"> {_inert(line)}".rstrip() for line in text.splitlines())
    return [f"# {_inert(heading)}", *lines, ""]


def _inert(line: str) -> str:
    return "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in line)


def _sections(text: str) -> tuple[dict[str, FormEntry], list[FormFault]]:
    """The filled-in fields by section; what stands before the first one is in ''."""
    sections, faults = {"": FormEntry(1)}, []
    name, last = "", ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#>":
            continue
        if stripped[0] == "[" and stripped[-1] == "]":
            name, last = stripped[1:-1].strip(), ""
            if name in sections:
                faults.append(FormFault(number, f"[{name}] is there twice; keep one"))
            sections[name] = FormEntry(number)
            continue
        label, colon, rest = stripped.partition(":")
        key = label.strip().casefold()
        if colon and key in _allowed(name):
            last = key
            had = sections[name].fields.setdefault(key, [])
            if had and key != QUOTE:
                faults.append(FormFault(number, f"{label.strip()}: is there twice; keep one"))
            had.append((number, rest.strip()))
        elif last in (REASON, FIX, QUOTE):
            _go_on(sections[name].fields[last], stripped)
        else:
            known = ", ".join(f"{one.capitalize()}:" for one in _allowed(name))
            faults.append(
                FormFault(number, f"{stripped[:40]!r} cannot be read; here stand {known}")
            )
    return sections, faults


def _allowed(section: str) -> tuple[str, ...]:
    return OPENING if not section else (FIX,) if section == ENDING else INSIDE


def _go_on(texts: list[tuple[int, str]], more: str) -> None:
    line, begun = texts[-1]
    texts[-1] = (line, f"{begun} {more}".strip())


def _judged(
    dimension: Dimension, entry: FormEntry | None, transcript: Transcript
) -> tuple[DimensionReview | None, list[FormFault]]:
    if entry is None:
        return None, [FormFault(1, f"[{dimension.id}] is missing; put the section back")]
    given = entry.one(LEVEL)
    level: Level | None = LEVELS.get(int(given)) if given in ("1", "2", "3", "4") else None
    if level is None and given != NO_OCCASION:
        said = f"is {given!r}, not 1, 2, 3, 4 or -" if given else "is empty; write 1 to 4, or -"
        return None, [FormFault(entry.at(LEVEL), f"Level: of {dimension.id} {said}")]
    text = transcript.candidate_text
    asides = find_exclusions(text, transcript.prompt)
    quotes = [
        (line, locate_quote(quote.strip('"“”'), text, asides))
        for line, quote in entry.fields.get(QUOTE, ())
        if quote
    ]
    faults = [
        FormFault(
            line, f"Quote: of {dimension.id} is not in the answer; copy at least two words of it"
        )
        for line, found in quotes
        if not found.verified
    ]
    return (
        DimensionReview(
            id=dimension.id,
            level=level,
            rationale=entry.one(REASON),
            evidence=[found for _, found in quotes if found.verified],
        ),
        faults,
    )


def _unproven(judged: list[DimensionReview]) -> list[Flag]:
    bare = [one.id.replace("_", " ") for one in judged if one.level and not one.evidence]
    if not bare:
        return []
    return [Flag(kind="unproven", text=f"No quote was given for: {', '.join(bare)}.")]


def render_faults(where: str, faults: tuple[FormFault, ...]) -> Iterator[str]:
    """Faults with the file and line each stands on."""
    yield from (f"{where}:{fault.line}: {fault.said}" for fault in faults)
