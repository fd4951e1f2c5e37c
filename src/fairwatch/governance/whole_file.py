"""Writing a file so that it is whole or absent."""

from __future__ import annotations

import os
from pathlib import Path


def write(out: Path, content: bytes) -> None:
    """Put ``content`` at ``out`` in one step, readable by its owner only."""
    part = out.with_name(f".{out.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(out)
