"""Telling a model's thinking from its reply where both come in one stream of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coach.llm.json_scan import find_object_spans, find_objects

OPEN = (
    "<think>",
    "<thinking>",
    "<thought>",
    "<reasoning>",
    "<seed:think>",
    "<|thinking|>",
    "[THINK]",
    "◁think▷",
    "<|channel|>analysis<|message|>",
)
CLOSE = (
    "</think>",
    "</thinking>",
    "</thought>",
    "</reasoning>",
    "</seed:think>",
    "<|/thinking|>",
    "[/THINK]",
    "◁/think▷",
    "<|channel|>final<|message|>",
)
"""The tags of the model families that think in the open; the last pair is the harmony format."""
Piece = tuple[Literal["reasoning", "text"], str]


@dataclass
class Splitter:
    """Takes text as it comes; gives it back as reasoning and reply.

    Thinking stands at the start, between tags. Where the opening tag was lost, since templates
    put it into the prompt, the stream looks like a reply until the closing tag comes;
    `strip_reasoning` takes that out of the whole reply.
    """

    _state: Literal["start", "thinking", "reply"] = "start"
    _held: str = ""

    def feed(self, text: str) -> list[Piece]:
        """Take a piece of the stream."""
        if not text:
            return []
        self._held += text
        if self._state == "start":
            return self._read_start()
        if self._state == "thinking":
            return self._read_thinking()
        return self._read_reply()

    def close(self) -> list[Piece]:
        """The end of the stream: give what was held back. Unclosed thinking stays thinking."""
        held, self._held = self._held, ""
        if not held:
            return []
        return [("reasoning" if self._state == "thinking" else "text", held)]

    def _read_start(self) -> list[Piece]:
        start = self._held.lstrip()
        if any(tag.startswith(start) and len(start) < len(tag) for tag in OPEN):
            return []
        for tag in OPEN:
            if start.startswith(tag):
                self._state, self._held = "thinking", start[len(tag) :]
                return self._read_thinking()
        self._state = "reply"
        return self._read_reply()

    def _read_thinking(self) -> list[Piece]:
        at, tag = _find_first(self._held, CLOSE)
        if tag:
            before, self._held = self._held[:at], self._held[at + len(tag) :].lstrip("\n")
            self._state = "reply"
            return [*_make_pieces("reasoning", before), *self._read_reply()]
        keep = max(_count_tag_start(self._held, tag) for tag in CLOSE)
        ready, self._held = self._held[: len(self._held) - keep], self._held[-keep:] if keep else ""
        return _make_pieces("reasoning", ready)

    def _read_reply(self) -> list[Piece]:
        ready, self._held = self._held, ""
        return _make_pieces("text", ready)


def strip_reasoning(text: str) -> str:
    """A whole reply without thinking whose opening tag was lost.

    A closing tag inside a JSON string is what a candidate wrote and a model quoted; it stays.
    """
    spans = find_object_spans(text)
    before = text[: spans[-1][0]] if spans else text
    at, tag = _find_last(before, CLOSE)
    return text[at + len(tag) :].strip() if tag else text.strip()


def find_reply_in_reasoning(thinking: str) -> str:
    """The reply that a server put into the reasoning field: its last JSON object, or nothing.

    Only the object is taken, so that no thinking is graded or kept with it.
    """
    objects = find_objects(thinking)
    return objects[-1] if objects else ""


def _make_pieces(kind: Literal["reasoning", "text"], text: str) -> list[Piece]:
    return [(kind, text)] if text else []


def _find_first(text: str, tags: tuple[str, ...]) -> tuple[int, str]:
    places = [(text.find(tag), tag) for tag in tags if tag in text]
    return min(places, default=(-1, ""))


def _find_last(text: str, tags: tuple[str, ...]) -> tuple[int, str]:
    places = [(text.rfind(tag), tag) for tag in tags if tag in text]
    return max(places, default=(-1, ""))


def _count_tag_start(text: str, tag: str) -> int:
    """How many characters at the end of the text could be the beginning of the tag."""
    return next(
        (n for n in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:n])), 0
    )
