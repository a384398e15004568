"""Damaged files by the thousand, for every loader: the suite takes some, the script all.

A case is a number: with the loader's name it makes the same damage again.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from coach.config import Profile, load_config
from coach.drills.store import DrillStore
from coach.files import CoachError
from coach.llm.capabilities import CapabilityStore
from coach.llm.timings import Timings
from coach.llm.wire.reply import join_halves
from coach.packs.schema import Scenario
from coach.reviews.llm.reply.response import Unreadable, parse
from coach.study import Study
from coach.transcripts.archive import read_bundle, unpack_round, write_bundle
from coach.transcripts.index import read_round
from coach.transcripts.journal import PhaseEntered, PushbackGiven, TextEdited
from coach.transcripts.journal_file import Journal, read_journal
from coach.transcripts.playback import build_frames
from coach.transcripts.review_schema import DimensionReview, Review, ReviewerId, load_reviews
from coach.transcripts.store import Store
from coach.transcripts.summary import summarize
from coach.transcripts.timeline import measure_growth, trace_typing
from coach.yamls import load_model
from tests.support.examples import a_scenario, a_transcript
from tests.support.judgements import judgement

SLOW = 2.0
"""Seconds of processor time that no file may take."""
TOKENS = [
    b"null", b"true", b"-1", b"1e999", b".inf", b".nan", b"9" * 400, b"[]", b"{}", b'""', b"[" * 60,
    b"&a ", b"*a", b"!!timestamp x", b"!!binary =", b"? ", b"- ", b": ", b"\xff", b"\xed\xa0\xbd",
    b"\\ud83d", b"\x00", b"\x1b[2J", b"2026-13-45", b"2026-01-01", b"\xc2\xb2", b"\xd9\xa1", b"\n",
    b"---\n", b"#", b'"', b"'", b"~", b"0x1F", b"1_000", b"<<: ", b"\xe2\x80\xa8",
]  # fmt: skip
CONFIG = """\
reviewer: one
interviewer: one
models:
  one: {base_url: "https://h/v1", model: m, api_key_env: K, price: {input: 1}, max_tokens: 100}
