"""Publishing versions of the calendar: open days move and say why, closed ones never."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from admission.domain.calendar import InvalidCalendarError
from admission.domain.calendar_file import CalendarDay, DayKind, DayStatus
from admission.models import AdmissionCase, Calendar, CalendarVersion, Deadline
from admission.models import CalendarDay as CalendarDayRow
from admission.selectors.calendars import NoCalendarError, build_version, calendar_for, day_names
from admission.services.calendars import load_shipped_calendar, publish_calendar
from members.models import JournalEvent
from tests.admission.services.snapshots import events
from tests.factories import TODAY, Dates, Tree, advance, make_account, make_case

pytestmark = pytest.mark.django_db

MOURNING = CalendarDay(
    date(2026, 3, 9), DayKind.DAY_OFF, "announced", "Nghỉ đột xuất", "Announced day off", DayStatus.CONFIRMED, "thử"
)


def days_of(version: CalendarVersion) -> list[CalendarDay]:
    return [
        CalendarDay(row.day, DayKind(row.kind), row.basis, row.name_vi, row.name_en, DayStatus(row.status), row.source)
        for row in version.days.order_by("day")
    ]


def publish(*more: CalendarDay, calendar: Calendar | None = None) -> CalendarVersion | None:
    shipped = CalendarVersion.objects.get(calendar__code="vn", number=1)
    return publish_calendar(
        calendar=calendar or shipped.calendar, days=[*days_of(shipped), *more], first=shipped.first_on,
        last=shipped.last_on, confirmed_through=shipped.confirmed_through_on, notice="Thông báo", by=None, today=TODAY,
    )  # fmt: skip


def test_shipped_calendar_is_loaded_once(db: None) -> None:
    by = make_account("quan.tri")

    first = load_shipped_calendar(by=by, today=TODAY)
    second = load_shipped_calendar(by=by, today=TODAY)

    assert first is not None
    assert (first.number, first.first_on, first.last_on) == (1, date(2018, 12, 31), date(2027, 12, 31))
    assert (first.published_by, first.days.count(), second) == (by, 133, None)
    assert list(JournalEvent.objects.values_list("verb", "subject")) == [
        ("calendar_published", f"calendar:{first.calendar.pk}")
    ]


def test_shipped_calendar_leaves_a_version_of_people_alone(calendar_published: None) -> None:
    publish(MOURNING)

    assert load_shipped_calendar(by=None, today=TODAY) is None
    assert CalendarVersion.objects.count() == 2


def test_calendar_of_nobody_is_a_named_error(db: None) -> None:
    with pytest.raises(NoCalendarError, match="load_calendar"):
        calendar_for()


def test_same_content_is_not_published_twice_in_whatever_order(calendar_published: None) -> None:
    version = CalendarVersion.objects.get()

    again = publish_calendar(
        calendar=version.calendar, days=list(reversed(days_of(version))), first=version.first_on, last=version.last_on,
        confirmed_through=version.confirmed_through_on, notice="Thông báo", by=None, today=TODAY,
    )  # fmt: skip

    assert (again, CalendarVersion.objects.count()) == (None, 1)


def test_new_version_moves_open_days_and_says_why(case: AdmissionCase) -> None:
    advance(case, Dates())

    version = publish(MOURNING)

    deadline = Deadline.objects.get(kind="admission_decision")
    assert version is not None
    assert (deadline.due_on, deadline.calendar_version, deadline.revision) == (date(2026, 4, 6), version, 2)
    assert events(case)[-1] == (
        "deadline_moved",
        {
            "kind": "admission_decision", "subject": "", "old": "2026-04-03", "new": "2026-04-06",
            "cause": "calendar_published", "calendar_version": 2, "notice": "Thông báo",
        },
    )  # fmt: skip


def test_new_version_never_moves_a_closed_day(case: AdmissionCase, tree: Tree) -> None:
    first = CalendarVersion.objects.get()
    advance(case, Dates(decided_on=date(2026, 2, 25)))

    publish(MOURNING)

    deadline = Deadline.objects.get(kind="admission_decision")
    assert (deadline.due_on, deadline.calendar_version, deadline.revision) == (date(2026, 4, 3), first, 1)
    assert (deadline.triggered_on, deadline.met_on) == (date(2026, 1, 5), date(2026, 2, 25))


def test_new_version_leaves_closed_files_alone(tree: Tree) -> None:
    dates = Dates(
        date(2022, 1, 5), date(2024, 1, 8), date(2024, 2, 1), date(2024, 2, 2), date(2024, 2, 29), date(2025, 3, 10),
        date(2025, 4, 1),
    )  # fmt: skip
    case = advance(make_case(tree.branch), dates)

    publish(replace(MOURNING, day=date(2025, 3, 12)))

    assert AdmissionCase.objects.get().revision == case.revision
    assert set(Deadline.objects.values_list("calendar_version__number", flat=True)) == {1}


def test_version_that_contradicts_itself_leaves_nothing(calendar_published: None) -> None:
    half_a_swap = replace(MOURNING, basis="swapped")

    with pytest.raises(InvalidCalendarError, match="two halves"):
        publish(half_a_swap)

    assert (CalendarVersion.objects.count(), CalendarDayRow.objects.count()) == (1, 133)


def test_version_taken_back_is_not_remembered(calendar_published: None) -> None:
    """SQLite gives the number of a row that was rolled back to the next one."""
    with transaction.atomic():
        publish(MOURNING)
        assert not calendar_for().calendar.is_working_day(MOURNING.day)
        transaction.set_rollback(True)
    other = replace(MOURNING, day=MOURNING.day + timedelta(days=1))

    publish(other)

    calendar = calendar_for().calendar
    assert (calendar.is_working_day(MOURNING.day), calendar.is_working_day(other.day)) == (True, False)


def test_calendar_of_an_organisation_holds_for_its_subtree(tree: Tree) -> None:
    own = Calendar.objects.create(code="rieng", name="Lịch riêng", organization=tree.grassroots)

    publish(MOURNING, calendar=own)

    working = [
        calendar_for(organization).calendar.is_working_day(MOURNING.day)
        for organization in (None, tree.committee, tree.grassroots, tree.branch, tree.foreign_branch)
    ]
    assert working == [True, True, False, False, True]


def test_days_are_named_in_the_readers_language(calendar_published: None) -> None:
    published = calendar_for()
    day = date(2026, 9, 2)

    assert day_names(published.version_id, (day,), "vi") == {day: "Quốc khánh"}
    assert day_names(published.version_id, (day,), "en") == {day: "National Day"}
    assert build_version(published.version_id) == published.calendar
