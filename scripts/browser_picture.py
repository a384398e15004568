"""Make the docs' picture of coach in a browser: the demo's best review, in headless Chromium.

    .venv/bin/python scripts/browser_picture.py

Needs Chromium (Debian: apt install chromium) and the dev extra.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.chromium import Browser  # noqa: E402  # the checkout's folder comes first
from tests.e2e.page import Page  # noqa: E402
from tests.support.served import serve  # noqa: E402

PICTURE = ROOT / "docs" / "pictures" / "browser.png"
SIZE = (1280, 720)


def main() -> None:
    """Open the newest review of the demo and keep what the page looks like."""
    with (
        tempfile.TemporaryDirectory() as name,
        serve(Path(name), "--demo") as served,
        Browser(Path(name)) as browser,
    ):
        browser.resize(*SIZE)
        browser.open(f"http://127.0.0.1:{served.port}/?fontsize=15")
        page = Page(browser)
        page.wait("interview in 5 days")
        browser.type_text("2")
        page.wait("Search")
        page.enter()
        page.wait("2 quotes")
        browser.picture(PICTURE)


if __name__ == "__main__":
    main()
