"""What may be kept: content, categories, files, apps, job search (R15 to R18, R23 to R27).

One test per requirement of the law, with the law's own acceptance cases.
"""

from __future__ import annotations

import datetime as dt

import pytest
from tests.gate.office import LEAK, SUMS, Office, batch, codes, line, lines_of, register, us

from fairwatch import columns, gate
from fairwatch.errors import Refused

MINUTE = 60_000_000
NEWS_AT_TEN = us("2026-09-01T10:00+08:00")


def test_r15_a_field_that_nobody_declared_refuses_the_whole_batch(small_office: Office) -> None:
    with pytest.raises(Refused, match="E_METRIC_PROHIBITED") as caught:
        gate.admit(batch(line()).with_columns(idle_seconds=1), small_office.policy())
    assert caught.value.where == "gate: idle_seconds"


def test_r16_no_path_query_or_search_term_is_stored(small_office: Office) -> None:
    small_office.active("traffic", columns=SUMS, grain="quarter_hour")
    admission = gate.admit(batch(line(url="https://news.example/my/diary?q=secret")), small_office.policy())
    stored = "".join(admitted.frame.write_ndjson() for admitted in admission.admitted)
    assert "news-site" in stored
    assert not any(word in stored for word in ("diary", "secret", "https", "example"))


@pytest.fixture
def leak(small_office: Office) -> Office:
    """``leak`` beside ``work-time``; ``plan.docx`` is a registered confidential file."""
    destinations = frozenset({"webmail", "network_drive", "work"})
    small_office.active(
        "leak", categories=destinations, actions=frozenset({"upload"}), columns=LEAK, grain="quarter_hour"
    )
    small_office.more["registered_files"] = register("plan.docx")
    return small_office


def test_r17_a_visit_to_private_mail_leaves_no_row(leak: Office) -> None:
    admission = gate.admit(batch(line(category="webmail"), line(category="webmail", action="media")), leak.policy())
    assert admission.admitted_lines == 0
    assert codes(admission) == {"E_PRIVATE_CHANNEL": 2}


def test_r17_a_registered_file_sent_by_private_mail_is_a_class_without_recipient(leak: Office) -> None:
    sent = line(
        category="webmail", site="mail-site", action="upload", file_name="Plan.DOCX", bytes_up=5, account="anna"
    )
    [_, admitted] = gate.admit(batch(sent), leak.policy()).admitted
    assert admitted.frame.select(LEAK).rows() == [("webmail", "upload", 5, 1, True, "F0001")]
    assert set(admitted.frame.columns) == {"day", "subject", "department", "bucket_us", *LEAK, "line"}


def test_r17_an_upload_to_a_private_channel_enters_no_other_purpose(leak: Office) -> None:
    leak.active("traffic", categories=frozenset({"webmail"}), columns=SUMS, grain="quarter_hour")
    admission = gate.admit(batch(line(category="webmail", action="upload")), leak.policy())
    assert lines_of(admission, "leak") == [0]
    assert lines_of(admission, "traffic") == []


def test_r18_protected_categories_enter_no_table_whatever_a_purpose_says(leak: Office) -> None:
    everything = frozenset({"health", "union_legal", "news"})
    leak.active("greedy", categories=everything)
    leak.active("greedy-leak", "leak", categories=everything, columns=LEAK, grain="quarter_hour")
    visits = [
        line(category=name, action=action) for name in ("health", "union_legal") for action in ("page_view", "upload")
    ]
    admission = gate.admit(batch(*visits), leak.policy())
    assert all(admitted.frame.is_empty() for admitted in admission.admitted)
    assert codes(admission) == {"E_PROTECTED_CATEGORY": 4}


def test_r18_the_evening_of_an_unnoticed_person_does_not_even_count_as_protected(small_office: Office) -> None:
    small_office.notices = [one for one in small_office.notices if one[0] != "p0002"]
    small_office.person("p0003", excluded=True)
    visits = [
        line("2026-09-01T20:00+08:00", category="health"),
        line(person=1, category="health"),
        line(person=2, category="health"),
        line(ownership="personal", category="health"),
    ]
    found = codes(gate.admit(batch(*visits), small_office.policy()))
    assert found == {"E_OUT_OF_HOURS": 1, "E_NOTICE_NOT_SERVED": 1, "E_MINOR": 1, "E_BYOD": 1}


