"""The spaces in front of a padded number, of all lines at once: where spaces separate fields they must go."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairwatch.sources.families.squid.segments import Padding
from fairwatch.sources.lines import Offsets

_WORD = 8
_SPACE = ord(" ")


def filled_with_zeros(text: npt.NDArray[np.uint8], starts: Offsets, padded: Padding) -> bool:
    """Write zeros over the spaces in front of the number of every line, if every line has such a number.

    False where some line has none, or one that is no whole number; the text is as it was then. ``starts``: where the
    lines begin. The bytes of a number are looked at together, as one word.
    """
    width = padded.width - 1  # the last character is no padding
    at = starts + padded.offset
    if not len(at) or width > _WORD or at[-1] + _WORD > len(text) or (text[at - 1] != _SPACE).any():
        return False
    words: npt.NDArray[np.uint64] = np.ndarray(len(text) - _WORD + 1, "<u8", text.data, strides=(1,))
    each = sum(1 << 8 * place for place in range(width))
    """Times a byte: this byte at every place."""
    word = words[at]
    # A space is 0x20 and a digit 0x30 to 0x39: this bit makes a space a zero and leaves a digit as it is.
    bit = np.uint64(0x10 * each)
    filled = word | bit
    threes = np.uint64(0x30 * each)
    high = np.uint64(0xF0 * each)
    number = (filled & high == threes) & (((filled & np.uint64(0x0F * each)) + np.uint64(6 * each)) & high == 0)
    spaces = ((~word & bit) >> np.uint64(4)) * np.uint64(0xFF)  # all bits of the bytes that are spaces
    leading = spaces & (spaces + np.uint64(1)) == 0  # none after a digit
    if not (number & leading).all():
        return False
    words[at] = filled
    return True
