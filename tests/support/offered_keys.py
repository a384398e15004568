"""Whether what the keys of a screen do is offered by its palette and its help too."""

from collections.abc import Iterator

from textual.pilot import Pilot

from coach.tui.app import CoachApp
from coach.tui.palette import list_key_commands
from coach.tui.widgets.help import KeysTable
from tests.support.screens import until


def ours(app: CoachApp) -> dict[str, str]:
    """What the keys that work now do, by action; a binding of ours has an id."""
    active = [a.binding for a in app.screen.active_bindings.values() if a.enabled]
    return {binding.action: binding.description for binding in active if binding.id}


def help_lines(app: CoachApp) -> list[str]:
    table = app.screen.query_one(KeysTable).render_bindings_table()
    return [str(cell) for column in table.columns for cell in column.cells]


def palette_names(app: CoachApp) -> Iterator[str]:
    for command in list_key_commands(app.screen):
        yield command.title


async def assert_all_are_offered(pilot: Pilot[None], app: CoachApp) -> None:
    expected = ours(app)
    assert len(expected) >= 3
    offered = list(palette_names(app))
    for action, name in expected.items():
        assert any(title.startswith(f"{name}  (") for title in offered), action
    await pilot.press("f1")
    await until(pilot, lambda: bool(app.screen.query(KeysTable)))
    await pilot.pause()
    listed = " ".join(help_lines(app))
    for action, name in ours(app).items():
        assert name in listed, action
