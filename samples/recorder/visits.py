"""The script: who opens which page, and for how long it has the attention. Browser and truth are made of it."""

from __future__ import annotations

from dataclasses import dataclass

NEWS, WIKI, VIDEO = "http://www.paperkite.example", "http://wiki.tinroof.example", "http://video.lemonade.example"
JOBS, DRIVE, GAMES = "http://jobs.paperboat.example", "http://drive.copperpot.example", "http://play.riverstone.example"
MAIL, SHOP = "https://mail.kettle.example", "https://www.cloudberry.example"

SITES = (
    # site, zh, en, category, hosts, asset hosts
    ("paperkite", "纸鸢新闻", "Paper Kite News", "news", "paperkite.example", ""),
    ("tinroof", "铁皮屋知识库", "Tin Roof Wiki", "work", "tinroof.example", ""),
    ("lemonade", "柠檬水视频", "Lemonade Video", "video", "lemonade.example", "lemonade-cdn.example"),
    ("paperboat", "纸船招聘", "Paper Boat Jobs", "recruitment", "paperboat.example", ""),
    ("copperpot", "铜锅网盘", "Copper Pot Drive", "network_drive", "copperpot.example", ""),
    ("riverstone", "河石游戏", "Riverstone Games", "games", "riverstone.example", ""),
    ("kettle", "水壶邮箱", "Kettle Mail", "webmail", "kettle.example", ""),
    ("cloudberry", "云莓购物", "Cloudberry Shop", "shopping", "cloudberry.example", ""),
    ("sailcloth", "帆布加速", "Sailcloth CDN", "infrastructure", "", "sailcloth.example"),
    ("inkwell", "墨水统计", "Inkwell Metrics", "infrastructure", "inkwell.example", ""),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its address, the seconds it has the attention, and what is done on it.

    ``action``: "" reads; "tab" opens it in a tab that stays open behind the next pages; "submit" sends the page's
    form after a second; "upload" sends a file of ``size`` bytes with it.
    """

    url: str
    dwell_s: float
    action: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. Without an account the proxy knows only the address of the computer."""

    id: str
    account: str
    device: str
    steps: tuple[Step, ...]


PEOPLE = (
    Person(
        "p9001",
        "u9001",
        "",
        (
            Step(f"{MAIL}/", 1.5, "tab"),
            Step(f"{NEWS}/", 1.5),
            Step(f"{NEWS}/article/101.html", 2.5),
            Step(f"{NEWS}/article/102.html", 2.0),
            Step(f"{JOBS}/", 1.5),
            Step(f"{JOBS}/search?keyword=kite", 2.0),
            Step(f"{JOBS}/job/7.html", 2.5),
            Step(f"{JOBS}/job/9.html", 3.0, "submit"),
            Step(f"{WIKI}/", 1.5),
            Step(f"{WIKI}/article/3.html", 2.5),
            Step(f"{DRIVE}/files/", 3.0, "upload", 2_000_000),
            Step(f"{WIKI}/article/4.html", 2.0),
        ),
    ),
    Person(
        "p9002",
        "",
        "127.0.0.1",
        (
            Step(f"{WIKI}/", 2.0),
            Step(f"{WIKI}/article/5.html", 2.5),
            Step(f"{VIDEO}/", 1.5),
            Step(f"{VIDEO}/video/11", 5.0),
            Step(f"{VIDEO}/video/12", 4.0),
            Step(f"{SHOP}/", 2.0),
            Step(f"{SHOP}/article/21.html", 2.0),
            Step(f"{GAMES}/", 1.5),
            Step(f"{GAMES}/article/31.html", 2.5),
            Step(f"{NEWS}/article/103.html", 2.0),
            Step(f"{WIKI}/article/6.html", 2.0),
        ),
    ),
)
