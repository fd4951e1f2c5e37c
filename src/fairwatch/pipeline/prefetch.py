"""Work one step ahead: the next item is made in a thread while the present one is used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
_END = object()


def prefetch(items: Iterator[Item]) -> Iterator[Item]:
    """The same items in the same order, each made while the one before it is in use; errors arrive in their place."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="prefetch") as ahead:
        coming = ahead.submit(next, items, _END)
        while (item := coming.result()) is not _END:
            coming = ahead.submit(next, items, _END)
            yield item  # type: ignore[misc]
