"""Clocks of personal-data requests in the alert engine: who is told, what is said, what cancels it."""

from datetime import date
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus
from admission.domain.data_requests import RequestKind
from admission.models import Alert, AlertStatus, Calendar, CalendarVersion, DataRequest, Deadline
from admission.services.alert_plans import plan_alerts
from admission.services.calendars import publish_calendar
from members.models import Account, Organization, Role, RoleAssignment
from members.services.roles import end_role
from tests.admission.services.digest_rounds import case_with_ceremony_due, sweep_at
from tests.admission.services.requests import SUBJECT, give_answer, make_request
from tests.admission.services.test_calendars import days_of
from tests.factories import NOW, TODAY, Tree, make_account

FRIDAY = date(2026, 2, 27)
TOMORROW = date(2026, 3, 3)


@pytest.fixture
def clerk(tree: Tree) -> Account:
    return make_account("canbo", Role.CLERK, tree.committee)


@pytest.fixture
def request_(tree: Tree, clerk: Account) -> DataRequest:
    """Due tomorrow, to be carried out by 19 March."""
    return make_request(tree.committee, clerk, received_on=FRIDAY)


def recipients() -> set[int]:
    return set(Alert.objects.values_list("recipient", flat=True))


def close_day(on: date, organization: Organization | None = None) -> None:
    """Publish the calendar with one more day off: the general one, or one of the organisation's own."""
    shipped = CalendarVersion.objects.order_by("pk")[0]
    calendar = shipped.calendar
    if organization is not None:
        calendar = Calendar.objects.create(code="rieng", name="Riêng", organization=organization)
    off = CalendarDay(on, DayKind.DAY_OFF, "announced", "Nghỉ", "Off", DayStatus.CONFIRMED, "thử")
    publish_calendar(
        calendar=calendar, days=[*days_of(shipped), off], first=shipped.first_on, last=shipped.last_on,
        confirmed_through=shipped.confirmed_through_on, notice="thử", by=None, today=TODAY,
    )  # fmt: skip


def test_clerks_and_reviewers_of_the_committee_are_told_and_nobody_else(
    tree: Tree, request_: DataRequest, clerk: Account
) -> None:
    reviewer = make_account("thamdinh", Role.REVIEWER, tree.committee)
    make_account("kiemtra", Role.INSPECTOR, tree.committee)
    make_account("bithu", Role.BRANCH_SECRETARY, tree.committee)
    make_account("co-so", Role.CLERK, tree.grassroots)
    make_account("xa", Role.CLERK, tree.foreign_committee)

    plan_alerts(today=TODAY)

    assert recipients() == {clerk.pk, reviewer.pk}
    assert sorted(Alert.objects.values_list("deadline__kind", "level", "recipient__username")) == [
        ("request_answer", 1, "canbo"), ("request_answer", 1, "thamdinh"),
        ("request_carry_out", 15, "canbo"), ("request_carry_out", 15, "thamdinh"),
    ]  # fmt: skip
    assert plan_alerts(today=TODAY) == 0


def test_digest_tells_number_kind_unit_and_day_and_no_name(request_: DataRequest, in_english: None) -> None:
    Account.objects.update(language="en")

    sweep_at(TODAY)

    said = outbox.outbox[0].body
    assert f"{request_.code} · Answer to a personal-data request: Have data erased" in said
    assert "Must act: Đảng ủy Khối Thử nghiệm" in said
    assert f"/requests/{request_.pk}/" in said
    assert SUBJECT not in str(outbox.outbox[0].message())
    assert "ĐTH" not in said


def test_files_and_requests_come_in_one_digest(tree: Tree, request_: DataRequest, clerk: Account) -> None:
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    Deadline.objects.filter(case=case, kind="ceremony").update(organization=tree.committee)

    sweep_at(TODAY)

    assert len(outbox.outbox) == 1
    assert case.code in outbox.outbox[0].body
    assert request_.code in outbox.outbox[0].body


def test_clerk_who_became_secretary_there_is_not_told(tree: Tree, request_: DataRequest, clerk: Account) -> None:
    plan_alerts(today=TODAY)
    end_role(assignment=clerk.roles.get(), until_on=FRIDAY, reason="Thôi", by=None, today=TODAY, now=NOW)
    RoleAssignment.objects.create(
        account=clerk, organization=tree.committee, role=Role.BRANCH_SECRETARY.value, from_on=TODAY
    )

    sweep_at(TODAY)

    assert outbox.outbox == []


