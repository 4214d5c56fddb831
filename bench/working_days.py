"""P1: 60 working days added to a date, beside what else there is in Python.

Peers that take a table of days are given ours, so that they are compared at the same job; those that bring a calendar
of their own are asked for Viet Nam. What they answer differently is worked out here, not remembered.
"""

import csv
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import holidays
import numpy as np
import pandas as pd  # type: ignore[import-untyped] # it brings no types
import workalendar.core

import admission
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.calendar_file import (
    VIETNAM_CONFIRMED_THROUGH,
    VIETNAM_FIRST,
    VIETNAM_LAST,
    build_calendar,
    parse_days,
)
from bench.measure import Timing, time_side_by_side
from bench.report import Benchmark, Report, Table, Target

LENGTH = 60
ONE_DAY = timedelta(days=1)
WHOLE_WEEK = "1111111"
OURS = "WorkingCalendar.add"

Add = Callable[[date, int], date]

PROBES = (
    (date(2026, 1, 5), 60),
    (date(2025, 12, 31), 6),
    (date(2026, 1, 10), 30),
    (date(2027, 12, 1), 60),
)


def load_calendar() -> WorkingCalendar:
    """Build the calendar of Viet Nam as shipped."""
    path = Path(admission.__file__).parent / "data" / "vietnam_days.csv"
    with path.open(encoding="utf-8", newline="") as file:
        days = parse_days(csv.DictReader(file))
    return build_calendar(days, first=VIETNAM_FIRST, last=VIETNAM_LAST, confirmed_through=VIETNAM_CONFIRMED_THROUGH)


def make_peers(calendar: WorkingCalendar) -> dict[str, Add]:
    """Every peer as a function of a date and a number of working days that gives a date."""
    return {
        "day-by-day loop over the same days": _naive_loop(calendar),
        "numpy busday_offset, 7-day mask": _numpy(_whole_week(calendar)),
        "numpy busday_offset, Monday to Friday": _numpy(_monday_to_friday(calendar)),
        "pandas CustomBusinessDay, 7-day mask": _pandas(calendar),
        "holidays, get_nth_working_day": _holidays(),
        "workalendar, given our days": _workalendar(calendar),
    }


def _naive_loop(calendar: WorkingCalendar) -> Add:
    days_off, make_up_days, weekend = calendar.days_off, calendar.make_up_days, calendar.weekend

    def add(day: date, working_days: int) -> date:
        while working_days:
            day += ONE_DAY
            if day not in days_off and (day.weekday() not in weekend or day in make_up_days):
                working_days -= 1
        return day

    return add


def _numpy(days: np.busdaycalendar) -> Add:
    offset: Any = np.busday_offset  # typed as if .item() of a day could be a number
    return lambda day, working_days: offset(day, working_days, "backward", busdaycal=days).item()


def _whole_week(calendar: WorkingCalendar) -> np.busdaycalendar:
    """A worked Saturday needs a week of seven working days with every day of rest listed as a holiday."""
    listed = calendar.skipped_days(calendar.first, calendar.last)
    return np.busdaycalendar(WHOLE_WEEK, np.array(listed, dtype="datetime64[D]"))


def _monday_to_friday(calendar: WorkingCalendar) -> np.busdaycalendar:
    return np.busdaycalendar("1111100", np.array(sorted(calendar.days_off), dtype="datetime64[D]"))


def _pandas(calendar: WorkingCalendar) -> Add:
    listed = list(calendar.skipped_days(calendar.first, calendar.last))
    offsets = {
        working_days: pd.offsets.CustomBusinessDay(working_days, weekmask=WHOLE_WEEK, holidays=listed)
        for working_days in {LENGTH, *(length for _, length in PROBES)}
    }

    def add(day: date, working_days: int) -> date:
        due: date = (pd.Timestamp(day) + offsets[working_days]).date()
        return due

    return add


def _holidays() -> Add:
    return holidays.country_holidays("VN").get_nth_working_day


def _workalendar(calendar: WorkingCalendar) -> Add:
    class Vietnam(workalendar.core.Calendar):  # type: ignore[misc] # the package has no types
        """It ships no calendar of Viet Nam: this is the one a user would have to write."""

        def get_calendar_holidays(self, year: int) -> list[tuple[date, str]]:
            return [(day, "day off") for day in calendar.days_off if day.year == year]

        def get_weekend_days(self) -> frozenset[int]:
            return calendar.weekend

    vietnam = Vietnam()
    make_up_days = sorted(calendar.make_up_days)

    def add(day: date, working_days: int) -> date:
        due: date = vietnam.add_working_days(day, working_days, extra_working_days=make_up_days)
        return due

    return add


