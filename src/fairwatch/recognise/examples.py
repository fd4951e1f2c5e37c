"""The examples inside the rules, run through the real recogniser. Ours and an organisation's are checked alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from fairwatch import columns
from fairwatch.catalogue import Catalogue
from fairwatch.recognise.recogniser import Recogniser
from fairwatch.recognise.rules import Example, Rule
from fairwatch.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """An example that does not come out as its rule says; ``where`` is the rule's ``file:line``."""

    where: str
    text: Text


def check_examples(recogniser: Recogniser, catalogue: Catalogue) -> list[Problem]:
    """Every example that fails: ``match`` must get the rule's action or a finer one, ``no_match`` must not."""
    wanted = [
        (rule, example, expected)
        for rule in recogniser.rules()
        for examples, expected in ((rule.match, True), (rule.no_match, False))
        for example in examples
    ]
    frame = example_frame(example for _, example, _ in wanted)
    actions = recogniser.recognise(catalogue.classify(frame))["action"]
    return [
        _problem(rule, example, action)
        for (rule, example, expected), action in zip(wanted, actions, strict=True)
        if (columns.called(action, {rule.action}) == rule.action) != expected
    ]


def example_frame(examples: Iterable[Example]) -> pl.DataFrame:
    """The activities that the examples describe, as a source would hand them on; what is not given is null."""
    return pl.DataFrame([_activity(example) for example in examples], schema=columns.ACTIVITY)


def _activity(example: Example) -> dict[str, Any]:
    url = example.get("c-uri")
    return {
        "host": example.get("cs-host") or (urlsplit(url).hostname if url else None),
        "url": url,
        "method": example.get("cs-method"),
        "status": example.get("sc-status"),
        "mime": example.get("cs-mime-type"),
        "referer": example.get("cs-referrer"),
        "user_agent": example.get("c-useragent"),
        "bytes_up": example.get("cs-bytes"),
        "bytes_down": example.get("sc-bytes"),
        "grade": example.get("fairwatch.grade", "full_url" if url else "sni"),
        "blocked": example.get("fairwatch.blocked", False),
        "source": example.get("fairwatch.source"),
        "file_name": "example.pdf" if example.get("fairwatch.file") else None,
    }


def _problem(rule: Rule, example: Example, action: str) -> Problem:
    return Problem(
        rule.where,
        Text(
            f"规则「{rule.title}」的示例 {example} 被识别为 {action}", f"“{rule.title}”: {example} came out as {action}"
        ),
    )
