"""How a round stands, at the right of its keys: how many words, and whether they are saved."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from coach.rounds.round import Round
from coach.text.controls import sanitize
from coach.tui.format import render_count
from coach.tui.round.model_turn import ModelTurn

THINKING = "The interviewer is thinking; escape lets the script go on"
NEXT_STEP = {
    "brief": "Start the clock",
    "clarify": "Go to the answer",
    "answer": "Done, take pushback",
    "pushback": "Finish, get the review",
}
FURTHER = "Take the next pushback"
SHORT_STEPS = {
    NEXT_STEP["answer"]: "Take pushback",
    NEXT_STEP["pushback"]: "Get the review",
    FURTHER: "Next pushback",
}
"""What going on does, where other keys need the room."""


class RoundState(Static):
    """How the round stands."""

    needs_a_line = False
    """Whether it says something that does not fit beside the keys."""

    def show(self, round_: Round, turn: ModelTurn) -> None:
        """Tell it, and how a model's turn comes along where one is awaited."""
        parts = _say_thinking(turn) if round_.waiting else []
        words = _count_words(round_)
        if words is not None:
            parts.append(render_count(words, "word"))
        if round_.trouble:
            parts.append(f"NOT SAVED: {round_.trouble}. Leaving asks where to put it.")
        elif round_.phase != "brief":
            parts.append(f"saved; {round_.notice}" if round_.notice else "saved")
        self.needs_a_line = bool(round_.waiting or round_.trouble or round_.notice)
        self.update(Content(" · ").join(Content(part) for part in parts))


def _say_thinking(turn: ModelTurn) -> list[str]:
    seconds = [f"{turn.seconds:.0f} s"] if turn.seconds >= 1 else []
    return [THINKING, *seconds, *([sanitize(turn.news)] if turn.news else [])]


def find_next_step(round_: Round, *, short: bool = False) -> str:
    """Say what going on does now; `short` where the screen is narrow."""
    pushes = round_.phase == "pushback" and round_.pushes_next
    step = FURTHER if pushes else NEXT_STEP.get(round_.phase, "")
    return SHORT_STEPS.get(step, step) if short else step


def _count_words(round_: Round) -> int | None:
    record = round_.transcript
    if round_.phase == "answer":
        return len(record.answer.split())
    if round_.phase == "pushback":
        return len(record.pushback[-1].reply.split()) if record.pushback else 0
    return None
