"""Finding formats, and recognising the format of a log."""

from __future__ import annotations

import bz2
from importlib.metadata import EntryPoint
from types import SimpleNamespace

import pytest

from fairwatch.errors import ConfigError, FairwatchError, SourceError
from fairwatch.sources import formats, named, open_log, registry
from fairwatch.text import Text

NATIVE = b"1760000000.482     10 10.0.0.7 TCP_MISS/200 604 GET http://secret.example/ p0042 HIER_NONE/- text/html\n"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch):
    """Pretend that a package with this entry point is installed."""

    def install(entry: EntryPoint) -> None:
        monkeypatch.setattr(registry, "entry_points", lambda **_: [entry])
        for cached in (registry.formats, registry._families):
            cached.cache_clear()

    yield install
    monkeypatch.undo()
    for cached in (registry.formats, registry._families):
        cached.cache_clear()


def test_our_formats_are_found_by_scanning() -> None:
    assert {"squid", "squid-common", "squid-combined", "squid-fairwatch"} <= set(formats())


def test_other_people_s_formats_come_through_entry_points(installed, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = SimpleNamespace(name="theirs", title=Text("他们的", "theirs"))
    monkeypatch.setattr(EntryPoint, "load", lambda _: SimpleNamespace(FORMATS=[theirs]))
    installed(EntryPoint("theirs", "their.module", "fairwatch.sources"))
    assert named("theirs") is theirs
    assert "squid" in formats()


def test_a_broken_plug_in_is_named(installed) -> None:
    installed(EntryPoint("theirs", "no_such_module_anywhere", "fairwatch.sources"))
    with pytest.raises(ConfigError, match="theirs = no_such_module_anywhere"):
        formats()


def test_an_unknown_name_lists_the_names() -> None:
    for name in ("apache", "apache:%h", ""):
        with pytest.raises(SourceError, match=r"squid-fairwatch.*squid:<logformat string>"):
            named(name)


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b'{"ts": 1}\n' * 3, "JSON"),
        (b"\x7fELF\0\0\n" * 3, "binary"),
        (bz2.compress(NATIVE), "bzip2"),
        (b"PK\x03\x04" + b"x\n" * 9, "zip"),
        (b"the quick brown fox\n" * 3, "4 fields"),
        (b"x" * 100_000, "1 field"),
    ],
)
def test_a_log_of_unknown_format(write, data: bytes, seen: str) -> None:
    path = write(data)
    with pytest.raises(SourceError) as caught:
        open_log(path, complete=True)
    message = caught.value.message("en")
    assert str(path) in message
    assert seen in message
    assert "--format" in message


def test_an_error_never_quotes_the_log(write) -> None:
    foreign = NATIVE.replace(b"TCP_MISS/200", b"200 tcp_miss")
    with pytest.raises(FairwatchError) as caught:
        open_log(write(foreign))
    for language in ("zh", "en"):
        assert not any(word in caught.value.message(language) for word in ("secret", "p0042", "10.0.0.7"))


def test_some_odd_lines_do_not_hide_the_format(write) -> None:
    with open_log(write(b"# rotated\n\nnonsense\n" + NATIVE * 3)) as log:
        assert log.format == "squid"
