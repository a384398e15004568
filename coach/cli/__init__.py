"""The command line. `coach` alone opens the interface without waiting for the commands to load."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the `coach` command."""
    if len(sys.argv) == 1:
        from coach.tui.running import run

        run()
        return
    from coach.cli.commands import coach

    coach()
