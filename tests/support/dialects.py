"""The dialects that servers speak: what each takes, how it says no, and how it replies.

After the documentation and the issues of each; none was asked over a network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.server import Got, Step, Wire, answers, data, delta, finish

THOUGHT = "let me think about this"
Reply = dict[str, Any]
SCHEMA, OBJECT = "json_schema", "json_object"


def as_object(message: str, name: str) -> Any:
    """OpenAI's own error."""
    said = {"message": message, "type": "invalid_request_error", "param": name, "code": None}
    return {"error": said}


def as_text(message: str, name: str) -> Any:
    """LM Studio's, and Ollama's of old."""
    return {"error": message}


def as_detail(message: str, name: str) -> Any:
    """FastAPI's."""
    return {"detail": [{"type": "extra_forbidden", "loc": ["body", name], "msg": message}]}


def with_number(message: str, name: str) -> Any:
    """llama.cpp's, vLLM's and OpenRouter's."""
    return {"error": {"code": 400, "message": message, "type": "invalid_request_error"}}


@dataclass(frozen=True)
class Dialect:
    """How one kind of server speaks."""

    name: str
    formats: tuple[str, ...] = (SCHEMA, OBJECT)
    """The kinds of response_format it takes; `strict` stands for the strict kind."""
    strict: bool = True
    streams_schema: bool = True
    refuses: tuple[str, ...] = ()
    """Fields of the request."""
    system: bool = True
    status: int = 400
    error: Callable[[str, str], Any] = as_object
    wording: str = "Unsupported parameter: '{name}'"
    thinks: str | None = None
    """The field its thinking comes in, `inline` for tags, None where it is hidden."""
    usage_asked: bool = True
    """Whether token counts come only when asked for."""
    before: tuple[str, ...] = ()
    """What it sends before the reply."""
    short_names: bool = True
    learns: str = ""
    """What the receipt must say was adapted."""
    more: Reply = field(default_factory=dict)
    """What else stands in its last chunk."""

    def complaint(self, sent: dict[str, Any]) -> tuple[str, str] | None:
        """The field that it refuses, and in which words; None where it takes it all."""
        if not self.short_names and "/" not in sent["model"]:
            return "model", "Model not found"
        if not self.system and sent["messages"][0]["role"] == "system":
            return "messages", "System role not supported"
        for name in self.refuses:
            if name in sent:
                return name, self.wording.format(name=name)
        wanted = sent.get("response_format")
        if wanted is None:
            return None
        kind = wanted["type"]
        if kind not in self.formats:
            return "response_format", self._takes()
        if wanted.get(SCHEMA, {}).get("strict") and not self.strict:
            return "response_format", "'strict' is not supported for json_schema"
        if kind == SCHEMA and sent["stream"] and not self.streams_schema:
            said = "response_format json_schema does not support streaming"
            return "response_format", said
        return None

    def _takes(self) -> str:
        if self.formats == (SCHEMA,):
            return "'response_format.type' must be 'json_schema' or 'text'"
        if self.formats == (OBJECT,):
            return "Input should be 'text' or 'json_object'"
        return self.wording.format(name="response_format")


def speaks(dialect: Dialect, reply: str) -> Step:
    """A server of this kind, whose model always sends this reply."""

    async def step(wire: Wire, got: Got) -> None:
        sent = got.json
        complaint = dialect.complaint(sent)
        if complaint:
            name, said = complaint
            status = 404 if name == "model" else dialect.status
            await answers(status, dialect.error(said, name))(wire, got)
        elif sent["stream"]:
            await _stream(dialect, reply, sent, wire)
        else:
            await answers(200, _whole(dialect, reply))(wire, got)

    return step


def _usage() -> Reply:
    return {"usage": {"prompt_tokens": 6000, "completion_tokens": 900}}


def _thinking(dialect: Dialect) -> list[Reply]:
    if dialect.thinks is None:
        return []
    if dialect.thinks == "inline":
        return [delta("<think>"), delta(THOUGHT), delta("</think>\n\n")]
    if dialect.thinks == "reasoning_details":
        return [delta("", reasoning_details=[{"type": "reasoning.text", "text": THOUGHT}])]
    return [delta("", **{dialect.thinks: THOUGHT})]


