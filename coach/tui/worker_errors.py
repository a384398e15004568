"""What happens when a worker fails: the log gets the place, the person one sentence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from textual.worker import WorkerState

from coach.crash import describe_error
from coach.files import CoachError, explain_os_error

if TYPE_CHECKING:
    from textual.worker import Worker

    from coach.tui.app import CoachApp

LOG = logging.getLogger(__name__)
UNEXPECTED = "Something went wrong that coach did not expect. The log says where: {path}"


def report_failure(app: CoachApp, event: Worker.StateChanged) -> None:
    """Report a worker that failed; to be called by every app, screen and widget that runs workers.

    Their workers have `exit_on_error=False`. Textual sends the end of a worker to the node that
    started it, and to no other.
    """
    if event.state is WorkerState.ERROR and event.worker.error is not None:
        report_error(app, event.worker.name, event.worker.error)


def report_error(app: CoachApp, work: str, error: BaseException) -> None:
    """Tell the person of an error; one that a person cannot have caused goes to the log too."""
    if isinstance(error, CoachError):
        app.notify(str(error), severity="error", markup=False, timeout=10)
        return
    if isinstance(error, OSError):
        app.notify(explain_os_error(error), severity="error", markup=False, timeout=20)
        return
    LOG.error("%s failed: %s", work, describe_error(error))
    path = app.coach.paths.log if app.coach else "coach.log"
    app.notify(UNEXPECTED.format(path=path), severity="error", markup=False, timeout=20)
