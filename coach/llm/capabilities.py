"""What a server and model accept, learned from what they refuse and kept in the cache."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from coach.files import CoachError, atomic_write, read_text

StructuredMode = Literal[
    "json_schema_strict", "json_schema", "json_object_schema", "json_object", "none"
]
LADDER: tuple[StructuredMode, ...] = (
    "json_schema_strict",
    "json_schema",
    "json_object_schema",
    "json_object",
    "none",
)
TokenField = Literal["max_tokens", "max_completion_tokens", "none"]


MAX_BYTES = 5_000_000
"""Bytes of the largest file of capabilities that is read."""


@dataclass(frozen=True)
class Capabilities:
    """What to send. Optimistic until a refusal teaches otherwise."""

    rung: StructuredMode = "json_schema_strict"
    """How JSON is asked for: a step of LADDER, which goes down where a server refuses."""
    stream: bool = True
    stream_options: bool = True
    system_role: bool = True
    token_field: TokenField = "max_tokens"
    token_fields_refused: tuple[str, ...] = ()
    temperature: bool = True
    full_name: str | None = None
    """The model's id on this server, where the configured name is short for it."""
    ignored: int = 0
    """Streamed replies in a row that ignored the schema."""
    bounds: bool = True
    """Whether bounds on lists and lengths may stand in a schema."""
    one_at_a_time: bool = False
    """Whether a reply with all dimensions of a review failed, so that each gets its own call."""


IGNORED_ENOUGH = 2
"""Streamed replies without any JSON after which streaming is turned off."""


ASKS = {
    "json_schema_strict": "keeps to a JSON schema",
    "json_schema": "takes a JSON schema, not strictly",
    "json_object_schema": "takes a JSON schema as a kind of JSON object",
    "json_object": "sends JSON, without a schema",
    "none": "is asked for JSON in words only",
}
"""What each rung means for a person."""


def describe_learned(known: Capabilities) -> str:
    """Say in words what was learned of a model; empty where all is as usual."""
    usual = Capabilities()
    learned = {
        ASKS[known.rung]: known.rung != usual.rung,
        "does not stream": not known.stream,
        "counts no tokens in streams": not known.stream_options,
        "takes no system message": not known.system_role,
        "takes no temperature": not known.temperature,
        "takes no limit": known.token_field == "none",
        "takes no bounds in a schema": not known.bounds,
        "is asked for one dimension a call": known.one_at_a_time,
        f"calls the limit {known.token_field}": known.token_field == "max_completion_tokens",
        f"is {known.full_name} there": known.full_name is not None,
    }
    return ", ".join(phrase for phrase, is_learned in learned.items() if is_learned)


def adapt(
    now: Capabilities, status: int, message: str, param: str
) -> tuple[Capabilities, str] | None:
    """Leave out the one parameter that a refusal names; None where it names nothing we sent.

    `message` is the text of the body, `param` the parameter an OpenAI-style error names. The
    wordings are those of the servers in the compatibility notes of the tests.
    """
    if status not in (400, 404, 405, 415, 422, 500):
        return None
    text = f"{param} {message}".casefold()
    return next((adapted for adapted in _list_adaptations(now, text, status) if adapted), None)


def _list_adaptations(
    now: Capabilities, text: str, status: int
) -> Iterator[tuple[Capabilities, str] | None]:
    yield _adapt_system_role(now, text)
    if status == 500 and not re.search(r"json_object|response_format|json_schema|grammar", text):
        return
    yield _adapt_stream_options(now, text)
    if now.bounds and re.search(r"maxitems|maxlength|minitems", text):
        yield replace(now, bounds=False), "bounds left out of the schema"
    yield _adapt_response_format(now, text)
    yield _adapt_token_field(now, text)
    if now.temperature and "temperature" in text:
        yield replace(now, temperature=False), "temperature left out"
    if now.stream and re.search(
        r"stream\w*.{0,60}not (?:\w+ )?support|unsupported.{0,40}stream", text
    ):
        yield replace(now, stream=False), "streaming turned off"


def _adapt_system_role(now: Capabilities, text: str) -> tuple[Capabilities, str] | None:
    pattern = (
        r"system (?:role|message|prompt)|roles must alternate|role.{0,12}system|developer role"
    )
    if now.system_role and re.search(pattern, text):
        return replace(now, system_role=False), "system message folded into the first turn"
    return None


