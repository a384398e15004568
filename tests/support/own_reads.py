"""Own reads for tests: a small case with points of every kind, and marks of it."""

from __future__ import annotations

from typing import Any

from coach.packs.load import load_library
from coach.packs.schema import Pack, Scenario
from coach.paths import find_paths
from coach.reviews.offline.reviewer import review_offline
from coach.reviews.own_read.marks import Mark, OwnRead, PointMark
from coach.reviews.own_read.points import OwnPoint, list_points, list_sentences
from coach.transcripts.record import Question, Reply, Transcript
from tests.support.examples import a_scenario, a_transcript

ANSWER = "I go with B this week. A waits until Friday. Routing slips by a week."


def a_pack() -> Pack:
    """The shipped pack, whose rubric the case is judged by."""
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    library = load_library([paths.builtin_packs], trusted=paths.builtin_packs)
    return library.packs["ai-inference"]


def a_point(id: str, *dimensions: str, **more: Any) -> dict[str, Any]:
    """A point of the case, as data."""
    statement = more.pop("statement", f"States {id}.")
    fix = more.pop("fix", f"Say {id} in your answer.")
    return {"id": id, "dimensions": dimensions, "statement": statement, "fix": fix} | more


def a_case(*points: dict[str, Any]) -> Scenario:
    """A case about competing priorities with these points, or with two of its own."""
    chosen = points or (
        a_point("choice", "competing_priorities", expert="I go with B."),
        a_point("spend", "portfolio_view", needs=["spend"]),
    )
    return a_scenario(points=list(chosen), asked=["spend"], outline="I go with B. It costs A.")


def a_round(**changes: Any) -> Transcript:
    """A finished round with an answer, a reply and a question that earned nothing."""
    given: dict[str, Any] = {
        "answer": ANSWER,
        "status": "done",
        "pushback": [Reply(id="p1", who="CTO", text="Really?", reply="Yes. I call A today.")],
        "clarify": [Question(question="Who else wants it?", answer="I do not know.")],
    }
    return a_transcript(**(given | changes))


def points_of(scenario: Scenario, taken: Transcript, pack: Pack) -> list[OwnPoint]:
    """What there is to mark."""
    return list_points(scenario, pack, taken, review_offline(taken, scenario, pack))


def an_own_read(taken: Transcript, marks: dict[str, Mark], **changes: Any) -> OwnRead:
    """An own read with these marks; each yes stands on a sentence of its own, in order."""
    sentences = list_sentences(taken)
    made = [
        PointMark(
            point=point,
            mark=mark,
            evidence=None if mark == "missing" else sentences[place % len(sentences)],
            half="price" if mark == "partly" else "",
        )
        for place, (point, mark) in enumerate(marks.items())
    ]
    own = OwnRead(
        round=taken.id,
        started="2026-11-24T10:00:00+00:00",
        level=2,
        marks=made,
        line="It names who pays.",
        fix="When I am pressed, I first restate the worry.",
    )
    return own.model_copy(update=changes)
