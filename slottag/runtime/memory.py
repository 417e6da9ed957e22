"""Memory that one batch let go is kept for the next."""

from __future__ import annotations

import numpy as np

# Just below what the C library takes for an exception (32 MiB).
_LARGE = 2**25 - 2**16


def keep_memory() -> None:
    """Have the C library keep what is freed, up to some 60 MB, instead of returning it and asking for it again.

    glibc returns freed memory beyond twice the largest block that it was ever given back (mallopt(3), on
    ``M_MMAP_THRESHOLD``). A batch takes some ten megabytes, so each would be given zeroed pages anew, which took a
    tenth of the time. A large block, given back untouched, raises that bound; elsewhere it does nothing.
    """
    np.empty(_LARGE, dtype=np.uint8)
