"""Invented texts, the same for the same seed."""

from __future__ import annotations

import random
import string


def prose(seed: int, words: int = 300) -> str:
    """Words of three to nine letters that mean nothing."""
    draw = random.Random(seed)
    return " ".join("".join(draw.choices(string.ascii_lowercase, k=draw.randint(3, 9))) for _ in range(words))
