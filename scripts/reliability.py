"""Repeat the figures of RELIABILITY.md: `python scripts/reliability.py fuzz|crash|race [N]`.

fuzz N    N damaged files for each loader: what is not one of the program's own errors, what is slow
crash N   N programs killed in a real pseudo-terminal while something is typed: characters lost
race N    N reviews, 2/5 N rounds, 1/5 N profiles by each of two programs at once: what is missing

Everything happens in temporary folders, without a network.
"""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coach.config import load_config
from coach.paths import find_paths
from coach.reviews.own_read.marks import PointMark
from coach.services.coach import Coach
from coach.transcripts.journal import Field, count_shared_prefix
from coach.workspace import Workspace
from tests.e2e.terminal import Terminal
from tests.support.fuzz import LOADERS, run_cases

CASE = "claude-vs-metering"
WORDS = "I would give B the metering first, since reach decides here; A gets a date. "
COACH_IS_READY = "press n"
ROUND_FIELDS: tuple[Field, ...] = ("question", "answer", "reply")
RACER = """
import sys
from pathlib import Path
from coach.config import Profile
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.services.config_file import add_profile
from coach.workspace import Workspace
what, who, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
coach = Coach(Workspace(find_paths()))
for number in range(count):
    if what == "reviews":
        name = "same" if number % 2 else who
        coach.store.add_review(coach.store.ids()[0], name, {"by": f"{who}-{number}"})
    elif what == "rounds":
        coach.store.add(coach.rounds.record_written("claude-vs-metering", f"{who}-{number}"))
    else:
        profile = Profile(base_url="http://127.0.0.1:1/v1", model="m")
        add_profile(coach.paths.config_file, f"{who}-{number}", profile)
"""


def make_coach(home: Path) -> Coach:
    return Coach(Workspace(find_paths({"COACH_HOME": str(home)})))


def fuzz(count: int) -> bool:
    """Damage every loader's file so many times."""
    whole = True
    for name in LOADERS:
        with tempfile.TemporaryDirectory() as folder:
            outcome = run_cases(name, range(count), Path(folder))
        crashes = sum(outcome.crashes.values())
        print(
            f"{name:<13} {outcome.cases:>7} cases, {outcome.refused:>7} refused, "
            f"{crashes} crashes, {len(outcome.slow)} over 2 s, slowest {outcome.slowest:.2f} s",
            flush=True,
        )
        for kind, times in outcome.crashes.most_common(5):
            print(f"    {times} x {kind}   e.g. {outcome.bad[:3]}")
        whole = whole and not crashes and not outcome.slow
    return whole


@dataclass(frozen=True)
class Place:
    """Something that is typed into: how to get there, and what a later start finds of it."""

    name: str
    open: Callable[[Path], Terminal]
    find: Callable[[Coach], str]


def open_round(home: Path, phase: str) -> Terminal:
    """A round that has just come to a phase."""
    terminal = Terminal("practice", CASE, env={"COACH_HOME": str(home)})
    terminal.wait("Start the clock", 60)
    terminal.press("ctrl+s")
    terminal.wait("Ask what you need to know")
    if phase != "question":
        terminal.press("ctrl+s")
        terminal.wait("Done, take pushback")
    if phase == "reply":
        terminal.press("I go with B.")
        terminal.press("ctrl+s")
        terminal.wait("pushes back")
    return terminal


def find_in_round(coach: Coach, phase: Field) -> str:
    """What was kept of a round's field; the round must be offered, its cursor behind the text."""
    store = coach.store
    (unfinished,) = (i for i in store.ids() if store.load(i).status != "done")
    opened = coach.rounds.resume(unfinished)
    record = opened.round.transcript
    replies = record.pushback[-1].reply if record.pushback else ""
    kept = {"question": record.question, "answer": record.answer, "reply": replies}[phase]
    if kept and opened.round.cursors.get(phase) != len(kept):
        raise ValueError(f"the cursor of the {phase} is at {opened.round.cursors}")
    return kept


def open_drill(home: Path) -> Terminal:
    """A drill before its first key."""
    terminal = Terminal("drill", "say-no", "--scenario", CASE, env={"COACH_HOME": str(home)})
    terminal.wait("The clock starts with your first key", 60)
    return terminal


def add_round(home: Path) -> str:
    """Keep a finished round without a review."""
    coach = make_coach(home)
    return coach.store.add(coach.rounds.record_written(CASE, "I go with B. A may leave.")).id