def run() -> Report:
    """Time the peers in turns, compare their dates with ours, and judge the ratios asked for."""
    calendar = load_calendar()
    peers = make_peers(calendar)
    last_start = calendar.add(calendar.last, -LENGTH)
    span = (last_start - calendar.first).days
    starts = [calendar.first + timedelta(days=n) for n in random.Random(60).sample(range(span), 200)]

    batches = {name: _batch(add, starts) for name, add in {OURS: calendar.add, **peers}.items()}
    batches["numpy busday_offset, datetime64 in and out"] = _numpy_batch(_whole_week(calendar), starts)
    timings = time_side_by_side(batches, operations=len(starts))

    published = [calendar.first + timedelta(days=n) for n in range(span + 1)]
    return Report(
        body=[
            f"{LENGTH} working days added to a date, date in and date out unless said otherwise; medians of rounds "
            "taken in turns. Building the calendar of "
            f"{calendar.first.year} to {calendar.last.year} once: {_build_time():.1f} ms.",
            _timing_table(timings),
            f"What they answer for Viet Nam. Different: how many of the {len(published):,} first days from "
            f"{calendar.first} to {last_start} have another date {LENGTH} working days later than ours.",
            _answers_table(calendar, peers, published),
        ],
        targets=_targets(timings),
        packages=("numpy", "pandas", "holidays", "workalendar"),
    )


def _batch(add: Add, starts: Sequence[date]) -> Callable[[], object]:
    def run_all() -> None:
        for day in starts:
            add(day, LENGTH)

    return run_all


def _numpy_batch(days: np.busdaycalendar, starts: Sequence[date]) -> Callable[[], object]:
    """Time numpy at its best: nothing converted, which no caller that keeps dates can have."""
    converted = [np.datetime64(day) for day in starts]

    def run_all() -> None:
        for day in converted:
            np.busday_offset(day, LENGTH, "backward", busdaycal=days)

    return run_all


def _build_time() -> float:
    """Milliseconds to build the calendar from days already read: the best of ten."""
    calendar = load_calendar()
    rebuild, _ = calendar.__reduce__()
    times = []
    for _round in range(10):
        begin = perf_counter_ns()
        rebuild()
        times.append(perf_counter_ns() - begin)
    return min(times) / 1e6


def _timing_table(timings: dict[str, Timing]) -> Table:
    ours = timings[OURS]
    rows = [
        (name, f"{timing.median:,.0f} ns", f"{timing.times_slower_than(ours):,.1f}x")
        for name, timing in timings.items()
    ]
    return Table(("operation", "median", "ours is faster by"), rows)


def _targets(timings: dict[str, Timing]) -> list[Target]:
    ours = timings[OURS]
    numpy = min(timing.times_slower_than(ours) for name, timing in timings.items() if name.startswith("numpy"))
    library = timings["holidays, get_nth_working_day"].times_slower_than(ours)
    return [
        Target("faster than numpy busday_offset, the fastest of its rows", numpy, 15),
        Target("faster than the holidays library", library, 500),
    ]


def _answers_table(calendar: WorkingCalendar, peers: dict[str, Add], published: list[date]) -> Table:
    rows = []
    for name, add in {OURS: calendar.add, **peers}.items():
        different = sum(add(day, LENGTH) != calendar.add(day, LENGTH) for day in published)
        answers = (_compare(calendar.add, add, *probe) for probe in PROBES)
        rows.append((name, f"{different:,}", *answers))
    return Table(("", "different", *(f"{day} + {length}" for day, length in PROBES)), rows)


def _compare(ours: Add, theirs: Add, day: date, working_days: int) -> str:
    expected, answer = _answer(ours, day, working_days), _answer(theirs, day, working_days)
    return answer if answer == expected else f"**{answer}**"


def _answer(add: Add, day: date, working_days: int) -> str:
    try:
        return str(add(day, working_days))
    except CalendarNotPublishedError as error:
        return f"refused: no {error.year} yet"


BENCHMARK = Benchmark("P1", "adding working days to a date", run)
