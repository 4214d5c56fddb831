"""A ceremony counted back: by hand, by the law that counting on again ends in time, and what it means for a file."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.planning import Fit, Obstacle, Outlook, PlannedFile, festive_days, outlook, plan_back
from admission.domain.procedure import Stage
from admission.domain.rulesets import SHIPPED

TODAY = date(2026, 3, 2)
RULES = SHIPPED.on(TODAY)
CEREMONY_ON = date(2026, 9, 2)
INVENTED = WorkingCalendar(
    date(2024, 1, 1), date(2028, 12, 31),
    days_off=frozenset(date(2026, 2, 16) + timedelta(days=n) for n in range(5)) | {date(2026, 4, 30), date(2026, 5, 1)},
    make_up_days=frozenset({date(2026, 2, 28), date(2026, 8, 22)}), confirmed_through=date(2026, 12, 31),
)  # fmt: skip


def test_national_day_is_counted_back_over_the_days_off_before_it(vietnam: WorkingCalendar) -> None:
    plan = plan_back(CEREMONY_ON, RULES, vietnam)

    assert plan.receipt_by_on == date(2026, 8, 28)  # the 31st is off, and so is the weekend before it
    assert vietnam.count(plan.decision_by_on, plan.receipt_by_on) == 5
    assert vietnam.count(plan.resolution_by_on, plan.decision_by_on) == 60
    assert plan.decision_by_on == date(2026, 8, 22)  # a Saturday that is worked for it
    assert vietnam.add(plan.receipt_from_on, 30) >= CEREMONY_ON
    assert not plan.is_provisional


@given(st.dates(date(2024, 9, 1), date(2028, 6, 1)))
def test_counting_on_from_a_planned_day_ends_in_time_and_from_the_next_one_does_not(ceremony_on: date) -> None:
    plan = plan_back(ceremony_on, RULES, INVENTED)

    for start, length, end in (
        (plan.resolution_by_on, 60, plan.decision_by_on),
        (plan.decision_by_on, 5, plan.receipt_by_on),
    ):
        assert INVENTED.is_working_day(start)
        assert INVENTED.add(start, length) <= end
        assert INVENTED.add(INVENTED.add(start, 1), length) > end
    assert plan.receipt_by_on < ceremony_on
    assert INVENTED.count(plan.receipt_by_on, ceremony_on) <= 1


@given(st.dates(date(2024, 9, 1), date(2028, 6, 1)))
def test_receipt_on_the_first_day_keeps_the_ceremony_in_time_and_a_day_earlier_does_not(ceremony_on: date) -> None:
    plan = plan_back(ceremony_on, RULES, INVENTED)
    first_on = plan.receipt_from_on

    assert INVENTED.add(first_on, 30) >= ceremony_on
    assert INVENTED.add(INVENTED.add(first_on, -1), 30) < ceremony_on
    assert INVENTED.add(plan.decision_from_on, 5) == first_on


def test_plan_in_an_unconfirmed_year_is_provisional() -> None:
    assert plan_back(date(2027, 2, 3), RULES, INVENTED).is_provisional


def test_ceremony_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarNotPublishedError):
        plan_back(date(2029, 2, 3), RULES, INVENTED)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 2), [date(2026, 5, 19), date(2026, 9, 2), date(2027, 2, 3)]),
        (date(2026, 5, 19), [date(2026, 9, 2), date(2027, 2, 3), date(2027, 5, 19)]),
        (date(2026, 1, 1), [date(2026, 2, 3), date(2026, 5, 19), date(2026, 9, 2)]),
    ],
)
def test_days_of_custom_are_the_next_ones(today: date, expected: list[date]) -> None:
    assert list(festive_days(today)) == expected


PLAN = plan_back(CEREMONY_ON, RULES, INVENTED)
BEFORE, AFTER = timedelta(days=-1), timedelta(days=1)


@pytest.mark.parametrize(
    ("file", "today", "expected"),
    [
        (PlannedFile(Stage.AWAITING_CEREMONY, ceremony_due_on=CEREMONY_ON), TODAY, Outlook(Fit.FITS)),
        (
            PlannedFile(Stage.AWAITING_CEREMONY, ceremony_due_on=CEREMONY_ON + BEFORE), TODAY,
            Outlook(Fit.IMPOSSIBLE, Obstacle.CEREMONY_DUE, CEREMONY_ON + BEFORE),
        ),
        (PlannedFile(Stage.AWAITING_RECEIPT), PLAN.receipt_by_on, Outlook(Fit.FITS)),
        (
            PlannedFile(Stage.AWAITING_RECEIPT), PLAN.receipt_by_on + AFTER,
            Outlook(Fit.IMPOSSIBLE, Obstacle.RECEIPT_PAST, PLAN.receipt_by_on),
        ),
        (
            PlannedFile(Stage.AWAITING_RECEIPT), TODAY,
            Outlook(Fit.CONDITIONAL, Obstacle.RECEIPT_EARLY, PLAN.receipt_from_on),
        ),
        (
            PlannedFile(Stage.AWAITING_DECISION, decision_due_on=PLAN.decision_by_on), PLAN.receipt_from_on,
            Outlook(Fit.FITS),
        ),
        (
            PlannedFile(Stage.AWAITING_DECISION, decision_due_on=PLAN.decision_from_on), TODAY,
            Outlook(Fit.CONDITIONAL, Obstacle.RECEIPT_EARLY, PLAN.receipt_from_on),
        ),
        (
            PlannedFile(Stage.AWAITING_DECISION, decision_due_on=PLAN.decision_from_on + BEFORE), TODAY,
            Outlook(Fit.IMPOSSIBLE, Obstacle.DECISION_EARLY, PLAN.decision_from_on + BEFORE),
        ),
        (
            PlannedFile(Stage.AWAITING_DECISION, decision_due_on=PLAN.decision_by_on + AFTER), TODAY,
            Outlook(Fit.CONDITIONAL, Obstacle.DECISION_SOONER, PLAN.decision_by_on),
        ),
        (
            PlannedFile(Stage.RETURNED, decision_due_on=None), TODAY,
            Outlook(Fit.CONDITIONAL, Obstacle.DECISION_SOONER, PLAN.decision_by_on),
        ),
        (
            PlannedFile(Stage.AWAITING_GRASSROOTS, decision_due_on=PLAN.decision_by_on), PLAN.receipt_by_on + AFTER,
            Outlook(Fit.IMPOSSIBLE, Obstacle.DECISION_PAST, PLAN.receipt_by_on),
        ),
        (PlannedFile(Stage.READY_FOR_BRANCH), PLAN.resolution_by_on, Outlook(Fit.FITS)),
        (
            PlannedFile(Stage.READY_FOR_BRANCH), PLAN.resolution_by_on + AFTER,
            Outlook(Fit.CONDITIONAL, Obstacle.RESOLUTION_PAST, PLAN.resolution_by_on),
        ),
        (
            PlannedFile(Stage.READY_FOR_BRANCH), PLAN.receipt_by_on + AFTER,
            Outlook(Fit.IMPOSSIBLE, Obstacle.RESOLUTION_PAST, PLAN.resolution_by_on),
        ),
        (PlannedFile(Stage.SPONSORED, ready_on=PLAN.resolution_by_on), TODAY, Outlook(Fit.FITS)),
        (
            PlannedFile(Stage.SPONSORED, ready_on=CEREMONY_ON), TODAY,
            Outlook(Fit.IMPOSSIBLE, Obstacle.TOGETHER_LATER, CEREMONY_ON),
        ),
        (PlannedFile(Stage.NOMINATED), TODAY, Outlook(Fit.IMPOSSIBLE, Obstacle.NO_SPONSOR, date(2027, 3, 2))),
    ],
)  # fmt: skip
def test_file_is_told_whether_it_can_be_ready_and_why_not(file: PlannedFile, today: date, expected: Outlook) -> None:
    assert outlook(file, PLAN, today, 12) == expected
