"""Charts: whole numbers along an axis, a frame that stands back, marks that can be told apart."""

import pytest
from textual.app import App, ComposeResult

from coach.progress import LevelReading
from coach.transcripts.review_schema import Moments
from coach.tui.progress.screen import list_attempts
from coach.tui.review.timeline_chart import name_moments
from coach.tui.themes import DEFAULT, THEMES
from coach.tui.widgets.themed_plot import ThemedPlot, choose_places, list_whole_ticks


class OnePlot(App[None]):
    """A chart and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT

    def compose(self) -> ComposeResult:
        yield ThemedPlot()

    def on_mount(self) -> None:
        plot = self.query_one(ThemedPlot)
        plot.plt.plot([0.0, 1.0], [0.0, 4.0], color=plot.line_color)


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0]),
        (0.64, [0]),
        (7.9, [0, 1, 2, 3, 4, 5, 6, 7]),
        (15, [0, 2, 4, 6, 8, 10, 12, 14]),
        (237.5, [0, 50, 100, 150, 200]),
    ],
)
def test_whole_numbers_a_round_step_apart(most: float, ticks: list[int]) -> None:
    assert list_whole_ticks(most) == ticks


def test_there_are_never_more_than_nine() -> None:
    assert all(len(list_whole_ticks(most)) <= 9 for most in range(0, 5000, 7))


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_the_frame_fills_its_place_and_stands_back(size: tuple[int, int]) -> None:
    app = OnePlot()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        plot = app.query_one(ThemedPlot)
        strips = [list(plot.render_line(y)) for y in range(size[1])]
        corner = next(s for strip in strips for s in strip if "┌" in s.text)
        assert corner.style is not None and corner.style.color is not None
        assert tuple(corner.style.color.get_truecolor()) == plot.muted_color
        assert plot.muted_color != plot.line_color
        drawn = [y for y, strip in enumerate(strips) if "".join(s.text for s in strip).strip()]
        assert drawn[-1] == size[1] - 1
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert "".join(s.text for s in plot.render_line(29)).strip()


def test_moments_at_one_time_have_their_letters_side_by_side() -> None:
    moments = Moments(first_question=30.0, recommendation=90.0, first_tradeoff=90.0)
    assert name_moments(moments) == [(30.0, "Q"), (90.0, "R T")]
    assert name_moments(Moments(recommendation=5.0)) == [(5.0, "R")]


def test_only_attempts_at_one_case_are_joined() -> None:
    cases = ["tokenizer", "slots", "tokenizer", "price", "tokenizer"]
    readings = [
        LevelReading(round=str(n), started=f"2026-11-2{n}", level=2, scenario=case)
        for n, case in enumerate(cases)
    ]
    assert list_attempts(readings) == {"tokenizer": [1, 3, 5], "slots": [2], "price": [4]}


@pytest.mark.parametrize("width", [20, 32, 40, 80, 160])
def test_the_names_that_are_written_never_touch(width: int) -> None:
    names = ["15 Nov"] * 30
    places = choose_places(names, width)
    assert places[0] == 1
    assert (len(places) - 1) * len("15 Nov  ") <= width


def test_all_names_are_written_where_there_is_room() -> None:
    assert choose_places(["1 Dec", "2 Dec", "3 Dec"], 80) == [1, 2, 3]
