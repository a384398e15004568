"""A worker that fails: nothing stops, the log says where, and the person is told of the log."""

import ast
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

import coach.tui
from coach.files import CoachError
from coach.log import start_log
from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.base.screen import CoachDialog, CoachScreen
from tests.support.screens import until

ROOT = Path(coach.tui.__file__).parent
SECRET = "sk-what-nobody-may-read"
REPORTING = {"CoachScreen", "CoachDialog", "TabScreen"}
REPORTED_FOR = {"SafeApp"}
"""What is only ever a base of `CoachApp`, which reports for it."""
ANSWER = "We give up the demo this week."


class FailingScreen(CoachScreen):
    def compose(self) -> ComposeResult:
        yield Static("still here")

    @work(exit_on_error=False)
    async def fail(self) -> None:
        try:
            raise ValueError(ANSWER)
        except ValueError as error:
            raise RuntimeError(f"401 for {SECRET}") from error

    @work(exit_on_error=False, thread=True)
    def fail_in_words(self) -> None:
        raise CoachError("/tmp/x: is a folder, a file is needed")


class FailingDialog(CoachDialog[None]):
    def on_mount(self) -> None:
        self.run_worker(self.fail(), exit_on_error=False)

    async def fail(self) -> None:
        raise KeyError(ANSWER)


def messages(app: CoachApp) -> list[str]:
    return [notification.message for notification in app._notifications]


async def test_an_unexpected_error_is_in_the_log_without_what_anyone_wrote(
    make_app: Callable[[], CoachApp], coach: Coach
) -> None:
    start_log(coach.paths.log, "info")
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: app.coach is not None)
        screen = FailingScreen()
        await app.push_screen(screen)
        screen.fail()
        await until(pilot, lambda: len(messages(app)) == 1)
        assert str(coach.paths.log) in messages(app)[0]
        app.push_screen(FailingDialog())
        await until(pilot, lambda: "builtins.KeyError" in coach.paths.log.read_text())
        assert len(messages(app)) == 1, "the same sentence is there already"
        assert app.is_running
    logging.getLogger("coach").handlers[0].flush()
    log = coach.paths.log.read_text()
    assert "fail failed: builtins.RuntimeError" in log
    assert "caused by builtins.ValueError" in log
    assert "test_worker_errors.py" in log
    assert SECRET not in log and ANSWER not in log


async def test_an_error_that_a_person_can_act_on_is_its_own_sentence(
    make_app: Callable[[], CoachApp], coach: Coach
) -> None:
    start_log(coach.paths.log, "info")
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: app.coach is not None)
        screen = FailingScreen()
        await app.push_screen(screen)
        screen.fail_in_words()
        await until(pilot, lambda: messages(app) == ["/tmp/x: is a folder, a file is needed"])
    assert "failed" not in coach.paths.log.read_text()


def test_every_worker_stays_and_every_class_that_runs_one_reports_it() -> None:
    """`_load` may end the program: without the packs there is nothing to go on with."""
    ending = []
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and (workers := list(list_workers(node))):
                bases = {ast.unparse(base).split("[")[0] for base in node.bases}
                reports = "report_failure" in ast.unparse(node) or bases & REPORTING
                assert reports or node.name in REPORTED_FOR, f"{node.name} runs workers"
                ending += [f"{node.name}: {w}" for w in workers if "exit_on_error=False" not in w]
    assert ending == ["CoachApp: work(thread=True)"]


def list_workers(node: ast.ClassDef) -> Iterator[str]:
    """Each decorator of a worker, and each call that starts one, as it is written."""
    for child in ast.walk(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            written = map(ast.unparse, child.decorator_list)
            yield from (text for text in written if re.match(r"work\b", text))
        elif isinstance(child, ast.Call) and ast.unparse(child.func).endswith(".run_worker"):
            yield ast.unparse(child)
