"""The demo's home at one moment, built once for all tests of a run and copied for each."""

import shutil
import sqlite3
from datetime import datetime
from functools import cache
from pathlib import Path

from coach.demo.home import DemoHome
from coach.services.coach import Coach
from coach.transcripts.index import compute_signature
from tests.support.once import build_once

NOW = datetime.fromisoformat("2026-11-28T09:30:00+01:00")


@cache
def _build() -> Path:
    return build_once("built-demo", _build_into)


def _build_into(folder: Path) -> None:
    # with an index of its rounds, as a home has in which they were listed before
    index = open_demo(folder).workspace.index
    index.list_rows()
    index.close()


def lend_demo(folder: Path) -> Coach:
    """The demo in a folder of the test's own, opened at NOW."""
    home = folder / "demo"
    shutil.copytree(_build(), home)
    coach = open_demo(home)
    _stamp_copies(coach)
    return coach


def _stamp_copies(coach: Coach) -> None:
    """Have the index know the copied files, which it would read again otherwise."""
    with sqlite3.connect(coach.paths.index) as database:
        for (round_id,) in database.execute("select id from rounds").fetchall():
            signature = compute_signature(coach.paths.transcripts / round_id)
            asked = "update rounds set signature = ? where id = ?"
            database.execute(asked, (signature, round_id))
    database.close()


def open_demo(home: Path) -> Coach:
    """The demo that stands in a folder, at NOW."""
    return DemoHome(home, kept=True).open(lambda: NOW)
