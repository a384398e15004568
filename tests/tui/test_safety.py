"""Whatever ends the app or comes into it: words kept, terminal whole, nothing obeyed."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual._xterm_parser import XTermParser
from textual.color import Color
from textual.widgets import Input, OptionList, TextArea

from coach.crash import EXIT_CODE, describe_error, write_report
from coach.files import CoachError
from coach.paths import Paths
from coach.services.coach import Coach
from coach.text.controls import CONTROLS, drop_controls, escape_controls, sanitize
from coach.tui.app import CoachApp
from coach.tui.base.screen import CoachScreen
from coach.tui.dialogs.unsaved import UnsavedDialog
from coach.tui.driver import ControlFilter, KeyParser
from coach.tui.round.screen import RoundScreen
from coach.tui.safe_app import HEADING, say_farewell
from coach.tui.widgets.editor import decode_any, edit_outside
from tests.support.screens import type_text, until

CASE = "claude-vs-metering"
EVIL = "a\x1b]52;c;aGk=\x07b\x9b31mc\u202ed\u2066e\r\x08\x0c\u2028f\ud83dg"


def test_no_control_character_leaves_a_line() -> None:
    lines = [Segment(EVIL), Segment("x", Style(link="http://evil")), Segment("plain é 😀")]
    drawn = ControlFilter().apply(lines, Color(0, 0, 0))
    text = "".join(segment.text for segment in drawn)
    assert not CONTROLS & set(text)
    assert text.endswith("plain é 😀")
    assert all(segment.style is None or segment.style.link is None for segment in drawn)


def test_controls_are_shown_dropped_or_escaped() -> None:
    assert len(sanitize(EVIL)) == len(EVIL)
    for make in (sanitize, drop_controls, escape_controls):
        assert not CONTROLS & set(make(EVIL))
        assert make("line\n\ttab é") == "line\n\ttab é"


async def test_what_a_pack_or_a_reply_says_reaches_no_screen_as_a_control(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    """Every strip that the round's screen draws, with a hostile title and prompt."""
    opened = coach.rounds.begin(CASE)
    evil = EVIL.replace("\ud83d", "")
    opened.round.transcript = opened.round.transcript.model_copy(
        update={"title": evil, "prompt": evil * 3}
    )
    app = make_app()
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: app.coach is not None)
        await app.push_screen(RoundScreen(opened.round))
        app.notify(evil, markup=False)
        await pilot.pause()
        drawn = "".join(
            segment.text
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if not segment.control
        )
    assert "abcdef" in drawn.replace("]52;c;aGk=", "").replace("31m", "")
    assert not CONTROLS & set(drawn)


def test_stray_bytes_and_broken_keys_end_nothing() -> None:
    parser = KeyParser(lambda: XTermParser(False))
    for text in ("\ufffd", "\x1b[999999999999999999999999u", "\x1b[1;99999999999u", "\x1b[<;;M"):
        parser.feed(text)
    keys = [getattr(message, "key", None) for message in parser.feed("ok")]
    assert keys[-2:] == ["o", "k"]


async def start_answer(app: CoachApp, pilot: object) -> RoundScreen:
    def is_there() -> bool:
        return isinstance(app.screen, RoundScreen) and bool(app.screen.query("#outline"))

    await until(pilot, is_there)  # type: ignore[arg-type]
    screen = app.screen
    assert isinstance(screen, RoundScreen)
    await screen.round.advance()
    await screen.round.advance()
    screen._show_phase()
    await pilot.pause()  # type: ignore[attr-defined]
    return screen


def close_disk(paths: Paths) -> None:
    """The transcripts can no longer be written: a file stands in their place."""
    shutil.move(paths.transcripts, paths.transcripts.with_name("elsewhere"))
    paths.transcripts.write_text("in the way")


def open_disk(paths: Paths) -> None:
    paths.transcripts.unlink()
    shutil.move(paths.transcripts.with_name("elsewhere"), paths.transcripts)


@pytest.mark.parametrize("keys", [["escape"], ["ctrl+q"], ["ctrl+s", "ctrl+s"]])
async def test_leaving_finishing_and_quitting_ask_while_words_are_unsaved(
    keys: list[str], make_app: Callable[..., CoachApp], paths: Paths
) -> None:
    app = make_app(CASE)
    async with app.run_test() as pilot:
        screen = await start_answer(app, pilot)
        await type_text(pilot, "Kept words. ")
        close_disk(paths)
        await type_text(pilot, "More words.")
        await pilot.press(*keys)
        await until(pilot, lambda: isinstance(app.screen, UnsavedDialog))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert screen.query_one("#answer", TextArea).text == "Kept words. More words."
        screen.action_leave()
        await until(pilot, lambda: isinstance(app.screen, UnsavedDialog))
        choices = app.screen.query_one(OptionList)
        choices.highlighted = choices.get_option_index("print")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, (UnsavedDialog, RoundScreen)))
    assert any("Kept words. More words." in text for text in app.farewell)


async def test_not_saved_goes_the_moment_there_is_room(
    make_app: Callable[..., CoachApp], paths: Paths
) -> None:
    app = make_app(CASE)
    async with app.run_test() as pilot:
        screen = await start_answer(app, pilot)
        await type_text(pilot, "Kept. ")
        close_disk(paths)
        screen.tick()
        state = screen.query_one("#round-state")
        assert "NOT SAVED" in str(state.render())
        open_disk(paths)
        screen.tick()
        assert "NOT SAVED" not in str(state.render())
        round_id = screen.round.transcript.id
    assert app.coach is not None
    assert app.coach.store.recover(round_id).answer == "Kept. "


