"""The ``fairwatch`` program: settles how memory is kept, which must come before the libraries load; then ``cli``."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os

_KEEP_SECONDS = 30
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # glibc's malloc.h
_LARGEST_ARRAY = 1 << 30
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def keep_freed_memory() -> None:
    """Let the allocators of numpy (glibc) and Polars (jemalloc) keep what one batch frees for the next one.

    By default both give it back to the system, which then clears every page anew: 7 % of the time of an ingest. Both
    would also keep some for every thread apart, and give it to no other.
    """
    keep = f"dirty_decay_ms:{_KEEP_SECONDS}000,muzzy_decay_ms:{_KEEP_SECONDS}000"
    os.environ.setdefault("_RJEM_MALLOC_CONF", f"{keep},narenas:{os.cpu_count() or 1}")
    with contextlib.suppress(OSError, AttributeError):  # another C library than glibc: nothing to set
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGEST_ARRAY)
        libc.mallopt(_M_TRIM_THRESHOLD, _LARGEST_ARRAY)
        libc.mallopt(_M_ARENA_MAX, 1)


def main() -> None:
    """Entry point."""
    keep_freed_memory()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # there are no matrices here, and its threads wait by spinning
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)  # loading makes many objects, all of which stay
    from fairwatch import cli  # noqa: PLC0415 - the allocators read their settings when the libraries load

    try:
        cli.main()
    finally:
        gc.freeze()  # or the end of every command, too, would look through all of them once more: 0.2 s


if __name__ == "__main__":
    main()
