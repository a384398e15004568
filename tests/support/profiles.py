"""The screen of models in tests: a reviewer is chosen by its name, wherever it stands."""

from textual.pilot import Pilot

from coach.tui.models.profile_table import ProfileTable
from tests.support.screens import until


async def choose_reviewer(pilot: Pilot[None], name: str) -> ProfileTable:
    """Move the cursor to a reviewer with the keys, once it is listed."""
    tables = pilot.app.screen.query(ProfileTable)
    await until(pilot, lambda: any(name in table.rows for table in tables))
    table = tables.first()
    steps = table.get_row_index(name) - table.cursor_row
    await pilot.press(*("j" if steps > 0 else "k") * abs(steps))
    await until(pilot, lambda: table.current == name)
    return table
