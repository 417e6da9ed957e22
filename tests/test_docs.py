from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"


def made(name: str) -> Any:
    """One of the programs that write the docs."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_help_of_every_command_stands_in_the_docs() -> None:
    page = made("make_commands").commands_page()
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == page, "run: make docs"


def test_every_format_stands_in_the_docs() -> None:
    assert (DOCS / "formats.md").read_text(encoding="utf-8") == made("make_formats").page(), "run: make docs"


def test_the_service_answers_as_its_page_says() -> None:
    page = (DOCS / "serve.md").read_text(encoding="utf-8")
    assert _rounded(page) == _rounded(made("make_serve").page()), "run: make docs"


def _rounded(page: str) -> str:
    """Without the last digits, which may differ from machine to machine."""
    return re.sub(r"0\.\d+", lambda match: f"{float(match[0]):.4f}", page)
