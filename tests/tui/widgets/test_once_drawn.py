"""What waits for the next frame is not done for a widget that has gone by then."""

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Label

from coach.tui.widgets.once_drawn import call_once_drawn
from tests.support.screens import until


class Box(Vertical):
    """Looks for its label once the screen is drawn."""

    looked = 0

    def compose(self) -> ComposeResult:
        yield Label("words", id="label")

    def look(self) -> None:
        call_once_drawn(self, self._find_label)

    def _find_label(self) -> None:
        self.query_one("#label")
        self.looked += 1


class Page(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Box()


class Host(App[None]):
    """A page over an empty one."""

    async def on_mount(self) -> None:
        await self.push_screen(Page())

    async def leave_while_looking(self, box: Box) -> None:
        """Ask for the next frame and leave the page before there is one."""
        box.look()
        # both are begun before a frame can come between them
        removed, left = box.remove_children(), self.pop_screen()
        await removed
        await left


async def test_it_is_done_once_the_frame_is_there() -> None:
    app = Host()
    async with app.run_test() as pilot:
        box = app.screen.query_one(Box)
        box.look()
        await until(pilot, lambda: box.looked == 1)


async def test_it_is_not_done_for_a_page_that_was_left() -> None:
    app = Host()
    async with app.run_test() as pilot:
        box = app.screen.query_one(Box)
        await app.leave_while_looking(box)
        await pilot.pause()
        assert box.looked == 0