def open_own_read(home: Path) -> Terminal:
    """An own read at the line on the expert's answer."""
    coach = make_coach(home)
    session = coach.own_reads.open(add_round(home))
    session.set_level(2)
    for point in session.points:
        session.mark(PointMark(point=point.id, mark="missing"))
    session.go_to("line")
    terminal = Terminal(env={"COACH_HOME": str(home)})
    terminal.wait(COACH_IS_READY, 60)
    terminal.press("2")
    terminal.wait("A may leave")
    terminal.press("m")
    terminal.wait("One line in your words", 30)
    return terminal


def open_message(home: Path) -> Terminal:
    """The message to whoever lost, before its first key."""
    coach = make_coach(home)
    round_id = add_round(home)
    record = coach.stakeholders.open(round_id)
    for voice in record.room.voices:
        record = coach.stakeholders.take(
            round_id, record, voice.stakeholder, stance="bargain", would_change="A date."
        )
    coach.stakeholders.keep(round_id, record)
    terminal = Terminal(env={"COACH_HOME": str(home)})
    terminal.wait(COACH_IS_READY, 60)
    terminal.press("2")
    terminal.wait("A may leave")
    terminal.press("enter")
    terminal.wait("Your answer")
    terminal.press("o")
    terminal.wait("Write to them")
    terminal.press("enter")
    terminal.gone("Write to them")
    return terminal


def find_draft(coach: Coach) -> str:
    """What was kept of the message."""
    draft = coach.stakeholders.load_draft(coach.store.ids()[0])
    return draft.text if draft else ""


PLACES = (
    *(
        Place(phase, partial(open_round, phase=phase), partial(find_in_round, phase=phase))
        for phase in ROUND_FIELDS
    ),
    Place("drill", open_drill, lambda coach: coach.drills.store.load_attempts().attempts[0].text),
    Place(
        "own read",
        open_own_read,
        lambda coach: coach.own_reads.open(coach.store.ids()[0]).own.line,
    ),
    Place("message", open_message, find_draft),
)


def type_until_killed(terminal: Terminal, seconds: float) -> str:
    """Type for some seconds, kill the program, return what stood there for a second by then."""
    text = WORDS * 3
    typed = ""
    sent: list[tuple[float, str]] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(typed) < len(text):
        typed = text[: len(typed) + 1]
        terminal.press(typed[-1])
        sent.append((time.monotonic(), typed))
        terminal.read(0.06)
    terminal.kill()
    killed = time.monotonic()
    return next((before for at, before in reversed(sent) if killed - at > 1.0), "")


def crash(count: int) -> bool:
    """Kill the program at random moments; what stood there for a second must be kept."""
    rng = random.Random(7)
    whole = True
    for place in PLACES:
        kills = due_total = lost_total = 0
        for _ in range(math.ceil(count / len(PLACES))):
            with tempfile.TemporaryDirectory() as folder:
                home = Path(folder)
                due = type_until_killed(place.open(home), rng.uniform(0.3, 4.0))
                kept = place.find(make_coach(home))
                kills += 1
                due_total += len(due.rstrip())
                lost_total += max(0, len(due.rstrip()) - count_shared_prefix(kept, due))
        lost = f"{lost_total} of {due_total} due characters lost"
        print(f"crash: {place.name:<9} {kills} kills, {lost}", flush=True)
        whole = whole and not lost_total
    return whole


def race(count: int) -> bool:
    """Have two programs write the same things at once and count what is there."""
    whole = True
    for what, number in (("reviews", count), ("rounds", 2 * count // 5), ("profiles", count // 5)):
        with tempfile.TemporaryDirectory() as folder:
            coach = make_coach(Path(folder))
            if what == "reviews":
                coach.store.add(coach.rounds.record_written(CASE, "x"))
            env = os.environ | {"COACH_HOME": folder}
            programs = [
                subprocess.Popen([sys.executable, "-c", RACER, what, who, str(number)], env=env)
                for who in ("a", "b")
            ]
            codes = [program.wait() for program in programs]
            if what == "reviews":
                there = {r.data["by"] for r in coach.store.reviews(coach.store.ids()[0])}
            elif what == "rounds":
                there = {coach.store.load(round_id).answer for round_id in coach.store.ids()}
            else:
                there = set(load_config(coach.paths.config_file).models)
        print(f"race: {what}: {len(there)} of {2 * number} there, exit codes {codes}", flush=True)
        whole = whole and len(there) == 2 * number and codes == [0, 0]
    return whole


def main() -> None:
    """Run what is asked for."""
    runs = {"fuzz": (fuzz, 100_000), "crash": (crash, 200), "race": (race, 500)}
    if len(sys.argv) < 2 or sys.argv[1] not in runs:
        sys.exit(__doc__)
    run, count = runs[sys.argv[1]]
    sys.exit(0 if run(int(sys.argv[2]) if len(sys.argv) > 2 else count) else 1)


if __name__ == "__main__":
    main()
