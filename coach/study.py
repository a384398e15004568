"""The study deck: glossary and misconceptions as cards, scheduled by FSRS, kept in one file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from coach.files import CoachError, atomic_write, read_text
from coach.locks import hold_lock
from coach.packs.load import Library
from coach.text.stemming import stem
from coach.text.stopwords import STOP_WORDS

if TYPE_CHECKING:
    import fsrs

Grade = Literal["again", "hard", "good", "easy"]
GRADES: tuple[Grade, ...] = ("again", "hard", "good", "easy")
MAX_BYTES = 20_000_000
REMEDY = "it is put aside with the next answer; mend it, or study from here."
WORD = re.compile(r"[^\W_]{2,}")
NEW_A_DAY = 10
"""New cards a day; more at once come back as a wall of repeats."""


@dataclass(frozen=True)
class Flashcard:
    """A question and its answer; `why` says what a product manager needs it for."""

    id: str
    kind: Literal["term", "misconception"]
    topic: str
    question: str
    answer: str
    why: str
    source: str = ""
    as_of: str = ""
    term: str = ""
    """The word that the question is about; empty for a claim, which stands in the question."""


@dataclass(frozen=True)
class Deck:
    """What can be studied, and what of it is due now, learned before new."""

    cards: dict[str, Flashcard]
    due: tuple[str, ...]
    seen: int
    """Cards that were answered at least once."""
    next_due: datetime | None = None
    """When the next of those comes back; None where none is waiting."""
    fresh: int = 0
    """Cards that were never answered and are not among those due."""


class ScheduledCard(BaseModel):
    """When a card is due again, in the fields of FSRS."""

    model_config = ConfigDict(extra="allow", allow_inf_nan=False)

    card_id: int
    state: Literal[1, 2, 3]
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due: AwareDatetime
    last_review: AwareDatetime | None = None


class StudiedCard(BaseModel):
    """One card of the schedule, and when it was first answered."""

    began: AwareDatetime
    card: ScheduledCard


def make_cards(library: Library) -> dict[str, Flashcard]:
    """All cards of the packs, by id."""
    cards: dict[str, Flashcard] = {}
    for pack in library.packs.values():
        prefix = pack.manifest.id
        for term in pack.glossary:
            cards[f"{prefix}/term/{term.id}"] = Flashcard(
                id=f"{prefix}/term/{term.id}",
                kind="term",
                topic=term.topic or "Glossary",
                question=term.question,
                answer=f"{term.answer}\n\n{term.term}: {term.definition}",
                why=term.why,
                source=term.source,
                as_of=term.as_of,
                term=term.term,
            )
        for misconception in pack.misconceptions:
            cards[f"{prefix}/misconception/{misconception.id}"] = Flashcard(
                id=f"{prefix}/misconception/{misconception.id}",
                kind="misconception",
                topic="Often said, not so",
                question=f"What is wrong here?\n\n“{misconception.claim}”",
                answer=misconception.right,
                why=misconception.wrong_because,
                source=misconception.source,
                as_of=misconception.as_of,
            )
    return cards


class Study:
    """The deck with its schedule. Each answer is written at once, atomically."""

    def __init__(self, path: Path, cards: Mapping[str, Flashcard]) -> None:
        self._path = path
        self._cards = dict(cards)
        self._state, self.fault = _load(path)
        """What is wrong with the schedule on disk and what was done, or None."""

    def make_deck(self, now: datetime, extra: int = 0) -> Deck:
        """What is due at a moment, with so many new cards besides those of the day."""
        seen = [card_id for card_id in self._state if card_id in self._cards]
        due = sorted(
            (card_id for card_id in seen if self._find_due(card_id) <= now), key=self._find_due
        )
        fresh = [card_id for card_id in self._cards if card_id not in self._state]
        left_today = max(0, NEW_A_DAY + extra - self._count_begun(now))
        later = (self._find_due(card_id) for card_id in seen if self._find_due(card_id) > now)
        return Deck(
            cards=self._cards,
            due=(*due, *fresh[:left_today]),
            seen=len(seen),
            next_due=min(later, default=None),
            fresh=len(fresh[left_today:]),
        )

    def preview(self, card_id: str, now: datetime) -> dict[Grade, timedelta]:
        """How long the card would stay away after each grade; nothing is kept."""
        moment = now.astimezone(UTC)
        return {
            grade: datetime.fromisoformat(self._schedule(card_id, grade, moment)["due"]) - moment
            for grade in GRADES
        }

    def answer(self, card_id: str, grade: Grade, now: datetime) -> datetime:
        """Take how well a card was known; returns when it is due again.

        Raises CoachError for a card that is not in the packs, OSError when it cannot be written.
        """
        if card_id not in self._cards:
            raise CoachError(f"there is no card {card_id!r}; `coach study` lists what is due.")
        moment = now.astimezone(UTC)
        with hold_lock(self._path):
            if self.fault is None:
                # another program may have answered cards meanwhile
                self._state = _load(self._path)[0]
            elif self._path.exists():
                # what cannot be read is kept for mending, never written over
                self._path.rename(_name_damaged(self._path))
            due = self._rate(card_id, grade, moment)
            atomic_write(self._path, json.dumps(self._state, indent=1, sort_keys=True))
            self.fault = None
        return due

    def _rate(self, card_id: str, grade: Grade, moment: datetime) -> datetime:
        card = self._schedule(card_id, grade, moment)
        known = self._state.get(card_id)
        began = known["began"] if known else moment.isoformat()
        self._state[card_id] = {"began": began, "card": card}
        return datetime.fromisoformat(card["due"])

    def _schedule(self, card_id: str, grade: Grade, moment: datetime) -> dict[str, Any]:
        import fsrs

        known = self._state.get(card_id)
        card = fsrs.Card.from_dict(known["card"]) if known else fsrs.Card(card_id=0, due=moment)
        # no fuzz: the same answers give the same schedule
        scheduler = fsrs.Scheduler(enable_fuzzing=False)
        rated, _ = scheduler.review_card(card, _make_rating(grade), moment)
        return dict(rated.to_dict())

    def _find_due(self, card_id: str) -> datetime:
        return datetime.fromisoformat(self._state[card_id]["card"]["due"])

    def _count_begun(self, now: datetime) -> int:
        day = now.astimezone(UTC).date()
        began = (datetime.fromisoformat(entry["began"]).date() for entry in self._state.values())
        return sum(1 for moment in began if moment == day)


def list_words_met(typed: str, answer: str) -> list[str]:
    """The answer's words that were typed, whatever their ending; a hint for grading oneself."""
    stems = {stem(word) for word in WORD.findall(typed.casefold())}
    words = dict.fromkeys(WORD.findall(answer.casefold()))
    return [word for word in words if word not in STOP_WORDS and stem(word) in stems]


