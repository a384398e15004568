"""What is loaded when: the first frame waits for nothing that it does not show."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FIRST_FRAME = """
import json, sys
from coach.tui.app import CoachApp

seen = []

def instead_of_loading(self):
    seen.extend(sys.modules)
    self.exit()

CoachApp._load = instead_of_loading
CoachApp(lambda: None).run(headless=True, size=(120, 40))
print(json.dumps(seen))
"""
HEAVY = ("openai", "httpx2", "pydantic", "yaml", "jinja2", "sqlite3", "click", "rapidfuzz")
CORE_PACKAGES = ("packs", "reviews", "rounds", "transcripts", "llm", "plan", "drills")
CORE = tuple(f"coach.{name}" for name in CORE_PACKAGES)


def loaded(program: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_first_frame_is_drawn_before_anything_else_is_loaded() -> None:
    modules = loaded(FIRST_FRAME)
    assert "coach.tui.practice.screen" in modules
    assert not modules & {*HEAVY, *CORE, "textual.widgets._markdown", "textual.widgets._data_table"}


def test_a_command_that_asks_no_model_does_not_load_the_client() -> None:
    program = (
        "import json, sys; from click.testing import CliRunner;"
        "from coach.cli.commands import cli;"
        "assert CliRunner().invoke(cli, ['scenarios']).exit_code == 0;"
        "print(json.dumps(sorted(sys.modules)))"
    )
    assert not loaded(program) & {"openai", "httpx2", "textual", "jinja2"}


ROUND = """
import asyncio, json, sys
from coach.tui.app import CoachApp
from coach.tui.run import make_coach

async def open_round():
    app = CoachApp(make_coach, "claude-vs-metering")
    async with app.run_test(size=(120, 40)) as pilot:
        async with asyncio.timeout(30):
            while not app.screen.query("#stepper") or not app.screen.is_mounted:
                await pilot.pause()
            await pilot.pause()
            await app.workers.wait_for_complete()
        print(json.dumps(sorted(sys.modules)))

asyncio.run(open_round())
"""
CONFIG = """
reviewer: local
models:
  local: {base_url: "http://127.0.0.1:9/v1", model: m}
"""


def test_the_client_is_imported_while_a_round_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    assert not loaded(ROUND) & {"openai", "coach.reviews.llm.reviewer"}
    (tmp_path / "config.yaml").write_text(CONFIG)
    assert {"openai", "jinja2", "coach.reviews.llm.reviewer"} <= loaded(ROUND)


def run_command(*words: str) -> set[str]:
    program = (
        "import json, sys; from click.testing import CliRunner;"
        "from coach.cli.commands import cli;"
        f"assert CliRunner().invoke(cli, {list(words)!r}).exit_code == 0;"
        "print(json.dumps(sorted(sys.modules)))"
    )
    return loaded(program)


def test_the_version_is_told_without_settings_or_packs() -> None:
    assert not run_command("--version") & {"pydantic", "yaml", "asyncio", "coach.config", *CORE}


def test_lists_load_neither_packs_nor_what_rounds_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    run_command("scenarios")
    heavy = {"asyncio", "jinja2", "coach.packs.schema", "coach.rounds", "coach.interviewer"}
    assert not run_command("scenarios") & heavy
    assert not run_command("rounds") & heavy
