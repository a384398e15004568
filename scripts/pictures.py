"""Make the docs' pictures, and the page that shows all screens, from the app on the demo's home.

    .venv/bin/python scripts/pictures.py

What is typed here is typed through the keys a person would press, with a clock that stands still
between them, and the screens are exported as they are drawn.
"""

from __future__ import annotations

import asyncio

from stage import FOLDER, TWICE, Stage, open_stage
from textual.widgets import TextArea

from coach.demo.script import load_rounds
from coach.tui import navigation as nav

SIZE = (120, 34)
QUESTIONS = (
    "What is the demo for?",
    "Could we host Claude at all?",
    "Who else has asked for metering?",
)
CAPTIONS = {
    "practice": "Practice: what to do next, and every case.",
    "plan": "The plan until the interview, made anew each day.",
    "brief": "A round begins: read the case; the clock stands still.",
    "clarify": "Clarify: a question earns a fact that the interviewer holds back.",
    "answer": "Answer: what you learned stays beside what you write.",
    "pushback": "Pushback: the interviewer takes up a line of yours.",
    "own-read": "Your own read: you mark your answer before anybody else does.",
    "own-beside": "Your marks beside the model's: where you were kinder, where harder.",
    "review": "The review: levels stand on quotes that code has found in your words.",
    "tradeoffs": "The tradeoffs you named, what you give up, and what would change your mind.",
    "timeline": "The timeline: when you wrote what, and where you stopped.",
    "room": "The room: you take each stakeholder's chair.",
    "attempts": "Two attempts at one case: what is closed, what is still open.",
    "compare": "All reviews of one round side by side.",
    "rounds": "Saved rounds: search, open, compare.",
    "progress": "Progress: levels over time.",
    "coverage": "Coverage: which kinds of case were tried, and how they went.",
    "study": "Study: terms and false claims as cards.",
    "drill": "A drill: two minutes on one habit.",
    "models": "Models: who can review, and whether they passed the exam.",
}


async def main() -> None:
    """Take all pictures and write the page that shows them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with open_stage(SIZE) as stage:
        await _show_places(stage)
        await _show_saved_rounds(stage)
        await _show_round(stage)
    (FOLDER.parent / "screens.md").write_text(_make_page(), encoding="utf-8")


async def _show_places(stage: Stage) -> None:
    await stage.press("down", "down")
    _keep(stage, "practice")
    for key, name in (("2", "rounds"), ("5", "models"), ("3", "progress")):
        await stage.press(key)
        _keep(stage, name)
    await stage.press("v")
    _keep(stage, "coverage")
    # last, since its field takes the keys of the other places
    await stage.press("4")
    await stage.press(*"Only what lowers the risk, until the month is over", "enter")
    _keep(stage, "study")
    await _show(stage, nav.OpenPlan(), "plan")
    await _show(stage, nav.OpenDrill("tradeoff", "a-million-tokens"), "drill")


async def _show_saved_rounds(stage: Stage) -> None:
    rows = stage.coach.rounds.list_rounds()
    newest, first = [row.id for row in rows if row.scenario == TWICE]
    await _show(stage, nav.OpenReview(newest), "review", "j", "j")
    await _show(stage, nav.OpenOwnBeside(newest), "own-beside")
    await _show(stage, nav.OpenRoom(newest), "room")
    await _show(stage, nav.OpenAttempts(first, newest), "attempts")
    await _show(stage, nav.OpenCompare(newest), "compare")
    for view in ("tradeoffs", "timeline"):
        stage.app.post_message(nav.OpenReview(newest))
        await stage.settle()
        stage.app.screen.query_one("#views").active = view
        await stage.settle()
        _keep(stage, view)
        await stage.close_all()


async def _show_round(stage: Stage) -> None:
    answer, reply = find_strong_words()
    stage.app.post_message(nav.StartRound(TWICE))
    await stage.settle()
    _keep(stage, "brief")
    await stage.press("ctrl+s")
    for question in QUESTIONS:
        stage.clock.go_on(35)
        await stage.press(*question, "enter")
    _keep(stage, "clarify")
    await stage.press("ctrl+s")
    stage.clock.go_on(240)
    stage.app.screen.query_one("#answer", TextArea).insert(answer)
    await stage.settle()
    stage.app.screen.tick()
    _keep(stage, "answer")
    await stage.press("ctrl+s")
    stage.clock.go_on(60)
    stage.app.screen.query_one("#reply", TextArea).insert(reply)
    await stage.settle()
    _keep(stage, "pushback")
    await stage.press("ctrl+s")
    await stage.press("3")
    await stage.press("enter")
    await stage.press("y")
    _keep(stage, "own-read")


async def _show(stage: Stage, message: nav.Navigation, name: str, *keys: str) -> None:
    stage.app.post_message(message)
    await stage.settle()
    if keys:
        await stage.press(*keys)
    _keep(stage, name)
    await stage.close_all()


def find_strong_words() -> tuple[str, str]:
    """The answer and the reply of the demo's better attempt at the case that was taken twice."""
    attempt = [scripted for scripted in load_rounds() if scripted.scenario == TWICE][-1]
    return attempt.answer, attempt.replies[0]


def _keep(stage: Stage, name: str) -> None:
    (FOLDER / f"{name}.svg").write_text(stage.draw(), encoding="utf-8")


def _make_page() -> str:
    lines = [
        "# Every screen",
        "",
        "Made by `scripts/pictures.py` from the app itself on the home that `coach demo` opens.",
    ]
    for name, caption in CAPTIONS.items():
        lines += ["", f"## {caption.partition(':')[0].rstrip('.')}", ""]
        lines += [caption, "", f"![{caption}](pictures/{name}.svg)"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    asyncio.run(main())
