"""Many open files at once, and versions of the general calendar published as an administrator does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from admission.domain.assessment import assess
from admission.domain.calendar_file import SWAPPED, CalendarContent, CalendarDay, DayKind, DayStatus
from admission.models import (
    AdmissionCase,
    BranchResolution,
    Calendar,
    CalendarVersion,
    Candidate,
    CommitteeDecision,
    Deadline,
    Sponsorship,
)
from admission.selectors.calendar_effects import ChangePreview, preview_change
from admission.selectors.calendars import calendar_for, content_of
from admission.selectors.facts import facts_of_cases
from admission.selectors.rule_books import rule_book
from admission.services.calendars import Publication, publish_calendar, publish_content
from admission.services.recalculation import deadline_values, project
from members.models import Account, Organization, Person
from tests.factories import Dates, advance, make_case

OFF, WORKED = date(2026, 1, 2), date(2026, 1, 10)
ENTERED_ON = date(2025, 12, 25)
ENTERED_AT = datetime.fromisoformat("2025-12-25T02:00:00+00:00")
SWAP = (
    CalendarDay(OFF, DayKind.DAY_OFF, SWAPPED, "Nghỉ hoán đổi", "Swapped day off", DayStatus.CONFIRMED, "thử"),
    CalendarDay(WORKED, DayKind.MAKE_UP_WORKING_DAY, SWAPPED, "Làm bù", "Make-up day", DayStatus.CONFIRMED, "thử"),
)


def general() -> Calendar:
    return Calendar.objects.get(code="vn")


def newest(calendar: Calendar | None = None) -> CalendarContent:
    version = (calendar or general()).versions.order_by("-number").first()
    assert version is not None
    return content_of(version)


def with_days(content: CalendarContent, *more: CalendarDay) -> CalendarContent:
    return replace(content, days=(*content.days, *more))


def without_days(content: CalendarContent, *days: date) -> CalendarContent:
    return replace(content, days=tuple(day for day in content.days if day.day not in days))


def start_without_the_swap() -> CalendarVersion:
    """The general calendar as it stood before the notice about 2 and 10 January 2026."""
    content = without_days(newest(), OFF, WORKED)
    version = publish_calendar(
        calendar=general(), days=content.days, first=content.first, last=content.last,
        confirmed_through=content.confirmed_through, notice="Lịch trước khi hoán đổi", by=None, today=ENTERED_ON,
    )  # fmt: skip
    assert version is not None
    return version


def preview(content: CalendarContent, today: date = ENTERED_ON, calendar: Calendar | None = None) -> ChangePreview:
    return preview_change(calendar or general(), content, today)


def publish(
    content: CalendarContent, by: Account, *, today: date = ENTERED_ON, now: datetime = ENTERED_AT, token: str = "",
    calendar: Calendar | None = None,
) -> Publication:  # fmt: skip
    """Look at the preview and confirm it."""
    calendar = calendar or general()
    return publish_content(
        calendar=calendar, content=content, notice="Thông báo 123/TB-BNV ngày 24/12/2025", reason="Hoán đổi ngày làm",
        token=token or preview(content, today, calendar).token, by=by, today=today, now=now,
    )  # fmt: skip


def own_day_off(organization: Organization, day: date) -> None:
    """A calendar of its own, in which one day more is off."""
    own = Calendar.objects.create(code="rieng", name="Riêng", organization=organization)
    day_off = CalendarDay(day, DayKind.DAY_OFF, "own", "Nghỉ", "Off", DayStatus.CONFIRMED, "thử")
    publish_calendar(
        calendar=own, days=[day_off], first=date(2018, 1, 1), last=date(2027, 12, 31),
        confirmed_through=date(2027, 12, 31), notice="thử", by=None, today=day,
    )  # fmt: skip


def many_files(branch: Organization, count: int, today: date = ENTERED_ON) -> list[AdmissionCase]:
    """So many open files in all: two thirds wait for the committee's decision, one third for the ceremony.

    The first two are made through the services; the others are copies of their facts on other days.
    """
    resolved = advance(make_case(branch), Dates(resolved_on=date(2025, 10, 9)), today=today)
    received = advance(
        make_case(branch, name="Lò Văn Hai"),
        Dates(resolved_on=date(2025, 10, 6), decided_on=date(2025, 11, 10), received_on=date(2025, 11, 20)),
        today=today,
    )
    people = Person.objects.bulk_create(
        Person(full_name=f"Người Thứ {n}", name_search=f"nguoi thu {n}") for n in range(count - 2)
    )
    candidates = Candidate.objects.bulk_create(Candidate(person=person) for person in people)
    models = [received if n % 3 == 0 else resolved for n in range(len(candidates))]
    cases = AdmissionCase.objects.bulk_create(
        _copied(model, candidate=candidate, candidate_id=candidate.pk)
        for model, candidate in zip(models, candidates, strict=True)
    )
    AdmissionCase.objects.filter(candidate__in=candidates).take_names()
    for fact in (Sponsorship, BranchResolution, CommitteeDecision):
        rows = {model.pk: list(fact._default_manager.filter(case=model)) for model in (resolved, received)}
        fact._default_manager.bulk_create(
            _copied(row, case=case, case_id=case.pk, **_moved(row, n % 75 - 45))
            for n, (model, case) in enumerate(zip(models, cases, strict=True))
            for row in rows[model.pk]
        )
    _derive(cases, today)
    return list(AdmissionCase.objects.filter(branch=branch).order_by("pk"))


def _copied(row: Any, **changes: Any) -> Any:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values["id"]
    named = {name: value for name, value in changes.items() if name not in {"candidate", "case"}}
    return type(row)(**(values | named))


def _moved(row: Any, days: int) -> dict[str, date]:
    shift = timedelta(days=min(days, 30))
    names = {BranchResolution: ("adopted_on",), CommitteeDecision: ("decided_on", "received_on")}
    return {name: getattr(row, name) + shift for name in names.get(type(row), ())}


def _derive(cases: list[AdmissionCase], today: date) -> None:
    """Write what follows from the facts, for all of them at once."""
    cases = list(AdmissionCase.objects.filter(pk__in=[c.pk for c in cases]).select_related("branch"))
    facts, book, published = facts_of_cases(cases), rule_book(), calendar_for(cases[0].branch)
    rows = []
    for case in cases:
        assessment = assess(facts[case.pk], book, published.calendar, today)
        project(case, assessment)
        rows += [
            Deadline(
                case=case, kind=d.kind.value, subject=d.subject, **deadline_values(case, d, published.version_id)
            )
            for d in assessment.deadlines
        ]  # fmt: skip
    Deadline.objects.bulk_create(rows, batch_size=400)
    names = ["stage", "turns_on", "turns_to", "next_body", "next_due_on", "closed_on"]
    AdmissionCase.objects.bulk_update(cases, names, batch_size=200)


def days_of_open_deadlines() -> dict[int, date | None]:
    return dict(Deadline.objects.open().values_list("pk", "due_on"))


def naive_last_day(content: CalendarContent, start: date, days: int) -> date:
    """Count day by day, by nothing but the list of days."""
    off = {day.day for day in content.days if day.kind is DayKind.DAY_OFF}
    made_up = {day.day for day in content.days if day.kind is DayKind.MAKE_UP_WORKING_DAY}
    for day in _days_after(start):
        worked = day in made_up or (day.weekday() not in content.weekend and day not in off)
        days -= worked
        if days == 0:
            return day
    raise AssertionError("unreachable")


def _days_after(start: date) -> Iterator[date]:
    day = start
    while True:
        day += timedelta(days=1)
        yield day
