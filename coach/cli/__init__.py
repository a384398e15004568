"""The command line. `cli` alone opens the interface without waiting for the commands to load."""

from __future__ import annotations

import gc
import os
import sys

from coach.cli.shell import COMPLETION


def main() -> None:
    """Entry point of the `cli` command."""
    if len(sys.argv) == 1 and COMPLETION not in os.environ:
        # nothing that is made before the first frame is garbage; the app turns it on again
        gc.disable()
        from coach.tui.run import run

        run()
        return
    from coach.cli.commands import cli

    cli(complete_var=COMPLETION)
