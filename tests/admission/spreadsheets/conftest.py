"""The words of the sheet in English, which the code holds; the calendar of Viet Nam without a database."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import admission
from admission.domain.calendar import WorkingCalendar
from admission.domain.calendar_file import (
    VIETNAM_CONFIRMED_THROUGH,
    VIETNAM_FIRST,
    VIETNAM_LAST,
    build_calendar,
    parse_days,
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def vietnam() -> WorkingCalendar:
    path = Path(admission.__file__).parent / "data" / "vietnam_days.csv"
    with path.open(encoding="utf-8", newline="") as file:
        days = parse_days(csv.DictReader(file))
    return build_calendar(days, first=VIETNAM_FIRST, last=VIETNAM_LAST, confirmed_through=VIETNAM_CONFIRMED_THROUGH)
