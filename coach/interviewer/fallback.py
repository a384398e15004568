"""A model plays the interviewer, and the script takes over whenever the model cannot be used."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from coach.interviewer.llm import LLMInterviewer, Unusable
from coach.interviewer.protocol import InterviewerAnswer
from coach.interviewer.scripted import InterviewerScript
from coach.llm.endpoint import OnEvent, ignore
from coach.llm.stoppable import Stoppable, Stopped
from coach.transcripts.journal import PushbackGiven
from coach.transcripts.record import Phase, Transcript

STOPPED = "You stopped the model; the script went on."

T = TypeVar("T")


class FallbackInterviewer:
    """Asks a model; where it fails or is stopped, answers from the script and keeps the reason."""

    takes_time = True

    def __init__(self, model: LLMInterviewer, script: InterviewerScript) -> None:
        self._model = model
        self._script = script
        self._turn = Stoppable()

    def prepare(self) -> None:
        """Make the script ready, which settles questions that need no model."""
        self._script.prepare()

    async def answer(
        self, question: str, record: Transcript, on_event: OnEvent = ignore
    ) -> InterviewerAnswer:
        """Answer by the model, or by the script; a line that asks nothing needs no model."""
        if settled := self._script.settle(question, record.clarify):
            return settled
        try:
            return await self._wait(self._model.answer(question, record, on_event))
        except Unusable as reason:
            answer = self._script.answer(question, record.clarify)
            return replace(answer, fallback=str(reason))

    async def push(self, record: Transcript, on_event: OnEvent = ignore) -> PushbackGiven | None:
        """Press by the model, or by the script."""
        try:
            return await self._wait(self._model.push(record, on_event))
        except Unusable as reason:
            pushback = self._script.push(record.answer, record.pushback)
            return replace(pushback, fallback=str(reason)) if pushback else None

    def hint(self, phase: Phase, record: Transcript) -> str | None:
        """Hint from the script; a model is never asked for hints."""
        return self._script.hint(phase, record.answer, record.earned)

    def stop(self) -> None:
        """Stop the model's turn; the script answers in its place."""
        self._turn.stop()

    async def _wait(self, turn: Coroutine[Any, Any, T]) -> T:
        """Wait for a model's turn. Raises Unusable when it was stopped."""
        try:
            return await self._turn.wait(turn)
        except Stopped:
            raise Unusable(STOPPED) from None
