"""The room of a saved round: its chairs taken or played, written to, and kept with the round."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from coach.config import BUILT_IN_REVIEWERS
from coach.files import CoachError, atomic_write
from coach.llm.endpoint import OnEvent, ignore
from coach.prompts import find_prompt, make_delimiter
from coach.stakeholders.chairs import (
    RoomCase,
    list_spoken_sentences,
    set_out_chairs,
    settle,
    take_chair,
)
from coach.stakeholders.draft_keeper import Draft, DraftKeeper
from coach.stakeholders.message_checks import Addressed, mark_check, review_message
from coach.stakeholders.models import Room, RoomRecord, Voice, read_room
from coach.transcripts.record import SCRIPTED
from coach.transcripts.review_schema import OWN_NAME, Evidence
from coach.workspace import Workspace
from coach.yamls import dump, load_document

if TYPE_CHECKING:
    from coach.stakeholders.llm import RoomModel
    from coach.text.cue_parser import Lexicon

PLAYED = "room.md.j2"
READ = "room-message.md.j2"
STOPPED = "You stopped the model; take the chairs yourself."
READING_STOPPED = "You stopped the model; the marks are yours."
MAX_BYTES = 1_000_000
NO_MODEL = (*BUILT_IN_REVIEWERS, SCRIPTED, OWN_NAME)
"""Names that stand for no model: the candidate takes the chairs."""
_VOICES = TypeAdapter(list[Voice])


class StakeholderService:
    """What a front end does with rooms. Nothing is asked of a server unless a model is named."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._drafting = Lock()

    def open(self, round_id: str) -> RoomRecord:
        """Open the room as far as the candidate has taken its chairs, else with all of them open.

        Raises CoachError for a round without an answer, and for a damaged draft.
        """
        case = self._make_case(round_id)
        path = self._workspace.store.draft_path(round_id)
        voices = read_chairs(path)
        room = set_out_chairs(case)
        if [voice.stakeholder for voice in voices] == [v.stakeholder for v in room.voices]:
            return self._make_visit(settle(voices), by=_name_player(voices))
        return self._make_visit(room)

    def open_last(self, round_id: str) -> RoomRecord:
        """Open the chairs that are being taken, else the room kept last, else a new one."""
        visit, kept = self.open(round_id), self.load_visits(round_id)
        is_begun = any(voice.stance is not None for voice in visit.room.voices)
        return visit if is_begun or not kept else kept[-1]

    def list_sentences(self, round_id: str) -> list[Evidence]:
        """List the sentences of a round that can have caused a stance."""
        return list_spoken_sentences(self._workspace.store.recover(round_id))

    def take(
        self, round_id: str, visit: RoomRecord, stakeholder: str, **changes: Any
    ) -> RoomRecord:
        """Say as one stakeholder what they do: `stance`, `line` or `would_change`.

        It becomes a visit of its own, without a message; nothing is kept yet. A room that was read
        by wording is begun anew. Raises CoachError for somebody who is not in the room.
        """
        case = self._make_case(round_id)
        room = set_out_chairs(case) if visit.by == SCRIPTED else visit.room
        room = take_chair(room, stakeholder, case, **changes)
        return self._make_visit(room, by=_name_player(room.voices), fallback=visit.fallback)

    def describe_gap(self, visit: RoomRecord) -> str | None:
        """Say what is still missing in the first open chair; None where all are taken."""
        for voice in visit.room.open_chairs:
            return f"{voice.who} ({voice.stakeholder}): {voice.gap}"
        return None

    async def play(self, round_id: str, name: str, on_event: OnEvent = ignore) -> RoomRecord:
        """Have a model play the room; where it cannot, chairs stay open, with the reason.

        Raises CoachError for a profile that is not in the config or whose key is not set. A call
        that is cancelled closes the connection.
        """
        case = self._make_case(round_id)
        if name in NO_MODEL:
            return self.open(round_id)
        # the endpoint's libraries are not needed before the first room with a model
        from coach.stakeholders.llm import play_room

        played = await play_room(self._make_model(name, PLAYED), case, on_event)
        return self._make_visit(played.room, by=played.by, fallback=played.fallback)

    def open_stopped(self, round_id: str) -> RoomRecord:
        """Open the room whose model the person stopped: the chairs are theirs."""
        return self.open(round_id).model_copy(update={"fallback": STOPPED})

    def review(self, round_id: str, visit: RoomRecord, to: str, message: str) -> RoomRecord:
        """Add a message and its review to a visit. Raises CoachError for an empty message, and for
        somebody who is not in the room.
        """
        if not message.strip():
            raise CoachError("the message is empty; write one and try again.")
        review = review_message(*self._make_addressed(round_id, visit, to, message))
        return visit.model_copy(
            update={"created": self._now(), "to": to, "message": message, "review": review}
        )

    def find_reader(self, visit: RoomRecord) -> str | None:
        """Name the model that reads a message in this room: the one that plays it, if any does."""
        return None if visit.by in NO_MODEL else visit.by

    def mark(self, visit: RoomRecord, check: str, evidence: Evidence | None) -> RoomRecord:
        """Add the candidate's mark of a check to a visit: its sentence, or None for not there.

        Raises CoachError for a check that is not theirs to mark.
        """
        assert visit.review is not None
        review = mark_check(visit.review, check, evidence)
        return visit.model_copy(update={"created": self._now(), "review": review})

    async def read(
        self,
        round_id: str,
        visit: RoomRecord,
        on_event: OnEvent = ignore,
    ) -> RoomRecord:
        """Add what the model that plays the room finds in the message to a reviewed visit.

        Where it finds nothing for whatever reason, the review stands and says why. A call that is
        cancelled closes the connection.
        """
        assert visit.review is not None and visit.to is not None
        # the endpoint's libraries are not needed where no model plays
        from coach.stakeholders.message_llm import read_message

        try:
            addressed, lexicon = await asyncio.to_thread(
                self._make_addressed, round_id, visit, visit.to, visit.message
            )
            model = self._make_model(visit.by, READ)
            review = await read_message(model, addressed, lexicon, visit.review, on_event)
        except CoachError as error:
            return self._add_fallback(visit, str(error))
        return visit.model_copy(update={"created": self._now(), "review": review})

    def note_stopped_reading(self, visit: RoomRecord) -> RoomRecord:
        """Note in a reviewed visit that the person stopped the model that read the message."""
        return self._add_fallback(visit, READING_STOPPED)

    def _add_fallback(self, visit: RoomRecord, why: str) -> RoomRecord:
        assert visit.review is not None
        review = visit.review.model_copy(update={"fallback": why})
        return visit.model_copy(update={"created": self._now(), "review": review})

    def _make_addressed(
        self, round_id: str, visit: RoomRecord, to: str, message: str
    ) -> tuple[Addressed, Lexicon]:
        voice = visit.room.find_voice(to)
        record = self._workspace.store.recover(round_id)
        pack, scenario = self._workspace.find_case(record)
        people = {person.id: person for person in scenario.stakeholders}
        if voice is None or to not in people:
            known = ", ".join(present.stakeholder for present in visit.room.voices)
            raise CoachError(f"nobody in this room has the id {to!r}; there is {known}.")
        addressed = Addressed(
            message=message,
            to=people[to],
            refused=voice.heard == "refused",
            answer=record.spoken_text,
            prompt=record.prompt,
            seen=[
                *(asked.answer for asked in record.clarify),
                *(reply.text for reply in record.pushback),
            ],
        )
        return addressed, pack.lexicon

    def _make_model(self, name: str, template: str) -> RoomModel:
        from coach.stakeholders.llm import RoomModel

        return RoomModel(
            endpoint=self._workspace.make_endpoint(name),
            prompt=find_prompt(template, self._workspace.paths.prompt_folders),
            mark=make_delimiter(),
        )

    def keep(self, round_id: str, visit: RoomRecord) -> None:
        """Append a visit to the round, unless it says nothing that the last one does not."""
        kept = self.load_visits(round_id)
        same = kept and kept[-1].room == visit.room and kept[-1].fallback == visit.fallback
        if not (same and not visit.message):
            self._workspace.store.add_room(round_id, visit.by, visit.model_dump(mode="json"))
        if not visit.room.open_chairs:
            self._change_draft(round_id, chairs=[])

    def keep_chairs(self, round_id: str, visit: RoomRecord) -> None:
        """Keep chairs as far as they are taken. Raises OSError."""
        voices = [voice.model_dump(mode="json") for voice in visit.room.voices]
        self._change_draft(round_id, chairs=voices)

    def load_visits(self, round_id: str) -> list[RoomRecord]:
        """Load the visits of a round, oldest first. Raises CoachError for a damaged one."""
        return [read_room(stored) for stored in self._workspace.store.rooms(round_id)]

    def choose_addressee(self, room: Room) -> str:
        """Choose whom the message goes to if the person chooses nobody else."""
        return room.lost or room.waits or room.voices[0].stakeholder

    def load_draft(self, round_id: str) -> Draft | None:
        """Load the message that was being written; raises CoachError for a damaged file."""
        return read_draft(self._workspace.store.draft_path(round_id))

    def open_draft(self, round_id: str) -> DraftKeeper:
        """Open the message that was being written; raises CoachError for a damaged file."""
        keeper = DraftKeeper(partial(self.keep_draft, round_id))
        if draft := self.load_draft(round_id):
            keeper.open(draft)
        return keeper

    def keep_draft(self, round_id: str, draft: Draft) -> None:
        """Keep what is being written; an empty text removes it. Raises OSError."""
        self._change_draft(round_id, to=draft.to, text=draft.text)

    def _change_draft(self, round_id: str, **changes: Any) -> None:
        """Change one part of the file of what is not finished; an empty one is removed."""
        path = self._workspace.store.draft_path(round_id)
        with self._drafting:
            try:
                data = _load_draft(path)
            except CoachError:
                # what is being written goes before a file that cannot be read
                data = {}
            data = {"to": "", "text": "", **data, **changes}
            if not data.get("chairs"):
                data.pop("chairs", None)
            if data["text"] or "chairs" in data:
                atomic_write(path, dump(data))
            else:
                path.unlink(missing_ok=True)

    def _make_case(self, round_id: str) -> RoomCase:
        record = self._workspace.store.recover(round_id)
        if not record.spoken_text.strip():
            raise CoachError(
                f"round {round_id} has no answer yet, so nobody has anything to react to."
            )
        pack, scenario = self._workspace.find_case(record)
        return RoomCase(record, scenario, pack.lexicon, self._workspace.name_company(pack))

    def _make_visit(
        self, room: Room, by: str = OWN_NAME, fallback: str | None = None
    ) -> RoomRecord:
        return RoomRecord(created=self._now(), by=by, fallback=fallback, room=room)

    def _now(self) -> str:
        return self._workspace.timestamp()


def _name_player(voices: Sequence[Voice]) -> str:
    """Name who plays a room: the model that speaks for anybody in it, else the candidate."""
    return next((voice.by for voice in voices if voice.by != OWN_NAME), OWN_NAME)


def read_draft(path: Path) -> Draft | None:
    """Read the message that is being written; None where none is. Raises CoachError for a damaged
    file.
    """
    data = _load_draft(path)
    text = str(data.get("text", ""))
    return Draft(str(data.get("to", "")), text) if text else None


def read_chairs(path: Path) -> list[Voice]:
    """Read the chairs that are being taken; none where none is. Raises CoachError for a damaged
    file.
    """
    try:
        return _VOICES.validate_python(_load_draft(path).get("chairs", []))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise CoachError(
            f"{path}: chairs.{where} cannot be read; mend the file or move it away."
        ) from error


def _load_draft(path: Path) -> dict[str, Any]:
    """Load the file of what is not finished in a room: a message, chairs, or both."""
    if not path.exists():
        return {}
    data = load_document(path, limit=MAX_BYTES).data
    if not isinstance(data, dict) or set(data) - {"chairs"} != {"to", "text"}:
        raise CoachError(f"{path}: is no draft of a message; mend the file or move it away.")
    return data