def test_answer_cancels_its_alerts_before_they_leave(request_: DataRequest, clerk: Account) -> None:
    plan_alerts(today=TODAY)
    give_answer(request_, clerk)

    statuses = dict(Alert.objects.values_list("deadline__kind", "status"))
    assert statuses == {"request_answer": AlertStatus.CANCELLED, "request_carry_out": AlertStatus.PLANNED}
    assert plan_alerts(today=TOMORROW) == 0


def test_day_off_announced_moves_the_answer_and_plans_anew(request_: DataRequest) -> None:
    plan_alerts(today=TODAY)

    close_day(TOMORROW)

    row = request_.deadlines.get(kind="request_answer")
    assert (row.due_on, row.revision, row.calendar_version.number) == (date(2026, 3, 4), 2, 2)
    assert Alert.objects.get(deadline=row).status == AlertStatus.CANCELLED
    assert plan_alerts(today=TODAY) == 1


def test_calendar_of_the_committee_counts_and_not_that_of_others(tree: Tree, clerk: Account) -> None:
    far = make_account("xa", Role.CLERK, tree.foreign_committee)
    close_day(TOMORROW, tree.committee)
    here = make_request(tree.committee, clerk, received_on=FRIDAY)
    there = make_request(tree.foreign_committee, far, received_on=FRIDAY)

    plan_alerts(today=TODAY)

    answers = {row.request_id: row for row in Deadline.objects.filter(kind="request_answer")}
    assert [answers[one.pk].due_on for one in (here, there)] == [date(2026, 3, 4), TOMORROW]
    assert [Alert.objects.get(deadline=answers[one.pk]).level for one in (here, there)] == [1, 1]


def test_sweep_takes_as_many_queries_for_many_requests(tree: Tree, clerk: Account) -> None:
    make_request(tree.committee, clerk, received_on=FRIDAY)
    plan_alerts(today=TODAY)
    counted = []
    for new in ([FRIDAY], [FRIDAY, TODAY, date(2026, 2, 26)]):
        for received_on in new:
            make_request(tree.committee, clerk, received_on=received_on)
        with CaptureQueriesContext(connection) as queries:
            assert plan_alerts(today=TODAY) > 0
        counted.append(len(queries))

    assert counted[0] == counted[1]


@pytest.mark.parametrize("name", ["neither", "both", "foreign_kind"])
def test_deadline_is_of_a_file_or_of_a_request(tree: Tree, request_: DataRequest, name: str) -> None:
    case = case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    all_changes: dict[str, dict[str, Any]] = {
        "neither": {"request": None}, "both": {"case": case}, "foreign_kind": {"kind": "ceremony"},
    }  # fmt: skip

    with pytest.raises(IntegrityError, match="deadline_of_a_file_or_a_request"), transaction.atomic():
        request_.deadlines.filter(kind="request_answer").update(**all_changes[name])


def test_check_deadlines_finds_nothing_in_what_the_services_wrote(
    tree: Tree, request_: DataRequest, clerk: Account, in_english: None, capsys: pytest.CaptureFixture[str]
) -> None:
    give_answer(request_, clerk)
    make_request(tree.committee, clerk, kind=RequestKind.COMPLAIN)
    close_day(TOMORROW)

    call_command("check_deadlines")

    assert capsys.readouterr().out.splitlines() == ["0 files and 2 requests checked, 0 differences."]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"due_on": date(2026, 3, 5)}, "due_on: 2026-03-03 → 2026-03-05"),
        ({"length": 3}, "length"),
        ({"status": "void"}, "status"),
    ],
)
def test_check_deadlines_names_a_changed_clock(
    request_: DataRequest, changes: dict[str, Any], told: str, in_english: None, capsys: pytest.CaptureFixture[str]
) -> None:
    request_.deadlines.filter(kind="request_answer").update(**changes)

    with pytest.raises(CommandError):
        call_command("check_deadlines")

    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{request_.code} request_answer {told.split(':')[0]}: ")
