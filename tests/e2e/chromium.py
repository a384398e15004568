"""Headless Chromium over its debugging pipe: what a page asked for, said, and looks like."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BINARY = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60.0


@dataclass
class Seen:
    """What happened while a page was shown."""

    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Console messages, exceptions, and what the browser itself complains of."""
    dialogs: list[str] = field(default_factory=list)
    frames: list[tuple[str, bytes]] = field(default_factory=list)
    """What went through websockets, each with "sent" or "received"."""


class Browser:
    """One page of one headless browser with a profile of its own."""

    def __init__(self, folder: Path) -> None:
        assert BINARY is not None
        theirs_in, self._write = os.pipe()
        self._read, theirs_out = os.pipe()
        arguments = " ".join(
            f"'{one}'"
            for one in (
                BINARY,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-quic",
                "--disable-sync",
                "--no-first-run",
                f"--user-data-dir={folder / 'profile'}",
                "--remote-debugging-pipe",
            )
        )
        # the browser reads from its descriptor 3 and writes to its 4
        self._process = subprocess.Popen(
            ["bash", "-c", f"exec {arguments} 3<&{theirs_in} 4>&{theirs_out}"],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._waiting = b""
        self._number = 0
        self._session: str | None = None
        self.seen = Seen()
        self._loaded = False
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *how: object) -> None:
        os.close(self._write)
        self._process.terminate()
        self._process.wait(20)
        os.close(self._read)

    def open(self, url: str) -> None:
        """Show a page and wait until it has loaded."""
        self._loaded = False
        self.call("Page.navigate", url=url)
        deadline = time.monotonic() + PATIENCE
        while not self._loaded:
            self._hear(self._next(deadline))

    def value(self, expression: str) -> Any:
        """What a piece of JavaScript amounts to in the page; a promise, once it is kept."""
        wanted = {"returnByValue": True, "awaitPromise": True}
        result = self.call("Runtime.evaluate", expression=expression, **wanted)
        return result["result"].get("value")

    def prefer(self, scheme: str) -> None:
        """Dark or light."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path) -> None:
        """Save the whole page as it looks."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(b64decode(shot["data"]))

    def resize(self, width: int, height: int) -> None:
        """Set the size of the page in pixels."""
        size = {"width": width, "height": height}
        self.call("Emulation.setDeviceMetricsOverride", **size, deviceScaleFactor=1, mobile=False)

    def press(self, key: str, code: int, *, ctrl: bool = False, command: str = "") -> None:
        """Press a key by the name and the number that a browser has for it ("F1" and 112).

        `command` is what the browser itself does on it ("paste"), unless the page prevents it.
        """
        about = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if ctrl else 0}
        if key == "Enter":
            about["text"] = "\r"
        commands = [command] if command else []
        self.call("Input.dispatchKeyEvent", type="keyDown", commands=commands, **about)
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def type_text(self, text: str) -> None:
        """Type a text as if by the keyboard."""
        self.call("Input.insertText", text=text)

    def listen(self) -> None:
        """Take in one thing that happens in the page, if one does within a tenth of a second."""
        ready, _, _ = select.select([self._read], [], [], 0.1)
        if ready or b"\0" in self._waiting:
            self._hear(self._next(time.monotonic() + PATIENCE))

    def pdf(self) -> bytes:
        """The page as it is printed."""
        return b64decode(self.call("Page.printToPDF")["data"])

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the debugging protocol and wait for its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            heard = self._next(deadline)
            if heard.get("id") == self._number:
                assert "error" not in heard, heard
                result: dict[str, Any] = heard["result"]
                return result
            self._hear(heard)

    def _hear(self, heard: dict[str, Any]) -> None:
        about = heard.get("params", {})
        match heard.get("method"):
            case "Page.loadEventFired":
                self._loaded = True
            case "Network.requestWillBeSent":
                self.seen.requests.append(about["request"]["url"])
            case "Page.javascriptDialogOpening":
                self.seen.dialogs.append(about["message"])
            case "Network.webSocketFrameReceived" | "Network.webSocketFrameSent" as method:
                way = "received" if method.endswith("Received") else "sent"
                frame = about["response"]
                text: str = frame["payloadData"]
                is_text = frame["opcode"] == 1
                self.seen.frames.append((way, text.encode() if is_text else b64decode(text)))
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Log.entryAdded":
                self.seen.said.append(json.dumps(about))

    def _next(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            ready, _, _ = select.select([self._read], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, "the browser does not answer"
            piece = os.read(self._read, 1 << 20)
            assert piece, "the browser is gone"
            self._waiting += piece
        first, _, self._waiting = self._waiting.partition(b"\0")
        heard: dict[str, Any] = json.loads(first)
        return heard
