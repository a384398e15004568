"""How soon coach answers, measured in turns with the floor it is compared with.

    python -m benchmarks.speed [--runs 7] [--beside CHECKOUT] [--write docs/speed.md]

First frame, the list of cases and the first key against a minimal Textual application; commands
against an empty Python; from the last key of a round to the model's request. `--beside` measures
another checkout in the same turns, before a change say; `--write` keeps the table. Machines are
noisy: read the ratios, and more runs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.screen import (
    COACH,
    FLOOR,
    LISTED,
    Screen,
    first_frame,
    first_key_of_coach,
    first_key_of_floor,
)
from tests.e2e.terminal import skip_welcome
from tests.support.judgements import judgement
from tests.support.server import Server, served, streams

HERE = Path(__file__).parent.parent
EMPTY = [sys.executable, "-c", "pass"]
COMMANDS = ("--version", "rounds", "scenarios")
WRITING = 4.0
"""Seconds in which the candidate writes; in truth it is minutes."""
NO_OWN_READ = "own_read: false\n"
CONFIG = """\
reviewer: local
models:
  local: {{base_url: "{url}", model: judge}}
"""
FLOORS = {
    "first frame": "floor, first frame",
    "cases listed": "floor, first frame",
    "first key": "floor, first key",
    **{f"coach {command}": "empty Python" for command in COMMANDS},
}
"""What each figure is divided by."""


@dataclass
class Figures:
    """Seconds of each measurement of a checkout, in the order in which they were taken."""

    checkout: Path
    taken: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        """Add one."""
        self.taken.setdefault(name, []).append(seconds)

    def ratio(self, name: str) -> float | None:
        """The median of the ratios to the floor of the same turn; None for what has no floor."""
        if name not in FLOORS:
            return None
        pairs = zip(self.taken[name], self.taken[FLOORS[name]], strict=True)
        return median(figure / floor for figure, floor in pairs)


@contextmanager
def standing_in(folder: Path) -> Iterator[None]:
    """Run what is started from another folder, whose packages Python then finds first."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def time_command(command: list[str], home: str) -> float:
    """Seconds that a whole process takes."""
    began = time.perf_counter()
    env = os.environ | {"COACH_HOME": home}
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def time_request(home: str, server: Server) -> float:
    """Seconds from the last key of a round to the request to the model that reviews it."""
    screen = Screen([*COACH, "practice", "claude-vs-metering"], home)
    answer = "Engineering goes to B, and A may leave."
    try:
        for keys, words in (
            ("", "[Read]"),
            ("\x13", "[Clarify]"),
            ("\x13", "[Answer]"),
            (answer, "8 words"),
        ):
            screen.send(keys)
            screen.until(lambda text, wanted=words: wanted in text)
        _wait(screen, lambda: False, WRITING)
        screen.send("\x13")
        screen.until(lambda text: "pushes back" in text)
        screen.send("I call A today.")
        screen.until(lambda text: "I call A today." in text)
        before, pressed = len(server.got), time.perf_counter()
        screen.send("\x13")
        _wait(screen, lambda: len(server.got) > before, 30)
        return time.perf_counter() - pressed
    finally:
        screen.end()


def _wait(screen: Screen, holds: Callable[[], bool], seconds: float) -> None:
    """Read the screen until something holds or the time is over."""
    end = time.perf_counter() + seconds
    while not holds() and time.perf_counter() < end:
        screen.read()


def measure(figures: Figures, home: str, judged_home: str, server: Server) -> None:
    """Take one turn of all figures, each right after its floor."""
    with standing_in(HERE):
        figures.add("floor, first frame", first_frame(FLOOR, home, "floor is ready"))
        figures.add("floor, first key", first_key_of_floor(home))
    with standing_in(figures.checkout):
        figures.add("first frame", first_frame(COACH, home, "Practice"))
        figures.add("cases listed", first_frame(COACH, home, LISTED))
        figures.add("first key", first_key_of_coach(home))
        figures.add("empty Python", time_command(EMPTY, home))
        for command in COMMANDS:
            figures.add(f"coach {command}", time_command([*COACH, command], home))
        figures.add("last key to request", time_request(judged_home, server))


def measure_all(checkouts: list[Path], runs: int) -> list[Figures]:
    """Measure checkouts in turns, each in a home of its own; the first turn warms up."""
    results = [Figures(checkout) for checkout in checkouts]
    with tempfile.TemporaryDirectory() as folder, served(streams(judgement("B"))) as server:
        homes: list[tuple[str, str]] = []
        for number, checkout in enumerate(checkouts):
            home, judged = Path(folder) / f"{number}", Path(folder) / f"{number}-judged"
            for made in (home, judged):
                skip_welcome(made)
            # a version without own reads refuses a config that names them
            has_own_read = "own_read" in (checkout / "coach" / "config.py").read_text()
            config = (NO_OWN_READ if has_own_read else "") + CONFIG.format(url=server.url)
            (judged / "config.yaml").write_text(config)
            homes.append((str(home), str(judged)))
        for turn in range(runs + 1):
            for figures, (home, judged_home) in zip(results, homes, strict=True):
                measure(figures, home, judged_home, server)
                if not turn:
                    figures.taken.clear()
    return results


def render(results: list[Figures], runs: int) -> str:
    """Draw the table, the checkout itself last."""
    names = [name for name in results[-1].taken if name not in FLOORS.values()]
    heads = ["before", "now"][-len(results) :]
    lines = [
        f"Medians of {runs} turns on {date.today()}, Python {sys.version.split()[0]}; seconds, and",
        "times the floor: for the screen a Textual application with one text area, for commands an",
        "empty Python, both measured in the same turn. The load was "
        f"{os.getloadavg()[0]:.0f} on {os.cpu_count()} processors.",
        "",
        "| what | " + " | ".join(f"{head} s | {head} x floor" for head in heads) + " |",
        "| --- |" + " ---: | ---: |" * len(heads),
    ]
    for name in names:
        cells = []
        for figures in results:
            ratio = figures.ratio(name)
            shown = "" if ratio is None else f"{ratio:.2f}"
            cells += [f"{median(figures.taken[name]):.3f}", shown]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    for floor in dict.fromkeys(FLOORS.values()):
        cells = [f"{median(figures.taken[floor]):.3f} | 1" for figures in results]
        lines.append(f"| {floor} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


ABOUT = """\
# How soon it answers

`python -m benchmarks.speed --write docs/speed.md` makes this page. "First key" is pressed as soon
as the cases are listed, and counted until its effect is on the screen. "Last key to request" is
counted from the key that ends a round to the request to the model that reviews it. With `--beside
CHECKOUT` an earlier version is measured too.

"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--beside", type=Path, help="another checkout, measured in the same turns")
    parser.add_argument("--write", type=Path, help="the page to write")
    chosen = parser.parse_args()
    checkouts = [*filter(None, [chosen.beside]), HERE]
    table = render(measure_all(checkouts, chosen.runs), chosen.runs)
    print(table)
    if chosen.write:
        before = _name_commit(chosen.beside) if chosen.beside else ""
        chosen.write.write_text(ABOUT + before + table, encoding="utf-8")


def _name_commit(checkout: Path) -> str:
    """A line that says which commit stands in the columns named "before"."""
    command = ["git", "-C", str(checkout), "log", "-1", "--date=short", "--format=%h of %ad"]
    commit = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return f'"Before" is commit {commit}, measured in the same turns.\n\n'


if __name__ == "__main__":
    main()
