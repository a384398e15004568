"""A model plays the interviewer: it chooses among what the scenario has to say, and asks back.

It never sees a hidden fact's answer, so it cannot tell one; what it chooses is checked against the
candidate's words, and what it writes itself is shown only within bounds. `FallbackInterviewer` puts
the script behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from coach.interviewer.guardrails import Bounds, find_fault, is_contained
from coach.interviewer.protocol import InterviewerAnswer
from coach.interviewer.scripted import (
    NOT_MET,
    QUOTED,
    InterviewerScript,
    shorten,
)
from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.structured import UnreadableReply, ask_for
from coach.packs.schema import Pushback, Scenario
from coach.prompts import Prompt
from coach.text.controls import flatten
from coach.text.document import Document
from coach.transcripts.journal import PushbackGiven
from coach.transcripts.record import Question, Transcript

MOST_FACTS = 2
"""Facts that one question can ask for; a model that finds more is not believed."""
TOKENS = 1500
"""Limit of a reply, with room for thinking."""
FIRST_TOKEN = 30.0
WHOLE = 60.0
"""Seconds a candidate waits in a running round, whatever the profile allows a review."""
LINES = 80
"""Sentences of an answer that a model chooses from."""

S = TypeVar("S", bound=BaseModel)


class ClarifyingRequest(BaseModel):
    """A fact that a question asks for, and the words that do."""

    model_config = ConfigDict(extra="forbid")

    id: str
    words: str


class FactChoice(BaseModel):
    """What a model makes of a question."""

    model_config = ConfigDict(extra="forbid")

    facts: list[ClarifyingRequest]
    compound: bool
    asks_for_solution: bool


class PushbackChoice(BaseModel):
    """Which pushback a model presses, on which line, and its own words for a later turn."""

    model_config = ConfigDict(extra="forbid")

    pushback: str
    line: int | None
    follow_up: str


class Unusable(Exception):
    """A model's turn came to nothing; the message is a sentence for the candidate."""


@dataclass(frozen=True)
class InterviewerModel:
    """Who plays, with what: a profile, the templates, a fresh mark for each request."""

    endpoint: Endpoint
    clarify: Prompt
    pushback: Prompt
    mark: Callable[[], str]


class LLMInterviewer:
    """Has a model choose what the interviewer says. Raises Unusable where it cannot be used."""

    def __init__(
        self,
        model: InterviewerModel,
        scenario: Scenario,
        lexicon: Mapping[str, Sequence[str]],
        script: InterviewerScript,
    ) -> None:
        self._model = model
        self._scenario = scenario
        self._lexicon = lexicon
        self._script = script

    async def answer(
        self, question: str, record: Transcript, on_event: OnEvent = ignore
    ) -> InterviewerAnswer:
        """Answer a question with the scenario's own text for the fact that it earns."""
        choice = await self._ask(self._fill_clarify(question, record), FactChoice, on_event)
        answer = self._make_answer(question, choice, record.clarify)
        return replace(answer, by=self._model.endpoint.name)

    async def push(self, record: Transcript, on_event: OnEvent = ignore) -> PushbackGiven | None:
        """Press the weakest point of what has been said so far; None when all are used."""
        options = self._list_options(record)
        if not options:
            return None
        choice = await self._ask(self._fill_pushback(record, options), PushbackChoice, on_event)
        return replace(self._make_pushback(choice, record, options), by=self._model.endpoint.name)

    def _make_answer(
        self, question: str, choice: FactChoice, past: Sequence[Question]
    ) -> InterviewerAnswer:
        facts = list(dict.fromkeys(request.id for request in choice.facts))
        known = {fact.id for fact in self._scenario.facts}
        if len(facts) > MOST_FACTS or not set(facts) <= known:
            raise Unusable("The model's choice could not be used; the script answered.")
        borne_out = [
            request.id
            for request in choice.facts
            if is_contained(request.words, question) and self._script.supports(question, request.id)
        ]
        if borne_out:
            return self._script.tell(list(dict.fromkeys(borne_out)), past)
        return self._script.open(question, past) or self._script.decline(
            past, asks_for_solution=choice.asks_for_solution
        )

    def _make_pushback(
        self, pressing: PushbackChoice, record: Transcript, options: Sequence[Pushback]
    ) -> PushbackGiven:
        chosen = next((option for option in options if option.id == pressing.pushback), None)
        if chosen is None:
            raise Unusable("The model's choice could not be used; the script pressed.")
        lines = _list_lines(record)
        line = pressing.line
        quote = shorten(lines[line - 1]) if line and 0 < line <= len(lines) else None
        again = bool(record.pushback) and chosen.id == record.pushback[-1].id
        words = flatten(pressing.follow_up)
        if not record.pushback or not words:
            return self._script.press(chosen, quote, NOT_MET if again else None)
        if find_fault(words, self._make_bounds(record, chosen)):
            raise Unusable("The model's words could not be used; the script pressed.")
        opening = QUOTED.format(quote=quote) if quote else ""
        return replace(self._script.press(chosen, quote), text=opening + words)

    def _list_options(self, record: Transcript) -> list[Pushback]:
        """What can be pressed: what was not yet, and the last one once more."""
        past = record.pushback
        last = past[-1].id if past else None
        again = sum(1 for reply in past if reply.id == last) == 1
        return [
            *(given for given in self._scenario.pushbacks if again and given.id == last),
            *self._script.list_left(past),
        ]

    def _make_bounds(self, record: Transcript, chosen: Pushback) -> Bounds:
        earned = record.earned
        scenario = self._scenario
        return Bounds(
            seen=(*record.seen_texts, chosen.text),
            hidden=(
                scenario.outline,
                *(fact.answer for fact in scenario.facts if fact.id not in earned),
                *(point.statement for point in scenario.points),
                *(pushback.good for pushback in scenario.pushbacks),
            ),
            echoes=(record.answer, *(reply.reply for reply in record.pushback)),
            about="\n".join([chosen.text, chosen.weakness, record.pushback[-1].reply]),
            lexicon=self._lexicon,
        )

    def _fill_clarify(self, question: str, record: Transcript) -> str:
        return self._model.clarify.fill(
            prompt=record.prompt.strip(),
            facts=[{"id": fact.id, "ask": fact.ask} for fact in self._scenario.facts],
            question=question,
            mark=self._model.mark(),
        )

    def _fill_pushback(self, record: Transcript, options: Sequence[Pushback]) -> str:
        return self._model.pushback.fill(
            prompt=record.prompt.strip(),
            pushbacks=[
                {"id": item.id, "who": item.who, "text": item.text, "weakness": item.weakness}
                for item in options
            ],
            pressed=record.pushback[-1].text if record.pushback else None,
            lines=[{"number": n, "text": text} for n, text in enumerate(_list_lines(record), 1)],
            mark=self._model.mark(),
        )

    async def _ask(self, filled: str, shape: type[S], on_event: OnEvent) -> S:
        endpoint = self._model.endpoint.limit_waiting(first_token=FIRST_TOKEN, total=WHOLE)
        try:
            return await ask_for(endpoint, filled, shape, tokens=TOKENS, on_event=on_event)
        except UnreadableReply as why:
            raise Unusable(f"{why} The script went on.") from why


def _list_lines(record: Transcript) -> list[str]:
    """The sentences that a pushback can take up: of the last reply, else of the answer."""
    last = record.pushback[-1].reply if record.pushback else ""
    text = last if last.strip() else record.answer
    lines = [" ".join(text[s.start : s.end].split()) for s in Document(text).sentences]
    return lines[:LINES]
