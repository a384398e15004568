"""Words that could not be saved: nobody leaves them behind without having been asked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.exports.plain_text import render_transcript
from coach.files import write_aside
from coach.tui.clipboard import copy
from coach.tui.navigation import AskUnsaved

if TYPE_CHECKING:
    from coach.rounds.round import Round
    from coach.tui.app import CoachApp


@dataclass(frozen=True)
class UnsavedWords:
    """What a screen holds that is not on disk.

    `get_trouble` says why, None once it is saved; `retry` tries again; `get_text` is all of it, for
    another place.
    """

    name: str
    get_trouble: Callable[[], str | None]
    retry: Callable[[], None]
    get_text: Callable[[], str]


def find_unsaved(round_: Round) -> UnsavedWords | None:
    """Return a round's words while its journal cannot be written, None while it can."""
    if round_.trouble is None:
        return None
    return UnsavedWords(
        "round",
        lambda: round_.trouble,
        round_.retry_saving,
        lambda: "\n".join(render_transcript(round_.transcript)),
    )


async def settle(app: CoachApp, words: UnsavedWords) -> bool:
    """Save the words, or ask where they are to go; False where the person stays with them.

    Only to be called in a worker.
    """
    while True:
        words.retry()
        trouble = words.get_trouble()
        if trouble is None:
            return True
        places = find_places()
        answer = await app.ask(AskUnsaved(trouble, tuple(map(str, places))))
        match answer:
            case None:
                return False
            case "again":
                continue
            case "copy":
                copy(app, words.get_text())
                # no program can tell whether a terminal heeded it
                app.farewell.append(words.get_text())
                return True
            case "print":
                app.farewell.append(words.get_text())
                return True
            case folder:
                try:
                    path = write_aside(words.name, words.get_text(), Path(folder))
                except OSError as error:
                    app.notify(f"{folder}: {error.strerror}.", severity="error", markup=False)
                    continue
                app.notify(f"Your words are in {path}", markup=False, timeout=20)
                app.last_words.append(f"Your words are in {path}")
                return True


def find_places() -> list[Path]:
    """Folders that words can be written into: the temporary one, the home, the working one."""
    wanted = [Path(tempfile.gettempdir()), Path.home(), Path.cwd()]
    return [path for path in dict.fromkeys(wanted) if os.access(path, os.W_OK | os.X_OK)]
