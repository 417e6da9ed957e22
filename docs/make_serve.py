"""Write the answers in ``docs/serve.md``: each request of the page is asked of a model of the tests."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

TARGET = Path(__file__).with_name("serve.md")
ROOT = Path(__file__).parents[1]
PAIR = re.compile(r"```http\nPOST (\S+)(?: (\S+))?\n(.*?)\n```\n\n```json\n.*?\n```", re.DOTALL)


def page() -> str:
    """The page with the answers that the service gives."""
    return PAIR.sub(_answered, TARGET.read_text("utf-8"))


def _answered(match: re.Match[str]) -> str:
    sys.path.insert(0, str(ROOT))
    from slottag.serving.app import application
    from slottag.serving.service import Service
    from tests.asgi import ask

    app = application(Service.of({"members": ROOT / "tests" / "models" / "members"}))
    path, kind, body = match.groups()
    answer = asyncio.run(ask(app, path, body.encode(), kind or "application/json"))
    request = match[0].partition("```json")[0]
    return f"{request}```json\n{answer.body.decode().strip()}\n```"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