interview: 2026-12-01
theme: nord
keymap: {quit: ctrl+x}
transcripts: {mirror: ~/x}
packs: [~/p]
calm: true
"""
CARD = {"card_id": 0, "state": 1, "step": 0, "due": "2026-11-24T10:00:00+00:00"}
STUDY = {"p/term/a": {"began": "2026-11-24T10:00:00+00:00", "card": CARD}}
DRILL = "2026-11-24-100000-goal"


def mutate(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one to four things wrong."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed) + 1)
        size = rng.choice((0, 1, 2, 8, 40))
        match rng.randrange(5):
            case 0:
                changed[at : at + size] = rng.choice(TOKENS)
            case 1:
                del changed[at : at + rng.choice((1, 5, 200))]
            case 2:
                changed[at:at] = changed[at : at + rng.choice((5, 60))]
            case 3 if at < len(changed):
                changed[at] = rng.randrange(256)
            case _:
                # a value of another type in the place of one that is there
                colon = changed.find(b":", at)
                if colon >= 0:
                    ends = [e for e in (changed.find(s, colon) for s in (b",", b"\n")) if e > 0]
                    changed[colon + 1 : min(ends, default=len(changed))] = b" " + rng.choice(TOKENS)
    return bytes(changed)


def _store(folder: Path) -> Store:
    store = Store(folder / "transcripts")
    if not store.folder.exists():
        record = a_transcript(answer="I go with B.", seconds=9.0)
        store.add(record)
        journal = Journal(store.journal_path(record.id), later=lambda task: None)
        for event in (
            PhaseEntered(0, "brief"),
            PhaseEntered(1, "answer"),
            TextEdited(2, "answer", 0, 0, "I go with B."),
            PushbackGiven(3, "p1", "VP", "Why?"),
            TextEdited(4, "reply", 0, 0, "Reach."),
        ):
            journal.append(event)
        who = ReviewerId(kind="model", name="one", model="m")
        dimension = DimensionReview(id="structure", level=2, rationale="r")
        review = Review(status="graded", reviewer=who, dimensions=[dimension], points_to_make=["x"])
        store.add_review(record.id, "one", review.model_dump(mode="json"))
    return store


def _read_round(folder: Path) -> None:
    store = _store(folder)
    for round_id in store.ids():
        summarize(store, read_round(store, round_id))
    round_id = a_transcript().id
    load_reviews(store, round_id)
    record = store.compare(round_id).transcript
    events = list(read_journal(store.journal_path(round_id)))
    trace_typing(record, events)
    measure_growth(events)
    build_frames(events)


def _import(folder: Path) -> None:
    for data in read_bundle(folder / "bundle.json"):
        unpack_round(Store(folder / "into"), data)
        for round_id in Store(folder / "into").ids():
            read_round(Store(folder / "into"), round_id)
        load_reviews(Store(folder / "into"), a_transcript().id)


def _read_reply(folder: Path) -> None:
    text = join_halves((folder / "reply.txt").read_bytes().decode("utf-8", "surrogateescape"))
    try:
        parse(text, [d["id"] for d in json.loads(judgement())["dimensions"]])
    except Unreadable as error:
        raise CoachError(str(error)) from None


def _timings(folder: Path) -> object:
    profile = Profile(base_url="https://h/v1", model="m")
    return Timings(folder / "calls.jsonl").list_calls("p", profile)


@dataclass(frozen=True)
class Loader:
    """`prepare` makes the good file and returns its path; `load` reads it as the program does."""

    prepare: Callable[[Path], Path]
    load: Callable[[Path], object]


def _plain(name: str, text: str) -> Callable[[Path], Path]:
    def prepare(folder: Path) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return prepare


def _in_round(*names: str) -> Callable[[Path], Path]:
    return lambda folder: Path(_store(folder).folder, a_transcript().id, *names)


def _bundle(folder: Path) -> Path:
    path = folder / "bundle.json"
    path.write_text(write_bundle(_store(folder), [a_transcript().id]))
    return path


def _dumped_scenario() -> str:
    # what is left out by default is not given: an empty text would be refused
    return json.dumps(a_scenario().model_dump(mode="json", exclude_defaults=True), indent=1)


LOADERS: dict[str, Loader] = {
    "config": Loader(_plain("config.yaml", CONFIG), lambda f: load_config(f / "config.yaml")),
    "round": Loader(_in_round("round.yaml"), _read_round),
    "journal": Loader(_in_round("journal.jsonl"), _read_round),
    "review": Loader(_in_round("reviews", "01-one.yaml"), _read_round),
    "import": Loader(_bundle, _import),
    "study": Loader(
        _plain("study.json", json.dumps(STUDY)), lambda f: Study(f / "study.json", {}).fault
    ),
    "drill": Loader(
        _plain(f"drills/{DRILL}.yaml", f"id: {DRILL}\ndrill: goal\nscenario: s\nstarted: x\n"),
        lambda f: DrillStore(f / "drills").load_attempts(),
    ),
    "scenario": Loader(
        _plain("scenario.yaml", _dumped_scenario()),
        lambda f: load_model(f / "scenario.yaml", Scenario),
    ),
    "capabilities": Loader(
        _plain("c.json", '{"u m": {"rung": "none", "stream": true}}'),
        lambda f: CapabilityStore(f / "c.json").get("u", "m"),
    ),
    "timings": Loader(_plain("calls.jsonl", '{"profile": "p", "total": 1}\n'), _timings),
    "reply": Loader(_plain("reply.txt", judgement()), _read_reply),
}


@dataclass
class Outcome:
    """What came of the cases of one loader."""

    cases: int = 0
    refused: int = 0
    crashes: Counter[str] = field(default_factory=Counter)
    slow: list[int] = field(default_factory=list)
    slowest: float = 0.0
    bad: list[int] = field(default_factory=list)
    """Numbers of the cases that crashed, to be kept."""


def run_cases(name: str, numbers: Iterator[int] | range, folder: Path) -> Outcome:
    """Damage the loader's file once for each number and read it."""
    loader, outcome = LOADERS[name], Outcome()
    path = loader.prepare(folder)
    good = path.read_bytes()
    # damage to a file that is refused anyway would show nothing
    loader.load(folder)
    shutil.rmtree(folder / "into", ignore_errors=True)
    for number in numbers:
        path.write_bytes(mutate(good, random.Random(f"{name} {number}")))
        began = time.process_time()
        try:
            loader.load(folder)
        except CoachError:
            outcome.refused += 1
        except Exception as error:
            outcome.crashes[f"{type(error).__name__}: {error}"[:120]] += 1
            outcome.bad.append(number)
        used = time.process_time() - began
        outcome.cases += 1
        outcome.slowest = max(outcome.slowest, used)
        if used > SLOW:
            outcome.slow.append(number)
        shutil.rmtree(folder / "into", ignore_errors=True)
    return outcome
