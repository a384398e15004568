"""Between the program and the terminal: no control character out, no stray byte in.

Every line that a widget draws goes through `ControlFilter`, whatever the widget did with its text.
"""

from __future__ import annotations

import os
import selectors
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual._xterm_parser import XTermParser
from textual.filter import LineFilter

from coach.text.controls import drop_controls

if TYPE_CHECKING:
    from textual.color import Color
    from textual.driver import Driver
    from textual.message import Message

READ_BYTES = 4096
TICK = 0.1
"""Seconds between two looks whether the program ends or an escape key stands alone."""


class ControlFilter(LineFilter):
    """Takes control characters and links out of all that is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line's pieces without them."""
        if all(_is_clean(segment) for segment in segments):
            return segments
        return [
            segment
            if segment.control
            else Segment(drop_controls(segment.text), _without_link(segment.style))
            for segment in segments
        ]


def _is_clean(segment: Segment) -> bool:
    style = segment.style
    return segment.text.isprintable() and (style is None or style.link is None)


def _without_link(style: Style | None) -> Style | None:
    return style.update_link(None) if style is not None and style.link is not None else style


def make_safe(driver: type[Driver]) -> type[Driver]:
    """Return the terminal's driver in a form that no byte from the keyboard can end."""
    if sys.platform == "win32":
        return driver
    from textual.drivers.linux_driver import LinuxDriver

    if driver is not LinuxDriver:
        return driver

    class SafeLinuxDriver(LinuxDriver):
        """Reads bytes that are no UTF-8 as signs, and goes on after keys that cannot be parsed."""

        def run_input_thread(self) -> None:
            """Wait for input and pass it on until the driver stops."""
            decode = getincrementaldecoder("utf-8")("replace").decode
            parser = KeyParser(lambda: XTermParser(self._debug))
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    if selector.select(TICK):
                        given = os.read(self.fileno, READ_BYTES)
                        if not given:
                            # the terminal is gone; a signal says so to the program
                            return
                        for message in parser.feed(decode(given)):
                            self.process_message(message)
                    for message in parser.tick():
                        self.process_message(message)

        def write(self, data: str) -> None:
            """Hand on what is to be drawn, unless the terminal is gone."""
            if self._can_write():
                super().write(data)

        def close(self) -> None:
            """End the thread that writes, unless it ended with its terminal."""
            if self._can_write():
                super().close()

        def _can_write(self) -> bool:
            # a thread that failed takes nothing from its queue, and a full queue would block
            return self._writer_thread is not None and self._writer_thread.is_alive()

        def _sigcont_application(self, *_: object) -> None:
            """Go on after a stop by ctrl+z; a terminal that closes sends the same signal.

            Textual would start the threads a second time then, and one of them would never end.
            """
            if self._must_signal_resume:
                super()._sigcont_application()

    return SafeLinuxDriver


class KeyParser:
    """Turns what the terminal sends into messages; a sequence that breaks the parser is dropped."""

    def __init__(self, make: Callable[[], XTermParser]) -> None:
        self._make = make
        self._parser = make()

    def feed(self, text: str) -> list[Message]:
        """Take a piece of input and return the messages that it makes."""
        # an empty text would tell the parser that there is no more to come
        return self._gather(self._parser.feed(text)) if text else []

    def tick(self) -> list[Message]:
        """Return the messages that only wait for time to pass."""
        return self._gather(self._parser.tick())

    def _gather(self, messages: Iterable[Message]) -> list[Message]:
        gathered: list[Message] = []
        try:
            gathered.extend(messages)
        except Exception:
            # whatever was sent, the keys after it must work
            self._parser = self._make()
        return gathered
