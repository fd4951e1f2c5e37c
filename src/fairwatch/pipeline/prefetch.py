"""Work one step ahead: the next item is made in a thread while the present one is used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
_END = object()


def prefetch(items: Iterator[Item]) -> Iterator[Item]:
    """The same items in the same order, each made while the one before it is in use; errors arrive in their place.

    Work on the first begins at once, not only when it is asked for.
    """
    ahead = ThreadPoolExecutor(max_workers=1, thread_name_prefix="prefetch")
    return _delivered(items, ahead, ahead.submit(next, items, _END))


def _delivered(items: Iterator[Item], ahead: ThreadPoolExecutor, coming: Future[Any]) -> Iterator[Item]:
    with ahead:
        while (item := coming.result()) is not _END:
            coming = ahead.submit(next, items, _END)
            yield item
