"""Due dates by hand: the days of 2026, a leap day, Tết, a year that is not settled, a year that is not published."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.deadlines import (
    DerivedDeadline,
    Explanation,
    explain,
    last_day_with,
    remaining_working_days,
)
from admission.domain.facts import CaseFacts, CeremonyFact, ExtensionFact
from admission.domain.procedure import Body, DeadlineKind, StepCode
from tests.admission.domain import samples
from tests.admission.domain.samples import (
    RECOGNITION,
    adding,
    decision,
    derived,
    paper,
    received_on,
    resolution,
    sponsor,
)

Kind = DeadlineKind


def one(kind: DeadlineKind, facts: CaseFacts, calendar: WorkingCalendar) -> DerivedDeadline:
    return derived(facts, calendar)[kind.value, ""]


def resolved_on(day: date, *extensions: ExtensionFact) -> CaseFacts:
    return replace(samples.resolved_on(day), extensions=extensions)


def test_admission_decision_sixty_working_days_across_tet(vietnam: WorkingCalendar) -> None:
    deadline = one(Kind.ADMISSION_DECISION, resolved_on(date(2026, 1, 5)), vietnam)

    assert (deadline.triggered_on, deadline.due_on) == (date(2026, 1, 5), date(2026, 4, 3))
    assert (deadline.body, deadline.clause) == (Body.COMPETENT_COMMITTEE, "294-QĐ/TW, 4.3.1 (tiếp nối 232-QĐ/TW)")
    assert (deadline.is_open, deadline.provisional) == (True, False)


def test_admission_decision_extended_counts_on_from_the_same_day(vietnam: WorkingCalendar) -> None:
    extension = ExtensionFact(Kind.ADMISSION_DECISION, 30, date(2026, 3, 30))

    deadline = one(Kind.ADMISSION_DECISION, resolved_on(date(2026, 1, 5), extension), vietnam)

    assert (deadline.base_due_on, deadline.due_on) == (date(2026, 4, 3), date(2026, 5, 20))
    assert (deadline.length, deadline.extension) == (60, 30)


def test_extension_of_one_clock_leaves_the_others_alone(vietnam: WorkingCalendar) -> None:
    extension = ExtensionFact(Kind.RECOGNITION_DECISION, 30, date(2026, 3, 30))

    assert one(Kind.ADMISSION_DECISION, resolved_on(date(2026, 1, 5), extension), vietnam).due_on == date(2026, 4, 3)


def test_ceremony_thirty_working_days_from_the_receipt(vietnam: WorkingCalendar) -> None:
    deadline = one(Kind.CEREMONY, received_on(date(2026, 1, 5)), vietnam)

    assert (deadline.due_on, deadline.body) == (date(2026, 2, 13), Body.BRANCH)


def test_ceremony_clock_counts_from_the_receipt_and_not_from_the_decision(vietnam: WorkingCalendar) -> None:
    assert (Kind.CEREMONY.value, "") not in derived(samples.DECIDED, vietnam)
    assert one(Kind.CEREMONY, samples.RECEIVED, vietnam).triggered_on == date(2026, 3, 2)


def test_clock_that_starts_on_new_years_eve_counts_the_make_up_saturday(vietnam: WorkingCalendar) -> None:
    deadline = one(Kind.CEREMONY, received_on(date(2025, 12, 31)), vietnam)

    explanation = explain(deadline, vietnam)

    assert vietnam.add(date(2025, 12, 31), 6) == date(2026, 1, 10)
    assert explanation is not None
    assert explanation.make_up_days == (date(2026, 1, 10),)


def test_probation_of_a_leap_day_ends_on_28_february(vietnam: WorkingCalendar) -> None:
    facts = samples.admitted_on(date(2024, 2, 29))

    end, review = one(Kind.PROBATION_END, facts, vietnam), one(Kind.RECOGNITION_REVIEW, facts, vietnam)

    assert (end.due_on, end.nature.value) == (date(2025, 2, 28), "milestone")
    assert (review.triggered_on, review.due_on) == (date(2025, 2, 28), date(2025, 4, 14))


def test_probation_end_never_rolls_to_a_working_day(vietnam: WorkingCalendar) -> None:
    facts = samples.admitted_on(date(2025, 2, 14))

    end = one(Kind.PROBATION_END, facts, vietnam).due_on

    assert end == date(2026, 2, 14)
    assert not vietnam.is_working_day(end)


def test_recognition_decision_thirty_working_days_from_the_branchs_resolution(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.admitted_on(date(2024, 12, 30)), resolution(RECOGNITION, date(2026, 1, 5)))

    assert one(Kind.RECOGNITION_DECISION, facts, vietnam).due_on == date(2026, 2, 13)


def test_sponsorship_counts_from_the_last_to_work_with_the_candidate(vietnam: WorkingCalendar) -> None:
    facts = replace(
        samples.NOMINATED,
        sponsors=(sponsor(together_since_on=date(2020, 5, 1)), sponsor("Trần Thị Cúc", date(2024, 2, 29))),
    )

    assert one(Kind.SPONSORSHIP, facts, vietnam).due_on == date(2025, 2, 28)


def test_papers_keep_twelve_months_and_the_certificate_five_years(vietnam: WorkingCalendar) -> None:
    facts = replace(
        samples.NOMINATED,
        papers=(
            paper(StepCode.APPLICATION, date(2024, 2, 29)),
            paper(StepCode.APPLICATION, date(2024, 1, 31)),
            paper(StepCode.AWARENESS_COURSE, date(2024, 2, 29)),
        ),
    )

    found = {subject: d.due_on for (_kind, subject), d in derived(facts, vietnam).items()}

    assert found == {"application": date(2025, 2, 28), "awareness_course": date(2029, 2, 28)}


def test_clocks_are_met_on_the_day_of_the_act_that_closes_them(vietnam: WorkingCalendar) -> None:
    found = {key: d.met_on for key, d in derived(samples.RECOGNISED, vietnam).items() if not key[1]}

    assert found == {
        ("sponsorship", ""): date(2026, 1, 5),
        ("admission_decision", ""): date(2026, 2, 27),
        ("receipt_log", ""): date(2026, 3, 2),
        ("ceremony", ""): date(2026, 3, 20),
        ("probation_end", ""): date(2027, 3, 22),
        ("recognition_review", ""): date(2027, 3, 22),
        ("recognition_decision", ""): date(2027, 4, 12),
    }


@pytest.mark.parametrize(("decided_on", "late"), [(date(2026, 4, 3), False), (date(2026, 4, 4), True)])
def test_limit_met_on_its_last_day_is_in_time(decided_on: date, late: bool, vietnam: WorkingCalendar) -> None:
    facts = replace(resolved_on(date(2026, 1, 5)), decisions=(decision(on=decided_on),))

    assert one(Kind.ADMISSION_DECISION, facts, vietnam).was_late is late


def test_last_day_beyond_the_published_calendar_names_the_year(vietnam: WorkingCalendar) -> None:
    deadline = one(Kind.ADMISSION_DECISION, resolved_on(date(2027, 12, 1)), vietnam)

    assert (deadline.due_on, deadline.base_due_on, deadline.unpublished_year) == (None, None, 2028)
    assert (deadline.provisional, explain(deadline, vietnam)) == (True, None)


def test_review_that_begins_after_the_published_calendar_names_its_year(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.RECEIVED, ceremony=CeremonyFact(date(2027, 6, 1)))

    assert one(Kind.PROBATION_END, facts, vietnam).due_on == date(2028, 6, 1)
    assert one(Kind.RECOGNITION_REVIEW, facts, vietnam).unpublished_year == 2028


def test_fact_before_the_published_calendar_is_an_error_that_names_the_year(vietnam: WorkingCalendar) -> None:
    with pytest.raises(CalendarNotPublishedError, match="2017") as raised:
        derived(resolved_on(date(2017, 3, 1)), vietnam)

    assert raised.value.year == 2017


@pytest.mark.parametrize(
    ("received", "due_on", "provisional"),
    [
        (date(2026, 10, 1), date(2026, 11, 12), False),
        (date(2026, 10, 12), date(2026, 11, 23), False),
        (date(2026, 10, 13), date(2026, 11, 25), True),
        (date(2026, 11, 24), date(2027, 1, 6), True),
        (date(2026, 11, 19), date(2027, 1, 4), True),
    ],
)
def test_last_day_is_provisional_from_24_november_2026_on(
    received: date, due_on: date, provisional: bool, vietnam: WorkingCalendar
) -> None:
    deadline = one(Kind.CEREMONY, received_on(received), vietnam)

    assert (deadline.due_on, deadline.provisional) == (due_on, provisional)


def test_explanation_counts_the_days_off_and_the_weekends(vietnam: WorkingCalendar) -> None:
    explanation = explain(one(Kind.CEREMONY, received_on(date(2026, 1, 5)), vietnam), vietnam)

    # 39 calendar days: six Saturdays and five Sundays, of which 10 January was worked; no day off on a weekday.
    assert explanation == Explanation(
        date(2026, 1, 5), date(2026, 2, 13), 30, skipped=(), weekend_days=9, make_up_days=(date(2026, 1, 10),)
    )


def test_explanation_names_each_day_off_of_tet(vietnam: WorkingCalendar) -> None:
    explanation = explain(one(Kind.CEREMONY, received_on(date(2026, 2, 2)), vietnam), vietnam)

    assert explanation is not None
    assert explanation.skipped == tuple(date(2026, 2, day) for day in (16, 17, 18, 19, 20))
    assert explanation.counted == 30


def test_explanation_of_months_needs_no_calendar(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.NOMINATED, papers=(paper(StepCode.AWARENESS_COURSE, date(2025, 5, 1)),))
    certificate = derived(facts, vietnam)["paper_validity", "awareness_course"]

    assert explain(certificate, vietnam) == Explanation(date(2025, 5, 1), date(2030, 5, 1), 60, (), 0, ())


@pytest.mark.parametrize(
    ("today", "remaining"),
    [
        (date(2026, 4, 1), 2),
        (date(2026, 4, 2), 1),
        (date(2026, 4, 3), 0),
        (date(2026, 4, 4), -1),  # a Saturday: late, though no working day has passed
        (date(2026, 4, 5), -1),
        (date(2026, 4, 6), -1),
        (date(2026, 4, 7), -2),
    ],
)
def test_remaining_working_days_around_the_last_day(today: date, remaining: int, vietnam: WorkingCalendar) -> None:
    assert remaining_working_days(date(2026, 4, 3), today, vietnam) == remaining


def test_last_day_with_ends_where_the_calendar_ends(vietnam: WorkingCalendar) -> None:
    assert last_day_with(vietnam, date(2026, 4, 3), 0) == date(2026, 4, 5)
    assert last_day_with(vietnam, date(2027, 12, 20), 15) == date(2027, 12, 31)
    with pytest.raises(CalendarNotPublishedError):
        last_day_with(vietnam, date(2028, 1, 3), 15)
