"""`manage.py working_days`, for people."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    call_command("working_days", *arguments)
    return capsys.readouterr().out.splitlines()


def test_add_says_the_day_and_what_was_skipped(calendar_published: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "add", "2026-01-05", "60") == [
        "Friday 03/04/2026",
        "From Monday 05/01/2026 (day 0) to Friday 03/04/2026.",
        "Weekend days skipped: 23",
        "Days off skipped: 5",
        "  Monday 16/02/2026  Lunar New Year (29 of 12th lunar month)",
        "  Tuesday 17/02/2026  Lunar New Year (day 1)",
        "  Wednesday 18/02/2026  Lunar New Year (day 2)",
        "  Thursday 19/02/2026  Lunar New Year (day 3)",
        "  Friday 20/02/2026  Lunar New Year (day 4)",
        "Weekend days worked and counted: 1",
        "  Saturday 10/01/2026  Working Saturday for 2026-01-02",
    ]


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["add", "05/01/2026", "30"], "Friday 13/02/2026"),
        (["add", "2026-01-05", "90"], "Wednesday 20/05/2026"),
        (["add", "31/12/2025", "6"], "Saturday 10/01/2026"),
        (["add", "2026-04-03", "-60"], "Monday 05/01/2026"),
        (["count", "2026-01-05", "2026-04-03"], "60 working days"),
        (["count", "03/04/2026", "05/01/2026"], "-60 working days"),
        (["count", "2026-01-05", "2026-01-05"], "0 working days"),
    ],
)
def test_answer_comes_first(
    arguments: list[str], answer: str, calendar_published: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, *arguments)[0] == answer


def test_provisional_answer_says_so(calendar_published: None, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "add", "2026-11-23", "5")

    assert lines[-1] == "Provisional: the count reaches days that no official notice has settled yet."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "2017-01-05", "60"], "The working-day calendar of 2017 is not published"),
        (["add", "2027-12-05", "60"], "The working-day calendar of 2028 is not published"),
        (["count", "2026-01-05", "2029-01-01"], "The working-day calendar of 2029 is not published"),
        (["add", "31/02/2026", "60"], "The day 31/02/2026 does not exist."),
        (["add", "tomorrow", "60"], "“tomorrow” is no day"),
    ],
)
def test_error_names_what_is_wrong(arguments: list[str], message: str, calendar_published: None) -> None:
    with pytest.raises(CommandError, match=message) as refused:
        call_command("working_days", *arguments)

    assert refused.value.returncode == 1


def test_error_without_any_calendar_says_what_to_run(db: None) -> None:
    with pytest.raises(CommandError, match="load_calendar"):
        call_command("working_days", "add", "2026-01-05", "60")
