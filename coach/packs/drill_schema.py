"""The shape of `drills.yaml`: exercises of a few minutes, each for one habit of a good answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from coach.packs.field_types import Content, Cue, Line, Name, Slug

Shown = Literal["prompt", "customer", "tradeoff"]
"""Parts of the scenario that a drill shows; a customer is the first stakeholder."""
Example = Literal["needs", "asks", "costs", "no", "opening"]
"""Parts of the scenario that an example is made of once the drill is done."""
Sign = Literal["no_flip", "no_cost", "facts_missed", "late_call"]
"""What a whole review says besides its checks: no tradeoff with a flip condition, none with a
cost, most of the deciding facts not asked for, the recommendation in the last half of the time."""
Rule = Literal[
    "limits",
    "own_words",
    "names_party",
    "two_costs",
    "opens",
    "explains",
    "different_facts",
    "deciding_facts",
    "single",
]
"""What cues cannot see: lengths, the prompt repeated, a party of this scenario, costs on two
sides, a first sentence that asserts, a sentence that does none of the other checks and so says
why, facts that questions earn, one question at a time."""
CheckId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class Limits(Content):
    """How long an attempt may be; `questions` is how many it must ask."""

    sentences: int | None = Field(None, ge=1, le=50)
    words: int | None = Field(None, ge=1, le=1000)
    questions: int | None = Field(None, ge=1, le=10)


class Habit(Content):
    """Something that past rounds left out, and how their reviews show it."""

    name: Line
    """As in "You left out {name} in 3 of your last 4 rounds"."""
    checks: list[Slug] = []
    """Ids of rubric checks."""
    points: list[Cue] = []
    """Wordings of the scenario's points that ask for it."""
    sign: Sign | None = None


class DrillCheck(Content):
    """One thing that an attempt does. A cue or the rule finds it, whichever does."""

    id: CheckId
    statement: Line
    good: Line
    """What it looks like when it is done well."""
    fix: Line
    """What to do when it is missing, in one sentence."""
    cues: list[Cue] = []
    unless: list[Cue] = []
    """A sentence that has one of these does not count."""
    within: int | None = Field(None, ge=1, le=20)
    """Only so many first sentences count."""
    absent: bool = False
    """Met when no cue is found, in an attempt that says something."""
    rule: Rule | None = None

    @model_validator(mode="after")
    def _check_findable(self) -> DrillCheck:
        if not self.cues and self.rule is None:
            raise ValueError("has neither cues nor a rule; add one")
        if self.absent and not self.cues:
            raise ValueError("absent needs cues that must not be found")
        return self


class Drill(Content):
    """One exercise."""

    id: Slug
    title: Line
    task: Line
    seconds: int = Field(120, ge=10, le=1800)
    shows: list[Shown] = Field(["prompt"], min_length=1)
    scenarios: list[Slug] = []
    """Scenarios of the pack that it is about, of which one is chosen; any where none is named."""
    dimensions: list[Name] = Field(min_length=1)
    """Dimensions that it trains."""
    habits: list[Habit] = Field(min_length=1)
    limits: Limits = Limits(sentences=None, words=None, questions=None)
    checks: list[DrillCheck] = Field(min_length=1, max_length=8)
    example: Example = "opening"


class Drills(Content):
    """`drills.yaml`; its word lists stand beside those of `cues.yaml`."""

    lists: dict[Name, list[Line]] = {}
    drills: list[Drill] = Field([], max_length=40)
