"""The room of a saved round: played, written to, and kept with the round."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import BUILT_IN_REVIEWERS
from coach.files import CoachError, atomic_write
from coach.llm.endpoint import OnEvent, ignore
from coach.prompts import find_prompt, make_delimiter
from coach.stakeholders.draft_keeper import Draft, DraftKeeper
from coach.stakeholders.message_checks import Addressed, review_message
from coach.stakeholders.models import Room, RoomRecord, read_room
from coach.stakeholders.scripted import Script, said_in, scripted_room
from coach.transcripts.record import SCRIPTED
from coach.workspace import Workspace
from coach.yamls import dump, load_document

if TYPE_CHECKING:
    from coach.stakeholders.seat import RoomModel
    from coach.text.cue_matcher import Lexicon

WORDS = "room-voice.md.j2"
PLAYED = "room.md.j2"
READ = "room-message.md.j2"
STOPPED = "You stopped the model; the script played the room."
READING_STOPPED = "You stopped the model; what is shown was found by wording."
MAX_BYTES = 1_000_000
SCRIPT_NAMES = (*BUILT_IN_REVIEWERS, SCRIPTED)
"""Names under which the script plays."""


class StakeholderService:
    """What a front end does with rooms. Nothing is asked of a server unless a model is named."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def scripted(self, round_id: str) -> RoomRecord:
        """The room by the script. Raises CoachError for a round without an answer."""
        return self._visit(scripted_room(self._script(round_id)))

    async def played(self, round_id: str, name: str, on_event: OnEvent = ignore) -> RoomRecord:
        """The room by a model, or by the script with the reason where the model cannot.

        Raises CoachError for a profile that is not in the config or whose key is not set. A call
        that is cancelled closes the connection.
        """
        script = self._script(round_id)
        if name in SCRIPT_NAMES:
            return self._visit(scripted_room(script))
        # the endpoint's libraries are not needed before the first room with a model
        from coach.stakeholders.llm import play_room

        played = await play_room(self._seat(name, PLAYED), script, on_event)
        return self._visit(played.room, by=played.by, fallback=played.fallback)

    def play(self, round_id: str, name: str, on_event: OnEvent = ignore) -> RoomRecord:
        """The same, waited for."""
        return asyncio.run(self.played(round_id, name, on_event))

    def stopped(self, round_id: str) -> RoomRecord:
        """The script's room where the person stopped the model."""
        return self._visit(scripted_room(self._script(round_id)), fallback=STOPPED)

    def review(self, round_id: str, visit: RoomRecord, to: str, message: str) -> RoomRecord:
        """The visit with a message and its review by wording. Raises CoachError for an empty
        message, and for somebody who is not in the room.
        """
        if not message.strip():
            raise CoachError("the message is empty; write one and try again.")
        review = review_message(*self._addressed(round_id, visit, to, message))
        return visit.model_copy(
            update={"created": self._now(), "to": to, "message": message, "review": review}
        )

    def reader(self, visit: RoomRecord) -> str | None:
        """The model that reads a message in this room: the one that plays it, if any does."""
        return None if visit.by in SCRIPT_NAMES else visit.by

    async def read(
        self,
        round_id: str,
        visit: RoomRecord,
        on_event: OnEvent = ignore,
    ) -> RoomRecord:
        """A reviewed visit with what the model that plays its room finds in the message too.

        Where it finds nothing for whatever reason, the review stands and says why. A call that is
        cancelled closes the connection.
        """
        assert visit.review is not None and visit.to is not None
        # the endpoint's libraries are not needed where the script plays
        from coach.stakeholders.message_llm import read_message

        try:
            addressed, lexicon = await asyncio.to_thread(
                self._addressed, round_id, visit, visit.to, visit.message
            )
            model = self._seat(visit.by, READ)
            review = await read_message(model, addressed, lexicon, visit.review, on_event)
        except CoachError as error:
            return self._unread(visit, str(error))
        return visit.model_copy(update={"created": self._now(), "review": review})

    def look(
        self,
        round_id: str,
        visit: RoomRecord,
        on_event: OnEvent = ignore,
    ) -> RoomRecord:
        """The same, waited for."""
        return asyncio.run(self.read(round_id, visit, on_event))

    def unread(self, visit: RoomRecord) -> RoomRecord:
        """A reviewed visit where the person stopped the model that read the message."""
        return self._unread(visit, READING_STOPPED)

    def _unread(self, visit: RoomRecord, why: str) -> RoomRecord:
        assert visit.review is not None
        review = visit.review.model_copy(update={"fallback": why})
        return visit.model_copy(update={"created": self._now(), "review": review})

    def _addressed(
        self, round_id: str, visit: RoomRecord, to: str, message: str
    ) -> tuple[Addressed, Lexicon]:
        voice = visit.room.voice(to)
        record = self._workspace.store.recover(round_id)
        pack, scenario = self._workspace.find_case(record)
        people = {one.id: one for one in scenario.stakeholders}
        if voice is None or to not in people:
            known = ", ".join(one.stakeholder for one in visit.room.voices)
            raise CoachError(f"nobody in this room has the id {to!r}; there is {known}.")
        addressed = Addressed(
            message=message,
            to=people[to],
            refused=voice.heard == "refused",
            answer=said_in(record),
            prompt=record.prompt,
            told=[
                *(asked.answer for asked in record.clarify),
                *(reply.text for reply in record.pushback),
            ],
        )
        return addressed, pack.lexicon

    def _seat(self, name: str, template: str) -> RoomModel:
        from coach.stakeholders.seat import RoomModel

        return RoomModel(
            endpoint=self._workspace.endpoint(name),
            prompt=find_prompt(template, self._workspace.paths.prompt_folders),
            mark=make_delimiter(),
        )

    def keep(self, round_id: str, visit: RoomRecord) -> None:
        """Append a visit to the round, unless it says nothing that the last one does not."""
        kept = self.kept(round_id)
        same = kept and kept[-1].room == visit.room and kept[-1].fallback == visit.fallback
        if same and not visit.message:
            return
        self._workspace.store.add_room(round_id, visit.by, visit.model_dump(mode="json"))

    def kept(self, round_id: str) -> list[RoomRecord]:
        """The visits of a round, oldest first. Raises CoachError for a damaged one."""
        return [read_room(found) for found in self._workspace.store.rooms(round_id)]

    def addressee(self, room: Room) -> str:
        """Whom the message goes to if the person chooses nobody else."""
        return room.lost or room.waits or room.voices[0].stakeholder

    def draft(self, round_id: str) -> Draft | None:
        """The message that was being written; raises CoachError for a damaged file."""
        return read_draft(self._workspace.store.draft_path(round_id))

    def open_draft(self, round_id: str) -> DraftKeeper:
        """Open the message that was being written; raises CoachError for a damaged file."""
        keeper = DraftKeeper(partial(self.keep_draft, round_id))
        if draft := self.draft(round_id):
            keeper.open(draft)
        return keeper

    def keep_draft(self, round_id: str, draft: Draft) -> None:
        """Keep what is being written; an empty text removes it. Raises OSError."""
        path = self._workspace.store.draft_path(round_id)
        if draft.text:
            atomic_write(path, dump({"to": draft.to, "text": draft.text}))
        else:
            path.unlink(missing_ok=True)

    def _script(self, round_id: str) -> Script:
        record = self._workspace.store.recover(round_id)
        if not said_in(record).strip():
            raise CoachError(
                f"round {round_id} has no answer yet, so nobody has anything to react to."
            )
        pack, scenario = self._workspace.find_case(record)
        return Script(
            transcript=record,
            scenario=scenario,
            lexicon=pack.lexicon,
            words=find_prompt(WORDS, self._workspace.paths.prompt_folders),
            company=self._workspace.company(pack),
        )

    def _visit(self, room: Room, by: str = SCRIPTED, fallback: str | None = None) -> RoomRecord:
        return RoomRecord(created=self._now(), by=by, fallback=fallback, room=room)

    def _now(self) -> str:
        return self._workspace.timestamp()


def read_draft(path: Path) -> Draft | None:
    """A draft from its file; None where there is none. Raises CoachError for a damaged one."""
    if not path.exists():
        return None
    data = load_document(path, limit=MAX_BYTES).data
    if not isinstance(data, dict) or set(data) != {"to", "text"}:
        raise CoachError(f"{path}: is no draft of a message; mend the file or move it away.")
    return Draft(str(data["to"]), str(data["text"]))
