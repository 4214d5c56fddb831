"""`manage.py cross_check_calendar`: the differences to the library, printed."""

import io

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.usefixtures("calendar_published", "in_english")


def printed(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("cross_check_calendar", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_swap_that_the_library_does_not_know_is_printed() -> None:
    assert printed("2026") == [
        "02/01/2026: here off, there worked. Nghỉ hoán đổi dịp Tết Dương lịch (làm bù 10/01/2026)",
        "10/01/2026: here worked, there off. Làm bù cho ngày 02/01/2026",
        "2 differences in 2026.",
    ]


def test_year_without_a_difference_says_so() -> None:
    assert printed("2025", "--calendar", "vn") == ["0 differences in 2025."]


@pytest.mark.parametrize("year", ["2018", "2028", "0", "99999"])
def test_year_outside_the_calendar_is_refused(year: str) -> None:
    with pytest.raises(CommandError, match=f"{year} is not in the calendar"):
        printed(year)


def test_unknown_calendar_is_refused() -> None:
    with pytest.raises(CommandError, match="“khac”"):
        printed("2026", "--calendar", "khac")