def test_r18_an_unknown_site_is_only_volume(small_office: Office) -> None:
    unknown = line(site=None, category=None, bytes_up=1, bytes_down=41)
    admission = gate.admit(batch(unknown), small_office.policy())
    assert admission.refusals.rows() == [(dt.date(2026, 9, 1), "E_UNCLASSIFIED", 1, 42)]


def test_r23_an_unregistered_file_is_at_most_volume_and_says_so(leak: Office) -> None:
    uploads = [
        line(category="network_drive", action="upload", file_name=name, bytes_up=7) for name in ("a.txt", None, "b.txt")
    ]
    [_, admitted] = gate.admit(batch(*uploads), leak.policy()).admitted
    assert admitted.frame.select(LEAK).rows() == [("network_drive", "upload", 21, 3, False, None)]


@pytest.mark.parametrize(
    "finer",
    [
        {"grain": "event", "columns": ("ts_us", "category", "registered")},
        {"grain": "quarter_hour", "columns": ("category", "requests")},
        {"grain": "day", "columns": ()},
    ],
)
def test_r23_a_leak_purpose_that_would_tell_more_than_volume_keeps_registered_files_only(
    office: Office, finer: dict[str, object]
) -> None:
    office.person("p0001")
    office.active("leak", categories=frozenset({"work"}), actions=frozenset({"upload"}), **finer)
    office.more["registered_files"] = register("plan.docx")
    uploads = [line(category="work", action="upload", file_name=name) for name in ("plan.docx", "other.docx", None)]
    admission = gate.admit(batch(*uploads), office.policy())
    assert lines_of(admission, "leak") == [0]
    assert codes(admission) == {"E_UNLABELLED": 2}


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        ({"category": "work", "action": "download", "file_name": "plan.docx"}, [("work", "download", True, "F0001")]),
        ({"category": "work", "action": "upload", "file_name": "plan.docx"}, [("work", "upload", True, "F0001")]),
        ({"category": "work", "action": "download", "file_name": "menu.pdf"}, []),
        ({"category": "work", "action": "upload", "file_name": "menu.pdf"}, []),
        ({"category": "ai_assistant", "action": "download", "file_name": "menu.pdf"}, []),
        (
            {"category": "ai_assistant", "action": "upload", "file_name": "x.pdf"},
            [("ai_assistant", "upload", False, None)],
        ),
        ({"category": "webmail", "action": "download", "file_name": "plan.docx"}, []),
    ],
)
def test_r17_r23_of_other_files_only_what_is_sent_outside_counts(
    small_office: Office, what: dict[str, str], kept: list[tuple[str, str, bool, str | None]]
) -> None:
    small_office.active(
        "leak",
        categories=frozenset({"webmail", "ai_assistant", "work"}),
        actions=frozenset({"upload", "download"}),
        columns=LEAK,
        grain="quarter_hour",
    )
    small_office.more["registered_files"] = register("plan.docx")
    [_, admitted] = gate.admit(batch(line(**what)), small_office.policy()).admitted
    assert admitted.frame.select("category", "action", "registered", "file").rows() == kept


def test_r24_an_app_put_on_the_list_today_counts_only_from_when_it_is_in_force(small_office: Office) -> None:
    small_office.more["forbidden_sites"] = {"chat-app": NEWS_AT_TEN}
    used = [
        line(at, site="chat-app", category="games", action="forbidden_app") for at in (NEWS_AT_TEN - 1, NEWS_AT_TEN)
    ]
    off_list = line(site="other-app", category="games", action="forbidden_app")
    no_site = line(site=None, category="games", action="forbidden_app")
    admission = gate.admit(batch(*used, off_list, no_site), small_office.policy())
    assert lines_of(admission, "work-time") == [1]
    assert codes(admission) == {"E_LIST_UNPUBLISHED": 3}


def test_r24_volume_that_does_not_tell_what_was_forbidden_needs_no_list(small_office: Office) -> None:
    small_office.active("traffic", columns=("site", "bytes_down"), grain="quarter_hour")
    small_office.active("violations", columns=("site", "requests"), grain="quarter_hour")
    admission = gate.admit(batch(line(action="forbidden_app")), small_office.policy())
    assert [lines_of(admission, name) for name in ("work-time", "traffic", "violations")] == [[], [0], []]


def test_r25_what_no_purpose_names_is_dropped(small_office: Office) -> None:
    lines = batch(line(category="sports"), line(action="job_search"), line(action=None), line(action="unheard-of"))
    assert codes(gate.admit(lines, small_office.policy())) == {"E_NOT_NEEDED": 4}


