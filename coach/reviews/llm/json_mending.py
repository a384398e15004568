"""Mends JSON that a model wrote wrongly, in a process of its own.

The time that mending takes can grow with the square of the text, so that process has a limit.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

MEND_SECONDS = 1
"""Seconds of processor time that a mending gets; an honest reply takes a hundredth of them."""
PATIENCE = 10.0
"""Seconds until it is given up on a machine that is busy with other things."""
CHILD = """
import json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
except ImportError:
    pass
from json_repair import repair_json
data = repair_json(sys.stdin.read(), return_objects=True)
sys.stdout.write(json.dumps(data))
"""


class Unmendable(Exception):
    """JSON that cannot be mended, or not in the time it gets."""


def mend_json(text: str) -> Any:
    """Read JSON with what models get wrong put right: quotes, commas, comments.

    It runs in a process of its own that ends after `MEND_SECONDS`; raises Unmendable.
    """
    # -P: what lies in the working directory is no library. A second goes to the imports
    code = CHILD.replace("SECONDS", str(MEND_SECONDS + 1))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code],
            input=text.encode("utf-8", "replace"),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode:
            raise Unmendable
        return json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, RecursionError):
        raise Unmendable from None
