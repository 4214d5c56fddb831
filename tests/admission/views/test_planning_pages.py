"""Planning pages: before the next meeting, a ceremony counted back, the work of the coming weeks."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase, Deadline
from members.models import AbsenceKind, Organization
from members.services.memberships import record_absence
from tests.admission.views.pages import text_of
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_case, make_member

IN_CEREMONY = Dates(resolved_on=date(2025, 11, 3), decided_on=date(2026, 1, 12), received_on=date(2026, 1, 20))


@pytest.fixture
def branch(tree: Tree) -> Organization:
    """It meets on the third of each month."""
    Organization.objects.filter(pk=tree.branch.pk).update(meeting_day="d03")
    return tree.branch


def meeting_of(client: Client, branch: Organization, **asked: str) -> Any:
    return client.get(f"/branches/{branch.pk}/meeting/", asked)


def plan_of(client: Client, branch: Organization, on: str) -> Any:
    return client.get(f"/branches/{branch.pk}/ceremony-plan/", {"on": on})


def sections_of(page: Any) -> dict[str, list[str]]:
    return {section.anchor: [row.name for row in section.rows] for section in page.context["sections"]}


def outlooks(page: Any) -> dict[str, str]:
    """What is said of each file, by the name of its candidate."""
    rows = [row["cells"] for row in page.context["rows"]]
    return {cells[0]["text"].split(" · ")[0]: cells[2]["text"] for cells in rows}


# --- the next meeting -------------------------------------------------------------------------------------------------
def test_agenda_tells_what_presses_and_what_is_decided(branch: Organization, secretary: Client) -> None:
    due = advance(make_case(branch, name="Lý Thị Mai"), IN_CEREMONY)
    advance(make_case(branch, name="Phạm Văn Nam"), Dates(assigned_on=date(2024, 1, 5), resolved_on=None))
    advance(make_case(branch, name="Hồ Văn Chờ"), Dates())
    due_on = Deadline.objects.get(case=due, kind="ceremony").due_on

    page = meeting_of(secretary, branch)

    assert page.context["meetings"].meeting_on == date(2026, 3, 3)
    assert page.context["meetings"].following_on == date(2026, 4, 3)
    assert sections_of(page) == {"last-title": ["Lý Thị Mai"], "decide-title": ["Phạm Văn Nam"]}
    assert f"Admission ceremony: due {due_on:%d/%m/%Y}, before the next regular meeting" in text_of(page)
    assert "1 other open file has nothing for this meeting." in text_of(page)


def test_day_before_the_meeting_cannot_wait_for_it(branch: Organization, secretary: Client) -> None:
    case = advance(make_case(branch), IN_CEREMONY)
    Deadline.objects.filter(case=case, kind="ceremony").update(due_on=date(2026, 3, 16), provisional=True)

    page = meeting_of(secretary, branch, on="20/03/2026")

    assert sections_of(page) == {"urgent-title": ["Đặng Thị Hương"]}
    assert "due 16/03/2026, before this meeting – it cannot wait for it – provisional" in text_of(page)


def test_overdue_limit_is_called_overdue(branch: Organization, secretary: Client) -> None:
    case = advance(make_case(branch), IN_CEREMONY)
    Deadline.objects.filter(case=case, kind="ceremony").update(due_on=date(2026, 2, 27))

    assert "Admission ceremony: overdue since 27/02/2026" in text_of(meeting_of(secretary, branch))


def test_branch_hears_of_what_another_body_has_to_do_for_it(
    branch: Organization, tree: Tree, secretary: Client
) -> None:
    case = advance(make_case(branch), Dates(decided_on=date(2026, 2, 9)))
    Deadline.objects.filter(case=case, kind="receipt_log").update(
        organization=tree.committee, also_organization=branch, due_on=date(2026, 3, 16)
    )

    page = meeting_of(secretary, branch)

    assert sections_of(page) == {"last-title": ["Đặng Thị Hương"]}
    assert "due 16/03/2026, before the next regular meeting – to be settled at this one" in text_of(page)


def test_agenda_names_who_is_entitled_to_vote_on_its_day(branch: Organization, secretary: Client) -> None:
    member = make_member(branch, "Tạ Văn Vắng")
    make_member(branch, "Vũ Thị Đi", until_on=date(2026, 3, 1))
    record_absence(
        person=member, organization=branch, kind=AbsenceKind.ON_LEAVE, from_on=date(2026, 3, 1),
        by=None, today=TODAY, now=NOW,
    )  # fmt: skip

    page = meeting_of(secretary, branch)

    assert [line.name for line in page.context["there"].members] == ["Tạ Văn Vắng"]
    assert "Tạ Văn Vắng Absent with leave" in text_of(page)
    assert "By its list the branch has 1 official members on 03/03/2026. Exempted, attached elsewhere" in text_of(page)


def test_paper_that_expires_before_the_meeting_is_told(branch: Organization, secretary: Client) -> None:
    case = advance(make_case(branch), Dates(resolved_on=None))
    row = Deadline.objects.filter(case=case).first()
    assert row is not None
    row.pk, row.kind, row.subject, row.nature = None, "paper_validity", "application", "validity"
    row.due_on = date(2026, 3, 10)
    row.save(force_insert=True)

    this_one = text_of(meeting_of(secretary, branch))
    next_one = text_of(meeting_of(secretary, branch, on="03/04/2026"))

    assert "until 10/03/2026: good at this meeting, expires before the next one" in this_one
    assert "until 10/03/2026: expires before this meeting" in next_one


def test_branch_without_a_meeting_day_is_asked_for_one(tree: Tree, secretary: Client) -> None:
    make_case(tree.branch)

    nothing = meeting_of(secretary, tree.branch)
    chosen = meeting_of(secretary, tree.branch, on="10/03/2026")

    assert "No regular meeting day is fixed for this branch." in text_of(nothing)
    assert sections_of(chosen) == {"decide-title": ["Đặng Thị Hương"]}
    assert "No day is fixed: taken to be a month later." in text_of(chosen)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("01/03/2026", "This day has passed: enter one from today on."),
        ("31/02/2026", "The day 31/02/2026 does not exist."),
        ("mai", "Enter the day as day/month/year"),
    ],
)
def test_wrong_meeting_day_is_told_and_kept(branch: Organization, secretary: Client, typed: str, words: str) -> None:
    page = meeting_of(secretary, branch, on=typed)

    assert words in text_of(page)
    assert f'value="{typed}"' in page.content.decode()
    assert page.context["meetings"].meeting_on == date(2026, 3, 3)


def test_agenda_takes_the_same_queries_for_one_file_and_three(branch: Organization, secretary: Client) -> None:
    make_case(branch, name="Một")
    meeting_of(secretary, branch)
    with CaptureQueriesContext(connection) as one:
        meeting_of(secretary, branch)
    for name in ("Hai", "Ba"):
        advance(make_case(branch, name=name), IN_CEREMONY)

    with CaptureQueriesContext(connection) as three:
        page = meeting_of(secretary, branch)

    assert sum(map(len, sections_of(page).values())) == 3
    assert len(three) == len(one)


def test_menu_leads_to_the_branches_and_the_only_one_straight_to_its_meeting(
    branch: Organization, secretary: Client, reviewer: Client
) -> None:
    assert 'href="/planning/"' in secretary.get("/").content.decode()
    assert secretary.get("/planning/").headers["Location"] == f"/branches/{branch.pk}/meeting/"

    listed = reviewer.get("/planning/")
    found = reviewer.get("/planning/", {"q": "chi bo mot"})

    assert "Chi bộ Một Day 3 of the month Tuesday 03/03/2026" in text_of(listed)
    assert "Chi bộ Hai – no day is fixed" in text_of(listed)
    assert len(found.context["rows"]) == 1
    assert 'href="/planning/workload/"' in listed.content.decode()


def test_list_of_branches_takes_the_same_queries_for_two_and_for_more(
    tree: Tree, reviewer: Client, django_assert_num_queries: Any
) -> None:
    reviewer.get("/planning/")
    with CaptureQueriesContext(connection) as two:
        reviewer.get("/planning/")
    Organization.objects.filter(pk__in=[tree.branch.pk, tree.sibling.pk]).update(meeting_day="w1-0")

    with django_assert_num_queries(len(two)):
        reviewer.get("/planning/")


@pytest.mark.parametrize("page", ["meeting", "ceremony-plan"])
def test_pages_of_a_branch_are_for_its_readers(
    branch: Organization, inspector: Client, outsider: Client, administrator: Client, page: str
) -> None:
    url = f"/branches/{branch.pk}/{page}/"

    assert [client.get(url).status_code for client in (inspector, outsider, administrator)] == [200, 404, 404]


# --- a ceremony -------------------------------------------------------------------------------------------------------
def test_plan_counts_back_and_tells_who_misses_it(branch: Organization, secretary: Client) -> None:
    make_case(branch, name="Ngô Văn Mới")
    advance(make_case(branch, name="Phạm Văn Nam"), Dates(resolved_on=None))
    waiting = advance(make_case(branch, name="Hồ Văn Chờ"), Dates(resolved_on=date(2026, 1, 5)))
    ceremony = advance(make_case(branch, name="Lý Thị Mai"), IN_CEREMONY)
    due_on = Deadline.objects.get(case=ceremony, kind="ceremony").due_on
    decided_by = Deadline.objects.get(case=waiting, kind="admission_decision").due_on

    page = plan_of(secretary, branch, "02/09/2026")

    text = text_of(page)
    assert "The committee decides by Saturday 22/08/2026" in text
    assert "The branch receives the decision by Friday 28/08/2026" in text
    assert outlooks(page) == {
        "Ngô Văn Mới": "Not possible: No sponsors yet: assigned today, their months together are complete on "
        "02/03/2027.",
        "Lý Thị Mai": f"Not possible: The ceremony must be held by {due_on:%d/%m/%Y} already.",
        "Hồ Văn Chờ": f"Not possible: The decision is due by {decided_by:%d/%m/%Y} already; "
        "the ceremony must follow it sooner.",
        "Phạm Văn Nam": "Possible",
    }


def test_plan_names_the_last_meeting_in_time(branch: Organization, secretary: Client) -> None:
    page = plan_of(secretary, branch, "02/09/2026")
    soon = plan_of(secretary, branch, "19/05/2026")

    by_on = page.context["plan"].resolution_by_on
    assert by_on == date(2026, 6, 1)
    assert "Last regular meeting before it: Sunday 03/05/2026" in text_of(page)
    assert "This day has passed. No regular meeting is left before it." in text_of(soon)


def test_suggested_days_lead_to_their_plans(branch: Organization, secretary: Client) -> None:
    page = secretary.get(f"/branches/{branch.pk}/ceremony-plan/")

    suggested = page.context["suggested"]
    assert [day.label for day in suggested] == ["19/05/2026", "02/09/2026", "03/02/2027"]
    assert [secretary.get(day.url).context["plan"].ceremony_on for day in suggested] == [
        date(2026, 5, 19), date(2026, 9, 2), date(2027, 2, 3),
    ]  # fmt: skip
    assert "Provisional: the calendar is not confirmed" in text_of(secretary.get(suggested[2].url))


def test_ceremony_beyond_the_calendar_is_an_error_at_the_day(branch: Organization, secretary: Client) -> None:
    page = plan_of(secretary, branch, "19/05/2029")

    assert "There is no working-day calendar for 2029" in text_of(page)
    assert 'value="19/05/2029"' in page.content.decode()


# --- the coming weeks -------------------------------------------------------------------------------------------------
def numbers(page: Any) -> dict[str, list[dict[str, str]]]:
    return {row["cells"][0]["text"]: row["cells"][1:] for row in page.context["rows"]}


def test_each_number_leads_to_as_many_files(branch: Organization, tree: Tree, reviewer: Client) -> None:
    for number, organization in enumerate((branch, branch, tree.sibling)):
        advance(make_case(organization, name=f"Người thứ {number}"), Dates())
    late: AdmissionCase = advance(make_case(branch, name="Lý Thị Mai"), IN_CEREMONY)
    Deadline.objects.filter(case=late, kind="ceremony").update(due_on=date(2026, 2, 27))

    page = reviewer.get("/planning/workload/")

    linked = [cell for cells in numbers(page).values() for cell in cells if cell["url"]]
    found = [reviewer.get(cell["url"]).context["total"] for cell in linked]
    assert len(linked) >= 4
    assert found == [int(cell["text"]) for cell in linked]
    assert numbers(page)["Overdue"][-1]["text"] == "1"
    assert sum(int(cells[-1]["text"]) for cells in numbers(page).values()) == 4


def test_weeks_run_from_monday_to_sunday(branch: Organization, secretary: Client) -> None:
    advance(make_case(branch), Dates())

    weeks = list(numbers(secretary.get("/planning/workload/")))

    assert len(weeks) == 13
    assert weeks[:3] == ["Overdue", "02/03/2026 to 08/03/2026", "09/03/2026 to 15/03/2026"]
    assert weeks[-1] == "18/05/2026 to 24/05/2026"


def test_bars_are_as_high_as_their_numbers(branch: Organization, secretary: Client) -> None:
    for name in ("Một", "Hai"):
        advance(make_case(branch, name=name), Dates())
    late = advance(make_case(branch, name="Lý Thị Mai"), IN_CEREMONY)
    Deadline.objects.filter(case=late, kind="ceremony").update(due_on=date(2026, 2, 27))

    page = secretary.get("/planning/workload/")

    bars = page.context["bars"]
    totals = [int(cells[-1]["text"]) for cells in numbers(page).values()]
    assert [bar.count for bar in bars] == totals
    assert [bar.height for bar in bars] == [round(130 * total / max(totals)) for total in totals]
    assert [(bar.label, bar.is_overdue) for bar in bars[:2]] == [("Overdue", True), ("02/03", False)]
    assert 'style="' not in page.content.decode()


def test_forecast_of_an_outsider_counts_nothing_here(branch: Organization, outsider: Client) -> None:
    advance(make_case(branch), Dates())

    assert "No last day in these weeks" in text_of(outsider.get("/planning/workload/"))


def test_forecast_takes_the_same_queries_for_one_file_and_three(branch: Organization, secretary: Client) -> None:
    advance(make_case(branch, name="Một"), Dates())
    secretary.get("/planning/workload/")
    with CaptureQueriesContext(connection) as one:
        secretary.get("/planning/workload/")
    for name in ("Hai", "Ba"):
        advance(make_case(branch, name=name), IN_CEREMONY)

    with CaptureQueriesContext(connection) as three:
        secretary.get("/planning/workload/")

    assert len(three) == len(one)


def test_list_filters_by_what_is_due_between_days(branch: Organization, secretary: Client) -> None:
    case = advance(make_case(branch, name="Phạm Văn Nam"), Dates())
    advance(make_case(branch, name="Lý Thị Mai"), IN_CEREMONY)
    due_on = Deadline.objects.get(case=case, kind="admission_decision").due_on
    asked = {"due_kind": "admission_decision", "due_from": f"{due_on:%d/%m/%Y}", "due_to": f"{due_on:%d/%m/%Y}"}

    page = secretary.get("/cases/", asked)
    other = secretary.get("/cases/", {**asked, "due_kind": "ceremony"})
    misread = secretary.get("/cases/", {"due_from": "mai"})

    assert (page.context["total"], other.context["total"], misread.context["total"]) == (1, 0, 2)
    assert [str(chip["label"]) for chip in page.context["chips"]] == [
        "Admission decision", f"Due from: {due_on:%d/%m/%Y}", f"Due until: {due_on:%d/%m/%Y}",
    ]  # fmt: skip
    kept = parse_qs(urlsplit(page.context["chips"][0]["remove_url"]).query)
    assert kept == {"due_from": [asked["due_from"]], "due_to": [asked["due_to"]]}
    assert "Enter the day as day/month/year" in text_of(misread)
