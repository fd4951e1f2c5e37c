"""From the values of Squid's %codes to the common columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from urllib.parse import unquote

import polars as pl

from fairwatch.columns import GRADE
from fairwatch.distinct import by_distinct, decoded
from fairwatch.sources.families.squid.kinds import TIMES, template
from fairwatch.sources.families.squid.logformat import Code
from fairwatch.sources.hosts import authority, hosts
from fairwatch.sources.mime import mime_types

_ESCAPES = {"r": "\r", "n": "\n", "t": "\t"}
_ADDRESS = r"^[0-9.]+$|:"
_LOGIN_REQUIRED = 407
_CONTACT_ONLY = frozenset(
    {"start", "stamp", "subsecond", "local_time", "gmt_time", "elapsed", "client_name", "mac", "address", "account"}
    | {"bytes_up", "bytes_down"}
)
"""Fields that no column of ``columns.CONTENT`` is made from."""


class Fields:
    """The fields of a format as expressions over the values of its codes."""

    def __init__(self, codes: Sequence[Code]) -> None:
        self._codes = sorted((code for code in codes if code.field != "-"), key=lambda code: code.rank)

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes)

    def __contains__(self, field: str) -> bool:
        return any(code.field == field for code in self._codes)

    def __getitem__(self, field: str) -> pl.Expr:
        """The first code of the field that was logged; null when the format has none."""
        columns = [pl.col(code.name) for code in self._codes if code.field == field]
        return pl.coalesce(*columns) if len(columns) > 1 else columns[0] if columns else pl.lit(None)

    def code(self, field: str) -> Code:
        """The preferred code of a field that the format has."""
        return next(code for code in self._codes if code.field == field)

    def beside(self, names: Collection[str]) -> list[str]:
        """The codes of the other fields."""
        return [code.name for code in self._codes if code.field not in names]


def contact(fields: Fields, values: pl.DataFrame) -> tuple[dict[str, pl.Series], pl.DataFrame]:
    """The columns of ``columns.CONTACT`` that the values say something about, and the values for the other columns."""
    values = _decoded(values, (code for code in fields if code.kind == "account"))
    values = values.with_columns(
        parsed_times(values[code.name], template(code)) for code in fields if code.kind in TIMES
    )
    known = values.select(
        **_times(fields),
        **_client(fields),
        **{name: fields[name] for name in ("bytes_up", "bytes_down") if name in fields},
        grade=_grade(fields),
    )
    return known.to_dict(), values.select("row", *fields.beside(_CONTACT_ONLY))


def content(fields: Fields, values: pl.DataFrame) -> dict[str, pl.Series]:
    """The columns of ``columns.CONTENT`` that the values say something about."""
    values = _decoded(values, (code for code in fields if code.kind != "account"))
    known = values.select(
        "row",  # a format may log nothing of the rest
        url=_visible(fields),
        authority=_authority(fields),
        **{name: fields[name] for name in ("method", "mime") if name in fields},
        **{name: _text(fields[name]) for name in ("referer", "user_agent") if name in fields},
        **_outcome(fields),
    ).to_dict()
    del known["row"]
    known["host"] = hosts(known.pop("authority").cast(pl.String))
    if "mime" in known:
        known["mime"] = by_distinct(known["mime"], mime_types).to_series()
    return known


def _decoded(values: pl.DataFrame, codes: Iterable[Code]) -> pl.DataFrame:
    """The values with Squid's encoding undone."""
    encoded = ((code.name, decode) for code in codes if (decode := _decoder(code)))
    return values.with_columns(decoded(values[name], *decode) for name, decode in encoded)


def _decoder(code: Code) -> tuple[str, Callable[[str], str]] | None:
    """What marks an encoded value, and how to undo the encoding; None when there is nothing to undo."""
    if code.kind not in ("header", "referer", "account") or code.encoding == "'":
        return None
    if code.encoding == "/":
        return r'^"', lambda value: _unescaped(value[1:-1])
    if code.encoding == '"':
        return r"\\", _unescaped
    if code.encoding == "[":
        return r"[%\\]", lambda value: unquote(_unescaped(value))
    # By default a percent sign that was there stays as it is; then an URL must not be decoded.
    return None if code.kind == "referer" and not code.encoding else ("%", unquote)


