"""Which site a program is, for activities whose host says nothing: a window in front, an app's own servers.

The program's name is the first word of the user agent (RFC 9110, section 10.1.5: a product comes first), or what an
endpoint agent calls the program. Browsers are no site's program, so a page in a browser is never judged by it.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

NAME = r"^([^/]+?)(?:\.[eE][xX][eE])?(?:/.*| +[0-9v(].*|)$"
"""Up to the version: ``QQMusic/1940``, ``Aweme 27.1.0 rv:…``, ``WeChat.exe``, ``Visual Studio Code``."""


def app_names(agents: pl.Expr) -> pl.Expr:
    """The program named by each user agent: lower case, without blanks; null for none."""
    return agents.str.extract(NAME).str.to_lowercase().str.replace_all(" ", "", literal=True)


class AppMatcher:
    """Gives site and category to the rows whose host the catalogue does not know but whose program it does."""

    def __init__(self, meanings: Mapping[str, tuple[str, str]], *, sites: pl.Enum, categories: pl.Enum) -> None:
        """``meanings``: program -> (site, category)."""
        self._known = pl.DataFrame(
            [(app, *meaning) for app, meaning in meanings.items()],
            schema={"app": pl.String, "app_site": sites, "app_category": categories},
            orient="row",
        )

    def classify(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``frame`` has ``columns.SITE``; each distinct user agent of an unknown host is looked at once."""
        if "user_agent" not in frame.columns or self._known.is_empty():
            return frame
        agents = frame.select(pl.col("user_agent").filter(pl.col("site").is_null())).to_series().unique().drop_nulls()
        found = (
            agents.to_frame().with_columns(app=app_names(pl.col("user_agent"))).join(self._known, on="app").drop("app")
        )
        if found.is_empty():
            return frame
        unknown = pl.col("site").is_null()
        return (
            frame.join(found, on="user_agent", how="left", maintain_order="left")
            .with_columns(
                site=pl.when(unknown).then("app_site").otherwise("site"),
                category=pl.when(unknown).then("app_category").otherwise("category"),
            )
            .drop("app_site", "app_category")
        )
