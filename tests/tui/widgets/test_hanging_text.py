"""Wrapped lines stay under their own beginning, and cells line up, at every width."""

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from coach.tui.format import align
from coach.tui.widgets.hanging_text import HangingText, hang, hang_plain, hang_quote, lay_out

WORDS = "the one-off costs more than it earns"


def test_a_wrapped_line_stays_under_its_beginning() -> None:
    assert lay_out([hang("  + ", WORDS), Content("plain")], 24).plain.splitlines() == [
        "  + the one-off costs",
        "    more than it earns",
        "plain",
    ]


def test_styles_of_head_and_body_are_kept_on_every_line() -> None:
    laid_out = lay_out([hang(Content.styled("+ ", "bold"), WORDS, "$text-success")], 20)
    styled = {laid_out.plain[span.start : span.end]: span.style for span in laid_out.spans}
    assert styled["+ "] == "bold"
    assert {style for text, style in styled.items() if text != "+ "} == {"$text-success"}
    assert "earns" in " ".join(styled)


def test_a_head_that_leaves_no_room_stands_above_its_body() -> None:
    assert lay_out([hang("Would change their mind: ", WORDS)], 30).plain.splitlines() == [
        "Would change their mind: ",
        "    the one-off costs more",
        "    than it earns",
    ]


def test_plain_lines_keep_their_spaces_and_quotes_lose_their_line_breaks() -> None:
    assert lay_out([hang_plain("   " + WORDS)], 30).plain.splitlines()[1] == "   it earns"
    assert lay_out([hang_quote("We\nrefuse\x1b A.", "  ")], 40).plain == "  “We refuse␛ A.”"


def test_cells_line_up_however_wide_their_signs_are() -> None:
    rows = [align(("日本", 6), ("●●●○ yes", 12), ("x", 1)), align(("a", 6), ("–", 12), ("x", 1))]
    assert {row.cell_length for row in rows} == {19}
    assert align(("Competing priorities", 8), ("x", 1)).plain == "Competi…x"


class Narrow(App[None]):
    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield HangingText([hang("+ ", WORDS)], id="text")


async def test_it_is_broken_anew_when_the_screen_changes() -> None:
    app = Narrow()
    async with app.run_test(size=(24, 8)) as pilot:
        text = app.query_one(HangingText)
        assert (text.size.height, str(text.render()).splitlines()[1]) == (2, "  than it earns")
        await pilot.resize_terminal(60, 8)
        await pilot.pause()
        assert (text.size.height, str(text.render())) == (1, f"+ {WORDS}")
        text.show([hang("+ ", WORDS), hang("– ", "no")])
        await pilot.pause()
        assert text.size.height == 2
        assert str(text.content) == f"+ {WORDS}\n– no"
