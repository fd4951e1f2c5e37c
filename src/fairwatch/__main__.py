"""The ``fairwatch`` program: settles how memory is kept, which must come before the libraries load; then ``cli``."""

from __future__ import annotations

import contextlib
import ctypes
import os

_KEEP_SECONDS = 30
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # glibc's malloc.h
_LARGEST_ARRAY = 1 << 30


def keep_freed_memory() -> None:
    """Let the allocators of numpy (glibc) and Polars (jemalloc) keep what one batch frees for the next one.

    By default both give it back to the system, which then clears every page anew: 7 % of the time of an ingest. How
    much memory is needed at most does not change.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", f"dirty_decay_ms:{_KEEP_SECONDS}000,muzzy_decay_ms:{_KEEP_SECONDS}000")
    with contextlib.suppress(OSError, AttributeError):  # another C library than glibc: nothing to set
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGEST_ARRAY)
        libc.mallopt(_M_TRIM_THRESHOLD, _LARGEST_ARRAY)


def main() -> None:
    """Entry point."""
    keep_freed_memory()
    from fairwatch import cli  # noqa: PLC0415 - the allocators read their settings when the libraries load

    cli.main()


if __name__ == "__main__":
    main()
