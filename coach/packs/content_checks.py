"""Whether a scenario's content holds: its sums, its expert's answer, what that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coach.packs.schema import Pack, Scenario
from coach.packs.sums import CONVERSIONS, SumError, compute, figures, numbers_of

Found = tuple[tuple[str | int, ...], str]


def content_faults(pack: Pack, scenario: Scenario) -> Iterator[Found]:
    """What is wrong with the content of one scenario: field and message for each fault."""
    yield from _references(pack, scenario)
    yield from _expert(scenario)
    yield from _sums(scenario)


def text_of(scenario: Scenario) -> str:
    """All prose of a scenario in which a figure may stand, on one line."""
    parts = [scenario.prompt, scenario.outline, scenario.guardrail, *scenario.metrics]
    parts += [text for fact in scenario.facts for text in (fact.ask, fact.answer)]
    parts += [push.text for push in scenario.pushbacks]
    parts += [side.costs for tradeoff in scenario.in_play for side in tradeoff.sides]
    parts += [tradeoff.flip for tradeoff in scenario.in_play]
    if scenario.variant:
        parts += [scenario.variant.change, scenario.variant.then]
    return on_one_line(" ".join(parts))


def on_one_line(text: str) -> str:
    """A text with every run of whitespace as one space."""
    return " ".join(text.split())


def _references(pack: Pack, scenario: Scenario) -> Iterator[Found]:
    facts = {fact.id for fact in scenario.facts}
    yield from _unknown(("asked",), scenario.asked, facts)
    for index, point in enumerate(scenario.points):
        yield from _unknown(("points", index, "needs"), point.needs, facts)
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


def _unknown(field: tuple[str | int, ...], ids: Iterable[str], facts: set[str]) -> Iterator[Found]:
    for name in ids:
        if name not in facts:
            yield field, f"{name!r} is not a fact of this scenario"


def _expert(scenario: Scenario) -> Iterator[Found]:
    """A scenario that says what its expert asked is held to it point by point."""
    outline = on_one_line(scenario.outline)
    for index, point in enumerate(scenario.points):
        field = ("points", index, "expert")
        if point.expert and on_one_line(point.expert) not in outline:
            yield field, "is not in the outline; quote it word for word"
        by_asking = set(point.shown_by_asking) & set(scenario.asked)
        if scenario.asked and not point.expert and not by_asking:
            yield field, "no sentence of the outline shows this point; name one, or its fact"


def _sums(scenario: Scenario) -> Iterator[Found]:
    text = text_of(scenario)
    written = list(figures(text)) if scenario.sums else []
    for index, entry in enumerate(scenario.sums):
        says = next(figures(entry.says), None)
        if on_one_line(entry.says) not in text:
            yield ("sums", index, "says"), f"{entry.says!r} is not in the text of the scenario"
        if says is None:
            yield ("sums", index, "says"), f"{entry.says!r} holds no figure"
            continue
        try:
            value, numbers = compute(entry.sum), numbers_of(entry.sum)
        except SumError as error:
            yield ("sums", index, "sum"), f"{entry.sum!r} cannot be computed: {error}"
            continue
        for number in numbers:
            if number not in CONVERSIONS and not _among(number, [f.value for f in written]):
                message = f"{number:g} stands nowhere in the scenario; use its own figures"
                yield ("sums", index, "sum"), message
        if not says.agrees(value):
            yield ("sums", index), f"{entry.sum} is {value:,.4g}, but the text says {entry.says}"


def _among(number: float, values: Iterable[float]) -> bool:
    return any(abs(number - value) <= 1e-9 * max(1.0, abs(number)) for value in values)
