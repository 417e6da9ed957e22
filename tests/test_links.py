"""What the pages point to is there: files, headings, and the parts of the package that they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from slottag.model.settings import read_toml
from tests.test_architecture import LEVELS

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "datasets").glob("*/*.md"))]
LINK = re.compile(r"\[[^\[\]]*\]\(([^()\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
# Parts of the package are named from ``slottag/``, all else from the root.
NAMED = re.compile(r"`((?:[a-z_]+/)+[a-z_]*(?:\.py|\.toml)?)`")
by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def anchors(page: Path) -> set[str]:
    """The names of its headings, as a browser's address has them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@by_page
def test_links_lead_somewhere(page: Path) -> None:
    # Indented text is shown as it stands.
    text = re.sub(r"^    .*$", "", CODE.sub("", page.read_text("utf-8")), flags=re.MULTILINE)
    for link in LINK.findall(text):
        if ":" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}"


def test_every_part_of_the_package_is_told_of() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## What is where")[2].partition("\n## ")[0]
    for part in LEVELS.keys() - {"__init__", "__main__"}:
        assert f"`{part}/`" in table or f"`{part}.py`" in table, part


def test_every_package_that_is_installed_has_its_reason() -> None:
    """Those of the installation's extras included."""
    table = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## Dependencies")[2]
    project = read_toml(ROOT / "pyproject.toml")["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[<>=;\[ ]", needed)[0] for group in groups for needed in group} - {"slottag", "types-PyYAML"}
    for package in names:
        assert re.search(rf"(?<![\w-]){re.escape(package)}(?![\w-])", table), package


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/decisions.md"])
def test_what_is_said_to_be_somewhere_is_there(name: str) -> None:
    for path in NAMED.findall((ROOT / name).read_text("utf-8")):
        found = (ROOT / path).exists() or (ROOT / "slottag" / path).exists()
        assert found, f"{name}: {path}"
