"""One case from the finding to the day its person learns who looked (R31–R33, R35, R45)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.pipeline.affair import DAY, HOUR, MINUTE, Affair, begin
from tests.trial_organisation import EVENING, Trial

from fairwatch.errors import Refused
from fairwatch.governance import evidence, signing
from fairwatch.pipeline import cases as looking
from fairwatch.pipeline import shares as sharing
from fairwatch.pipeline.answers import answer
from fairwatch.pipeline.installation import Installation
from fairwatch.pipeline.lineage import trace
from fairwatch.pipeline.shares import Tick
from fairwatch.viewer import Viewer


@pytest.fixture
def affair(mine: Installation) -> Affair:
    return begin(mine)


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=code)


def test_r41_no_entry_of_the_log_pairs_somebodys_name_with_whose_rows_are_theirs(affair: Affair) -> None:
    """Whoever has a copy of the database reads who is behind the log's own pseudonyms, and who a case is about. The
    entries beside them must not name the pseudonym under which that person's rows lie in the lake."""
    from fairwatch.governance.models import AuditEntry, AuditIdentity, Case
    from fairwatch.governance.services import own_records, pseudonyms

    key = affair.opened()
    subject = Case.objects.get(key=key).subject.key
    affair.look(key)
    later = EVENING + 2 * HOUR
    for name in ("leak", "work-time"):
        answer(affair.installation, [name], Viewer(subject, "employee"), now=later)
    of_log = AuditIdentity.objects.get(name=subject).pseudonym
    in_lake = set(pseudonyms.of(subject).values())
    beside_the_name = [
        entry
        for entry in AuditEntry.objects.all()
        if entry.actor == of_log or of_log in entry.subjects or entry.action.startswith(f"case {key}")
    ]
    assert {"analyse leak", f"case {key}: analyse leak"} <= {entry.action for entry in beside_the_name}
    assert [entry.action for entry in beside_the_name if in_lake & set(entry.subjects.split())] == []
    # The person's own look-up finds them all the same.
    own = {row["action"]: row["about_me"] for row in own_records.access_log(subject, later + 40 * DAY)}
    assert own["analyse leak"]
    assert own[f"case {key}: analyse leak"]


def test_r35_a_look_that_somebody_keeps_is_worth_nothing_after_the_case(affair: Affair) -> None:
    from fairwatch.governance.services import cases

    key, now = affair.opened(), EVENING + 2 * HOUR
    kept = cases.grant(key, affair.investigator, now=now)
    assert answer(affair.installation, ["leak"], affair.investigator, grant=kept, now=now)
    cases.close(key, by=affair.investigator.person, outcome="explained", now=now + MINUTE)
    with refused("E_NO_CASE"):
        answer(affair.installation, ["leak"], affair.investigator, grant=kept, now=now + MINUTE)


