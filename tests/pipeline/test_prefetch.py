"""Items come in order, each made while the one before it is in use."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from fairwatch.pipeline.prefetch import prefetch


class Making:
    """Makes numbers, and remembers which and how it ended."""

    def __init__(self, upto: int, fault: int | None = None) -> None:
        self.made: list[int] = []
        self.ended = threading.Event()
        self._upto, self._fault = upto, fault

    def numbers(self) -> Generator[int, None, None]:
        try:
            for number in range(self._upto):
                if number == self._fault:
                    raise ValueError(number)
                self.made.append(number)
                yield number
        finally:
            self.ended.set()

    def until(self, made: int) -> None:
        deadline = time.monotonic() + 20
        while len(self.made) < made and time.monotonic() < deadline:
            time.sleep(0.001)


@pytest.mark.parametrize("at_first", [1, 3, 9])
def test_every_item_in_its_order(at_first: int) -> None:
    making = Making(7)
    assert list(prefetch(making.numbers(), at_first)) == list(range(7))
    assert making.ended.is_set()


def test_so_many_are_made_before_any_is_asked_for_and_then_one_ahead() -> None:
    making = Making(9)
    numbers = prefetch(making.numbers(), at_first=3)
    making.until(made=3)
    assert [next(numbers), next(numbers)] == [0, 1]
    time.sleep(0.05)  # more would be made by now
    assert making.made == [0, 1, 2]
    assert next(numbers) == 2
    making.until(made=4)
    assert making.made == [0, 1, 2, 3]


def test_a_fault_arrives_in_its_place() -> None:
    numbers = prefetch(Making(5, fault=2).numbers(), at_first=3)
    assert [next(numbers), next(numbers)] == [0, 1]
    with pytest.raises(ValueError, match="2"):
        next(numbers)


def test_closing_ends_the_work() -> None:
    making = Making(1_000_000)
    numbers = prefetch(making.numbers(), at_first=2)
    assert next(numbers) == 0
    numbers.close()
    assert making.ended.is_set()
    assert len(making.made) <= 3
