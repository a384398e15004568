"""What all screens and dialogs share: the coach, and that a worker's failure is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import work
from textual.app import SystemCommand
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from coach.tui.worker_errors import report_failure

if TYPE_CHECKING:
    from textual.worker import Worker

    from coach.services.coach import Coach
    from coach.tui.app import CoachApp
    from coach.tui.unsaved import UnsavedWords

Result = TypeVar("Result")


class CoachScreen(Screen[None]):
    """A screen of its own, whatever it lies on."""

    KEEPS_TIME: ClassVar[bool] = False
    """Whether a clock runs here that another round must not be started on top of."""

    ONE_AT_A_TIME: ClassVar[bool] = False
    """Whether another screen of its kind takes its place when it lies on top."""

    LEADS_ON: ClassVar[bool] = False
    """Whether the places of the tab bar are reached from here, which closes it."""

    app: CoachApp

    def on_mount(self) -> None:
        self.watch(self.app, "coach", self._show_banner)

    def _show_banner(self, coach: Coach | None) -> None:
        """Say at the top what the home has to say of itself, as that it is a demo."""
        if coach is not None and coach.banner and not self.query("#banner"):
            self.mount(Static(coach.banner, id="banner", markup=False), before=0)

    @property
    def coach(self) -> Coach:
        """The coach; only the places of the tab bar can show before it is loaded."""
        return get_coach(self.app)

    def list_commands(self) -> Iterator[SystemCommand]:
        """List what the palette offers on this screen alone."""
        yield from ()

    def keep(self) -> None:
        """Put on disk what is written here; called when the program ends in whatever way."""

    def get_unsaved(self) -> UnsavedWords | None:
        """Return the words here that are not on disk, None where all are."""
        return None

    async def settle_unsaved(self) -> bool:
        """Ask what is to become of unsaved words; False where the person stays with them.

        Only to be called in a worker.
        """
        words = self.get_unsaved()
        if words is None:
            return True
        from coach.tui.unsaved import settle

        return await settle(self.app, words)

    def go_when_saved(self, go: Callable[[], object]) -> None:
        """Go on, but not over words that are not saved: the person is asked about them first."""
        if self.get_unsaved() is None:
            go()
        else:
            self._settle_and_go(go)

    @work(exclusive=True, group="unsaved", exit_on_error=False)
    async def _settle_and_go(self, go: Callable[[], object]) -> None:
        if await self.settle_unsaved():
            go()
        else:
            self.stay()

    def stay(self) -> None:
        """Go on here; called when the person stays with words that are not saved."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        report_failure(self.app, event)


class CoachDialog(ModalScreen[Result]):
    """A question on top of a screen; it is dismissed with the answer."""

    app: CoachApp

    @property
    def coach(self) -> Coach:
        """The coach, which is loaded before anything is asked."""
        return get_coach(self.app)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        report_failure(self.app, event)


def get_coach(app: CoachApp) -> Coach:
    """Return the coach of an app that has loaded it."""
    assert app.coach is not None, "only the places of the tab bar show before the coach is loaded"
    return app.coach
