"""Undo and redo where the candidate writes, through keys, whatever the size of the window."""

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from coach.services.coach import Coach
from coach.tui.round.screen import RoundScreen
from coach.tui.widgets.help import KeysTable
from coach.tui.widgets.prose_area import ProseArea
from tests.support.screens import ID, SIZE, Make, settle, type_text, until

LONG = "\n".join(f"Line {number}: engineering goes to B, and A may drift." for number in range(60))


class OneField(App[None]):
    """A field to write in and nothing else."""

    def compose(self) -> ComposeResult:
        yield ProseArea("", id="answer", placeholder="")

    @property
    def text(self) -> str:
        return self.query_one(ProseArea).text


async def paste(pilot: Pilot[None], text: str) -> None:
    pilot.app.screen.post_message(Paste(text))
    await pilot.pause()


async def press_often(pilot: Pilot[None], key: str, times: int) -> None:
    for _ in range(times):
        pilot.app.simulate_key(key)
    await pilot.pause()


async def test_a_long_paste_is_undone_in_a_round(make_app: Make, coach: Coach) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s")
        await paste(pilot, LONG)
        assert isinstance(app.screen, RoundScreen)
        assert app.screen.round.transcript.answer == LONG
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert app.screen.round.transcript.answer == ""
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert app.screen.round.transcript.answer == LONG


async def test_typed_lines_are_undone_and_redone_with_the_key_held() -> None:
    app = OneField()
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "".join(f"line {number}\n" for number in range(25)))
        typed = app.text
        await press_often(pilot, "ctrl+z", 60)
        assert app.text == ""
        await press_often(pilot, "ctrl+y", 60)
        assert app.text == typed


@pytest.mark.parametrize("size", [(40, 10), (140, 60)])
async def test_undo_after_the_window_was_resized(size: tuple[int, int]) -> None:
    app = OneField()
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, LONG)
        await pilot.resize_terminal(*size)
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert app.text == ""
        await pilot.press("ctrl+y")
        await pilot.resize_terminal(80, 24)
        await pilot.press("ctrl+z", "ctrl+y")
        await pilot.pause()
        assert app.text == LONG


async def test_all_of_the_answer_is_selected_by_the_key_that_the_help_names(
    make_app: Make,
) -> None:
    app = make_app(ID)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "B first.\nThen A.")
        area = app.screen.query_one("#answer", ProseArea)
        await pilot.press("ctrl+a")
        assert (area.cursor_location, area.selected_text) == ((1, 0), "")
        await pilot.press("f7")
        assert area.selected_text == "B first.\nThen A."
        await pilot.press("f1")
        await until(pilot, lambda: bool(app.screen.query(KeysTable)))
        await pilot.pause()
        table = app.screen.query_one(KeysTable).render_bindings_table()
        cells = [str(cell) for column in table.columns for cell in column.cells]
        assert "Select all" in " ".join(cells)


async def test_a_field_is_one_flat_line_whose_edge_shows_the_focus(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("ctrl+s")
        question = app.screen.query_one("#question", Input)
        await until(pilot, lambda: question.has_focus)
        await type_text(pilot, "Who?")
        edge, first = app.screen._compositor.get_widget_at(*question.region.offset), question.value
        assert (question.outer_size.height, edge[0], first) == (1, question, "Who?")
        assert question.styles.border_left[0] == "thick"
        focused = question.styles.border_left[1]
        await pilot.press("tab")
        assert not question.has_focus and question.styles.border_left[1] != focused
