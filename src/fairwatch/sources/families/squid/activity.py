"""From the values of Squid's %codes to the common columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

import polars as pl

from fairwatch.distinct import by_distinct, decoded
from fairwatch.sources.families.squid.kinds import TIMES, template
from fairwatch.sources.families.squid.logformat import Code
from fairwatch.sources.hosts import authority, hosts
from fairwatch.sources.mime import mime_types

_ESCAPES = {"r": "\r", "n": "\n", "t": "\t"}
_ADDRESS = r"^[0-9.]+$|:"
_LOGIN_REQUIRED = 407


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


def to_activity(fields: Fields, values: pl.DataFrame) -> dict[str, pl.Series]:
    """The columns of ``columns.ACTIVITY`` that the values say something about."""
    values = values.with_columns(_plain(code, values[code.name]) for code in fields if _decoder(code))
    values = values.with_columns(
        parsed_times(values[code.name], template(code)) for code in fields if code.kind in TIMES
    )
    known = values.select(
        **_times(fields),
        **_client(fields),
        **_target(fields),
        **{name: fields[name] for name in ("bytes_up", "bytes_down", "method", "mime") if name in fields},
        **{name: _text(fields[name]) for name in ("referer", "user_agent") if name in fields},
        **_outcome(fields),
    ).to_dict()
    known["host"] = hosts(known.pop("authority").cast(pl.String))
    if "mime" in known:
        known["mime"] = by_distinct(known["mime"], mime_types).to_series()
    return known


def _plain(code: Code, values: pl.Series) -> pl.Series:
    """The values with Squid's encoding undone."""
    decode = _decoder(code)
    return decoded(values, *decode) if decode else values


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


def _target(fields: Fields) -> dict[str, pl.Expr]:
    """URL, authority and grade. A tunnel shows its target only; ``error:...`` is a connection without a request."""
    url = fields["url"].cast(pl.String)
    # A format without the method still shows it: only the target of a tunnel is no URL and no path.
    tunnel = fields["method"].eq_missing("CONNECT") if "method" in fields else ~url.str.contains("^/|^error:|://")
    visible = pl.when(~tunnel & ~url.str.starts_with("error:")).then(url)
    target = pl.coalesce(
        pl.when(tunnel).then(fields["server_name"]),
        pl.when(tunnel).then(url).otherwise(authority(url)),
        fields["domain"],
    )
    return {
        "url": visible,
        "authority": target,
        "grade": pl.when(tunnel)
        .then(pl.lit("sni"))
        .when(visible.is_not_null())
        .then(pl.lit("full_url"))
        .when(fields["domain"].is_not_null())
        .then(pl.lit("sni"))
        .otherwise(pl.lit("flow")),
    }


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
