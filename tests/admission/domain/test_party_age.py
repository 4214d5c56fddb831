"""The day of joining and the Party age, worked out by hand; for members admitted again as well."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.facts import CaseFacts, ReadmissionFact
from admission.domain.months import add_months, full_months
from admission.domain.party_age import PartyAge, party_age
from admission.domain.procedure import LeavingCause
from admission.domain.rulesets import SHIPPED
from tests.admission.domain import samples
from tests.admission.domain.samples import RECOGNITION, REFUSED, adding, book_with, decision

# Decided on 27 February 2026, ceremony on 20 March 2026.
FACTS = samples.RECOGNISED


def age(facts: CaseFacts, today: date) -> PartyAge:
    found = party_age(facts, SHIPPED, today)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2027, 4, 26), 13),
        (date(2027, 4, 27), 14),
        (date(2056, 2, 26), 359),
        (date(2056, 2, 27), 360),  # the badge of thirty years
    ],
)
def test_age_counts_from_the_decision_and_joining_from_the_ceremony(today: date, months: int) -> None:
    assert age(FACTS, today) == PartyAge(date(2026, 3, 20), date(2026, 2, 27), months, 0)


def test_joining_on_the_decision_where_the_rule_says_so() -> None:
    found = party_age(FACTS, book_with("QD294_2025", joined_on_ceremony=0), date(2027, 4, 27))

    assert found == PartyAge(date(2026, 2, 27), date(2026, 2, 27), 14, 0)


def test_joining_goes_by_the_rule_of_the_decision() -> None:
    # Decided under 232, held under 294.
    facts = replace(
        FACTS,
        decisions=(decision(on=date(2025, 6, 30), received_on=date(2025, 7, 1)), FACTS.decisions[1]),
    )

    assert party_age(facts, book_with("QD294_2025", joined_on_ceremony=0), date(2027, 5, 3)) == PartyAge(
        date(2026, 3, 20), date(2025, 6, 30), 22, 0
    )


@pytest.mark.parametrize(
    "facts",
    [
        samples.SPONSORED,
        samples.ADMITTED,
        samples.PROPOSED,
        adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 4, 12), REFUSED)),
        replace(FACTS, ceremony=None),
    ],
)
def test_nobody_has_an_age_before_recognition(facts: CaseFacts) -> None:
    assert party_age(facts, SHIPPED, date(2027, 12, 1)) is None


@pytest.mark.parametrize(
    ("decided_on", "today", "months"),
    [
        (date(2024, 2, 29), date(2027, 2, 27), 35),
        (date(2024, 2, 29), date(2027, 2, 28), 36),
        (date(2025, 8, 31), date(2027, 2, 28), 18),
        (date(2025, 8, 31), date(2027, 4, 29), 19),
        (date(2025, 8, 31), date(2027, 4, 30), 20),
    ],
)
def test_age_at_the_end_of_a_month(decided_on: date, today: date, months: int) -> None:
    first, second = FACTS.decisions
    facts = replace(FACTS, decisions=(replace(first, decided_on=decided_on), second))

    assert age(facts, today).months == months


def again(first_admitted_on: date | None, left_on: date, cause: LeavingCause = LeavingCause.EXPELLED) -> CaseFacts:
    return replace(FACTS, readmission=ReadmissionFact(date(2024, 1, 8), left_on, cause, first_admitted_on))


READMITTED = [
    # 10 May 2010 to 15 August 2018: 99 months and 5 days; the rest of them makes 22 February 2026 the new beginning.
    (date(2010, 5, 10), date(2018, 8, 15), date(2026, 3, 21), 99, 90),
    (date(2010, 5, 10), date(2018, 8, 15), date(2026, 3, 22), 100, 90),
    (date(2010, 5, 10), date(2018, 8, 15), date(2027, 3, 21), 111, 90),
    (date(2010, 5, 10), date(2018, 8, 15), date(2027, 3, 22), 112, 90),
    # Whole months inside: 27 January 2012 to 27 January 2020 are 96; 73 months outside.
    (date(2012, 1, 27), date(2020, 1, 27), date(2027, 2, 26), 107, 73),
    (date(2012, 1, 27), date(2020, 1, 27), date(2027, 2, 27), 108, 73),
    # He left within the first month.
    (date(2015, 3, 2), date(2015, 3, 12), date(2026, 3, 16), 0, 131),
    (date(2015, 3, 2), date(2015, 3, 12), date(2026, 3, 17), 1, 131),
]


@pytest.mark.parametrize(("first_admitted_on", "left_on", "today", "months", "outside"), READMITTED)
def test_age_of_a_member_admitted_again_leaves_out_the_time_outside(
    first_admitted_on: date, left_on: date, today: date, months: int, outside: int
) -> None:
    found = age(again(first_admitted_on, left_on), today)

    assert found == PartyAge(date(2026, 3, 20), first_admitted_on, months, outside)


def test_age_counts_from_the_new_decision_where_the_first_is_not_known() -> None:
    assert age(again(None, date(2018, 8, 15)), date(2027, 4, 27)) == age(FACTS, date(2027, 4, 27))


@given(
    first=st.dates(date(1960, 1, 1), date(2015, 1, 1)),
    inside=st.integers(0, 4000),
    today=st.dates(date(2026, 3, 1), date(2060, 12, 31)),
)
def test_time_inside_before_counts_once_to_the_day(first: date, inside: int, today: date) -> None:
    left_on = first + timedelta(days=inside)
    found = age(again(first, left_on), today)
    counted = (left_on - first) + (today - date(2026, 2, 27))

    # The same number of days in one piece is the same number of months, but for the different lengths of months.
    assert abs(found.months - full_months(first, first + counted)) <= 1
    assert found.months >= full_months(first, left_on)
    assert found.months <= full_months(first, today)
    assert add_months(left_on, found.outside_months) <= date(2026, 2, 27)
