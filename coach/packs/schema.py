"""The shapes of a pack's files: the schema that `coach check` and the editors use."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from coach.packs.drill_schema import Drills
from coach.packs.field_types import Content, Cue, Line, Name, Plain, Slug, Text

Difficulty = Literal["warm-up", "core", "stretch"]
Severity = Literal["high", "medium", "low"]
Level = Literal[1, 2, 3, 4]
Effect = Literal["level", "hint"]


class Label(Content):
    """An id that other files refer to, with the name people see."""

    id: Name
    name: Line
    about: Plain = ""


class Opener(Content):
    """A question that any case may be opened with, and what is said where the case says nothing.

    The default answer is given and earns no credit; a fact with this id in `opener` replaces it.
    """

    id: Name
    ask: Line
    answer: Text
    earned_by: list[Cue] = Field(min_length=1)
    asked_as: list[Line] = []


class Manifest(Content):
    """`pack.yaml`: who interviews you, for what, and the vocabulary of the pack."""

    id: Slug
    title: Line
    about: Text
    company: Line = "the company"
    role: Line = "Product manager"
    areas: list[Label]
    tradeoffs: list[Label]
    segments: list[Label]
    openers: list[Opener] = []
    covers_all: bool = False
    """Whether `coach check` reports combinations of area, tradeoff and segment without scenario."""
    held_out: list[Slug] = []
    """Scenarios never looked at while tuning cues; calibration reports them apart."""


class RubricCheck(Content):
    """A yes/no question under a dimension; the grader answers it before it gives a level."""

    id: Slug
    text: Line


class Dimension(Content):
    """One thing an answer is judged on, with an observable anchor for each level."""

    id: Name
    name: Line
    asks: Line
    moment: Line | None = None
    """When it shows in an interview: "someone pushes back". Begins the candidate's if-then."""
    anchors: dict[Level, Line]
    boundary: dict[Literal[2, 3], Line] = {}
    """An example on either side of the line between 2 and 3, the one that graders argue about."""
    checks: list[RubricCheck] = Field(min_length=3, max_length=5)


class Cap(Content):
    """A weakness that bounds the overall level however strong the rest is.

    `dimension` is a dimension id, `primary` (any primary dimension) or `misconception`
    (any of severity high; `level` is then ignored).
    """

    dimension: Name
    level: Level = 1
    overall_at_most: Level


class OverallRule(Content):
    """How the overall level follows from the dimensions: weighted mean, rounded, then capped."""

    primary_weight: float = Field(gt=0)
    other_weight: float = Field(gt=0)
    round_up_from: float = Field(ge=0, le=1)
    needs: int = Field(ge=1)
    caps: list[Cap]


class Rubric(Content):
    """`rubric.yaml`: the dimensions and the rule for the overall level."""

    id: Slug
    version: int
    bands: dict[Level, Line]
    dimensions: list[Dimension]
    overall: OverallRule

    def dump_judged(self) -> str:
        """The rubric as JSON without what no reviewer is shown, for telling whether it changed."""
        return self.model_dump_json(exclude={"dimensions": {"__all__": {"moment"}}})

    def find_dimension(self, dimension_id: str) -> Dimension:
        """Return one dimension; raises KeyError for an unknown id."""
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise KeyError(dimension_id)


class Stakeholder(Content):
    """Someone the decision lands on, and what they do if told no."""

    id: Slug
    name: Line
    asks: Line
    needs: Line
    fears: Line
    if_no: Line
    cues: list[Cue] = []
    """Wordings by which an answer mentions them."""
    met_by: list[Cue] = []
    """Wordings by which an answer gives them something."""


class Fact(Content):
    """Something the interviewer knows and tells only when a clarifying question earns it."""

    id: Slug
    ask: Line
    answer: Text
    decides: bool = False
    earned_by: list[Cue] = Field(min_length=1)
    opener: Name | None = None
    """The opener of the pack that this fact answers for its case."""
    used_by: list[Cue] = []
    asked_as: list[Line] = []
    """Differently worded questions that must earn it. The tests ask them; the interviewer matches
    questions to them and to those in `questions/`."""
    ages: bool = False
    """Whether it describes the world today and will be overtaken; then `source` and `as_of` say
    where it is from and when that was true."""
    source: Plain = ""
    as_of: Plain = ""


class Side(Content):
    """One side of a tradeoff, what choosing it costs, and wordings that name it."""

    name: Line
    costs: Line
    cues: list[Cue] = []


class Tradeoff(Content):
    """A tension in the scenario: both sides and what would flip the choice."""

    id: Slug
    name: Line
    sides: list[Side] = Field(min_length=2, max_length=2)
    flip: Line
    flip_cues: list[Cue] = []


