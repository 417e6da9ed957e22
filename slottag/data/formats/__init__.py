"""The formats of annotated sentences: one file each, found by name in the registry.

Only the registry is loaded here: the formats' own modules are when they are asked for.
"""

from __future__ import annotations

from slottag.data.formats.format import Format, Writer
from slottag.data.formats.registry import FORMATS, NAMES, STREAMED, WRITTEN, named_format, writer_of

__all__ = ["FORMATS", "NAMES", "STREAMED", "WRITTEN", "Format", "Writer", "named_format", "writer_of"]
