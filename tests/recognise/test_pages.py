"""The page behind a request."""

from __future__ import annotations

import polars as pl
import pytest
from tests.recognise.activity import CATALOGUE, batch, row

from fairwatch.recognise.pages import Pages
from fairwatch.recognise.profiles import Coded


def pages(host: str, referer: str | None) -> Pages:
    frame = batch(row(host, "/x", referer=referer))
    return Pages.of(Coded.strings(frame, "referer")[0], frame["site"], CATALOGUE)


@pytest.mark.parametrize(
    ("host", "referer", "relation", "site"),
    [
        ("www.zhihu.com", None, "none", None),
        ("www.zhihu.com", "", "none", None),
        ("www.zhihu.com", "-", "none", None),
        ("www.zhihu.com", "https://zhuanlan.zhihu.com/p/1?a=//b", "same", "zhihu"),
        ("pic1.zhimg.com", "https://www.zhihu.com/", "same", "zhihu"),
        ("www.zhihu.com", "HTTPS://WWW.Baidu.COM:443/s?wd=x", "other", "baidu"),
        ("unknown.example.com", "http://www.baidu.com", "other", "baidu"),
        ("www.zhihu.com", "https://intranet.example.com/", "unknown", None),
        ("www.zhihu.com", "android-app://com.example", "unknown", None),
        ("www.zhihu.com", "garbage", "unknown", None),
    ],
)
def test_what_the_referer_says(host: str, referer: str | None, relation: str, site: str | None) -> None:
    page = pages(host, referer)
    assert page.relation.values[int(page.relation.codes[0])] == relation
    assert page.site.cast(pl.String).to_list() == [site]
