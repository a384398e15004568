"""Ten thousand saved rounds: how long the first list, a look at what changed, and a search take.

    python -m benchmarks.rounds [--rounds 10000]

The rounds are made from a gold answer's review by the offline reviewer, each with other words in
it, in a folder of their own that is removed afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median

from textual.widgets import OptionList

from coach.config import Config
from coach.packs.gold import load_gold
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.transcripts.index import Index
from coach.tui.app import CoachApp
from coach.workspace import Workspace
from tests.support.reviews import point

WORDS = ["latency", "quota", "renewal", "margin", "cache", "eviction", "tenant", "pilot", "uplift"]
NOWHERE = "zebra"
SEARCHES = ("m", "metering", "quota renewal", '"tell customer a"', "level:>=2 cach*")


def make(coach: Coach, count: int) -> None:
    """Write the rounds as files, each folder as the program would."""
    pack = coach.library.packs["ai-inference"]
    gold = load_gold(pack)[0]
    taken = coach.rounds.record_written(gold.scenario, gold.answers[0].text, [])
    coach.store.save(taken)
    coach.reviews.keep(taken.id, point(coach, taken))
    source = coach.store.folder / taken.id
    record = (source / "round.yaml").read_text()
    review = next((source / "reviews").iterdir())
    judged = review.read_text()
    chosen, moment = random.Random(1), datetime(2026, 1, 1)
    for _ in range(count - 1):
        moment += timedelta(minutes=40)
        id = f"{moment:%Y-%m-%d-%H%M%S}-{gold.scenario}"
        folder = coach.store.folder / id
        (folder / "reviews").mkdir(parents=True)
        words = " ".join(chosen.choices(WORDS, k=30))
        text = record.replace(taken.id, id).replace("\nnote: ''", f"\nnote: {words}")
        (folder / "round.yaml").write_text(text)
        (folder / "reviews" / review.name).write_text(judged)


def seconds(what: Callable[[], object], times: int = 5) -> float:
    """The median of a few runs."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        taken.append(time.perf_counter() - began)
    return median(taken)


async def on_screen(coach: Coach) -> tuple[float, float]:
    """From the key to a list on the Rounds screen, and from typing a word to what it finds."""
    app = CoachApp(lambda: coach)
    async with app.run_test(size=(120, 40)) as pilot:
        while app.coach is None:
            await pilot.pause()
        began = time.perf_counter()
        await pilot.press("2")
        async with asyncio.timeout(60):
            while not app.screen.query("#rounds") or not _listed(app):
                await asyncio.sleep(0.001)
        first = time.perf_counter() - began
        await pilot.press("slash")
        began = time.perf_counter()
        await pilot.press(*NOWHERE)
        async with asyncio.timeout(60):
            while _listed(app):
                await asyncio.sleep(0.001)
        return first, time.perf_counter() - began


def _listed(app: CoachApp) -> int:
    return app.screen.query_one("#rounds", OptionList).option_count


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=10_000)
    count = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        coach = Coach(Workspace(find_paths({"COACH_HOME": home}), Settings(Config())))
        make(coach, count)
        began = time.perf_counter()
        rows = Index(coach.paths.index, coach.store).list_rows()
        print(f"index made from {len(rows):,} rounds   {time.perf_counter() - began:8.1f} s")
        fresh = seconds(lambda: Index(coach.paths.index, coach.store).list_rows(), 3)
        print(f"list by a new process            {fresh:8.3f} s")
        print(f"list again                       {seconds(coach.rounds.list_rounds):8.3f} s")
        for asked in SEARCHES:
            found = len(coach.rounds.search(asked, rows, typing=True, shown=200))
            took = seconds(
                lambda asked=asked: coach.rounds.search(asked, rows, typing=True, shown=200)
            )
            print(f"search {asked!r:<26}{took:8.3f} s   {found:,} found")
        first, typed = asyncio.run(on_screen(coach))
        print(f"Rounds screen, key to list       {first:8.3f} s")
        print(f"Rounds screen, five keys typed   {typed:8.3f} s")
        size = coach.paths.index.stat().st_size / 1e6
        print(f"index on disk                    {size:8.1f} MB")


if __name__ == "__main__":
    main()
