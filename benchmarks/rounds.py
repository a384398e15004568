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
from coach.transcripts.index import Index
from coach.tui.app import CoachApp

WORDS = ["latency", "quota", "renewal", "margin", "cache", "eviction", "tenant", "pilot", "uplift"]
NOWHERE = "zebra"
SEARCHES = ("m", "metering", "quota renewal", '"tell customer a"', "level:>=2 cach*")


def make(desk: Coach, count: int) -> None:
    """Write the rounds as files, each folder as the program would."""
    pack = desk.library.packs["ai-inference"]
    gold = load_gold(pack)[0]
    taken = desk.written_round(gold.scenario, gold.answers[0].text, [])
    desk.store.save(taken)
    desk.keep_review(taken.id, desk.review_offline(taken))
    source = desk.store.folder / taken.id
    record = (source / "round.yaml").read_text()
    review = next((source / "reviews").iterdir())
    judged = review.read_text()
    chosen, moment = random.Random(1), datetime(2026, 1, 1)
    for _ in range(count - 1):
        moment += timedelta(minutes=40)
        id = f"{moment:%Y-%m-%d-%H%M%S}-{gold.scenario}"
        folder = desk.store.folder / id
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


async def on_screen(desk: Coach) -> tuple[float, float]:
    """From the key to a list on the Rounds screen, and from typing a word to what it finds."""
    app = CoachApp(lambda: desk)
    async with app.run_test(size=(120, 40)) as pilot:
        while app.desk is None:
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
        desk = Coach(find_paths({"COACH_HOME": home}), Config())
        make(desk, count)
        began = time.perf_counter()
        rows = Index(desk.paths.index, desk.store).rows()
        print(f"index made from {len(rows):,} rounds   {time.perf_counter() - began:8.1f} s")
        fresh = seconds(lambda: Index(desk.paths.index, desk.store).rows(), 3)
        print(f"list by a new process            {fresh:8.3f} s")
        print(f"list again                       {seconds(desk.rounds):8.3f} s")
        for asked in SEARCHES:
            found = len(desk.search(asked, rows, typing=True, shown=200))
            took = seconds(lambda asked=asked: desk.search(asked, rows, typing=True, shown=200))
            print(f"search {asked!r:<26}{took:8.3f} s   {found:,} found")
        first, typed = asyncio.run(on_screen(desk))
        print(f"Rounds screen, key to list       {first:8.3f} s")
        print(f"Rounds screen, five keys typed   {typed:8.3f} s")
        size = desk.paths.index.stat().st_size / 1e6
        print(f"index on disk                    {size:8.1f} MB")


if __name__ == "__main__":
    main()
