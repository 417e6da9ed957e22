"""A headless Chromium that tests speak to over two pipes, in its DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_PATIENCE = 120


class Browser:
    """One page in a browser of its own; what the page logs and throws is kept in ``complaints``."""

    def __init__(self, folder: Path, width: int = 1200, height: int = 900) -> None:
        self.complaints: list[str] = []
        self._number = 0
        self._pending = b""
        theirs, self._to = os.pipe()
        self._from, back = os.pipe()
        flags = ("no-sandbox", "disable-gpu", "disable-dev-shm-usage", "no-first-run", "disable-extensions")
        options = ["--headless=new", *(f"--{flag}" for flag in flags), f"--user-data-dir={folder}",
                   "--remote-debugging-pipe", "about:blank"]  # fmt: skip
        script = f'exec "$@" 3<&{theirs} 4>&{back}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "bash", str(CHROMIUM), *options],
            pass_fds=(theirs, back), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs)
        os.close(back)
        self._session = ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self.resize(width, height)

    def close(self) -> None:
        """End the browser."""
        os.close(self._to)
        os.close(self._from)
        self._process.terminate()
        self._process.wait(_PATIENCE)

    def open(self, path: Path) -> None:
        """Load a file."""
        self.visit(path.resolve().as_uri())

    def visit(self, url: str) -> None:
        """Load a page; a fresh one, even where only the part behind ``#`` is new."""
        self.leave()
        self._call("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.protocol !== 'about:'")

    def leave(self) -> None:
        """Load an empty page."""
        self._call("Page.navigate", url="about:blank")
        self.until("location.protocol === 'about:'")

    def resize(self, width: int, height: int) -> None:
        """Give the page another size."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def prefer(self, scheme: str) -> None:
        """Have the system prefer ``dark`` or ``light``."""
        self._call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        told = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, expression: str) -> None:
        """Wait for an expression to be true."""
        end = time.monotonic() + _PATIENCE
        while not self.ask(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.05)

    def point(self, selector: str, *, click: bool = False, shift: bool = False) -> None:
        """Move the mouse over an element, and click it."""
        find = f"document.querySelector({json.dumps(selector)})"
        self.ask(f"{find}.scrollIntoView({{block: 'center', inline: 'center'}})")
        x, y = self.ask(
            f"(() => {{const r = {find}.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]}})()"
        )
        kinds = ["mouseMoved", *(["mousePressed", "mouseReleased"] if click else [])]
        for kind in kinds:
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, modifiers=8 if shift else 0, **button)

    def drag(self, start: str, end: str) -> None:
        """Press the mouse button over one element and let go over another."""
        places = [self.ask(f"(() => {{const r = document.querySelector({json.dumps(each)}).getBoundingClientRect();"
                           " return [r.x + r.width / 2, r.y + r.height / 2]})()") for each in (start, end)]  # fmt: skip
        for kind, (x, y) in zip(
            ("mousePressed", "mouseMoved", "mouseReleased"), (places[0], *[places[1]] * 2), strict=True
        ):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def type(self, text: str) -> None:
        """Type text where the focus is, as an input method does."""
        self._call("Input.insertText", text=text)

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press a key and let go."""
        text = {"text": "\r" if key == "Enter" else key} if len(key) == 1 or key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, modifiers=8 if shift else 0,
                       **(text if kind == "keyDown" else {}))  # fmt: skip

    def choose(self, selector: str, value: str, event: str = "change") -> None:
        """Set a control."""
        self.ask(f"(() => {{const e = document.querySelector({json.dumps(selector)}); e.value = {json.dumps(value)};"
                 f" e.dispatchEvent(new Event('{event}', {{bubbles: true}}))}})()")  # fmt: skip

    def picture(self, path: Path) -> None:
        """What is seen, as PNG."""
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"]))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            told = self._receive()
            self._listen(told)
            if told.get("id") == self._number:
                assert "error" not in told, (method, told["error"])
                result: dict[str, Any] = told["result"]
                return result

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._pending:
            ready, _, _ = select.select([self._from], [], [], _PATIENCE)
            assert ready, "the browser does not answer"
            piece = os.read(self._from, 2**20)
            assert piece, "the browser ended"
            self._pending += piece
        message, _, self._pending = self._pending.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told

    def _listen(self, told: dict[str, Any]) -> None:
        method, parameters = told.get("method"), told.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(str(parameters["exceptionDetails"]))
        if method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.complaints.append(str(parameters["args"]))
        if method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.complaints.append(str(parameters["entry"]))
