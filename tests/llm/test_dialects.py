"""The same review over every dialect, and nothing to learn the second time."""

from pathlib import Path

import pytest

from coach.llm.events import Reasoning
from coach.transcripts.review_schema import Review
from tests.support.calls import profile
from tests.support.dialects import DIALECTS, THOUGHT, Dialect, speaks
from tests.support.judgements import judgement
from tests.support.judging import CALL, GOES, judge, make_coach
from tests.support.server import answers, serving

pytestmark = pytest.mark.slow

LONG_NAMES = answers(200, [{"id": "accounts/fireworks/models/judge-1"}])


def of_interest(review: Review) -> object:
    """What must not depend on the dialect."""
    return review.model_copy(update={"receipt": {}, "timing": None, "usage": None})


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
async def test_the_same_review(dialect: Dialect, tmp_path: Path) -> None:
    reply = judgement(CALL, GOES, level=4)
    async with serving(speaks(DIALECTS[0], reply)) as plain:
        found = profile(plain.url, model="judge-1")
        expected, _, _ = await judge(make_coach(tmp_path / "plain", found))
    async with serving(speaks(dialect, reply), models=LONG_NAMES) as server:
        coach = make_coach(tmp_path / "dialect", profile(server.url, model="judge-1"))
        review, events, _ = await judge(coach)
        first = len(server.got)
        again, _, _ = await judge(coach)
        second = len(server.got) - first
    same = {"reviewer": expected.reviewer}
    assert of_interest(review.model_copy(update=same)) == of_interest(expected)
    assert of_interest(again.model_copy(update=same)) == of_interest(expected)
    assert expected.overall is not None and expected.overall.level == 4
    assert "; ".join(review.receipt["adapted"]) == dialect.learns
    assert first == 1 + len(review.receipt["adapted"])
    assert second == 1
    assert again.receipt["adapted"] == []
    body = server.got[-1].json
    kept = {k: v for k, v in body.items() if k not in ("messages", "response_format")}
    sent = again.receipt["sent"]
    assert sent == kept | {"system_role": body["messages"][0]["role"] == "system"}
    assert review.usage is not None and again.usage is not None
    thought = "".join(event.text for event in events if isinstance(event, Reasoning))
    assert thought == (THOUGHT if dialect.thinks else "")
    assert THOUGHT not in review.model_dump_json()
