"""What was done: the first rule, in order of precedence, that matches a row names its action.

Rules of finer actions (``columns.BROADER``) then look only at the rows of their broader one, so that they can never
take a row away from any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns
from fairwatch.catalogue import Catalogue
from fairwatch.errors import ConfigError
from fairwatch.recognise import agents
from fairwatch.recognise.detections import Branch, Detections
from fairwatch.recognise.fields import Field, fields, is_mail
from fairwatch.recognise.matching import Matching
from fairwatch.recognise.pages import Pages
from fairwatch.recognise.profiles import Coded, Codes, Profiles
from fairwatch.recognise.rules import Rule, read_rules
from fairwatch.recognise.together import correlated
from fairwatch.rule_list import RuleList
from fairwatch.text import Text

PRECEDENCE = (
    "forbidden_app",  # given by the gate, which knows the published list; here only by rules of the organisation's own
    "remote_control",
    "tunnel",
    "resume_submission",  # before upload: a submission may carry the résumé as a large body
    "upload",  # before machine: a sync client that sends files is the leak, not the client
    "mail",  # before connection: a message to a site's people is no visit of the site
    "removable_drive",
    "collect",
    "pack",
    "clean_up",
    "media",
    "app_use",  # before machine: an agent on the computer saw the program in front
    "machine",
    "embedded",  # rules that name frames and widgets, which look like pages
    "job_search",  # before page_view: it is one
    "page_view",
    "connection",
)
"""Which rule wins when several match. What no rule matches was fetched by a page: ``embedded``."""

OTHERWISE = "embedded"
_OTHERWISE = np.uint8(columns.ACTIONS.index(OTHERWISE))

Actions = npt.NDArray[np.uint8]
"""Numbers of ``columns.ACTIONS``, one per row."""

MOVED = np.isin(columns.ACTIONS, ["embedded", "media", "upload"])
"""Actions whose row belongs to the page that caused it, when its own host is nobody's page; as do finer ones."""


