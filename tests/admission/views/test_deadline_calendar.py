"""The calendar of deadlines: what falls on which day, for whom, and that it agrees with the feed."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase, Deadline
from admission.selectors.feeds import feed_events
from admission.services.feeds import make_feed
from members.access import access_of
from members.models import Account, Organization, Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_case

URL = "/deadlines/calendar/"
DUE_ON = date(2026, 4, 3)
"""Sixty working days after the resolution of `Dates()`."""


@pytest.fixture
def case(tree: Tree) -> AdmissionCase:
    """It waits for the decision of the committee, until 3 April 2026."""
    found = advance(make_case(tree.branch), Dates())
    assert Deadline.objects.get(case=found, kind="admission_decision").due_on == DUE_ON
    return found


def due(page: Any) -> dict[date, list[str]]:
    """What stands on which day."""
    return {day.cell.on: [line.title for line in day.lines] for day in page.context["days"] if day.lines}


def move(case: AdmissionCase, on: date, **changes: Any) -> None:
    Deadline.objects.filter(case=case, kind="admission_decision").update(due_on=on, **changes)


def test_deadline_stands_on_its_day_with_its_light(case: AdmissionCase, secretary: Client) -> None:
    page = secretary.get(URL, {"month": "2026-04"})

    assert due(page) == {DUE_ON: [f"Đặng Thị Hương · {case.code}"]}
    words = text_of(page)
    assert "Month 4/2026 (1)" in words
    assert f"On track Đặng Thị Hương · {case.code} Admission decision" in words
    assert f'href="/cases/{case.pk}/"' in page.content.decode()


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 2, 27), "Overdue"),
        (TODAY, "Due today"),
        (date(2026, 3, 9), "Due soon"),
        (date(2026, 3, 31), "On track"),
    ],
)
def test_light_is_a_word_beside_the_colour(case: AdmissionCase, secretary: Client, due_on: date, words: str) -> None:
    move(case, due_on, provisional=True)

    page = secretary.get(URL, {"month": f"{due_on:%Y-%m}"})

    assert f"{words} – provisional Đặng Thị Hương" in text_of(page)


def test_days_off_make_up_days_and_today_are_marked(secretary: Client) -> None:
    april, march = (secretary.get(URL, {"month": month}) for month in ("2026-04", "2026-03"))

    assert "Day off: " in text_of(april)
    kinds = {day.cell.on: day.cell.kind for day in april.context["days"]}
    assert (kinds[date(2026, 4, 30)], kinds[date(2026, 4, 4)], kinds[date(2026, 4, 3)]) == (
        "day_off", "weekend", "working",
    )  # fmt: skip
    assert [day.cell.on for day in march.context["days"] if day.cell.is_today] == [TODAY]
    assert march.content.decode().count('aria-current="date"') == 1
    assert len(march.context["days"]) == 31


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({}, "Month 3/2026"),
        ({"month": "2026-12"}, "Month 12/2026"),
        ({"month": "gibberish"}, "Month 3/2026"),
        ({"month": "2026-13"}, "Month 3/2026"),
        ({"day": "2026-04-03"}, "Friday 03/04/2026"),
    ],
)
def test_month_and_day_are_in_the_address(secretary: Client, asked: dict[str, str], title: str) -> None:
    page = secretary.get(URL, asked)

    assert page.context["title"] == title


def test_neighbouring_months_are_linked_and_keep_the_filters(case: AdmissionCase, secretary: Client) -> None:
    page = secretary.get(URL, {"month": "2026-01", "kind": "ceremony"})

    assert page.context["previous_url"] == "?month=2025-12&kind=ceremony"
    assert page.context["next_url"] == "?month=2026-02&kind=ceremony"
    assert secretary.get(URL + page.context["next_url"]).context["title"] == "Month 2/2026"


def test_month_beyond_the_calendar_says_that_days_off_are_not_known(secretary: Client) -> None:
    page = secretary.get(URL, {"month": "2031-05"})

    assert "The working-day calendar of this time is not published yet" in text_of(page)


def test_crowded_day_shows_a_few_and_leads_to_the_others(tree: Tree, secretary: Client) -> None:
    for number in range(5):
        advance(make_case(tree.branch, name=f"Người {'ABCDE'[number]}"), Dates())

    month = secretary.get(URL, {"month": "2026-04"})
    crowded = next(day for day in month.context["days"] if day.cell.on == DUE_ON)
    day = secretary.get(URL + crowded.more_url)
    files = secretary.get(day.context["files_url"])

    assert (len(crowded.lines), crowded.more) == (3, 2)
    assert "+ 2 more" in text_of(month)
    assert (len(due(day)[DUE_ON]), day.context["total"], files.context["total"]) == (5, 5, 5)


def test_more_than_are_counted_are_said_to_be_more(
    tree: Tree, case: AdmissionCase, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a nation: each day is then counted on its own, and only so far."""
    for number in range(4):
        advance(make_case(tree.branch, name=f"Người {'ABCD'[number]}"), Dates())
    other = advance(make_case(tree.branch, name="Lý Thị Mai"), Dates())
    other_day = date(2026, 4, 7)
    move(other, other_day)
    whole = secretary.get(URL, {"month": "2026-04"})
    monkeypatch.setattr("admission.selectors.deadline_calendar.MOST_READ", 3)
    monkeypatch.setattr("admission.selectors.deadline_calendar.MOST_OF_A_DAY", 4)
    monkeypatch.setattr("admission.views.deadline_calendar.OF_ONE_DAY", 4)

    cut = secretary.get(URL, {"month": "2026-04"})
    day = secretary.get(URL, {"day": DUE_ON.isoformat()})

    assert due(cut) == due(whole)
    assert "Month 4/2026 (6)" in text_of(whole)
    assert "Month 4/2026 (" not in text_of(cut)
    shown = {one.cell.on: (len(one.lines), one.more, one.is_cut) for one in cut.context["days"] if one.lines}
    assert shown == {DUE_ON: (3, 1, True), other_day: (1, 0, False)}
    assert "+ more than 1 more" in text_of(cut)
    (only,) = day.context["days"]
    assert (len(only.lines), only.more, only.is_cut, only.more_url) == (4, 0, True, day.context["files_url"])
    assert "More fall due on this day: see the list of files" in text_of(day)


