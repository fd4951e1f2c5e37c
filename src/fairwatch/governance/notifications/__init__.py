"""What people are told in writing: of a breach the authority and those concerned, as PIPL art. 57 lists it, and of a
case the one it was about (R35). Templates in both languages stand beside this file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

import jinja2

from fairwatch.governance import documents
from fairwatch.text import Text

Side = Literal["authority", "persons"]
SIDES: tuple[Side, ...] = get_args(Side)

CONTENTS = ("kinds", "people", "cause", "harm", "remedy", "advice", "contact")
"""Kinds of data, number of people, cause, harm that may follow, measures taken, what people can do, contact."""

SEVERITY = {
    "general": Text("一般", "general"),
    "larger": Text("较大", "larger"),
    "major": Text("重大", "major"),
    "extraordinary": Text("特别重大", "extraordinary"),
}


def read_contents(path: Path) -> dict[str, str]:
    """A YAML file with a text for every one of :data:`CONTENTS`."""
    document = documents.read(path)
    document.only(*CONTENTS)
    return {name: document.text(name) for name in CONTENTS}


def render(
    side: Side,
    *,
    key: str,
    detected_at: dt.datetime,
    severity: str,
    what: str,
    purposes: list[str],
    contents: Mapping[str, str],
) -> Text:
    """The notification to one side, in both languages. ``contents`` has all of :data:`CONTENTS`."""
    facts = {**contents, "key": key, "detected_at": f"{detected_at:%Y-%m-%d %H:%M} UTC", "what": what}
    listed = ", ".join(purposes) or "–"
    zh, en = (
        _template(side, language).render(**facts, purposes=listed, severity=word)
        for language, word in (("zh", SEVERITY[severity].zh), ("en", SEVERITY[severity].en))
    )
    return Text(zh, en)


def case_letter(facts: Mapping[str, Any]) -> Text:
    """The letter to the person of a case; ``services.case_letters`` knows the facts."""
    zh, en = (_template("case", language).render(**facts) for language in ("zh", "en"))
    return Text(zh, en)


@cache
def _template(name: str, language: str) -> jinja2.Template:
    text = files(__package__).joinpath(f"{name}.{language}.txt.j2").read_text(encoding="utf-8")
    plain_text = jinja2.Environment(
        autoescape=False,  # noqa: S701 - no HTML
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return plain_text.from_string(text)
