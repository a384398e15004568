"""What an attempt at a drill does and leaves out: each check met with a quote, or what to do.

Code decides by wording and by counting, as the offline reviewer does; there is no level here.
"""

from __future__ import annotations

from coach.drills.attempt import MOST_QUOTES, ParsedAttempt, Situation
from coach.drills.rules import RULES, RuleResult
from coach.packs.drill_schema import Drill, DrillCheck
from coach.transcripts.review_schema import Evidence, ReviewPart


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
    """Check an attempt; an empty one meets nothing. Offsets are code points of `text`."""
    attempt = ParsedAttempt(drill, text, situation)
    return DrillResult(
        checks=[_run_check(check, attempt) for check in drill.checks],
        set_aside=attempt.set_aside,
    )


def _run_check(check: DrillCheck, attempt: ParsedAttempt) -> CheckResult:
    result = RuleResult(False) if attempt.is_empty else _find(check, attempt)
    return CheckResult(
        id=check.id,
        statement=check.statement,
        met=result.met,
        evidence=list(result.evidence) if result.met else [],
        said=result.counted,
        do=None if result.met else check.fix,
    )


def _find(check: DrillCheck, attempt: ParsedAttempt) -> RuleResult:
    """What a check's cues and its rule find together."""
    cued = attempt.find_cued(check)
    if check.absent:
        return RuleResult(not cued)
    by_rule = RULES[check.rule](check, attempt) if check.rule else RuleResult(False)
    # the cues of two_costs are what its rule counts, and show nothing by themselves
    if check.rule == "two_costs" or (by_rule.met and not cued):
        return by_rule
    evidence = [*cued, *(quote for quote in by_rule.evidence if quote not in cued)]
    return RuleResult(by_rule.met or bool(cued), evidence[:MOST_QUOTES], by_rule.counted)