class Point(Content):
    """Something observable that a good answer does, tied to the dimensions it speaks for."""

    id: Slug
    dimensions: list[Name] = Field(min_length=1)
    statement: Line
    expert: Line = ""
    """The words of the outline that show the point."""
    needs: list[Slug] = []
    """Facts without which the point cannot be made: who never asked for them is not blamed."""
    cues: list[Cue] = []
    shown_by: list[Line] = []
    not_shown_by: list[Line] = []
    shown_by_asking: list[Slug] = []
    """Facts whose asking is itself the act: a clarifying question that earned one shows it."""
    fix: Line | None = None
    """What to do when it is missing, in one sentence to the candidate."""


class Pushback(Content):
    """What the interviewer presses with, and what a good and a bad reply do."""

    id: Slug
    who: Line
    text: Text
    presses: list[Slug] = Field(min_length=1)
    """Ids of the points whose absence this pushback presses on."""
    weakness: Line
    good: Line
    bad: Line
    good_cues: list[Cue] = []


class Variant(Content):
    """One fact changed, and how the good answer changes with it."""

    change: Line
    then: Line


class Sum(Content):
    """A figure of a scenario that follows from others: `says` as the text has it, and `sum`.

    `sum` is plain arithmetic over numbers written as in the text, as in "60% * $400K * 0.5".
    """

    says: Line
    sum: Line


class Scenario(Content):
    """`<scenario>.yaml`: one hypothetical."""

    id: Slug
    title: Line
    draft: bool = False
    ages: bool = False
    source: Plain = ""
    as_of: Plain = ""
    prompt: Text
    minutes: int = Field(ge=3, le=90)
    difficulty: Difficulty
    areas: list[Name] = Field(min_length=1)
    tradeoffs: list[Name] = Field(min_length=1)
    segments: list[Name] = Field(min_length=1)
    primary: list[Name] = Field(min_length=1)
    recruiter: list[str] = []
    tags: list[str] = []
    stakeholders: list[Stakeholder] = Field(min_length=1)
    facts: list[Fact] = Field(min_length=1)
    in_play: list[Tradeoff] = Field(min_length=1)
    points: list[Point] = Field(min_length=1)
    pushbacks: list[Pushback] = Field(min_length=1)
    traps: list[Line] = []
    metrics: list[Line] = []
    guardrail: Plain = ""
    outline: Text
    asked: list[Slug] = []
    """Facts that the outline relies on: what its speaker asked for before answering."""
    sums: list[Sum] = []
    variant: Variant | None = None
    unrelated_questions: list[Line] = []
    """Questions that must earn no fact; read by the tests."""

    def find_point(self, point_id: str) -> Point:
        """Return one rubric point; raises KeyError for an unknown id."""
        for point in self.points:
            if point.id == point_id:
                return point
        raise KeyError(point_id)


class GlossaryTerm(Content):
    """A glossary card."""

    id: Slug
    term: Line
    definition: Line
    why: Line
    question: Line
    answer: Line
    topic: Plain = ""
    ages: bool = False
    source: Plain = ""
    as_of: Plain = ""


class Misconception(Content):
    """A false or loose claim, the right statement, and wordings that give it away."""

    id: Slug
    claim: Line
    wrong_because: Line
    right: Line
    severity: Severity
    effect: Effect = "level"
    """`hint` for a loose word: it is pointed out and changes no level."""
    cues: list[Cue] = Field(min_length=1)
    unless: list[Cue] = []
    """Wordings in the same sentence that make the cue harmless (besides plain negation)."""
    fires_on: list[Line] = []
    silent_on: list[Line] = []
    ages: bool = False
    source: Plain = ""
    as_of: Plain = ""


class Glossary(Content):
    """`glossary.yaml`."""

    terms: list[GlossaryTerm]


class Misconceptions(Content):
    """`misconceptions.yaml`."""

    misconceptions: list[Misconception]


class Lexicon(Content):
    """`cues.yaml`: word lists that cues refer to as @name, and words that ask for like things."""

    lists: dict[Name, list[Line]]
    related: dict[Name, list[Line]] = {}
    """Topics: words in which people ask for the same kind of thing, as money or time."""


class Pack(Content):
    """A loaded pack. `scenarios` keeps the order of the files' names."""

    manifest: Manifest
    rubric: Rubric
    scenarios: dict[str, Scenario]
    glossary: list[GlossaryTerm]
    misconceptions: list[Misconception]
    lexicon: dict[str, list[str]]
    related: dict[str, list[str]] = {}
    drills: Drills = Drills(drills=[])
    folder: str

    @cached_property
    def drill_lexicon(self) -> dict[str, list[str]]:
        """The word lists that the cues of this pack's drills refer to."""
        return self.lexicon | self.drills.lists
