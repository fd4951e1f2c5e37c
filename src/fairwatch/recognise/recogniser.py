"""What was done: the first rule, in order of precedence, that matches a row names its action."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl

from fairwatch import columns
from fairwatch.catalogue import Catalogue
from fairwatch.errors import ConfigError
from fairwatch.recognise import agents
from fairwatch.recognise.fields import Field, fields
from fairwatch.recognise.matching import Matcher
from fairwatch.recognise.pages import Pages
from fairwatch.recognise.profiles import Coded, Profiles
from fairwatch.recognise.rules import Rule, read_rules
from fairwatch.text import Text

PRECEDENCE = (
    "forbidden_app",  # given by the gate, which knows the published list; here only by rules of the organisation's own
    "remote_control",
    "tunnel",
    "resume_submission",  # before upload: a submission may carry the résumé as a large body
    "upload",  # before machine: a sync client that sends files is the leak, not the client
    "media",
    "machine",
    "embedded",  # rules that name frames and widgets, which look like pages
    "job_search",  # before page_view: it is one
    "page_view",
    "connection",
)
"""Which rule wins when several match. What no rule matches was fetched by a page: ``embedded``."""

OTHERWISE = "embedded"

MOVED = ("embedded", "media", "upload")
"""Actions whose row belongs to the page that caused it, when its own host is nobody's page."""


class Recogniser:
    """Names the action of each row. Build it with :meth:`load`."""

    def __init__(self, rules: Iterable[Rule], known: dict[str, Field], catalogue: Catalogue) -> None:
        self._rules = tuple(sorted(rules, key=lambda rule: PRECEDENCE.index(rule.action)))
        self._fields = known
        self._matcher = Matcher(self._rules, known)
        self._catalogue = catalogue
        self._kinds = catalogue.kinds()
        self._site_type = pl.Enum(list(catalogue.sites()))
        self._category_type = pl.Enum(list(catalogue.categories()))
        actions = [rule.action for rule in self._rules] + [OTHERWISE]
        self._action_of = np.array([columns.ACTIONS.index(action) for action in actions], dtype=np.uint8)

    @classmethod
    def load(
        cls,
        extra: Path | None = None,
        *,
        catalogue: Catalogue | None = None,
    ) -> Recogniser:
        """Our rules, then every ``*.yml`` of the folder ``extra`` in the order of their names.

        Raises ``ConfigError`` with ``file:line`` for a rule that cannot be understood, and for an id given twice.
        """
        catalogue = catalogue or Catalogue.load()
        known = fields(
            sites=catalogue.sites(), categories=catalogue.categories(), kinds=set(catalogue.kinds().values())
        )
        ours = sorted((files("fairwatch.recognise") / "rules").iterdir(), key=lambda file: file.name)
        own = sorted(extra.glob("*.yml")) if extra is not None and extra.is_dir() else []
        rules = [rule for file in [*ours, *own] if file.name.endswith(".yml") for rule in read_rules(file, known)]
        _refuse_twins(rules)
        return cls(rules, known, catalogue)

    def rules(self) -> tuple[Rule, ...]:
        """All rules, the ones that win first."""
        return self._rules

    def recognise(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with ``columns.RECOGNISED`` added, rows in the same order; here the URL is seen for the last time.

        ``frame`` has the columns of ``columns.ACTIVITY`` and ``columns.SITE``. A row of ``MOVED`` whose host is
        unknown, infrastructure or an asset host gets site and category of its referer's page.
        """
        sites = frame["site"].cast(self._site_type, strict=False)
        categories = frame["category"].cast(self._category_type, strict=False)
        method, mime, agent, referer = Coded.strings(frame, "method", "mime", "user_agent", "referer")
        pages = Pages.of(referer, sites, self._catalogue)
        profiles = self._profiles(
            frame,
            {
                "cs-method": method,
                "cs-mime-type": mime,
                "fairwatch.agent": agent.mapped(agents.classify(agent.values)),
                "fairwatch.page": pages.relation,
                "fairwatch.category": Coded.of(categories),
            },
        )
        action = pl.Series("action", self._action_of[self._matcher.first(frame, profiles)]).cat.to(columns.ACTION)
        return _moved(frame, action, pages, profiles)

    def _profiles(self, frame: pl.DataFrame, coded: dict[str, Coded]) -> Profiles:
        plain = {
            "sc-status": frame["status"],
            "fairwatch.asset": frame["asset"],
            "fairwatch.grade": frame["grade"],
            "fairwatch.blocked": frame["blocked"],
            "fairwatch.url": frame["url"].is_not_null(),
            "fairwatch.file": frame["file_name"].is_not_null(),
        }
        profiles = Profiles.of(coded | {name: Coded.of(column) for name, column in plain.items()}, frame.height)
        names = pl.col("fairwatch.category", "fairwatch.grade", "fairwatch.agent").cast(pl.String)
        kind = pl.col("fairwatch.category").cast(pl.String).replace_strict(self._kinds, return_dtype=pl.String)
        return Profiles(profiles.ids, profiles.table.with_columns(names, kind.alias("fairwatch.kind")))


def _moved(frame: pl.DataFrame, action: pl.Series, pages: Pages, profiles: Profiles) -> pl.DataFrame:
    """Give what a page fetched from nobody's page to that page's site."""
    kind = profiles.table["fairwatch.kind"]
    nobodys = kind.is_null() | (kind == "infrastructure") | profiles.table["fairwatch.asset"].fill_null(value=False)
    move = (
        pl.Series(nobodys.to_numpy()[profiles.ids])
        & action.is_in(MOVED)
        & pages.site.is_not_null()
        & (pages.category != "infrastructure")
    )
    moved = [
        pl.when(move).then(page.cast(frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, page in (("site", pages.site), ("category", pages.category))
    ]
    return frame.with_columns(*moved, action.alias("action"))


def _refuse_twins(rules: list[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        before = seen.setdefault(rule.id, rule)
        if before is not rule:
            raise ConfigError(
                Text(f"规则编号 {rule.id} 重复", f"the rule id {rule.id} appears twice"),
                where=rule.where,
                next_step=Text(f"首次出现于 {before.where}，请换一个 UUID", f"first at {before.where}; use a new UUID"),
            )
