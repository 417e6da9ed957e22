"""The description of the service, held against the service by schemathesis: hundreds of requests, right and wrong."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_serve import MODELS, PATIENCE, serving

SCHEMATHESIS = shutil.which("schemathesis")


@pytest.mark.skipif(SCHEMATHESIS is None, reason="schemathesis is not installed")
def test_the_service_does_as_it_says(tmp_path: Path) -> None:
    with serving(MODELS / "members", "--corrections", tmp_path / "mine.jsonl") as service:
        done = subprocess.run(
            [str(SCHEMATHESIS), "--config-file", str(Path(__file__).with_name("schemathesis.toml")), "run",
             f"http://127.0.0.1:{service.port}/openapi.json", "--max-examples", "20", "--seed", "1", "--no-color"],
            capture_output=True, text=True, cwd=tmp_path, timeout=20 * PATIENCE,
        )  # fmt: skip
        # A stream of lines is a kind of body that it cannot make.
        told = done.stdout[-4000:]
        assert "Failures:" not in told, told
        assert "Tested: " in told
        assert service.ask("/health")["status"] == "ok"
