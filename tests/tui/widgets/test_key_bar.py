"""The line of keys at the bottom fits its width, and a click on a key presses it."""

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from coach.tui.widgets.key_bar import MORE, KeyBar, OfferedKey, place_keys


def offered(shown: str, description: str) -> OfferedKey:
    return OfferedKey(shown, shown, description, enabled=True, tooltip="")


GO, LEAVE, EDIT = offered("^s", "Go on"), offered("esc", "Leave"), offered("^e", "Editor")
HELP = offered("f1", "Help")


def test_all_keys_stand_side_by_side_where_there_is_room() -> None:
    placed = place_keys([GO, LEAVE, EDIT], [HELP], 80)
    assert [(key.column, key.offered) for key in placed] == [
        (0, GO),
        (GO.width, LEAVE),
        (GO.width + LEAVE.width, EDIT),
        (80 - HELP.width, HELP),
    ]


def test_what_has_no_room_is_left_out_and_help_never_is() -> None:
    width = GO.width + LEAVE.width + HELP.width + 3
    placed = [key.offered for key in place_keys([GO, LEAVE, EDIT], [HELP], width)]
    assert placed == [GO, LEAVE, HELP]
    assert [key.offered for key in place_keys([GO, LEAVE, EDIT], [HELP], 3)] == [HELP]


class Host(App[None]):
    """A field and two screens' worth of keys; what was pressed is noted."""

    BINDINGS = [
        Binding("f1", "note('help')", "Help", id="help"),
        Binding("f2", "note('second')", "Second thing", id="second"),
        Binding("f3", "note('first')", "First thing", id="first"),
        Binding("f4", "note('off')", "Not now", id="off"),
        Binding("f5", "note('first')", "The first again", id="twice"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()
        yield KeyBar()

    def on_mount(self) -> None:
        self.screen.FIRST_KEYS = ("first",)  # type: ignore[attr-defined]

    def action_note(self, name: str) -> None:
        self.pressed.append(name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if parameters == ("off",) else True


def text_of(app: App[None]) -> str:
    return app.query_one(KeyBar).render().plain


async def test_the_keys_that_a_screen_wants_first_come_first_and_each_action_once() -> None:
    app = Host()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()
        assert text_of(app).startswith(" f3 First thing  f2 Second thing  f4 Not now ")
        assert "again" not in text_of(app)
        assert text_of(app).endswith(" f1 Help ")
        assert len(text_of(app)) == 120
        assert MORE not in text_of(app)


async def test_a_narrow_line_says_that_there_are_more() -> None:
    app = Host()
    async with app.run_test(size=(40, 24)) as pilot:
        await pilot.pause()
        assert text_of(app) == f" f3 First thing  f4 Not now {MORE}   f1 Help "


async def test_a_click_presses_the_key_under_it() -> None:
    app = Host()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()
        bar = app.query_one(KeyBar)
        for description in ("First thing", "Second thing", "Not now", "Help"):
            column = bar.find_column(description)
            assert column is not None
            await pilot.click(KeyBar, offset=(column + 1, 0))
        assert bar.find_column("The first again") is None
        assert app.pressed == ["first", "second", "help"], "what is off now does nothing"
        await pilot.click(KeyBar, offset=(100, 0))
        assert app.pressed == ["first", "second", "help"]
