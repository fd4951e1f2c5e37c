"""Every format is told from every other one by a few lines of it."""

from __future__ import annotations

import pytest

from fairwatch.sources import formats, open_log
from fairwatch.sources.registry import CLEAR


def scores(log: bytes) -> dict[str, float]:
    lines = [line for line in log.split(b"\n") if line.strip()]
    return {name: format_.sniff(lines) for name, format_ in formats().items()}


def test_there_is_a_sample_of_every_format(samples) -> None:
    assert set(samples) == set(formats())


@pytest.mark.parametrize("name", formats())
def test_a_log_looks_like_its_own_format_only(samples, name: str) -> None:
    assert {format_: score for format_, score in scores(samples[name]).items() if score} == {name: 1}


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("foreign", [b"nonsense", b'{"a": 1}', b"1,2,3"])
def test_a_few_foreign_lines_at_the_end_do_not_hide_it(samples, name: str, foreign: bytes) -> None:
    found = scores(samples[name] * (1 if formats()[name].document else 9) + foreign + b"\n")
    assert max(found, key=found.__getitem__) == name
    assert found[name] >= CLEAR


@pytest.mark.parametrize("name", formats())
def test_opening_a_log_finds_its_format_and_every_line_is_good(write, samples, name: str) -> None:
    with open_log(write(samples[name])) as log:
        (batch,) = log.batches()
    assert log.format == name
    assert batch.frame["source"].unique().to_list() == [name]
    assert batch.rejected.is_empty()
    assert batch.frame.height > 0


@pytest.mark.parametrize("name", [name for name in formats() if name.startswith("zeek-") and "json" not in name])
def test_a_zeek_log_without_traffic_is_known_by_its_directives(samples, name: str) -> None:
    assert scores(b"".join(line + b"\n" for line in samples[name].split(b"\n") if line.startswith(b"#")))[name] == 1


def test_other_logs_of_the_same_programs_are_not_taken_for_these() -> None:
    dhcp = b"#separator \\x09\n#fields\tts\tuids\tclient_addr\tmac\n1760000000.0\tC1\t10.0.0.7\t02:00:5e:00:00:07\n"
    sip = b'{"ts":1760000000.0,"uid":"C1","trans_depth":1,"method":"INVITE","uri":"x","request_body_len":1}\n'
    syslog = b"2025-10-09T16:53:20+08:00 mail dovecot: imap-login: Login\n"
    answers = b"id,date,user,pc\n{X},10/09/2025 08:53:20,p0042,PC-0007\n"
    for log in (dhcp, sip, syslog, answers):
        assert not any(scores(log).values())
