"""What is sent: one request as its server is known to take it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from coach.config import Profile
from coach.llm.capabilities import Capabilities
from coach.llm.events import Request

BOUNDS = frozenset({"maxItems", "minItems", "maxLength"})
"""Keywords of a JSON schema that some servers refuse in structured output."""


def build_parameters(
    request: Request, profile: Profile, known: Capabilities, limit: int, *, fireworks: bool
) -> dict[str, Any]:
    """The body of a chat completion; nothing optional that the server is known to refuse."""
    streamed = known.stream and not request.whole
    sent: dict[str, Any] = {
        "model": known.full_name or profile.model,
        "messages": build_messages(request, known),
        "stream": streamed,
    }
    if known.token_field != "none":
        sent[known.token_field] = limit
    if known.temperature and profile.temperature is not None:
        sent["temperature"] = profile.temperature
    if streamed and known.stream_options:
        sent["stream_options"] = {"include_usage": True}
    if request.schema is not None:
        sent |= _build_response_format(request, known)
    if fireworks:
        # other servers refuse fields they do not know
        sent["extra_body"] = {
            "perf_metrics_in_response": True,
            "context_length_exceeded_behavior": "error",
        }
    return sent


def build_messages(request: Request, known: Capabilities) -> list[dict[str, str]]:
    """The messages, the system's folded into the first turn where it is refused."""
    given = list(request.messages)
    if known.system_role or len(given) < 2 or given[0]["role"] != "system":
        return given
    system, first, *rest = given
    folded = {"role": "user", "content": f"{system['content']}\n\n{first['content']}"}
    return [folded, *rest]


def is_fireworks(base_url: str) -> bool:
    """Whether an address is Fireworks' own."""
    host = urlsplit(base_url).hostname or ""
    return host == "fireworks.ai" or host.endswith(".fireworks.ai")


def is_loopback(base_url: str) -> bool:
    """Whether an address is this machine's own, where no proxy should stand between."""
    host = urlsplit(base_url).hostname or ""
    return host in ("localhost", "::1") or host.endswith(".localhost") or host.startswith("127.")


def _build_response_format(request: Request, known: Capabilities) -> dict[str, Any]:
    shape = request.schema if known.bounds else _drop_bounds(request.schema)
    schema: dict[str, Any] = {"name": request.schema_name, "schema": shape}
    match known.rung:
        case "json_schema_strict":
            wanted: dict[str, Any] = {
                "type": "json_schema",
                "json_schema": schema | {"strict": True},
            }
        case "json_schema":
            wanted = {"type": "json_schema", "json_schema": schema}
        case "json_object_schema":
            wanted = {"type": "json_object", "schema": shape}
        case "json_object":
            wanted = {"type": "json_object"}
        case _:
            return {}
    return {"response_format": wanted}


def _drop_bounds(schema: Any) -> Any:
    """The same JSON schema without bounds on lists and lengths."""
    if isinstance(schema, dict):
        return {key: _drop_bounds(part) for key, part in schema.items() if key not in BOUNDS}
    return [_drop_bounds(part) for part in schema] if isinstance(schema, list) else schema
