"""Reading a stream of server-sent events, forgiving what servers get wrong.

The client library's own reader loses an `error:` line, an event without a blank line behind it and
everything after a byte order mark, and breaks on an event without data; this one does not.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """One event: its name (`message` unless given) and its data lines joined."""

    name: str
    data: str


@dataclass
class Reader:
    """Takes bytes as they come and gives whole events."""

    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8-sig")("replace")
    )
    _rest: str = ""
    _name: str = ""
    _data: list[str] = field(default_factory=list)

    def feed(self, chunk: bytes) -> list[Message]:
        """Take a chunk and return the events it completes."""
        self._rest += self._decoder.decode(chunk)
        lines = self._rest.replace("\r\n", "\n")
        # a lone CR at the end may be the first half of CRLF
        held = "\r" if lines.endswith("\r") else ""
        lines = lines.removesuffix("\r").replace("\r", "\n") + held
        *whole, self._rest = lines.split("\n")
        messages = [self._take_line(line) for line in whole]
        return [message for message in messages if message is not None]

    def close(self) -> list[Message]:
        """Return the event that the server did not finish with a blank line, if any."""
        messages = [self._take_line(self._rest.removesuffix("\r"))] if self._rest.strip() else []
        self._rest = ""
        messages.append(self._take_line(""))
        return [message for message in messages if message is not None]

    def _take_line(self, line: str) -> Message | None:
        if not line:
            data, name = "\n".join(self._data), self._name
            self._data, self._name = [], ""
            return Message(name or "message", data) if data.strip() else None
        field_name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field_name == "data":
            self._data.append(value)
        elif field_name == "event":
            self._name = value
        elif field_name == "error":
            return Message("error", value)
        return None
