"""Whether a scenario's content holds: its sums, its expert's answer, what that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coach.packs.schema import Pack, Scenario
from coach.packs.sums import CONVERSIONS, SumError, compute, find_figures, list_numbers
from coach.text.controls import flatten
from coach.yamls import FieldFault, FieldPath


def check_content(pack: Pack, scenario: Scenario) -> Iterator[FieldFault]:
    """What is wrong with the content of one scenario: field and message for each fault."""
    yield from _check_references(pack, scenario)
    yield from _check_expert(scenario)
    yield from _check_sums(scenario)


def join_prose(scenario: Scenario) -> str:
    """All prose of a scenario in which a figure may stand, on one line."""
    parts = [scenario.prompt, scenario.outline, scenario.guardrail, *scenario.metrics]
    parts += [text for fact in scenario.facts for text in (fact.ask, fact.answer)]
    parts += [push.text for push in scenario.pushbacks]
    parts += [side.costs for tradeoff in scenario.in_play for side in tradeoff.sides]
    parts += [tradeoff.flip for tradeoff in scenario.in_play]
    if scenario.variant:
        parts += [scenario.variant.change, scenario.variant.then]
    return flatten(" ".join(parts))


def _check_references(pack: Pack, scenario: Scenario) -> Iterator[FieldFault]:
    facts = {fact.id for fact in scenario.facts}
    yield from _find_unknown(("asked",), scenario.asked, facts)
    for index, point in enumerate(scenario.points):
        yield from _find_unknown(("points", index, "needs"), point.needs, facts)
    openers = {opener.id for opener in pack.manifest.openers}
    answered: set[str] = set()
    for index, fact in enumerate(scenario.facts):
        if not fact.opener:
            continue
        if fact.opener not in openers:
            yield ("facts", index, "opener"), f"{fact.opener!r} is not an opener of pack.yaml"
        if fact.opener in answered:
            yield ("facts", index, "opener"), f"{fact.opener!r} is answered by an earlier fact"
        answered.add(fact.opener)


def _find_unknown(field: FieldPath, ids: Iterable[str], facts: set[str]) -> Iterator[FieldFault]:
    for name in ids:
        if name not in facts:
            yield field, f"{name!r} is not a fact of this scenario"


def _check_expert(scenario: Scenario) -> Iterator[FieldFault]:
    """A scenario that says what its expert asked is held to it point by point."""
    outline = flatten(scenario.outline)
    for index, point in enumerate(scenario.points):
        field = ("points", index, "expert")
        if point.expert and flatten(point.expert) not in outline:
            yield field, "is not in the outline; quote it word for word"
        by_asking = set(point.shown_by_asking) & set(scenario.asked)
        if scenario.asked and not point.expert and not by_asking:
            yield field, "no sentence of the outline shows this point; name one, or its fact"


def _check_sums(scenario: Scenario) -> Iterator[FieldFault]:
    text = join_prose(scenario)
    written = list(find_figures(text)) if scenario.sums else []
    for index, entry in enumerate(scenario.sums):
        says = next(find_figures(entry.says), None)
        if flatten(entry.says) not in text:
            yield ("sums", index, "says"), f"{entry.says!r} is not in the text of the scenario"
        if says is None:
            yield ("sums", index, "says"), f"{entry.says!r} holds no figure"
            continue
        try:
            value, numbers = compute(entry.sum), list_numbers(entry.sum)
        except SumError as error:
            yield ("sums", index, "sum"), f"{entry.sum!r} cannot be computed: {error}"
            continue
        for number in numbers:
            if number not in CONVERSIONS and not _is_among(number, [f.value for f in written]):
                message = f"{number:g} stands nowhere in the scenario; use its own figures"
                yield ("sums", index, "sum"), message
        if not says.agrees(value):
            yield ("sums", index), f"{entry.sum} is {value:,.4g}, but the text says {entry.says}"


def _is_among(number: float, values: Iterable[float]) -> bool:
    return any(abs(number - value) <= 1e-9 * max(1.0, abs(number)) for value in values)