def _adapt_stream_options(now: Capabilities, text: str) -> tuple[Capabilities, str] | None:
    if now.stream_options and re.search(r"stream_options|include_usage", text):
        return replace(now, stream_options=False), "stream_options left out"
    return None


def _adapt_response_format(now: Capabilities, text: str) -> tuple[Capabilities, str] | None:
    pattern = r"response_format|json_schema|json_object|structured|grammar|schema|guided|\bstrict\b"
    if now.rung == "none" or not re.search(pattern, text):
        return None
    uses_schema = now.rung in ("json_schema_strict", "json_schema")
    if now.stream and uses_schema and re.search(r"\bstream", text):
        return replace(now, stream=False), "streaming turned off for structured output"
    rung = _choose_next_rung(now.rung, text)
    return replace(now, rung=rung), f"structured output: {rung}"


def _choose_next_rung(rung: StructuredMode, text: str) -> StructuredMode:
    if "'text' or 'json_object'" in text and rung != "json_object_schema":
        return "json_object_schema"
    if re.search(r"must be 'json_schema' or 'text'", text):
        return "none" if rung != "json_schema_strict" else "json_schema"
    names_a_kind = re.search(r"json_schema|json_object|schema|strict|grammar", text)
    if not names_a_kind:
        return "none"
    return LADDER[LADDER.index(rung) + 1]


def _adapt_token_field(now: Capabilities, text: str) -> tuple[Capabilities, str] | None:
    if now.token_field == "none" or now.token_field not in text:
        return None
    too_large = r"too large|at most|less than or equal|exceeds?\b|maximum value|maximum context"
    if re.search(too_large, text):
        return replace(now, token_field="none"), "no limit sent, since it was too large"
    refused = (*now.token_fields_refused, now.token_field)
    fields: tuple[TokenField, ...] = ("max_tokens", "max_completion_tokens")
    left = [field for field in fields if field not in refused]
    other: TokenField = left[0] if left else "none"
    changed = replace(now, token_field=other, token_fields_refused=refused)
    return changed, f"limit sent as {other}" if other != "none" else "no limit sent"


class CapabilityStore:
    """Records by base URL and model in one JSON file; a broken file counts as empty."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, base_url: str, model: str) -> Capabilities:
        """What is known of a model on a server."""
        record = self._load_all().get(f"{base_url} {model}")
        try:
            return TypeAdapter(Capabilities).validate_python(record or {})
        except ValidationError:
            return Capabilities()

    def put(self, base_url: str, model: str, capabilities: Capabilities) -> None:
        """Keep what was learned; a cache that cannot be written is not worth failing for."""
        records = self._load_all()
        records[f"{base_url} {model}"] = asdict(capabilities)
        self._write(records)

    def forget(self, base_url: str, model: str) -> None:
        """Drop what is known of a model, so that it is learned anew."""
        records = self._load_all()
        if records.pop(f"{base_url} {model}", None) is not None:
            self._write(records)

    def note_schema(self, base_url: str, model: str, *, heeded: bool, whole: bool) -> None:
        """Note whether a reply heeded the schema; `whole` says that it was not streamed.

        Some servers ignore the schema while they stream, some always, and neither says so. After
        IGNORED_ENOUGH streamed replies that ignored it and a whole one that did not, streaming is
        turned off. After a whole one that ignored it too, a weaker mode is used from then on.
        """
        known = self.get(base_url, model)
        if known.rung == "none":
            return
        whole = whole or not known.stream
        changed = known
        if heeded and not whole:
            changed = replace(known, ignored=0)
        elif heeded and known.ignored >= IGNORED_ENOUGH:
            changed = replace(known, stream=False, ignored=0)
        elif not heeded and not whole:
            changed = replace(known, ignored=known.ignored + 1)
        elif not heeded:
            lower: StructuredMode = "none" if known.rung == "json_object" else "json_object"
            changed = replace(known, rung=lower, ignored=0)
        if changed != known:
            self.put(base_url, model, changed)

    def note_one_at_a_time(self, base_url: str, model: str) -> None:
        """Remember that a model could not send a whole review in one reply."""
        known = self.get(base_url, model)
        if not known.one_at_a_time:
            self.put(base_url, model, replace(known, one_at_a_time=True))

    def _load_all(self) -> dict[str, Any]:
        try:
            data = json.loads(read_text(self._path, MAX_BYTES))
        except (CoachError, ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}

    def _write(self, records: dict[str, Any]) -> None:
        with suppress(OSError):
            atomic_write(self._path, json.dumps(records, indent=2, sort_keys=True))
