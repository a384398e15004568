"""The Markdown copies of all rounds in a folder of the user's, kept as the rounds change."""

from __future__ import annotations

from coach.exports.markdown import render_markdown
from coach.exports.round_data import gather_round_data
from coach.files import CoachError, atomic_write
from coach.workspace import Workspace


class VaultSync:
    """Keeps the copies in step with the rounds, where the config names a folder for them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.trouble: str | None = None
        """Why the last copy could not be written; None when it was."""

    def sync(self, round_id: str) -> None:
        """Write a round's copy, or remove that of a round that is gone.

        The round itself is saved already and must not suffer from a vault that is full or away.
        """
        workspace = self._workspace
        folder = workspace.config.transcripts.mirror
        if folder is None:
            return
        path = folder.expanduser() / f"{round_id}.md"
        self.trouble = None
        try:
            if (workspace.store.folder / round_id).is_dir():
                atomic_write(path, render_markdown(gather_round_data(workspace, round_id)))
            else:
                path.unlink(missing_ok=True)
        except (CoachError, OSError) as error:
            self.trouble = f"the Markdown copy {path} could not be written: {error}"
