"""Repeat the figures of RELIABILITY.md: `python scripts/reliability.py fuzz|crash|race [N]`.

fuzz N    N damaged files for each loader: what is not one of the program's own errors, what is slow
crash N   N rounds typed in a real pseudo-terminal and killed at random moments: characters lost
race N    N reviews, 2/5 N rounds, 1/5 N profiles by each of two programs at once: what is missing

Everything happens in temporary folders, without a network.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coach.config import load_config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.transcripts.journal import shared_prefix
from coach.workspace import Workspace
from tests.e2e.terminal import Terminal, saved_rounds
from tests.support.fuzz import LOADERS, run_cases

CASE = "claude-vs-metering"
WORDS = "I would give B the metering first, since reach decides here; A gets a date. "
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


def crash(count: int) -> bool:
    """Kill rounds at random moments; what was on the screen for a second must be kept."""
    rng = random.Random(7)
    due_total = lost_total = unoffered = 0
    for number in range(count):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            terminal = Terminal("practice", CASE, env={"COACH_HOME": folder})
            terminal.wait("Start the clock", 60)
            terminal.press("ctrl+s")
            terminal.wait("Ask what you need to know")
            phase = ("question", "answer", "reply")[number % 3]
            if phase != "question":
                terminal.press("ctrl+s")
                terminal.wait("Done, take pushback")
            if phase == "reply":
                terminal.press("I go with B.")
                terminal.press("ctrl+s")
                terminal.wait("pushes back")
            typed, due = "", ""
            text = WORDS * 3
            end = time.monotonic() + rng.uniform(0.3, 4.0)
            sent: list[tuple[float, str]] = []
            while time.monotonic() < end and len(typed) < len(text):
                typed = text[: len(typed) + 1]
                terminal.press(typed[-1])
                sent.append((time.monotonic(), typed))
                terminal.read(0.06)
            terminal.kill()
            killed = time.monotonic()
            due = next((t for at, t in reversed(sent) if killed - at > 1.0), "")
            coach = make_coach(home)
            offered = coach.store.unfinished()
            unoffered += len(offered) != 1
            record = coach.store.recover(saved_rounds(home)[0].name)
            replies = record.pushback[-1].reply if record.pushback else ""
            kept = {"question": record.question, "answer": record.answer, "reply": replies}[phase]
            due_total += len(due)
            lost_total += 0 if kept.startswith(due) else len(due) - shared_prefix(kept, due)
    print(
        f"crash: {count} kills, {lost_total} of {due_total} due characters lost, "
        f"{unoffered} rounds not offered"
    )
    return not lost_total and not unoffered


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
