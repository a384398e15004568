"""The log: what is in it, what never is, and that it stays small and private."""

import logging
from pathlib import Path

import pytest

from coach.log import MAX_BYTES, start_log
from tests.support.calls import ASK, caller, endpoint
from tests.support.server import answers, serving, streams

KEY = "sk-secret-0123456789"


@pytest.mark.posix
async def test_calls_are_logged_without_words_or_keys(tmp_path: Path) -> None:
    path = tmp_path / "coach.log"
    start_log(path, "info")
    async with serving(streams("a reply that quotes the candidate")) as server:
        await endpoint(server.url, caller(tmp_path), KEY).send(ASK)
    async with serving(answers(401, {"error": {"message": f"bad key {KEY}"}})) as server:
        await endpoint(server.url, caller(tmp_path), KEY).send(ASK)
    text = path.read_text()
    assert "tokens out" in text and "401" in text
    assert KEY not in text and "candidate" not in text and "The answer." not in text
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_level_decides_and_the_file_is_rotated(tmp_path: Path) -> None:
    path = tmp_path / "coach.log"
    start_log(path, "warning")
    logger = logging.getLogger("coach.test")
    logger.info("left out")
    for number in range(MAX_BYTES // 100):
        logger.warning("%s %s", number, "x" * 200)
    assert "left out" not in path.read_text()
    assert path.stat().st_size <= MAX_BYTES
    assert sorted(p.name for p in tmp_path.iterdir()) == ["coach.log", "coach.log.1"]


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    start_log(tmp_path / "cache" / "coach.log", "debug")
    logging.getLogger("coach.test").error("goes nowhere")
