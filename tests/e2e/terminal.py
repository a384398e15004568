"""A real pseudo-terminal with an emulated screen, to drive the program as a person would."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pexpect
import pyte

from coach.paths import find_paths
from tests.support.warm import warm_home

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "ctrl+s": "\x13",
    "ctrl+q": "\x11",
    "ctrl+p": "\x10",
    "f3": "\x1bOR",
    "f8": "\x1b[19~",
    "down": "\x1b[B",
}


class Terminal:
    """One run of the program. Waiting is for something to be seen, never for time to pass."""

    def __init__(
        self,
        *arguments: str,
        env: Mapping[str, str],
        size: tuple[int, int] = (36, 120),
        first_run: bool = False,
        program: Sequence[str] = (sys.executable, "-m", "coach"),
    ) -> None:
        """Start it; a `first_run` is greeted, any other home says that it was, and is warm.

        `program` is another way to start it, such as an installed command.
        """
        if not first_run and "COACH_HOME" in env:
            skip_welcome(Path(env["COACH_HOME"]))
            warm_home(Path(env["COACH_HOME"]))
        rows, columns = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        # COLUMNS and LINES would win over the size of this terminal.
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("COACH_", "OPENAI_", "TEXTUAL_"))
            and name not in ("COLUMNS", "LINES")
        }
        self.process = pexpect.spawn(
            program[0],
            [*program[1:], *arguments],
            env=clean | {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | dict(env),
            dimensions=size,
            timeout=20,
        )

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, words: str, seconds: float = 20.0) -> None:
        """Wait until the words are on the screen; fails with the screen when they never are."""
        end = time.monotonic() + seconds
        while words not in self.text:
            if time.monotonic() > end:
                raise AssertionError(f"{words!r} never appeared on:\n{self.text}")
            self.read()

    def gone(self, words: str, seconds: float = 20.0) -> None:
        """Wait until the words are no longer on the screen."""
        end = time.monotonic() + seconds
        while words in self.text:
            if time.monotonic() > end:
                raise AssertionError(f"{words!r} never went from:\n{self.text}")
            self.read()

    def read(self, timeout: float = 0.05) -> None:
        """Take in what the program has drawn."""
        try:
            self._stream.feed(self.process.read_nonblocking(65536, timeout))
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            return

    def press(self, *keys: str) -> None:
        """Press keys by name, or type text."""
        for key in keys:
            self.process.send(KEYS.get(key, key))

    def click(self, words: str) -> None:
        """Click in the middle of the words on the screen."""
        for y, line in enumerate(self.screen.display, 1):
            x = line.find(words)
            if x >= 0:
                column = x + len(words) // 2 + 1
                self.process.send(f"\x1b[<0;{column};{y}M\x1b[<0;{column};{y}m")
                return
        raise AssertionError(f"{words!r} is not on:\n{self.text}")

    def resize(self, rows: int, columns: int) -> None:
        """Change the size of the window."""
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill(9)
        self.process.wait()

    def end(self) -> int | None:
        """Wait for the program to end by itself and return its exit code."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        return self.process.exitstatus


def skip_welcome(home: Path) -> None:
    """Mark a COACH_HOME as one that was greeted."""
    mark = find_paths({"COACH_HOME": str(home)}).welcomed
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def saved_rounds(home: Path) -> list[Path]:
    """Folders of the rounds saved under a COACH_HOME."""
    return sorted((home / "data" / "transcripts").glob("2*"))
