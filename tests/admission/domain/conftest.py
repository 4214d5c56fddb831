"""What tests of the rules share: the calendar of Viet Nam as the product ships it."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import admission
from admission.domain.calendar import WorkingCalendar
from admission.domain.calendar_file import (
    VIETNAM_CONFIRMED_THROUGH,
    VIETNAM_FIRST,
    VIETNAM_LAST,
    CalendarDay,
    build_calendar,
    parse_days,
)

# Laws are about results: how long one example takes depends on what else the machine is doing.
settings.register_profile("laws", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("laws")

VIETNAM_DAYS = Path(admission.__file__).parent / "data" / "vietnam_days.csv"


@pytest.fixture(scope="session")
def vietnam_days() -> tuple[CalendarDay, ...]:
    with VIETNAM_DAYS.open(encoding="utf-8", newline="") as file:
        return parse_days(csv.DictReader(file))


@pytest.fixture(scope="session")
def vietnam(vietnam_days: tuple[CalendarDay, ...]) -> WorkingCalendar:
    return build_calendar(
        vietnam_days, first=VIETNAM_FIRST, last=VIETNAM_LAST, confirmed_through=VIETNAM_CONFIRMED_THROUGH
    )
