"""What the Zeek logs are called, and which of their fields are read: ``logs.tsv`` and ``fields.tsv``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fairwatch.sources.tables import rows
from fairwatch.text import Text

_TABLES = files("fairwatch.sources.families.zeek")


@dataclass(frozen=True)
class LogType:
    """One kind of Zeek log."""

    name: str
    title: Text
    telling: frozenset[str]
    kinds: dict[str, str]
    """The fields that are read and how their values look (``kind`` in ``fields.tsv``)."""

    @property
    def connections_only(self) -> bool:
        """See ``Format.connections_only``: the other logs name files and mail addresses."""
        return self.name in {"http", "ssl", "dns", "conn"}

    def told_by(self, names: Iterable[str]) -> bool:
        """Whether a log with these fields is of this kind."""
        return self.telling <= set(names)


@cache
def log_types() -> tuple[LogType, ...]:
    """The kinds of log in the order of ``logs.tsv``."""
    fields = list(rows(_TABLES / "fields.tsv"))
    return tuple(
        LogType(
            name=row["log"],
            title=Text(row["zh"], row["en"]),
            telling=frozenset(row["telling"].split(" ")),
            kinds={field["field"]: field["kind"] for field in fields if field["log"] in ("*", row["log"])},
        )
        for row in rows(_TABLES / "logs.tsv")
    )
