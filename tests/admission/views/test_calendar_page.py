"""The calendar of a year, and the calculator."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admission.views.pages import errors_of, text_of, title_of


def day(page: Any, on: date) -> Any:
    cells = (cell for month in page.context["shown"].months for week in month.weeks for cell in week)
    return next(cell for cell in cells if cell is not None and cell.on == on)


def test_year_shows_days_off_and_make_up_days_by_name(secretary: Client) -> None:
    page = secretary.get("/calendar/2026/")

    assert len(page.context["shown"].months) == 12
    kinds = {on: day(page, on).kind for on in (date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 5), date(2026, 1, 4))}
    assert list(kinds.values()) == ["day_off", "make_up", "working", "weekend"]
    assert day(page, date(2026, 1, 2)).name
    assert day(page, date(2026, 3, 2)).is_today


def test_working_days_of_a_year_are_those_of_its_days(secretary: Client) -> None:
    shown = secretary.get("/calendar/2026/").context["shown"]

    cells = [cell for month in shown.months for week in month.weeks for cell in week if cell is not None]
    assert len(cells) == 365
    assert shown.working_days == sum(cell.kind in {"working", "make_up"} for cell in cells)


def test_unconfirmed_and_forecast_days_say_so(secretary: Client) -> None:
    announced, forecast = secretary.get("/calendar/2026/"), secretary.get("/calendar/2027/")

    assert "announced, not yet confirmed" in day(announced, date(2026, 11, 24)).name
    assert "forecast, no notice yet" in text_of(forecast)
    assert "not settled by an official notice" in text_of(forecast)


@pytest.mark.parametrize("year", [2018, 2028, 2030, 1900, 2199])
def test_unpublished_year_is_explained(secretary: Client, year: int) -> None:
    page = secretary.get(f"/calendar/{year}/")

    assert page.status_code == 200
    assert f"There is no working-day calendar for {year}" in text_of(page)


@pytest.mark.parametrize("year", [0, 1899, 2200, 99999999])
def test_year_of_no_calendar_is_not_found(secretary: Client, year: int) -> None:
    assert secretary.get(f"/calendar/{year}/").status_code == 404


@pytest.mark.parametrize(
    ("start", "days", "result"),
    [
        ("05/01/2026", "30", date(2026, 2, 13)),
        ("5.1.26", "60", date(2026, 4, 3)),
        ("05/01/2026", "90", date(2026, 5, 20)),
        ("31/12/2025", "6", date(2026, 1, 10)),
        ("03/01/2026", "0", date(2025, 12, 31)),
    ],
)
def test_calculator_counts_as_the_deadlines_do(secretary: Client, start: str, days: str, result: date) -> None:
    page = secretary.get("/calendar/", {"start": start, "days": days})

    assert page.context["sum"].result == result


@pytest.mark.parametrize(
    ("start", "days", "field"),
    [
        ("31/02/2026", "5", "start"),
        ("05/06/2017", "5", "start"),
        ("01/12/2027", "60", "days"),
        ("05/01/2026", "-1", "days"),
        ("05/01/2026", "1001", "days"),
        ("", "5", "start"),
    ],
)
def test_calculator_refuses_at_the_field(secretary: Client, start: str, days: str, field: str) -> None:
    page = secretary.get("/calendar/", {"start": start, "days": days})

    assert list(errors_of(page)) == [field]
    assert title_of(page).startswith("Error:")


def test_calculator_names_the_year_that_is_missing(secretary: Client) -> None:
    page = secretary.get("/calendar/", {"start": "01/12/2027", "days": "60"})

    assert "2028" in errors_of(page)["days"][0]


def test_page_takes_few_queries(secretary: Client) -> None:
    secretary.get("/calendar/2026/")

    with CaptureQueriesContext(connection) as queries:
        secretary.get("/calendar/2026/")

    assert len(queries) <= 10
