"""What an attempt at a drill does and leaves out: each check met with a quote, or what to do.

Code decides by wording and by counting, as the offline reviewer does; there is no level here.
"""

from __future__ import annotations

from coach.drills.attempt import ParsedAttempt, Situation, match_cues
from coach.drills.rules import RULES, RuleResult
from coach.packs.drill_schema import Drill, DrillCheck
from coach.transcripts.review_schema import Evidence, ReviewPart

MOST = 3
"""Quotes of a check."""


class CheckResult(ReviewPart):
    """One check: met, with the words that meet it, or missing, with what to do."""

    id: str
    statement: str
    met: bool
    evidence: list[Evidence] = []
    said: str = ""
    """What was counted, in words."""
    do: str | None = None


class DrillResult(ReviewPart):
    """All checks of an attempt, in the drill's order."""

    checks: list[CheckResult]
    set_aside: list[str] = []
    """Kinds of text that did not count."""

    @property
    def met(self) -> int:
        """How many checks are met."""
        return sum(1 for check in self.checks if check.met)


def check_drill(drill: Drill, text: str, situation: Situation) -> DrillResult:
    """Look at an attempt; an empty one meets nothing. Offsets are code points of `text`."""
    attempt = ParsedAttempt(drill, text, situation)
    return DrillResult(
        checks=[_result(check, attempt) for check in drill.checks],
        set_aside=sorted(set(attempt.asides)),
    )


def _result(check: DrillCheck, attempt: ParsedAttempt) -> CheckResult:
    found = _found(check, attempt) if attempt.says_something else RuleResult(False)
    return CheckResult(
        id=check.id,
        statement=check.statement,
        met=found.met,
        evidence=list(found.evidence) if found.met else [],
        said=found.said,
        do=None if found.met else check.fix,
    )


def _found(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    evidence = match_cues(check, attempt)
    if check.absent:
        return RuleResult(not evidence)
    by_rule = RULES[check.rule](check, attempt) if check.rule else RuleResult(False)
    if check.rule == "two_costs" or (by_rule.met and not evidence):
        return by_rule
    more = [one for one in by_rule.evidence if one not in evidence]
    return RuleResult(by_rule.met or bool(evidence), [*evidence, *more][:MOST], by_rule.said)