class Recogniser:
    """Names the action of each row. Build it with :meth:`load`."""

    def __init__(
        self,
        rules: Iterable[Rule],
        known: dict[str, Field],
        catalogue: Catalogue,
    ) -> None:
        every = list(rules)
        named = sorted((one for one in every if one.action in PRECEDENCE), key=lambda one: PRECEDENCE.index(one.action))
        self._named = range(len(named))
        self._finer: dict[int, range] = {}
        for broad in dict.fromkeys(columns.BROADER.values()):
            finer = [one for one in every if columns.BROADER.get(one.action) == broad]
            self._finer[columns.ACTIONS.index(broad)] = range(len(named), len(named) + len(finer))
            named += finer
        self._rules = tuple(named)
        self._fields = known
        self._catalogue = catalogue
        self._kinds = catalogue.kinds()
        self._site_type = pl.Enum(list(catalogue.sites()))
        self._category_type = pl.Enum(list(catalogue.categories()))
        self._action_of = np.array([columns.ACTIONS.index(rule.action) for rule in named], dtype=np.uint8)
        self._category_of = pl.Series([*(named[number].category for number in self._named), None], dtype=pl.String)

    @classmethod
    def load(
        cls,
        extra: Path | None = None,
        *,
        catalogue: Catalogue | None = None,
    ) -> Recogniser:
        """Our rules, then every ``*.yml`` of the folder ``extra`` in the order of their names.

        Sigma rules without a ``fairwatch`` attribute are detections and no concern of this: logs are searched for those
        of the published list alone (``compiled``).

        Raises ``ConfigError`` with ``file:line`` for a rule that cannot be understood, and for an id given twice.
        """
        catalogue = catalogue or Catalogue.load()
        known = known_fields(catalogue)
        ours = sorted((files("fairwatch.recognise") / "rules").iterdir(), key=lambda file: file.name)
        own = sorted(extra.glob("*.yml")) if extra is not None and extra.is_dir() else []
        rules = [rule for file in [*ours, *own] if file.name.endswith(".yml") for rule in read_rules(file, known)]
        _refuse_twins(rules)
        return cls(rules, known, catalogue)

    def rules(self) -> tuple[Rule, ...]:
        """All rules: those that win first, then those of finer actions."""
        return self._rules

    def recognise(self, frame: pl.DataFrame, detections: Detections | None = None) -> pl.DataFrame:
        """The frame with ``columns.RECOGNISED`` added, rows in the same order; here the URL is seen for the last time.

        ``frame`` has the columns of ``columns.ACTIVITY`` and ``columns.SITE``. A row of ``MOVED`` whose host is
        unknown, infrastructure or an asset host gets site and category of its referer's page; one that has no category
        gets its rule's, if that names one. With ``detections``, ``columns.DETECTED`` is added as well.
        """
        pages, profiles = self._described(frame)
        matching = Matching(self._rules, self._fields, frame, profiles)
        first = matching.first(self._named)
        actions = np.append(self._action_of[: self._named.stop], _OTHERWISE)[first]
        moved = _moved(self._placed(frame, first), actions, pages, profiles)
        refined = pl.Series("action", self._refined(actions, matching))
        named = moved.with_columns(refined.cat.to(columns.ACTION))
        if detections is None or not detections.rules:
            return named
        branches = [Branch(rule.id, test) for rule in detections.rules for test in rule.tests]
        hits = _hits(branches, Matching(branches, self._fields, frame, profiles))
        parts = correlated(frame.with_columns(hits), detections.correlations, self._fields)
        return named.with_columns(hits, parts)

    def compiled(self, listed: RuleList) -> Detections:
        """The rules of the published list, ready to look for."""
        return Detections.published(listed, self._fields, self._catalogue)

    def _described(self, frame: pl.DataFrame) -> tuple[Pages, Profiles]:
        """The page behind each row, and the profiles of the rows."""
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
        return pages, profiles

    def _refined(self, actions: Actions, matching: Matching) -> Actions:
        """The actions by their finer names, where a rule knows one."""
        refined = actions
        for broad, finer in self._finer.items():
            rows = actions == broad
            if finer and rows.any():
                names = np.append(self._action_of[: finer.stop], np.uint8(broad))
                refined = np.where(rows, names[matching.first(finer, rows)], refined)
        return refined

    def _placed(self, frame: pl.DataFrame, first: Codes) -> pl.DataFrame:
        """Give what has no host to the category of its rule: a removable drive is a destination like any other."""
        if not self._category_of.is_not_null().to_numpy()[first].any():
            return frame
        given = self._category_of.cast(frame.schema["category"]).gather(first)
        return frame.with_columns(category=pl.col("category").fill_null(given))

    def _profiles(self, frame: pl.DataFrame, coded: dict[str, Coded]) -> Profiles:
        plain = {
            "sc-status": frame["status"],
            "fairwatch.asset": frame["asset"],
            "fairwatch.grade": frame["grade"],
            "fairwatch.blocked": frame["blocked"],
            "fairwatch.url": frame["url"].is_not_null(),
            "fairwatch.file": frame["file_name"].is_not_null(),
        }
        every = coded | {name: Coded.of(column) for name, column in plain.items()}
        profiles = Profiles.of(every | {"fairwatch.source": Coded.of_few(frame, "source")}, frame.height)
        names = pl.col("fairwatch.category", "fairwatch.grade", "fairwatch.agent").cast(pl.String)
        kind = pl.col("fairwatch.category").cast(pl.String).replace_strict(self._kinds, return_dtype=pl.String)
        table = profiles.table.with_columns(names, kind.alias("fairwatch.kind"))
        return Profiles(profiles.ids, table.with_columns(is_mail.alias("fairwatch.mail")))


def _hits(branches: list[Branch], matching: Matching) -> pl.Series:
    """``detections``: the ids of the rules that each row hits, in their order; null where it hits none."""
    rows = matching.hits()
    names = np.repeat([branch.rule for branch in branches], [len(hit) for hit in rows])
    hits = pl.DataFrame({"row": np.concatenate(rows), "detections": names}, schema_overrides={"row": pl.UInt32})
    every = pl.DataFrame({"row": pl.int_range(matching.height, dtype=pl.UInt32, eager=True)})
    of_row = hits.unique().sort("row", "detections").group_by("row", maintain_order=True).agg("detections")
    return every.join(of_row, on="row", how="left", maintain_order="left")["detections"]


def known_fields(catalogue: Catalogue) -> dict[str, Field]:
    """The fields of rules, with the values that this catalogue has."""
    return fields(sites=catalogue.sites(), categories=catalogue.categories(), kinds=set(catalogue.kinds().values()))


def _moved(frame: pl.DataFrame, actions: Actions, pages: Pages, profiles: Profiles) -> pl.DataFrame:
    """Give what a page fetched from nobody's page to that page's site."""
    kind = profiles.table["fairwatch.kind"]
    nobodys = kind.is_null() | (kind == "infrastructure") | profiles.table["fairwatch.asset"].fill_null(value=False)
    move = (
        pl.Series(nobodys.to_numpy()[profiles.ids])
        & pl.Series(MOVED[actions])
        & pages.site.is_not_null()
        & (pages.category != "infrastructure")
    )
    moved = [
        pl.when(move).then(page.cast(frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, page in (("site", pages.site), ("category", pages.category))
    ]
    return frame.with_columns(*moved)


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
