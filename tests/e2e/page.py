"""coach in a page of a browser, as `coach serve` shows it."""

from __future__ import annotations

import json
import time

import pyte

from tests.e2e.chromium import Browser

PATIENCE = 40.0


class Page:
    """coach in a page: its screen is what the page's websocket brought, drawn by an emulator."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self._drawn = 0

    @property
    def text(self) -> str:
        """What is on the screen."""
        frames = self.browser.seen.frames
        for way, data in frames[self._drawn :]:
            if way == "received":
                self._stream.feed(data)
            elif data.startswith(b'["resize"'):
                size = json.loads(data)[1]
                self.screen.resize(size["height"], size["width"])
        self._drawn = len(frames)
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, words: str) -> None:
        """Wait until the words are on the screen."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.text:
            assert time.monotonic() < deadline, f"{words!r} never appeared on:\n{self.text}"
            self.browser.listen()

    def enter(self) -> None:
        self.browser.press("Enter", 13)

    def go_on(self) -> None:
        self.browser.press("s", 83, ctrl=True)
