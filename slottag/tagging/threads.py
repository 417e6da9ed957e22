"""How the libraries behind the networks share the machine."""

from __future__ import annotations

import os

# On matrices as small as these a second thread gains little, and where another program needs a core too, threads that
# spin while they wait for each other were seen to take over twenty times as long.
_CALM = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
}


def calm_threads() -> None:
    """One thread each, sleeping while it waits, unless the environment says otherwise.

    Must be called before NumPy or torch is imported.
    """
    for name, value in _CALM.items():
        os.environ.setdefault(name, value)
