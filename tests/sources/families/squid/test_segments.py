"""Where the spaces and quotes of a logformat are."""

from __future__ import annotations

from fairwatch.sources.families.squid.logformat import tokens
from fairwatch.sources.families.squid.segments import Padding, anchors, padding, segments, spaces_between_quotes

FAIRWATCH = '%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt %>st "%{Referer}>h" "%{User-Agent}>h"'


def test_spaces_between_quotes() -> None:
    assert spaces_between_quotes(segments(tokens(FAIRWATCH))) == [11, 1, 0]
    assert spaces_between_quotes(segments(tokens('%>a [%tl] "%rm %ru" %>Hs'))) == [3, 1]
    assert spaces_between_quotes(segments(tokens("%tl %>a"))) == [2]


def test_padding_begins_after_what_has_a_fixed_width() -> None:
    assert list(padding(segments(tokens(FAIRWATCH)))) == [Padding(15, 6)]
    assert list(padding(segments(tokens("[%tl] %6tr %>a")))) == [Padding(29, 6)]
    assert list(padding(segments(tokens("%ts %>a %6tr")))) == [None]


def test_the_hierarchy_field_is_the_anchor() -> None:
    assert list(anchors(segments(tokens(FAIRWATCH)))) == [8]


def test_literals_beyond_unicode_s_planes_in_use_are_no_codes() -> None:
    assert segments(tokens("%ts \U000f0000 %>a")) is None
