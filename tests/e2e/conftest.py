"""An endpoint for programs in another process."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.judgements import judgement


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    reply = tmp_path / "reply.json"
    reply.write_text(
        judgement("Engineering goes to B", "the tradeoff is that A may leave", level=4)
    )
    serving = subprocess.Popen(
        [sys.executable, "-m", "tests.support.server", str(reply)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    yield f"http://127.0.0.1:{serving.stdout.readline().strip()}/v1"
    serving.terminate()
    serving.wait(10)
