"""The example of docs/add-a-format.md is a format that works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fairwatch.sources import registry

GUIDE = Path(__file__).parents[2] / "docs" / "add-a-format.md"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    module: dict[str, object] = {"__name__": "gateway"}
    exec(compile(source, str(GUIDE), "exec"), module)  # noqa: S102 - our own guide
    for format_ in module["FORMATS"]:
        monkeypatch.setitem(registry.formats(), format_.name, format_)


@pytest.mark.usefixtures("gateway")
def test_the_example_reads_its_lines(parse) -> None:
    batch = parse("auto", "1760000000\t10.0.0.7\tShop.Example.\t512", "", "1760000001\tcut off")
    (found,) = batch.frame.rows(named=True)
    assert (found["host"], found["bytes_down"], found["grade"], found["source"]) == (
        "shop.example",
        512,
        "sni",
        "gateway",
    )
    assert batch.rejected["reason"].to_list() == ["fields"]
    assert batch.skipped == 1


def test_every_file_named_in_the_guide_exists() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    room = Path(registry.__file__).parent
    assert all((room / name).exists() for name in re.findall(r"`(families/squid/\S+)`", guide))


def test_the_recommended_format_is_the_one_we_read() -> None:
    assert f"logformat fairwatch {registry.formats()['squid-fairwatch'].logformat}" in GUIDE.read_text(encoding="utf-8")