def test_filters_are_in_the_address(tree: Tree, case: AdmissionCase, reviewer: Client) -> None:
    other = advance(make_case(tree.sibling, name="Lý Thị Mai"), Dates())
    asked = {"month": "2026-04"}

    both, one, none, misread = (
        due(reviewer.get(URL, asked | more))
        for more in ({}, {"branch": str(tree.sibling.pk)}, {"kind": "ceremony"}, {"branch": "x", "kind": "y"})
    )

    assert both[DUE_ON] == [f"Đặng Thị Hương · {case.code}", f"Lý Thị Mai · {other.code}"]
    assert one == {DUE_ON: [f"Lý Thị Mai · {other.code}"]}
    assert none == {}
    assert misread == both


def test_committee_sees_what_it_must_see_to_and_on_demand_all_it_reads(
    tree: Tree, case: AdmissionCase, reviewer: Client, inspector: Client
) -> None:
    ceremony = Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 25))
    of_the_branch = advance(make_case(tree.sibling, name="Lý Thị Mai"), ceremony)
    held_by = Deadline.objects.get(case=of_the_branch, kind="ceremony").due_on
    assert held_by is not None
    asked = {"month": "2026-04"}

    mine, everything, inspected = (
        due(reviewer.get(URL, asked)), due(reviewer.get(URL, asked | {"whose": "all"})), due(inspector.get(URL, asked)),
    )  # fmt: skip

    assert list(mine) == [DUE_ON]
    assert sorted(everything) == sorted({DUE_ON, held_by})
    assert inspected == everything


def test_foreign_branch_sees_nothing_of_it_and_an_administrator_no_page(
    case: AdmissionCase, outsider: Client, administrator: Client
) -> None:
    assert due(outsider.get(URL, {"month": "2026-04", "whose": "all"})) == {}
    assert administrator.get(URL).status_code == 403


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.REVIEWER])
def test_calendar_shows_what_the_feed_of_the_same_person_tells(tree: Tree, sign_in: SignIn, role: Role) -> None:
    place: Organization = tree.branch if role is Role.BRANCH_SECRETARY else tree.committee
    account: Account = make_account("nguoi", role, place)
    client = sign_in(account)
    advance(make_case(tree.branch, name="Một"), Dates())
    advance(make_case(tree.branch, name="Hai"), Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 25)))
    advance(make_case(tree.sibling, name="Ba"), Dates(resolved_on=date(2026, 1, 12)))
    advance(make_case(tree.sibling, name="Bốn", opened_on=date(2026, 2, 3)), Dates(date(2026, 2, 5), None))
    feed, _token = make_feed(account=account, now=NOW)

    told = [
        (event.on, event.url.rsplit("/", 2)[1])
        for event in feed_events(access_of(account, TODAY), feed)
        if not event.is_cancelled and "/cases/" in event.url
    ]

    shown = []
    for month in sorted({f"{on:%Y-%m}" for on, _pk in told}):
        days = client.get(URL, {"month": month}).context["days"]
        shown += [(day.cell.on, line.url.rsplit("/", 2)[1]) for day in days for line in day.lines]
        assert not any(day.more for day in days)
    assert len(told) >= 2
    assert sorted(shown) == sorted(told)


def test_calendar_takes_the_same_queries_for_one_file_and_three(tree: Tree, reviewer: Client) -> None:
    advance(make_case(tree.branch, name="Một"), Dates())
    reviewer.get(URL, {"month": "2026-04"})
    with CaptureQueriesContext(connection) as one:
        reviewer.get(URL, {"month": "2026-04"})
    for name, branch in (("Hai", tree.branch), ("Ba", tree.sibling)):
        advance(make_case(branch, name=name), Dates())

    with CaptureQueriesContext(connection) as three:
        page = reviewer.get(URL, {"month": "2026-04"})

    assert page.context["total"] == 3
    assert len(three) == len(one) <= 12


def test_calendar_is_reached_from_planning(tree: Tree, secretary: Client, reviewer: Client) -> None:
    link = f'href="{URL}"'

    assert link in secretary.get(f"/branches/{tree.branch.pk}/meeting/").content.decode()
    assert link in reviewer.get("/planning/").content.decode()
    assert 'href="/account/calendar/"' in secretary.get(URL).content.decode()
