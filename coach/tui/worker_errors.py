"""What happens when a worker fails: the log gets the place, the person one sentence."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from textual.worker import WorkerState

from coach.files import CoachError

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
    LOG.error("%s failed: %s", work, describe_error(error))
    path = app.coach.paths.log if app.coach else "coach.log"
    app.notify(UNEXPECTED.format(path=path), severity="error", markup=False, timeout=20)


def describe_error(error: BaseException) -> str:
    """The kind of an error and the lines it came through, with those of what caused it.

    Its message stays out, since it may quote what the candidate or a model wrote, or a key.
    """
    parts = []
    cause: BaseException | None = error
    while cause is not None:
        kind = f"{type(cause).__module__}.{type(cause).__qualname__}"
        parts.append(kind + "\n" + "".join(traceback.format_tb(cause.__traceback__)))
        cause = cause.__cause__ or cause.__context__
    return "caused by ".join(parts).rstrip()
