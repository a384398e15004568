"""An app that keeps what was written and leaves the terminal as it was, however it ends."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.app import App
from textual.worker import WorkerFailed

from coach.crash import EXIT_CODE, tell_of_report, write_report
from coach.files import CoachError, explain_os_error
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachScreen
from coach.tui.driver import ControlFilter, make_safe

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.filter import LineFilter

SIGNALS = ("SIGTERM", "SIGHUP")
KEPT = "Your round is kept; `coach` offers it."
HEADING = "What follows could not be saved; it is all you wrote:"
CONTROL_FILTER = ControlFilter()


class SafeApp(App[None]):
    """Filters what is drawn, keeps words when it ends, and tells of a fault in a sentence."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.fault: BaseException | None = None
        """The error that ended the app."""
        self.ended_by: int | None = None
        """The number of the signal that ended the app."""
        self.farewell: list[str] = []
        """Texts that could not be saved, to be printed when the terminal is the shell's again."""
        self.last_words: list[str] = []
        """Sentences to be printed then."""

    def get_driver_class(self) -> type[Driver]:
        """Return the terminal's driver in its safe form."""
        return make_safe(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line is drawn through, the filter of control characters first."""
        return [CONTROL_FILTER, *super().get_line_filters()]

    def heed_signals(self) -> None:
        """End in order when the system asks for it, or the terminal is closed."""
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                # Windows and threads know no such handlers
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    asyncio.get_running_loop().add_signal_handler(number, self._end_by, number)

    def _end_by(self, number: int) -> None:
        self.ended_by = number
        self.keep_all()
        self.exit()

    def tell_fault(self, fault: str | None) -> None:
        """Tell what is wrong with the config, if anything is."""
        if fault:
            sentence = f"{fault} The defaults are in force until it is mended."
            self.notify(sentence, severity="error", markup=False, timeout=60)

    async def action_quit(self) -> None:
        """End, but not over words that are not saved: those are asked about first."""
        if any(screen.get_unsaved() for screen in self._find_screens()):
            self._quit_asking()
        else:
            self.keep_all()
            self.exit()

    @work(exclusive=True, group="quit", exit_on_error=False)
    async def _quit_asking(self) -> None:
        for screen in reversed(self._find_screens()):
            if not await screen.settle_unsaved():
                return
        self.keep_all()
        self.exit()

    def keep_all(self) -> None:
        """Have every screen put on disk what is written on it; what cannot be is printed later."""
        for screen in self._find_screens():
            try:
                screen.keep()
                if words := screen.get_unsaved():
                    self.farewell.append(words.get_text())
                elif screen.KEEPS_TIME and KEPT not in self.last_words:
                    self.last_words.append(KEPT)
            except Exception as error:
                # the other screens hold words too
                self.fault = self.fault or error

    def _find_screens(self) -> list[CoachScreen]:
        with contextlib.suppress(Exception):
            return [screen for screen in self.screen_stack if isinstance(screen, CoachScreen)]
        return []

    def _handle_exception(self, error: Exception) -> None:
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self.fault is None:
            self.fault = cause
            self.keep_all()
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End without a traceback: it would show what stands in the variables."""
        self._close_messages_no_wait()


def say_farewell(app: SafeApp, reports: Path) -> int:
    """Print what a person must know after the app ended, and return the exit status.

    `reports` is the folder for the report of an unexpected error.
    """
    status, sentences = 0, list(app.last_words)
    if app.fault is None:
        # after an ordinary end the home screen says where the round is
        sentences = [sentence for sentence in sentences if sentence != KEPT]
    elif isinstance(app.fault, (CoachError, OSError)):
        status = CoachError.exit_code
        is_own = isinstance(app.fault, CoachError)
        sentences.insert(0, f"coach: {app.fault if is_own else _explain(app.fault)}")
    else:
        status = EXIT_CODE
        sentences.insert(0, f"coach: {tell_of_report(write_report(app.fault, reports))}")
    if app.ended_by is not None:
        status = 128 + app.ended_by
    # the terminal may be gone
    with contextlib.suppress(OSError):
        for sentence in sentences:
            sys.stderr.write(f"{sanitize(sentence)}\n")
        for text in dict.fromkeys(app.farewell):
            sys.stderr.write(f"coach: {HEADING}\n")
            sys.stdout.write(f"\n{sanitize(text)}\n")
        sys.stdout.flush()
    return status


def _explain(error: BaseException) -> str:
    return explain_os_error(error) if isinstance(error, OSError) else str(error)