def test_the_whole_way_of_a_case(  # noqa: PLR0915 - a journey is told in one piece
    affair: Affair, trial: Trial, tmp_path: Path
) -> None:
    from fairwatch.governance.services import (
        audit,
        case_register,
        cases,
        dismissals,
        evidence_pack,
        own_records,
        reviews,
    )

    office, at = affair.installation, EVENING + HOUR
    analyst, dpo, counsel, hr = affair.investigator, *(affair.holder(role) for role in ("dpo", "counsel", "hr"))
    planted = {case["person"] for case in trial.truth.case("leak_burst")}

    # A lead has an alias and no name; the case is asked for about whoever is behind it.
    alias, found = affair.lead()
    assert alias not in planted
    key = looking.request(office, affair.request(), analyst, now=at)
    assert case_register.show(key, analyst, now=at).subject == ""
    with refused("E_NO_CASE"):
        affair.look(key)

    # Nobody approves their own request, nor alone.
    for role, person in (("dpo", analyst.person), ("counsel", dpo)):
        with refused("E_NO_CASE"):
            cases.approve(key, role, by=person, now=at)
    cases.approve(key, "dpo", by=dpo, now=at)
    with refused("E_STATE"):
        cases.open_case(key, by=analyst.person, now=at)
    cases.approve(key, "counsel", by=counsel, now=at)
    suspect = case_register.show(key, analyst, now=at).subject
    assert suspect in planted
    cases.inform_union(key, affair.holder("union"), by=dpo, now=at)
    cases.open_case(key, by=analyst.person, now=at)

    # The look shows the one person's rows of the window, in the columns of the request, and nothing else.
    released = affair.look(key)[0]  # what is about files comes first
    frame = released.tables["uploads"].frame
    assert frame.columns == ["day", "category", "bytes_up", "requests", "registered"]
    truth = trial.truth.uploads.filter(person=suspect, working=True)
    assert frame["bytes_up"].sum() >= truth.filter("planted")["bytes_up"].sum() > 0
    assert set(frame["day"]) <= set(truth["day"])
    assert frame.filter(day=found["day"])["bytes_up"].max() == found["bytes_up"]
    assert set(released.withheld.values()) == {"E_NO_CASE"}
    for stranger in (Viewer(hr, "hr"), Viewer(dpo, "dpo"), Viewer(suspect, "employee")):
        with refused("E_NO_CASE"):
            looking.look(office, key, stranger, now=at)

    # Until it is told, the person sees none of it.
    def seen(now: dt.datetime) -> list[dict[str, Any]]:
        return [row for row in own_records.access_log(suspect, now) if row["action"].startswith(f"case {key}")]

    assert seen(at + HOUR) == []
    assert case_register.told(suspect, by=suspect, now=at + HOUR) == []

    # A human checks the report against the rows, and the person is heard.
    report = looking.draft(office, key, "Six uploads in an hour.", dpo, analyst, now=at + 2 * HOUR)
    text, rows = looking.evidence(office, report, Viewer(dpo, "dpo"), now=at + 2 * HOUR)
    assert text == "Six uploads in an hour."
    assert rows[0].tables["uploads"].frame.equals(frame)
    reviews.sign_review(report, "The rows show them.", by=dpo, now=at + 2 * HOUR + 10 * MINUTE)
    with refused("E_HEARING"):
        reviews.read(report, by=hr, now=at + 3 * HOUR)
    reviews.open_hearing(report, by=analyst.person, now=at + 3 * HOUR)
    assert reviews.served(suspect)[0].text == text
    reviews.comment(report, "The customer had asked for them.", by=suspect, now=at + DAY)
    reviews.finalise(report, by=analyst.person, now=at + DAY)
    assert reviews.read(report, by=hr, now=at + DAY).comment == "The customer had asked for them."

    # Its rows bear every step of a dismissal.
    notice = dismissals.notify_union(report, "Files sent out.", trace=trace(office), by=hr, now=at + DAY)
    dismissals.reply(notice, "We object.", by=affair.holder("union"), now=at + DAY)
    assert dismissals.assemble(notice, trace=trace(office), by=hr, now=at + DAY).union_reply == "We object."

    # It closes, the person is told, and sees who looked, when and at what.
    cases.close(key, by=analyst.person, outcome="see report", founded=True, now=at + 2 * DAY)
    with refused("E_NO_CASE"):
        affair.look(key, now=at + 2 * DAY)
    cases.tell_subject(key, by=dpo, now=at + 3 * DAY)
    [file] = case_register.told(suspect, by=suspect, now=at + 3 * DAY)
    assert (file.queries, file.investigator) == (2, analyst.person)
    looks = [(row["who"], row["purpose"]) for row in seen(at + 3 * DAY) if row["outcome"] == "released"]
    assert list(dict.fromkeys(looks)) == [(dpo, "leak"), (analyst.person, "leak")]

    # All of it is in a pack that anybody can check with the public key alone.
    pack = evidence_pack.build(suspect, Viewer(suspect, "employee"), tmp_path / "pack.zip", now=at + 3 * DAY)
    assert evidence.verify_pack(pack, signing.public_key()).first_bad is None
    assert audit.verify().first_bad is None


def forged(affair: Affair, key: str, at: str, **changes: Any) -> None:
    """What an administrator does who knows the lake: a row in a proper file, with the proper policy's hash."""
    from fairwatch.governance.services import case_register, pseudonyms

    lake = affair.installation.lake
    when = dt.datetime.fromisoformat(at)
    subject = pseudonyms.of(case_register.rows_of(key).person)["leak"]
    like = lake.read("leak", "buckets").filter(subject=subject).head(1)
    row = like.with_columns(
        pl.lit(when.date()).alias("day"),
        pl.lit(int(when.timestamp()) * 1_000_000).alias("bucket_us"),
        **{name: pl.lit(value) for name, value in changes.items()},
    )
    days = [when.date()]
    lake.replace_days("leak", "buckets", days, pl.concat([lake.read("leak", "buckets", days), row]))


@pytest.mark.parametrize(
    ("at", "changes"),
    [
        ("2026-03-02T21:00+08:00", {}),
        ("2026-03-02T10:00+08:00", {"category": "health"}),
        ("2026-03-02T10:00+08:00", {"department": "sales"}),
    ],
    ids=["out of hours", "of a protected category", "of another line"],
)
def test_r33_a_row_forced_into_the_lake_by_its_administrator_refuses_the_pack(
    affair: Affair, at: str, changes: dict[str, Any]
) -> None:
    """Before the report, so that it is among the rows that the report rests on."""
    from fairwatch.governance.services import dismissals

    key = affair.opened()
    forged(affair, key, at, **changes)
    report = affair.final_report(key)
    with refused("E_TAINTED"):
        dismissals.notify_union(
            report, "x", trace=trace(affair.installation), by=affair.holder("hr"), now=EVENING + DAY
        )