def _make_rating(grade: Grade) -> fsrs.Rating:
    import fsrs

    return fsrs.Rating(GRADES.index(grade) + 1)


def _load(path: Path) -> tuple[dict[str, dict[str, Any]], str | None]:
    """The schedule, and what is wrong with it; cards that can be read are kept."""
    if not path.exists() and not path.is_symlink():
        return {}, None
    try:
        data = json.loads(read_text(path, MAX_BYTES))
    except CoachError as error:
        return {}, str(error)
    except (ValueError, RecursionError):
        return {}, f"{path}: is not JSON; {REMEDY}"
    if not isinstance(data, dict):
        return {}, f"{path}: is no schedule; {REMEDY}"
    adapter = TypeAdapter(StudiedCard)
    whole: dict[str, dict[str, Any]] = {}
    for card_id, entry in data.items():
        try:
            adapter.validate_python(entry)
            datetime.fromisoformat(entry["began"]), datetime.fromisoformat(entry["card"]["due"])
        except (ValidationError, ValueError, TypeError):
            continue
        whole[card_id] = entry
    lost = len(data) - len(whole)
    cards = "1 card" if lost == 1 else f"{lost} cards"
    return whole, f"{path}: {cards} cannot be read; {REMEDY}" if lost else None


def _name_damaged(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return aside
