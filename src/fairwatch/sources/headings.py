"""Logs in which some lines say how to read the ones after them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import reduce
from typing import TypeVar

import numpy as np

from fairwatch.sources.lines import Lines, Offsets

Heading = TypeVar("Heading", bound=Hashable)


def sections(
    lines: Lines, before: bytes, nothing: Heading, after: Callable[[Heading, str], Heading]
) -> list[tuple[Heading, Offsets]]:
    """Every heading in force somewhere in the lines, and the regular lines to be read by it.

    ``after`` gives the heading once a comment line was read; ``nothing`` is the one at the beginning of the log.
    ``before`` are the directives from before the lines (``Chunk.directives``).
    """
    heading = reduce(after, before.decode("utf-8", "replace").splitlines(), nothing)
    rows, begin = np.flatnonzero(lines.regular), 0
    parts: dict[Heading, list[Offsets]] = {}
    for comment in np.flatnonzero(lines.comments).tolist():
        end = int(np.searchsorted(rows, comment))
        parts.setdefault(heading, []).append(rows[begin:end])
        heading, begin = after(heading, lines.line(comment).decode("utf-8", "replace")), end
    parts.setdefault(heading, []).append(rows[begin:])
    return [(found, np.concatenate(pieces)) for found, pieces in parts.items()]