def test_r33_a_row_forced_in_after_the_report_refuses_it_as_well(affair: Affair) -> None:
    from fairwatch.governance.services import dismissals

    key = affair.opened()
    report, hr = affair.final_report(key), affair.holder("hr")
    notice = dismissals.notify_union(report, "x", trace=trace(affair.installation), by=hr, now=EVENING + DAY)
    dismissals.reply(notice, "We object.", by=affair.holder("union"), now=EVENING + DAY)
    forged(affair, key, "2026-03-02T10:00+08:00", bytes_up=10**10)
    with refused("E_TAINTED"):
        dismissals.assemble(notice, trace=trace(affair.installation), by=hr, now=EVENING + DAY)


def test_r33_a_file_put_in_past_the_program_refuses_the_pack(affair: Affair) -> None:
    """With rows in perfect order, of somebody else even: the day proves nothing any more."""
    import deltalake

    from fairwatch.governance.services import dismissals

    key = affair.opened()
    table = affair.installation.lake.root / "leak" / "buckets"
    someone = affair.installation.lake.read("leak", "buckets").filter(day=affair.lead()[1]["day"]).head(1)
    deltalake.write_deltalake(str(table), someone.to_arrow(), mode="append")
    report = affair.final_report(key)
    with refused("E_TAINTED"):
        dismissals.notify_union(
            report, "x", trace=trace(affair.installation), by=affair.holder("hr"), now=EVENING + DAY
        )


def test_r25_of_work_time_a_case_releases_its_window_and_only_what_goes_beyond(affair: Affair, trial: Trial) -> None:
    from fairwatch.governance.services import case_register

    fields, one_day = {"work-time": ("duration_us",)}, dt.date(2026, 3, 2)
    lake, policy = affair.installation.lake, affair.installation.policy(EVENING)
    person = trial.truth.case("gamer")[0]["person"]
    mine = pl.col("subject") == policy.purpose("work-time").pseudonym(person)
    rows = lake.read("work-time", "buckets")
    longer = [
        pl.when(mine).then(pl.col(name) * 50).otherwise(name).alias(name) for name in ("low_s", "point_s", "high_s")
    ]
    lake.replace_days("work-time", "buckets", rows["day"].unique(), rows.with_columns(longer))
    spent = rows.filter(mine).group_by("day").agg(pl.sum("point_s") * 50).sort("day")
    assert (spent["point_s"] > 3600).all(), "beyond the tolerance on both days"
    key = affair.opened(subject=person, fields=fields, last_day=one_day)
    assert case_register.rows_of(key).person == person
    [released] = affair.look(key)
    assert list(released.tables) == ["person-coarse"]
    frame = released.tables["person-coarse"].frame
    assert frame.columns == ["day", "low_s", "point_s", "high_s"]
    assert frame["day"].to_list() == [one_day]
    assert frame["point_s"].item() == pytest.approx(spent["point_s"][0] - 3600, abs=0.1)


def test_an_alias_is_worth_nothing_to_whoever_did_not_see_it(affair: Affair) -> None:
    record = affair.request()
    manager = Viewer(affair.holder("manager"), "manager")
    with refused("E_NO_CASE"):
        looking.request(affair.installation, record, manager, now=EVENING + HOUR)


def test_the_shared_tier_is_pushed_seen_by_one_and_expires(affair: Affair, trial: Trial) -> None:
    from fairwatch.governance.services import own_records, shares

    office, leaver = affair.installation, Viewer(trial.leaver, "employee")
    friend, other = affair.holder("hr"), affair.holder("manager")
    tables = sharing.tickable(office, leaver, "departure", now=EVENING)
    assert tables["self-submissions"].frame.height == 9
    ticks = [Tick("self-submissions", 1), Tick("self-sites", 1)]
    key = sharing.push(office, leaver, "departure", ticks, friend, 3, now=EVENING)
    shared = shares.read(key, by=friend, now=EVENING + DAY)
    assert [item.table for item in shared.items] == ["self-submissions", "self-sites"]
    assert dict(shared.items[0].row) == tables["self-submissions"].frame.row(0, named=True)
    with refused("E_LEAVING_INDIVIDUAL"):
        shares.read(key, by=other, now=EVENING + DAY)
    with refused("E_LEAVING_INDIVIDUAL"):
        shares.read(key, by=friend, now=EVENING + 3 * DAY)
    looked = own_records.access_log(trial.leaver, EVENING + 4 * DAY)
    assert friend in {row["who"] for row in looked if row["action"] == "read share" and row["outcome"] == "done"}
    assert answer(office, ["departure"], Viewer(friend, "hr"), now=EVENING)[0].withheld["self-submissions"]


@pytest.mark.parametrize("ticks", [[Tick("self-submissions", 99)], [Tick("findings", 1)], []])
def test_only_rows_that_the_person_sees_themselves_can_be_ticked(affair: Affair, trial: Trial, ticks: Any) -> None:
    from fairwatch.errors import ConfigError

    with pytest.raises(ConfigError):
        sharing.push(affair.installation, Viewer(trial.leaver, "employee"), "departure", ticks, "p0001", 3, now=EVENING)
