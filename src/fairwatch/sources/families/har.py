"""HTTP Archives (HAR 1.2): what the developer tools of a browser, or a program that drives one, have recorded.

Cookies, headers but two, query strings, what forms held, and the contents of answers are not read (R16), nor who the
server was. An archive does not say on whose computer it was made; ``har:<device>`` does.
Format: http://www.softwareishard.com/blog/har-12-spec/; ``_transferSize`` and ``_resourceType`` are Chromium's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import polars as pl

from fairwatch.distinct import by_distinct
from fairwatch.errors import SourceError
from fairwatch.sources.counts import count, status
from fairwatch.sources.document_format import DocumentFormat, Record
from fairwatch.sources.files import base_name
from fairwatch.sources.hosts import authority
from fairwatch.sources.json_document import JsonDocument, number
from fairwatch.sources.json_lines import Schema
from fairwatch.sources.mime import mime_types
from fairwatch.sources.times import duration, stamps
from fairwatch.sources.urls import PAGE, host_column
from fairwatch.text import Text

BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{\s*"(version|creator|browser|pages|entries|comment)"')
READ_HEADERS = ("referer", "user-agent", "sec-fetch-dest")
DOCUMENTS = ("text/html", "application/xhtml+xml")


class Har(DocumentFormat):
    name = "har"
    title = Text("浏览器的 HAR 存档", "HTTP Archive of a browser (HAR)")
    kept: ClassVar[frozenset[str]] = frozenset(
        (
            *("startedDateTime", "time", "_resourceType", "request", "response"),
            *("method", "url", "headers", "name", "value", "postData", "params", "fileName"),
            *("status", "content", "mimeType", "headersSize", "bodySize", "_transferSize"),
        )
    )
    fields: ClassVar[Schema] = {
        "started": pl.String,
        "milliseconds": pl.Float64,
        "url": pl.String,
        "method": pl.String,
        "status": pl.Float64,
        "mime": pl.String,
        "bytes_up": pl.Float64,
        "bytes_down": pl.Float64,
        "referer": pl.String,
        "user_agent": pl.String,
        "file": pl.String,
    }

    def __init__(self, device: str | None = None) -> None:
        """``device``: MAC address, host name or fixed address of the computer on which the archive was made."""
        self._device = device

    def sniff(self, lines: Sequence[bytes]) -> float:
        return float(BEGIN.match(b"\n".join(lines[:9])) is not None)

    def records(self, document: JsonDocument) -> Iterator[Record | None]:
        for outer in document.members():
            if outer != "log":
                document.value()
                continue
            for name in document.members():
                if name != "entries":
                    document.value()
                    continue
                for offset in document.elements():
                    yield self._record(offset, document.value(), document)

    def activity(self, records: pl.DataFrame) -> dict[str, pl.Series]:
        found = records.select(
            "url",
            "method",
            "referer",
            "user_agent",
            device=pl.lit(self._device, pl.String),
            status=status(pl.col("status")),
            bytes_up=count(pl.col("bytes_up")),
            bytes_down=count(pl.col("bytes_down")),
            duration_us=duration(pl.col("milliseconds") / 1000),
            file_name=base_name(pl.col("file")),
            authority=authority(pl.col("url")),
            grade=pl.lit("agent"),
        )
        types = by_distinct(records["mime"], mime_types).to_series()
        return host_column(found.to_dict()) | {"ts_us": stamps(records["started"]), "mime": types}

    def _record(self, offset: int, entry: Any, document: JsonDocument) -> Record | None:
        request, response = _member(entry, "request"), _member(entry, "response")
        url = document.string(request.get("url"))
        if url is None:
            return self.misfit(offset)
        if not PAGE.match(url):
            return None
        headers = _headers(request, document)
        return (
            offset,
            None,
            document.string(entry.get("startedDateTime")),
            number(entry.get("time")),
            url,
            document.string(request.get("method")),
            number(response.get("status")),
            _type(entry, headers, document),
            _transferred(request),
            _transferred(response),
            headers.get("referer"),
            headers.get("user-agent"),
            _sent_file(request, document),
        )


def _type(entry: Mapping[str, Any], headers: Mapping[str, str | None], document: JsonDocument) -> str | None:
    """The media type; null of HTML that is no page.

    Scripts fetch pieces of HTML, browsers fetch pages that somebody may open next, and pages show others in frames.
    Where the browser says that this is one, in the header Sec-Fetch-Dest (W3C, Fetch Metadata Request Headers) or as
    the type of the resource, nobody shall take it for something that was opened.
    """
    mime = document.string(_member(_member(entry, "response"), "content").get("mimeType"))
    kind = headers.get("sec-fetch-dest") or entry.get("_resourceType") or "document"
    return None if mime and kind != "document" and mime.lower().startswith(DOCUMENTS) else mime


def _member(value: Any, name: str) -> Mapping[str, Any]:
    """An object in an object; empty where there is none."""
    member = value.get(name) if isinstance(value, dict) else None
    return member if isinstance(member, dict) else {}


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _headers(request: Mapping[str, Any], document: JsonDocument) -> dict[str, str | None]:
    """Those of ``READ_HEADERS`` that were sent."""
    named = ((str(header.get("name")).lower(), header) for header in _objects(request.get("headers")))
    return {name: document.string(header.get("value")) for name, header in named if name in READ_HEADERS}


def _transferred(message: Mapping[str, Any]) -> float | None:
    """Bytes of a message on the wire, of its headers too where they are known; -1 stands for unknown."""
    whole, head, body = (number(message.get(name)) for name in ("_transferSize", "headersSize", "bodySize"))
    if whole is not None and whole >= 0:
        return whole
    return None if body is None or body < 0 else body + max(head or 0.0, 0.0)


def _sent_file(request: Mapping[str, Any], document: JsonDocument) -> str | None:
    """The name of the first file in a form."""
    names = (document.string(one.get("fileName")) for one in _objects(_member(request, "postData").get("params")))
    return next((name for name in names if name), None)


def custom(definition: str) -> Har:
    """An archive made on this computer: ``har:desk7``."""
    if not definition.strip():
        raise SourceError(
            Text("没有写设备", "no device is named"),
            where="--format har:",
            next_step=Text("写目录中的设备，如 har:desk7", "write a device of the directory, such as har:desk7"),
        )
    return Har(definition.strip())


CUSTOM = Text("har:<设备>", "har:<device>")

FORMATS = (Har(),)
