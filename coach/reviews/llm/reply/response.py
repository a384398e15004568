"""What a judging model is asked to send: the wire shape, its JSON schema, and reading it back."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from coach.llm.json_scan import find_objects
from coach.reviews.llm.json_mending import Unmendable, mend_json
from coach.reviews.llm.reply.labelled_text import parse_labels

NO_LEVEL = 0
"""The level of a dimension the round gave no occasion for: not every server takes a union."""
OBJECTS_READ = 20
LONGEST_REPAIRED = 100_000
"""Bounds on the work that a reply which is not a judgement can cause."""


class Sent(BaseModel):
    """Base of the wire shape. Unknown keys are ignored: models add some, and they mean nothing."""

    model_config = ConfigDict(extra="ignore", frozen=True)


MOST_QUOTES = 6
MOST_CHECKS = 8
MOST_LISTED = 30
"""Entries of a list that are read; a model that runs on sends more."""
LONGEST_TEXT = 600
LONGEST_QUOTE = 500
"""Characters of a text, and of a quote, that are read. What is asked for is less."""


def _cut(most: int) -> AfterValidator:
    return AfterValidator(lambda value: value[:most])


Said = Annotated[str, _cut(LONGEST_TEXT)]
Quoted = Annotated[str, _cut(LONGEST_QUOTE)]


class Quote(Sent):
    """Evidence: the number of the sentence and words copied from it."""

    sentence: int = 0
    quote: Quoted


class SentDimension(Sent):
    """One dimension, in the order it must be thought: evidence, checks, reason, level."""

    id: str
    evidence: Annotated[list[Quote], _cut(MOST_QUOTES)] = []
    met: Annotated[list[str], _cut(MOST_CHECKS)] = []
    missing: Annotated[list[str], _cut(MOST_CHECKS)] = []
    rationale: Said = ""
    level: int = Field(ge=0, le=4, strict=True)


class SentPoint(Sent):
    """A rubric point that the answer hits, with the words that hit it."""

    id: str
    quote: str


class SentMisconception(Sent):
    """A false claim of the list that the answer makes."""

    id: str
    quote: str


class SentFalseClaim(Sent):
    """Something false or made up that is not on the list, with what is right."""

    quote: Quoted
    right: Said = ""


class SentCustomer(Sent):
    """A stakeholder: the words that give them something, and what is still open."""

    id: str
    quote: str = ""
    open: str = ""


class SentTradeoff(Sent):
    """A tradeoff: sides named, the one chosen, and words for it, for its price, for its flip."""

    id: str
    named: list[str] = []
    chosen: str = ""
    quote: str = ""
    given_up: str = ""
    flip: str = ""


class Judgement(Sent):
    """All that a judging model sends; in a careful review the sum of several replies."""

    dimensions: list[SentDimension] = []
    points: list[SentPoint] = []
    misconceptions: Annotated[list[SentMisconception], _cut(MOST_LISTED)] = []
    false_claims: Annotated[list[SentFalseClaim], _cut(MOST_QUOTES)] = []
    customers: Annotated[list[SentCustomer], _cut(MOST_LISTED)] = []
    tradeoffs: Annotated[list[SentTradeoff], _cut(MOST_LISTED)] = []
    points_to_make: Annotated[list[Said], _cut(MOST_QUOTES)] = []
    priority_fix: Said = ""


@dataclass(frozen=True)
class Parsed:
    """A judgement, and whether the text had to be repaired to read it."""

    judgement: Judgement
    repaired: bool


class Unreadable(Exception):
    """The reply holds no judgement; the message says why, for the re-ask and for the person."""


def build_schema(dimensions: Sequence[str], *, rest: bool = True) -> dict[str, Any]:
    """The JSON schema of a reply in the strictest subset that servers share.

    It asks for these dimensions and, with `rest`, for everything else a review says.
    Every property is required, nothing else allowed; no references, unions or patterns. The order
    of keys is the order of generation: evidence before level. Bounds on lists and lengths keep a
    small model from running on; they are left out for servers that refuse them.
    """
    name = {"type": "string", "maxLength": 80}
    text = {"type": "string", "maxLength": 400}
    words = {"type": "string", "maxLength": 300}
    quote = _make_object(sentence={"type": "integer"}, quote=words)
    dimension = _make_object(
        id={"type": "string", "enum": list(dimensions)},
        evidence=_make_list(quote, 4),
        met=_make_list(name, 5),
        missing=_make_list(name, 5),
        rationale=text,
        level={"type": "integer", "enum": [0, 1, 2, 3, 4]},
    )
    wanted: dict[str, Any] = {}
    if dimensions:
        wanted["dimensions"] = _make_list(dimension, len(dimensions))
    if rest:
        tradeoff = {"id": name, "named": _make_list(name, 2), "chosen": name, "quote": words}
        wanted |= {
            "points": _make_list(_make_object(id=name, quote=words), 20),
            "misconceptions": _make_list(_make_object(id=name, quote=words), 5),
            "false_claims": _make_list(_make_object(quote=words, right=text), 5),
            "customers": _make_list(_make_object(id=name, quote=words, open=text), 12),
            "tradeoffs": _make_list(_make_object(**tradeoff, given_up=words, flip=words), 8),
            "points_to_make": _make_list(text, 3),
            "priority_fix": text,
        }
    return _make_object(**wanted)


def describe_shape(*, dimensions: bool = True, rest: bool = True) -> str:
    """The shape of a reply in one line, for the prompt: not every server shows a model the schema.

    It is a quarter as long as the schema, and says as much to a reader.
    """
    dimension = (
        '{"id","evidence":[{"sentence":number,"quote"}],"met":[ids],"missing":[ids],"rationale",'
        '"level":0 to 4}'
    )
    others = (
        '"points":[{"id","quote"}],"misconceptions":[{"id","quote"}],'
        '"false_claims":[{"quote","right"}],"customers":[{"id","quote","open"}],'
        '"tradeoffs":[{"id","named":[sides],"chosen","quote","given_up","flip"}],'
        '"points_to_make":[texts],"priority_fix"'
    )
    parts = [f'"dimensions":[{dimension}, one for each]'] if dimensions else []
    return "{" + ",".join([*parts, *([others] if rest else [])]) + "}"


def parse(reply: str, dimensions: Sequence[str], others: Collection[str] = ()) -> Parsed:
    """Read a whole reply: strictly, then repaired where that changes nothing of substance.

    Where there are several objects, the last one that is a judgement counts. A reply without any
    may give the judgement as labelled lines. Raises Unreadable when it holds no judgement, or not
    every dimension exactly once; the message is about the last object. Dimensions among `others`
    were not asked for this time and are passed over.
    """
    try:
        return _parse(reply, dimensions, others)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        # a reply is anybody's text: whatever it does to the readers, it is no judgement
        raise Unreadable(f"the reply cannot be read ({type(error).__name__})") from None


def _parse(reply: str, dimensions: Sequence[str], others: Collection[str]) -> Parsed:
    objects = find_objects(reply)
    problem: Unreadable | None = None
    for body in reversed(objects[-OBJECTS_READ:]):
        try:
            return Parsed(_validate(_load_strictly(body), dimensions, others), False)
        except Unreadable as error:
            problem = problem or error
        except (ValueError, RecursionError):
            continue
    if "{" not in reply:
        labelled = parse_labels(reply)
        if labelled is None:
            raise Unreadable("there is no JSON object in the reply")
        return Parsed(_validate(labelled, dimensions, others), True)
    if problem is not None:
        raise problem
    return Parsed(_validate(_repair(reply), dimensions, others), True)


def _validate(data: Any, dimensions: Sequence[str], others: Collection[str]) -> Judgement:
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    try:
        judgement = Judgement.model_validate(data)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'reply'}: {e['msg']}" for e in error.errors()[:5]
        )
        raise Unreadable(problems) from None
    if not dimensions:
        if not (isinstance(data, dict) and "points" in data):
            raise Unreadable("the points are missing")
        return judgement.model_copy(update={"dimensions": []})
    asked = [d for d in judgement.dimensions if d.id in dimensions or d.id not in others]
    judgement = judgement.model_copy(update={"dimensions": asked})
    given = [d.id for d in asked]
    unknown = sorted({dimension_id for dimension_id in given if dimension_id not in dimensions})
    missing = [dimension_id for dimension_id in dimensions if dimension_id not in given]
    twice = sorted({dimension_id for dimension_id in given if given.count(dimension_id) > 1})
    if missing:
        raise Unreadable(f"these dimensions are missing: {', '.join(missing)}")
    if twice:
        raise Unreadable(f"these dimensions are given twice: {', '.join(twice)}")
    if unknown:
        raise Unreadable(f"these are not dimensions of the rubric: {', '.join(unknown)[:200]}")
    return judgement


def _load_strictly(body: str) -> Any:
    return json.loads(body, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _repair(reply: str) -> Any:
    start, end = reply.find("{"), reply.rfind("}")
    # a reply that breaks off is not mended: a closing brace would invent its end
    if end < start or not _ends_reply(reply[end + 1 :]):
        raise Unreadable("the JSON breaks off before its end")
    body = reply[start : end + 1]
    if len(body) > LONGEST_REPAIRED:
        raise Unreadable("the JSON is not valid")
    try:
        return mend_json(body)
    except Unmendable:
        raise Unreadable("the JSON is not valid") from None


def _ends_reply(tail: str) -> bool:
    """Whether what follows the last brace is prose or a fence, and not the middle of an object."""
    return not tail.lstrip().startswith((",", "]", ":", '"'))


def _make_object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _make_list(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}
