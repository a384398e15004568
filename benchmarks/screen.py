"""Start-up and typing against the floor, in one run, in a real terminal.

    .venv/bin/python -m benchmarks.screen [RUNS]

Prints seconds to the first frame, to the home screen with its cases and to the first key that it
takes (each but the first run has the cases as they were listed last), milliseconds from a
key to its letter on the screen (while clock, journal and background imports run), and the ratios
to a minimal Textual application measured in turn with it. Read the ratios: machines are noisy.
"""

from __future__ import annotations

import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

from tests.e2e.terminal import skip_welcome

RUNS = 7
KEYS = 120
SIZE = (40, 120)
COACH = [sys.executable, "-m", "coach"]
LISTED = "Claude against metering"
"""A case that is on the screen once the cases are listed."""
FLOOR = [sys.executable, "-m", "benchmarks.floor"]


class Screen:
    """A program in a pseudo-terminal, read as fast as it draws."""

    def __init__(self, command: list[str], home: str) -> None:
        self._screen = pyte.Screen(SIZE[1], SIZE[0])
        self._stream = pyte.ByteStream(self._screen)
        env = {k: v for k, v in os.environ.items() if not k.startswith("COACH_")}
        env |= {"COACH_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.started = time.perf_counter()
        self._process = pexpect.spawn(command[0], command[1:], env=env, dimensions=SIZE)

    def until(self, holds: Callable[[str], bool], limit: float = 30.0) -> float:
        """Read until what is on the screen fits; returns the moment."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            if not self.read():
                continue
            if holds("\n".join(self._screen.display)):
                return time.perf_counter()
        raise SystemExit("the screen never showed what was waited for:\n" + self.text)

    def read(self) -> bool:
        """Take in what was drawn; False where nothing was."""
        try:
            self._stream.feed(self._process.read_nonblocking(65536, 0.01))
        except pexpect.TIMEOUT:
            return False
        return True

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self._screen.display)

    def send(self, keys: str) -> None:
        """Press keys."""
        self._process.send(keys)

    def end(self) -> None:
        """Stop it; on a busy machine it may take a moment to be gone."""
        self._process.kill(signal.SIGKILL)
        self._process.wait()
        self._process.close()


def first_frame(command: list[str], home: str, words: str) -> float:
    """Seconds from the start to words that the first frame holds."""
    screen = Screen(command, home)
    try:
        return screen.until(lambda text: words in text) - screen.started
    finally:
        screen.end()


def first_key(
    command: list[str],
    home: str,
    ready: Callable[[str], bool],
    key: str,
    taken: Callable[[str], bool],
) -> float:
    """Seconds from the start to a screen on which a key is `taken`, pressed once it is `ready`."""
    screen = Screen(command, home)
    try:
        screen.until(ready)
        screen.send(key)
        return screen.until(taken) - screen.started
    finally:
        screen.end()


def first_key_of_coach(home: str) -> float:
    """Seconds to `/` in the filter, pressed once cases are listed: enter starts none of them then.

    What the line of keys says of it holds for early versions too, which are measured beside.
    """
    return first_key(
        COACH,
        home,
        lambda text: LISTED in text and _offers_start(text),
        "/",
        lambda text: not _offers_start(text),
    )


def _offers_start(text: str) -> bool:
    return "Start" in text.splitlines()[-1]


def first_key_of_floor(home: str) -> float:
    """Seconds to a letter in the text area of the floor."""
    return first_key(
        FLOOR, home, lambda text: "floor is ready" in text, "~", lambda text: "~" in text
    )


def typing(screen: Screen) -> list[float]:
    """Milliseconds from each key to its letter on the screen."""
    # the first key makes a placeholder go
    screen.send("~")
    screen.until(lambda text: "~" in text)
    taken = []
    for number in range(KEYS):
        letter = "abcdefghijklmnopqrstuvwxyz"[number % 26]
        before = screen.text.count(letter)
        sent = time.perf_counter()
        screen.send(letter)
        taken.append(1000 * (screen.until(lambda t, c=letter, n=before: t.count(c) > n) - sent))
    screen.end()
    return taken


def coach_round(home: str) -> Screen:
    """The answer phase of a round that has just been opened."""
    screen = Screen([*COACH, "practice", "claude-vs-metering"], home)
    for key, words in (("", "[Read]"), ("\x13", "[Clarify]"), ("\x13", "[Answer]")):
        screen.send(key)
        screen.until(lambda text, wanted=words: wanted in text)
    return screen


def floor() -> Screen:
    """The floor, ready."""
    screen = Screen(FLOOR, "/nonexistent")
    screen.until(lambda text: "floor is ready" in text)
    return screen


def main() -> None:
    """Measure in turns and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as home:
        skip_welcome(Path(home))
        names = ("floor", "frame", "bank", "floor key", "first key")
        figures: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(runs + 1):
            figures["floor"].append(first_frame(FLOOR, home, "floor is ready"))
            figures["frame"].append(first_frame(COACH, home, "Practice"))
            figures["bank"].append(first_frame(COACH, home, LISTED))
            figures["floor key"].append(first_key_of_floor(home))
            figures["first key"].append(first_key_of_coach(home))
        middle = {name: statistics.median(taken[1:]) for name, taken in figures.items()}
        print("start, seconds (median)          x floor")
        for name in figures:
            floor_of_it = "floor key" if name.endswith("key") else "floor"
            seconds, ratio = middle[name], middle[name] / middle[floor_of_it]
            print(f"  {name:<12} {seconds:6.3f}            {ratio:5.2f}")
        ours, bare = typing(coach_round(home)), typing(floor())
    print("typing, milliseconds             x floor")
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        a, b = _share(ours, share), _share(bare, share)
        print(f"  {name:<5} coach {a:6.1f}  floor {b:6.1f}   {a / b:5.2f}")


def _share(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


if __name__ == "__main__":
    main()