async def _stream(dialect: Dialect, reply: str, sent: dict[str, Any], wire: Wire) -> None:
    await wire.head()
    for piece in dialect.before:
        await wire.send(piece)
    for chunk in _thinking(dialect):
        await wire.send(data(chunk))
    for at in range(0, len(reply), 200):
        await wire.send(data(delta(reply[at : at + 200])))
    asked = (sent.get("stream_options") or {}).get("include_usage")
    last = finish() | dialect.more
    if not dialect.usage_asked:
        last |= _usage()
    await wire.send(data(last))
    if dialect.usage_asked and asked:
        await wire.send(data({"choices": []} | _usage()))
    await wire.send("data: [DONE]\n\n")


def _whole(dialect: Dialect, reply: str) -> Reply:
    message: Reply = {"role": "assistant", "content": reply}
    if dialect.thinks == "inline":
        message["content"] = f"<think>{THOUGHT}</think>\n{reply}"
    elif dialect.thinks and dialect.thinks != "reasoning_details":
        message[dialect.thinks] = THOUGHT
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "1", "choices": [choice]} | _usage() | dialect.more


DIALECTS = (
    Dialect("strict schema, as OpenAI's older models"),
    Dialect(
        "OpenAI's reasoning models: another name for the limit, no temperature, hidden thinking",
        refuses=("max_tokens", "temperature"),
        learns="limit sent as max_completion_tokens; temperature left out",
    ),
    Dialect(
        "Fireworks: long names, figures in the last chunk, thinking in reasoning_content",
        short_names=False,
        thinks="reasoning_content",
        usage_asked=False,
        more={"perf_metrics": {"server-time-to-first-token": 0.2}},
        learns="model name completed to accounts/fireworks/models/judge-1",
    ),
    Dialect("Ollama: thinking in reasoning", thinks="reasoning", error=as_text),
    Dialect(
        "LM Studio: json_object refused, errors as text, thinking in the open",
        formats=(SCHEMA,),
        error=as_text,
        thinks="inline",
    ),
    Dialect(
        "llama.cpp: numbers as error codes, timings",
        error=with_number,
        thinks="reasoning_content",
        more={"timings": {"predicted_per_second": 80}},
    ),
    Dialect(
        "llama-cpp-python: a 500 that says which formats it takes",
        formats=(OBJECT,),
        status=500,
        learns="structured output: json_object_schema",
    ),
    Dialect(
        "vLLM with a model that takes no system message",
        system=False,
        error=with_number,
        thinks="reasoning",
        learns="system message folded into the first turn",
    ),
    Dialect(
        "Groq: no stream with a schema",
        streams_schema=False,
        learns="streaming turned off for structured output",
    ),
    Dialect(
        "a server that thinks, and streams no schema",
        streams_schema=False,
        thinks="reasoning",
        learns="streaming turned off for structured output",
    ),
    Dialect(
        "a server that takes a schema but not strictly",
        strict=False,
        learns="structured output: json_schema",
    ),
    Dialect(
        "OpenRouter: comments to stay alive, thinking in reasoning_details",
        before=(": OPENROUTER PROCESSING\n\n",) * 3,
        error=with_number,
        thinks="reasoning_details",
        usage_asked=False,
    ),
    Dialect("Together: thinking in the open", thinks="inline"),
    Dialect(
        "LiteLLM in front of a model without temperature",
        refuses=("temperature",),
        wording="litellm.UnsupportedParamsError: provider does not support parameters: ['{name}']",
        thinks="reasoning_content",
        learns="temperature left out",
    ),
    Dialect(
        "transformers serve: no response_format, no stream_options",
        formats=(),
        refuses=("stream_options", "max_completion_tokens", "response_format"),
        status=422,
        error=as_detail,
        wording="Unexpected field: {name}",
        thinks="inline",
        learns="stream_options left out; structured output: none",
    ),
    Dialect(
        "Mistral: 422 to stream_options, another name for nothing",
        refuses=("stream_options",),
        status=422,
        error=as_detail,
        wording="Extra inputs are not permitted",
        learns="stream_options left out",
    ),
)
