"""On a wide screen every dimension of a review says why it stands where it does."""

from collections.abc import Callable

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenReview
from coach.tui.review.dimension_row import DimensionRow
from tests.support.reviews import grade, pass_exam
from tests.support.screens import idle, until

Make = Callable[..., CoachApp]


def list_reasons(app: CoachApp) -> list[bool]:
    return [
        f"Reason {n}" in str(row.content) for n, row in enumerate(app.screen.query(DimensionRow))
    ]


async def test_all_rows_are_open_where_there_is_room(make_app: Make, coach: Coach) -> None:
    record = coach.rounds.record_written("claude-vs-metering", "B first.", [])
    coach.store.save(record)
    sent = grade(3)
    judged = [
        part.model_copy(update={"rationale": f"Reason {n}"})
        for n, part in enumerate(sent.dimensions)
    ]
    review = sent.model_copy(update={"dimensions": judged})
    pass_exam(coach, review)
    coach.reviews.keep(record.id, review)
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.post_message(OpenReview(record.id))
        await until(pilot, lambda: len(app.screen.query(DimensionRow)) == 3)
        await idle(pilot)
        assert list_reasons(app) == [True, False, False]
        first = str(app.screen.query(DimensionRow).first().content)
        assert "to reach 4: as level 3, and one move" in first, "not `As 3`, which is no sentence"
        await pilot.press("j")
        assert list_reasons(app) == [False, True, False]
        await pilot.resize_terminal(160, 50)
        await pilot.pause()
        assert list_reasons(app) == [True, True, True]
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert list_reasons(app) == [False, True, False]
