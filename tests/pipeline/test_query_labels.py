"""Data carried out in the labels of names that are asked for: from a sensor's line to the rule and its correlation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.recognise.activity import CATALOGUE, RECOGNISER
from tests.recognise.sigma_rules import SHARED

from fairwatch import sources
from fairwatch.recognise import to_publish

NAMES = ["c2VjcmV0IHJlcG9ydA==.T.example", "aW4gYmFzZTY0IGxhYmVscw+/=.t.example", "short==.t.example", "www.example"]
BASE64 = """\
title: Padding In A Query
id: 50000000-0000-4000-8000-000000000021
logsource:
    category: dns
detection:
    selection:
        query|contains:
            - '==.'
            - '=.'
    condition: selection
"""


def zeek(name: str) -> dict[str, object]:
    asked = {"ts": 1788231600.0, "uid": "C1", "id.orig_h": "10.0.0.7", "id.orig_p": 50000, "id.resp_h": "10.0.0.1"}
    return asked | {"id.resp_p": 53, "proto": "udp", "trans_id": 1, "query": name, "AA": False, "rejected": False}


def eve(name: str) -> dict[str, object]:
    asked = {"timestamp": "2026-09-01T10:00:00.000000+0800", "event_type": "dns", "src_ip": "10.0.0.7"}
    return asked | {"src_port": 50000, "dest_ip": "10.0.0.1", "dns": {"type": "query", "rrname": name}}


@pytest.mark.parametrize("written", [zeek, eve])
def test_a_rule_for_base64_in_queries_hits(tmp_path: Path, written: Callable[[str], dict[str, object]]) -> None:
    (tmp_path / "rules.yml").write_text(f"{SHARED}---\n{BASE64}", encoding="utf-8")
    listed, verdicts = to_publish(tmp_path / "rules.yml", CATALOGUE, attacks_everywhere=False)
    assert all(one.runs for one in verdicts)
    (tmp_path / "dns.log").write_text("".join(f"{json.dumps(written(name))}\n" for name in NAMES), encoding="utf-8")
    with sources.open_log(tmp_path / "dns.log", "auto", complete=True) as log:
        (batch,) = log.batches()
    seen = RECOGNISER.recognise(CATALOGUE.classify(batch.frame), RECOGNISER.compiled(listed))
    hits = [[listed.titles[rule].en for rule in rules or ()] for rules in seen["detections"].to_list()]
    both = ["Long Label In A Query", "Padding In A Query"]
    assert hits == [both, both, ["Padding In A Query"], []]
    counted = [part["value"] for parts in seen["correlated"].drop_nulls() for part in parts if part["value"]]
    assert counted == [name.lower() for name in NAMES[:2]]
