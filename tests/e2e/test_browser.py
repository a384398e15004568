"""A whole round in a real browser, from the address with its token to the own read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.e2e.chromium import BINARY, Browser
from tests.e2e.page import Page
from tests.e2e.terminal import saved_rounds, skip_welcome
from tests.support.served import serve

pytestmark = [
    pytest.mark.skipif(BINARY is None, reason="Chromium is absent (Debian: apt install chromium)"),
    pytest.mark.slow,
]
CLIPBOARD = ["clipboardReadWrite", "clipboardSanitizedWrite"]
ANSWER = "Route for everyone first. The tradeoff is that one launch may slip."
PASTED = " I say so."


def test_a_round_in_the_browser(tmp_path: Path) -> None:
    pytest.importorskip("textual_serve")
    home = tmp_path / "home"
    with serve(home, "--token") as served, Browser(tmp_path) as browser:
        browser.call("Browser.grantPermissions", permissions=CLIPBOARD)
        browser.resize(1100, 700)
        browser.open(served.address.split()[-1])
        assert browser.value("location.search") == ""
        page = Page(browser)
        page.wait("1 of 3")
        for words in ("2 of 3", "3 of 3", "press n"):
            page.enter()
            page.wait(words)
        browser.type_text("n")
        page.wait("Start the clock")
        page.go_on()
        page.wait("Ask what you need to know")
        browser.type_text("Who else would use it?")
        page.enter()
        page.wait("You   Who else")
        browser.press("F1", 112)
        page.wait("esc")
        browser.press("F1", 112)
        page.go_on()
        page.wait("Your answer.")
        browser.type_text(ANSWER)
        page.wait("12 words")
        browser.value(f"navigator.clipboard.writeText({PASTED!r})")
        browser.press("v", 86, ctrl=True, command="paste")
        page.wait("15 words")
        browser.press("e", 69, ctrl=True)
        page.wait("A browser cannot open your editor.")
        page.go_on()
        page.wait("pushes back")
        browser.type_text("Fair. I would tell them on Tuesday.")
        page.wait("on Tuesday.")
        page.go_on()
        page.wait("Which level is this answer?")
        browser.type_text("r")
        page.wait("you judge")
        browser.type_text("y")
        page.wait("Copied.")
        assert "nearest" in browser.value("navigator.clipboard.readText()")
    (folder,) = saved_rounds(home)
    record = yaml.safe_load((folder / "round.yaml").read_text())
    assert record["answer"] == ANSWER + PASTED
    assert record["pushback"][0]["reply"] == "Fair. I would tell them on Tuesday."
    own = f"http://127.0.0.1:{served.port}/"
    elsewhere = [
        url for url in browser.seen.requests if not url.startswith((own, "data:", "blob:"))
    ]
    assert elsewhere == []


def test_a_page_that_is_closed_keeps_its_round(tmp_path: Path) -> None:
    pytest.importorskip("textual_serve")
    home = tmp_path / "home"
    with serve(home) as served, Browser(tmp_path) as browser:
        skip_welcome(home)
        browser.open(f"http://127.0.0.1:{served.port}/")
        page = Page(browser)
        page.wait("press n")
        browser.type_text("n")
        page.wait("Start the clock")
        page.go_on()
        page.wait("Ask what you need to know")
        page.go_on()
        page.wait("Your answer.")
        browser.type_text(ANSWER)
        page.wait("12 words")
        browser.open("about:blank")
        browser.open(f"http://127.0.0.1:{served.port}/")
        again = Page(browser)
        again.wait("Resume")
        browser.type_text("n")
        again.wait("12 words")
