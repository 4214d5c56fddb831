"""`manage.py check_deadlines`: nothing to say of what the services wrote, every value that somebody else changed."""

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus
from admission.domain.procedure import Outcome, StepCode
from admission.models import AdmissionCase, BranchResolution, CalendarVersion, Deadline, ProbationPeriod
from admission.services.calendars import publish_calendar
from admission.services.facts import (
    record_paper,
)
from tests.admission.services.test_calendars import days_of
from tests.factories import TODAY, Dates, Tree, advance, decide, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HELD = date(2026, 2, 27)
PATHS = {
    "Một": Dates(resolved_on=None),
    "Hai": Dates(),
    "Ba": Dates(decided_on=HELD),
    "Bốn": Dates(decided_on=HELD, received_on=HELD),
    "Năm": Dates(decided_on=HELD, received_on=HELD, held_on=HELD),
    "Sáu": Dates(
        date(2022, 1, 5), date(2024, 1, 8), date(2024, 2, 1), date(2024, 2, 2), date(2024, 2, 29), date(2025, 3, 10),
        date(2025, 4, 1),
    ),
}  # fmt: skip


@pytest.fixture
def cases(tree: Tree) -> dict[str, AdmissionCase]:
    """A file at every point of the path, one of them refused, one with a paper."""
    found = {name: advance(make_case(tree.branch, name=f"Người {name}"), dates) for name, dates in PATHS.items()}
    record_paper(case=found["Một"], step=StepCode.OPINIONS, made_on=date(2026, 1, 5), by=None, today=TODAY)
    decide(found["Hai"], StepCode.ADMISSION_DECISION, HELD, outcome=Outcome.REFUSED)
    make_case(tree.sibling, name="Người Bảy")
    return found


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    call_command("check_deadlines")
    return capsys.readouterr().out.splitlines()


def test_nothing_differs_in_what_the_services_wrote(
    cases: dict[str, AdmissionCase], capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys) == ["7 files checked, 0 differences."]


def test_nothing_differs_after_a_new_calendar_though_closed_days_stay(
    cases: dict[str, AdmissionCase], capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = CalendarVersion.objects.get()
    announced = CalendarDay(date(2026, 3, 9), DayKind.DAY_OFF, "announced", "Nghỉ", "Off", DayStatus.CONFIRMED, "thử")
    past = CalendarDay(date(2024, 2, 15), DayKind.DAY_OFF, "announced", "Nghỉ", "Off", DayStatus.CONFIRMED, "thử")
    publish_calendar(
        calendar=shipped.calendar, days=[*days_of(shipped), announced, past], first=shipped.first_on,
        last=shipped.last_on, confirmed_through=shipped.confirmed_through_on, notice="Mới", by=None, today=TODAY,
    )  # fmt: skip

    assert told(capsys) == ["7 files checked, 0 differences."]


TAMPERED: list[tuple[str, dict[str, Any], str]] = [
    ("deadline", {"due_on": date(2026, 12, 24)}, "ceremony due_on: 2026-12-24 → 2026-04-10"),
    ("deadline", {"status": "void"}, "ceremony status: void → open"),
    ("deadline", {"extension": 3}, "ceremony extension: 3 → 0"),
    ("deadline", {"provisional": True}, "ceremony provisional: True → False"),
    ("case", {"stage": "probation"}, "stage: probation → awaiting_ceremony"),
    ("case", {"next_due_on": None}, "next_due_on: - → 2026-04-10"),
    ("case", {"next_body": ""}, "next_body: - → branch"),
    ("case", {"turns_on": HELD, "turns_to": "official"}, "turns_on: 2026-02-27 → -"),
]


@pytest.mark.parametrize(("row", "changes", "line"), TAMPERED)
def test_value_that_was_changed_is_reported(
    row: str, changes: dict[str, Any], line: str, cases: dict[str, AdmissionCase], capsys: pytest.CaptureFixture[str]
) -> None:
    case = cases["Bốn"]
    if row == "deadline":
        Deadline.objects.filter(case=case, kind="ceremony").update(**changes)
    else:
        AdmissionCase.objects.filter(pk=case.pk).update(**changes)

    with pytest.raises(CommandError) as refused:
        call_command("check_deadlines")

    assert f"{case.code} {line}" in capsys.readouterr().out.splitlines()
    assert refused.value.returncode == 1


def test_row_that_is_gone_and_probation_that_was_changed_are_reported(
    cases: dict[str, AdmissionCase], capsys: pytest.CaptureFixture[str]
) -> None:
    ProbationPeriod.objects.filter(case=cases["Năm"]).update(ends_on=date(2027, 3, 1))
    ProbationPeriod.objects.filter(case=cases["Sáu"]).delete()
    Deadline.objects.get(case=cases["Bốn"], kind="ceremony").delete()

    with pytest.raises(CommandError, match="7 files checked, 5 differences"):
        call_command("check_deadlines")

    assert capsys.readouterr().out.splitlines() == [
        f"{cases['Bốn'].code} ceremony row: - → 2026-04-10",
        f"{cases['Năm'].code} probation ends_on: 2027-03-01 → 2027-02-27",
        f"{cases['Sáu'].code} probation starts_on: - → 2024-02-29",
        f"{cases['Sáu'].code} probation ends_on: - → 2025-02-28",
        f"{cases['Sáu'].code} probation recognised_on: - → 2025-02-28",
    ]


def test_closed_row_that_was_changed_is_measured_by_its_own_calendar(
    cases: dict[str, AdmissionCase], capsys: pytest.CaptureFixture[str]
) -> None:
    Deadline.objects.filter(case=cases["Sáu"], kind="admission_decision").update(due_on=date(2024, 1, 9))

    with pytest.raises(CommandError):
        call_command("check_deadlines")

    assert capsys.readouterr().out.splitlines() == [
        f"{cases['Sáu'].code} admission_decision due_on: 2024-01-09 → 2024-04-08"
    ]


def test_file_that_cannot_be_derived_is_reported_and_the_others_are_checked(
    cases: dict[str, AdmissionCase], capsys: pytest.CaptureFixture[str]
) -> None:
    # As a restored or edited database could have it: a vote of a day of which no regulation is known.
    BranchResolution.objects.create(
        case=cases["Một"], kind="admission", adopted_on=date(2016, 7, 24), number="1", vote_method="raised_card",
        vote_entitled=9, vote_present=9, vote_for=9, vote_against=0, vote_blank=0,
    )  # fmt: skip
    Deadline.objects.filter(case=cases["Bốn"], kind="ceremony").update(due_on=date(2026, 4, 13))

    with pytest.raises(CommandError, match="2 differences"):
        call_command("check_deadlines")

    assert capsys.readouterr().out.splitlines() == [
        f"{cases['Một'].code} cannot be derived: - → no rule set is in force on 2016-07-24",
        f"{cases['Bốn'].code} ceremony due_on: 2026-04-13 → 2026-04-10",
    ]
