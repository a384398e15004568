"""Telling a model's thinking from its reply where both come in one stream of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OPEN = ("<think>", "<thinking>", "<|thinking|>")
CLOSE = ("</think>", "</thinking>", "<|/thinking|>")
Piece = tuple[Literal["reasoning", "text"], str]


@dataclass
class Splitter:
    """Takes text as it comes; gives it back as reasoning and reply.

    Thinking stands at the start, between tags, with the opening tag lost at times: templates put
    it into the prompt. So everything before a closing tag is thinking, however it began.
    """

    _state: Literal["start", "thinking", "reply"] = "start"
    _held: str = ""

    def feed(self, text: str) -> list[Piece]:
        """Take a piece of the stream."""
        self._held += text
        if self._state == "start":
            return self._begin()
        if self._state == "thinking":
            return self._think()
        return self._reply()

    def close(self) -> list[Piece]:
        """The end of the stream: give what was held back. Unclosed thinking stays thinking."""
        held, self._held = self._held, ""
        if not held:
            return []
        return [("reasoning" if self._state == "thinking" else "text", held)]

    def _begin(self) -> list[Piece]:
        start = self._held.lstrip()
        if any(tag.startswith(start[: len(tag)]) and len(start) < len(tag) for tag in OPEN):
            return []
        for tag in OPEN:
            if start.startswith(tag):
                self._state, self._held = "thinking", start[len(tag) :]
                return self._think()
        self._state = "reply"
        return self._reply()

    def _think(self) -> list[Piece]:
        at, tag = _first(self._held, CLOSE)
        if tag:
            before, self._held = self._held[:at], self._held[at + len(tag) :].lstrip("\n")
            self._state = "reply"
            return [*_some("reasoning", before), *self._reply()]
        return self._out("reasoning", CLOSE)

    def _reply(self) -> list[Piece]:
        return self._out("text", ())

    def _out(self, kind: Literal["reasoning", "text"], tags: tuple[str, ...]) -> list[Piece]:
        keep = max((_overlap(self._held, tag) for tag in tags), default=0)
        ready, self._held = self._held[: len(self._held) - keep], self._held[-keep:] if keep else ""
        return _some(kind, ready)


def strip_reasoning(text: str) -> str:
    """A whole reply without its thinking: also where only the closing tag came, or none."""
    at, tag = _last(text, CLOSE)
    if tag:
        text = text[at + len(tag) :]
    elif text.lstrip().startswith(OPEN):
        return ""
    return text.strip()


def _some(kind: Literal["reasoning", "text"], text: str) -> list[Piece]:
    return [(kind, text)] if text else []


def _first(text: str, tags: tuple[str, ...]) -> tuple[int, str]:
    found = [(text.find(tag), tag) for tag in tags if tag in text]
    return min(found, default=(-1, ""))


def _last(text: str, tags: tuple[str, ...]) -> tuple[int, str]:
    found = [(text.rfind(tag), tag) for tag in tags if tag in text]
    return max(found, default=(-1, ""))


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of the text could be the beginning of the tag."""
    return next(
        (n for n in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:n])), 0
    )