def test_r26_as_installed_recruitment_sites_are_dropped_even_by_a_purpose_that_names_them(office: Office) -> None:
    office.person("p0001")
    office.active("greedy", categories=frozenset({"recruitment", "news"}), actions=frozenset(columns.ACTIONS))
    lines = batch(line(category="recruitment"), line(action="job_search"), line(action="resume_submission"))
    assert codes(gate.admit(lines, office.policy())) == {"E_NOT_NEEDED": 3}


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        ("2026-08-31T10:00+08:00", True),
        ("2026-09-01T10:00+08:00", False),
        ("2026-11-30T10:00+08:00", False),
        ("2026-12-01T10:00+08:00", True),
    ],
)
def test_a_campus_board_in_the_season_of_campus_recruitment_never_enters_the_groups_store(
    office: Office, at: str, counts: bool
) -> None:
    """The person's own view keeps it, by their own consent; other job boards count in season too."""
    office.person("p0001")
    office.more["campus_months"] = (9, 10, 11)
    office.active("departure-group", categories=frozenset({"recruitment"}), columns=(), grain="day")
    office.active("departure-self", categories=frozenset({"recruitment"}), columns=("ts_us", "site"))
    office.consents.append(("p0001", "departure-self", 0, 2**62))
    board = gate.admit(batch(line(at, category="recruitment", campus=True)), office.policy())
    assert (bool(lines_of(board, "departure-group")), lines_of(board, "departure-self")) == (counts, [0])
    other = gate.admit(batch(line(at, category="recruitment", campus=False)), office.policy())
    assert lines_of(other, "departure-group") == [0]


def test_what_is_dropped_in_season_is_counted_with_all_that_machines_do(office: Office) -> None:
    office.person("p0001")
    office.more["campus_months"] = (9,)
    office.active("departure-group", categories=frozenset({"recruitment"}), columns=(), grain="day")
    lines = batch(line(category="recruitment", campus=True), line(action="machine"))
    assert codes(gate.admit(lines, office.policy())) == {"E_NOT_NEEDED": 2}


def test_a_night_shift_belongs_to_the_month_in_which_it_began(office: Office) -> None:
    office.person("p0001", shift="night")
    office.more["campus_months"] = (9,)
    office.active("departure-group", categories=frozenset({"recruitment"}), columns=(), grain="day")
    after_midnight = line("2026-09-01T01:00+08:00", category="recruitment", campus=True)
    assert lines_of(gate.admit(batch(after_midnight), office.policy()), "departure-group") == [0]


@pytest.mark.parametrize("role", ["recruiter", "hr"])
def test_r26_people_who_look_at_job_sites_for_a_living_are_in_no_departure_purpose(office: Office, role: str) -> None:
    office.person("p0001", roles=["manager", role])
    office.person("p0002", roles=["manager"])
    office.active("departure-group", categories=frozenset({"recruitment"}), columns=(), grain="day")
    admission = gate.admit(batch(line(category="recruitment"), line(category="recruitment", person=1)), office.policy())
    assert lines_of(admission, "departure-group") == [1]
    assert codes(admission) == {"E_NOT_NEEDED": 1}


def test_r27_the_group_store_holds_nothing_but_who_on_which_day(office: Office) -> None:
    """The person of the source article (S4): 23 visits and 9 applications are one row that says neither."""
    office.person("p0001")
    office.active(
        "departure-group",
        categories=frozenset({"recruitment"}),
        actions=frozenset(columns.ACTIONS),
        columns=(),
        grain="day",
    )
    visits = [line(NEWS_AT_TEN + at * MINUTE, category="recruitment", action="job_search") for at in range(23)]
    sent = [line(NEWS_AT_TEN + at * MINUTE, category="recruitment", action="resume_submission") for at in range(9)]
    [admitted] = gate.admit(batch(*visits, *sent), office.policy()).admitted
    assert admitted.frame.columns == ["day", "subject", "department", "line"]
    assert admitted.frame.height == 1


def test_machine_traffic_is_not_needed_and_is_told_apart_from_unknown_sites(small_office: Office) -> None:
    lines = batch(line(action="machine"), line(action="machine", category=None))
    assert codes(gate.admit(lines, small_office.policy())) == {"E_NOT_NEEDED": 2}


def test_r27_no_count_is_that_of_job_sites_alone(small_office: Office) -> None:
    """What the exempt do there, and what loads with a page, is counted with all that machines do."""
    lines = batch(line(action="machine"), line(category="recruitment", action="embedded"))
    assert codes(gate.admit(lines, small_office.policy())) == {"E_NOT_NEEDED": 2}