async def test_a_resumed_question_and_reply_take_the_next_key_where_it_was(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    opened = coach.rounds.begin(CASE).round
    await opened.advance()
    opened.write("question", "What does A pa")
    opened.leave()
    again = coach.rounds.resume(opened.transcript.id).round
    app = make_app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.coach is not None)
        await app.push_screen(RoundScreen(again))
        await pilot.pause()
        await pilot.press("y", "?")
        assert app.screen.query_one("#question", Input).value == "What does A pay?"
        await app.screen.round.advance()  # type: ignore[attr-defined]
        again.write("answer", "I go with B.")
        await again.advance()
        again.write("reply", "Reach is whole")
        again.write("reply", "Reach, is whole")
        again.leave()
    once_more = coach.rounds.resume(opened.transcript.id).round
    app = make_app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.coach is not None)
        await app.push_screen(RoundScreen(once_more))
        await pilot.pause()
        await pilot.press("X")
        assert app.screen.query_one("#reply", TextArea).text == "Reach,X is whole"


def test_a_fault_is_one_line_with_a_report_that_quotes_nobody(
    coach: Coach, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = CoachApp(lambda: coach)
    try:
        answer = "the answer nobody may see"
        raise RuntimeError(answer)
    except RuntimeError as error:
        app.fault = error
        assert "nobody may see" not in describe_error(error)
    app.last_words.append("Your round is kept; `coach` offers it.")
    assert say_farewell(app, tmp_path / "cache") == EXIT_CODE == 70
    printed = capsys.readouterr().err
    (report,) = (tmp_path / "cache").glob("crash-*.txt")
    assert str(report) in printed and "Your round is kept" in printed
    assert len(printed.splitlines()) == 2 and "Traceback" not in printed
    assert "nobody may see" not in report.read_text()
    assert report.stat().st_mode & 0o777 == 0o600
    assert write_report(RuntimeError(), Path("/proc/nowhere")) is None


class FullDisk(CoachScreen):
    """A screen whose key finds no room on the disk."""

    BINDINGS = [("w", "write", "Write")]

    def action_write(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "x.yaml")


async def test_a_full_disk_in_a_handler_is_a_sentence_and_the_round_is_kept(
    make_app: Callable[..., CoachApp], paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outside a worker, in the pump of messages itself."""
    app = make_app(CASE)
    with pytest.raises(OSError, match="No space"):
        async with app.run_test() as pilot:
            screen = await start_answer(app, pilot)
            await type_text(pilot, "Kept to the last word.")
            round_id = screen.round.transcript.id
            await app.push_screen(FullDisk())
            await pilot.press("w")
            await pilot.pause()
    assert say_farewell(app, paths.cache) == CoachError.exit_code
    printed = capsys.readouterr().err
    assert "x.yaml: No space left on device; make room and try again." in printed
    assert "Your round is kept; `coach` offers it." in printed
    assert len(printed.splitlines()) == 2 and "Traceback" not in printed
    assert app.coach is not None
    assert app.coach.store.ids() == [round_id]
    assert app.coach.store.load(round_id).status != "done"
    assert app.coach.store.recover(round_id).answer == "Kept to the last word."


def test_the_last_resort_is_to_print_the_words(
    coach: Coach, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = CoachApp(lambda: coach)
    app.farewell.append("All I wrote.\x1b[2J")
    app.fault = OSError(errno.ENOSPC, "No space left on device", "x.yaml")
    assert say_farewell(app, tmp_path) == CoachError.exit_code
    streams = capsys.readouterr()
    assert "All I wrote." in streams.out and "\x1b" not in streams.out
    assert "x.yaml: No space left on device; make room" in streams.err and HEADING in streams.err


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("café".encode(), "café"),
        ("café".encode("cp1252"), "café"),
        ("café".encode("utf-16"), "café"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
    ],
)
def test_an_editors_text_comes_back_whatever_its_encoding(data: bytes, text: str) -> None:
    assert decode_any(data) == text


class Suspending:
    """As much of an app as the editor needs: it steps aside, and hears what is told."""

    def __init__(self, *, is_web: bool = False) -> None:
        self.told: list[str] = []
        self.is_web = is_web

    def suspend(self) -> object:
        import contextlib

        return contextlib.nullcontext()

    def notify(self, sentence: str, **_: object) -> None:
        self.told.append(sentence)


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ('printf "new" > "$1"', "new"),
        ('printf "new" > "$1"; exit 3', "new"),
        ('printf "new" > "$1"; kill -9 $$', "new"),
        (r'printf "caf\351" > "$1"', "café"),
        ('rm "$1"', None),
        ('rm "$1"; mkdir "$1"', None),
    ],
)
def test_whatever_an_editor_saved_counts(
    script: str, text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    folder = tmp_path / "round"
    folder.mkdir()
    app = Suspending()
    assert edit_outside(app, "old", folder) == text  # type: ignore[arg-type]
    assert text is not None or "Nothing was changed" in app.told[0]


def test_in_a_browser_no_editor_is_opened_and_what_to_do_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    app = Suspending(is_web=True)
    assert edit_outside(app, "old", tmp_path) is None  # type: ignore[arg-type]
    assert "paste it here" in app.told[0]
    assert list(tmp_path.iterdir()) == []


def test_what_an_editor_left_behind_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "editor.md").write_text("words of a killed session")
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    assert edit_outside(Suspending(), "old", tmp_path) == "words of a killed session"  # type: ignore[arg-type]
