"""Which site a program is, where no host says it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from fairwatch.catalogue import Catalogue
from fairwatch.catalogue.apps import app_names
from fairwatch.errors import ConfigError

CATALOGUE = Catalogue.load()
HEADER = "site\tzh\ten\tcategory\thosts\tasset_hosts\tsub\tapps\n"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("WeChat.exe", "wechat"),
        ("QQMusic/1940", "qqmusic"),
        ("Aweme 27.1.0 rv:270110 (iPhone; iOS 16.0) Cronet", "aweme"),
        ("com.ss.android.ugc.aweme/270100 (Linux; U; Android 12)", "com.ss.android.ugc.aweme"),
        ("Visual Studio Code", "visualstudiocode"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "mozilla"),
        ("QQ音乐", "qq音乐"),
        ("", None),
    ],
)
def test_the_first_product_of_a_user_agent_names_the_program(agent: str, name: str | None) -> None:
    assert pl.DataFrame({"agent": [agent]}).select(app_names(pl.col("agent"))).item() == name


def classified(host: str | None, agent: str | None) -> tuple[str | None, str | None, bool]:
    frame = CATALOGUE.classify(
        pl.DataFrame({"host": [host], "user_agent": [agent]}, schema=dict.fromkeys(("host", "user_agent"), pl.String))
    )
    row: tuple[str | None, str | None, bool] = frame.select("site", "category", "asset").row(0)
    return row


def test_a_window_in_front_has_no_host_but_a_program() -> None:
    assert classified(None, "cloudmusic.exe") == ("netease-music", "music", False)
    assert classified(None, "WINWORD.EXE") == ("microsoft-365", "work", False)


def test_an_app_that_talks_to_its_own_servers_is_known_by_its_name() -> None:
    assert classified("203.0.113.7", "com.ss.android.ugc.aweme/270100 (Linux)") == ("douyin", "short_video", False)


def test_the_host_wins_over_the_program() -> None:
    assert classified("www.zhihu.com", "cloudmusic/3.0") == ("zhihu", "social", False)


def test_a_browser_and_an_unknown_program_say_nothing() -> None:
    assert classified(None, "Mozilla/5.0 (Windows NT 10.0) MicroMessenger/8.0") == (None, None, False)
    assert classified("unknown.example.com", "nobody-knows.exe") == (None, None, False)
    assert classified(None, None) == (None, None, False)


@pytest.mark.parametrize(
    "program", ["WeChat.exe", "com.tinder/14 (Android)", "com.haodf.android/9", "BaiduNetdisk.exe"]
)
def test_guarded_programs_are_known_so_that_the_gate_can_drop_them(program: str) -> None:
    _, category, _ = classified(None, program)
    assert category is not None
    assert CATALOGUE.kinds()[category] in {"protected", "private"}


def test_order_and_other_columns_stay() -> None:
    hosts, agents = ["x.example.com", "www.zhihu.com", None, None], ["QQMusic/1", "QQMusic/1", "WeChat.exe", None]
    frame = pl.DataFrame({"host": hosts, "user_agent": agents, "line": [1, 2, 3, 4]})
    found = CATALOGUE.classify(frame)
    assert found["line"].to_list() == [1, 2, 3, 4]
    assert found["site"].to_list() == ["qq-music", "zhihu", "wechat", None]
    assert found.columns == [*frame.columns, "site", "category", "asset", "campus"]
    assert CATALOGUE.classify(found).equals(found)


def own(folder: Path, row: str) -> Path:
    (folder / "own.tsv").write_text(f"{HEADER}{row}\n", encoding="utf-8")
    return folder


def test_an_organisation_names_a_program_of_its_own(tmp_path: Path) -> None:
    catalogue = Catalogue.load(own(tmp_path, "erp\t生产系统\tShop floor\twork\t\t\t\tshopfloor"))
    frame = catalogue.classify(
        pl.DataFrame({"host": [None], "user_agent": ["ShopFloor.exe"]}, schema_overrides={"host": pl.String})
    )
    assert frame["category"].to_list() == ["work"]


def test_nobody_moves_a_guarded_program(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must not be moved"):
        Catalogue.load(own(tmp_path, "trick\t伪装\tTrick\twork\ttrick.example.com\t\t\twechat"))


@pytest.mark.parametrize("app", ["WeChat", "wechat.exe", "a/b"])
def test_a_program_is_written_as_it_is_compared(tmp_path: Path, app: str) -> None:
    with pytest.raises(ConfigError, match="not an app name"):
        Catalogue.load(own(tmp_path, f"a\t甲\tA\twork\ta.example.com\t\t\t{app}"))


def test_a_program_belongs_to_one_site(tmp_path: Path) -> None:
    two = "a\t甲\tA\twork\ta.example.com\t\t\tone\nb\t乙\tB\twork\tb.example.com\t\t\tone"
    with pytest.raises(ConfigError, match="appears twice"):
        Catalogue.load(own(tmp_path, two))
