"""Browsers, apps and machines."""

from __future__ import annotations

import polars as pl
import pytest
from tests.recognise.activity import BROWSER

from fairwatch.recognise.agents import classify


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (BROWSER, "browser"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15",
            "browser",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.44 NetType/WIFI", "browser"),
        ("Opera/9.80 (Windows NT 6.1)", "browser"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "machine"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/139.0.0.0 Safari/537.36", "machine"),
        ("curl/8.5.0", "machine"),
        ("Microsoft-CryptoAPI/10.0", "machine"),
        ("Microsoft BITS/7.8", "machine"),
        ("Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.51", "machine"),
        ("Debian APT-HTTP/1.3 (2.6.1)", "machine"),
        ("NobodyKnowsThis/1.0", "machine"),
        ("okhttp/4.12.0", "app"),
        ("Dalvik/2.1.0 (Linux; U; Android 14)", "app"),
        ("AppleCoreMedia/1.0.0.21A329 (iPhone; U; CPU OS 17_0 like Mac OS X)", "app"),
        ("-", "none"),
        ("", "none"),
        (None, "none"),
    ],
)
def test_a_user_agent_is_known_for_what_it_is(agent: str | None, kind: str) -> None:
    assert classify(pl.Series([agent], dtype=pl.String)).to_list() == [kind]
