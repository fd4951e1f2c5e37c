"""Work one step ahead: the next item is made in a thread while the present one is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

Item = TypeVar("Item")
_END = object()


def prefetch(items: Generator[Item, None, None], at_first: int = 1) -> Generator[Item, None, None]:
    """The same items in the same order, each made while the one before it is in use; errors arrive in their place.

    Work on the first begins at once, not only when it is asked for, and ``at_first`` of them are made before that.
    Closing it ends the work, after the item in hand.
    """
    delivered = _delivered(items, at_first)
    next(delivered)
    return delivered


def _delivered(items: Generator[Item, None, None], at_first: int) -> Generator[Any, None, None]:
    with closing(items), ThreadPoolExecutor(max_workers=1, thread_name_prefix="prefetch") as ahead:
        coming: deque[Future[Any]] = deque(ahead.submit(next, items, _END) for _ in range(at_first))
        try:
            yield None  # begun
            while (item := coming.popleft().result()) is not _END:
                if not coming:
                    coming.append(ahead.submit(next, items, _END))
                yield item
        finally:
            for future in coming:
                future.cancel()