def _unescaped(value: str) -> str:
    return re.sub(r'\\([\\"rnt])', lambda match: _ESCAPES.get(match[1], match[1]), value)


def parsed_times(written: pl.Series, written_as: str) -> pl.Series:
    """Times in UTC microseconds. Times that are written without their zone are UTC."""

    def parse(values: pl.Series) -> pl.DataFrame:
        return values.str.to_datetime(written_as, strict=False, time_unit="us").dt.timestamp("us").to_frame("time")

    return by_distinct(written, parse).to_series().alias(written.name)


def _times(fields: Fields) -> dict[str, pl.Expr]:
    """Squid stamps the end of a request, so that it began the elapsed time before its stamp."""
    elapsed = fields["elapsed"].cast(pl.Int64)
    duration = pl.when(elapsed >= 0).then(elapsed * 1000)
    if "start" in fields:
        return {"ts_us": _microseconds(fields["start"]), "duration_us": duration}
    if "stamp" in fields:
        end = _microseconds(fields["stamp"])
    else:
        end = fields["local_time" if "local_time" in fields else "gmt_time"]
    if "subsecond" in fields:
        end = end + fields["subsecond"] * 10 ** (6 - (fields.code("subsecond").digits or 3))
    return {"ts_us": end - duration.fill_null(0), "duration_us": duration}


def _microseconds(seconds: pl.Expr) -> pl.Expr:
    # Until 2106 a float64 tells microseconds since 1970 apart.
    return (seconds * 1e6).round().cast(pl.Int64, strict=False)


def _client(fields: Fields) -> dict[str, pl.Expr]:
    """Address, device and account. %>A logs a host name, or the address of a client that has none."""
    name = fields["client_name"].cast(pl.String)
    is_address = name.str.contains(_ADDRESS)
    mac = fields["mac"].cast(pl.String)
    return {
        "address": pl.coalesce(fields["address"], pl.when(is_address).then(name)),
        "device": pl.coalesce(pl.when(mac != "00:00:00:00:00:00").then(mac), pl.when(~is_address).then(name)),
        "account": fields["account"],
    }


def _tunnel(fields: Fields) -> pl.Expr:
    """A tunnel shows its target only."""
    if "method" in fields:
        return fields["method"].eq_missing("CONNECT")
    # A format without the method still shows it: only the target of a tunnel is no URL and no path.
    return ~fields["url"].cast(pl.String).str.contains("^/|^error:|://")


def _shows_url(fields: Fields) -> pl.Expr:
    """Neither a tunnel nor a connection without a request (``error:...``)."""
    return ~_tunnel(fields) & ~fields["url"].cast(pl.String).str.starts_with("error:")


def _visible(fields: Fields) -> pl.Expr:
    return pl.when(_shows_url(fields)).then(fields["url"].cast(pl.String))


def _authority(fields: Fields) -> pl.Expr:
    url, tunnel = fields["url"].cast(pl.String), _tunnel(fields)
    return pl.coalesce(
        pl.when(tunnel).then(fields["server_name"]),
        pl.when(tunnel).then(url).otherwise(authority(url)),
        fields["domain"],
    )


def _grade(fields: Fields) -> pl.Expr:
    return (
        pl.when(_tunnel(fields))
        .then(pl.lit("sni", GRADE))
        .when(_shows_url(fields))
        .then(pl.lit("full_url", GRADE))
        .when(fields["domain"].is_not_null())
        .then(pl.lit("sni", GRADE))
        .otherwise(pl.lit("flow", GRADE))
    )


def _text(value: pl.Expr) -> pl.Expr:
    return pl.when(value != "").then(value)


def _outcome(fields: Fields) -> dict[str, pl.Expr]:
    """Status, and whether the proxy refused. Asking for the login name (407) is denied too, but refuses nobody."""
    status = fields["status"].cast(pl.Int64)
    outcome: dict[str, pl.Expr] = {"status": pl.when(status > 0).then(status)}
    if "result" in fields:
        denied = fields["result"].str.contains("DENIED", literal=True)
        outcome["blocked"] = denied & status.ne_missing(_LOGIN_REQUIRED)
    return outcome
