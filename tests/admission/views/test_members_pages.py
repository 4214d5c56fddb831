"""The people of a branch on the screen: who reads, who writes, what each form does and refuses."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase
from members.models import (
    Absence,
    AbsenceKind,
    EndCause,
    JournalEvent,
    Membership,
    Organization,
    Person,
    Role,
    Standing,
)
from members.services.memberships import add_membership, end_membership, record_absence
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_person

ACT: dict[str, Any] = {"by": None, "today": TODAY, "now": NOW}
FORMS = ("add", "{stay}/end", "{stay}/standing", "{stay}/absence", "{stay}/void")
WHOLE = {"full_name": "Lê Văn Bình", "standing": "official", "from_on": "10/01/2024"}


def join(branch: Organization, name: str = "Lê Văn Bình", **more: Any) -> Membership:
    values: dict[str, Any] = {"standing": Standing.OFFICIAL, "from_on": date(2024, 1, 10), **ACT}
    person = more.pop("person", None) or make_person(name, None)
    return add_membership(person=person, organization=branch, **values | more)


def absent(stay: Membership) -> Absence:
    return record_absence(
        person=stay.person, organization=stay.organization, kind=AbsenceKind.ON_LEAVE, from_on=date(2025, 1, 1), **ACT
    )


def page_of(branch: Organization) -> str:
    return f"/branches/{branch.pk}/members/"


def form_of(stay: Membership, form: str) -> str:
    return page_of(stay.organization) + form.format(stay=stay.pk) + "/"


def forms_of(stay: Membership) -> list[str]:
    absence = f"/branches/{stay.organization_id}/absences/{absent(stay).pk}"
    return [*(form_of(stay, form) for form in FORMS), f"{absence}/end/", f"{absence}/void/"]


def test_branch_does_not_exist_for_an_outsider(tree: Tree, outsider: Client, administrator: Client) -> None:
    stay = join(tree.branch)

    for url in [page_of(tree.branch), *forms_of(stay)]:
        for client in (outsider, administrator):
            assert client.get(url).status_code == 404
            assert client.post(url).status_code in {404, 405}

    assert outsider.get(page_of(tree.committee)).status_code == 404


def test_sister_branch_does_not_exist_for_a_secretary(tree: Tree, secretary: Client) -> None:
    stay = join(tree.sibling)

    assert [secretary.get(url).status_code for url in [page_of(tree.sibling), *forms_of(stay)]] == [404] * 8


def test_stay_of_another_branch_is_not_reached_through_ones_own(tree: Tree, secretary: Client) -> None:
    stay = join(tree.sibling)

    for form in FORMS[1:]:
        assert secretary.post(page_of(tree.branch) + form.format(stay=stay.pk) + "/").status_code == 404


def test_page_asks_who_is_not_signed_in_to_sign_in(tree: Tree) -> None:
    stay = join(tree.branch)

    for url in ["/branches/", page_of(tree.branch), *forms_of(stay)]:
        assert Client().get(url).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize(
    ("role", "where", "keeps"),
    [
        (Role.BRANCH_SECRETARY, "branch", True),
        (Role.DEPUTY_SECRETARY, "branch", True),
        (Role.CLERK, "grassroots", True),
        (Role.REVIEWER, "committee", True),
        (Role.INSPECTOR, "committee", False),
        (Role.BRANCH_SECRETARY, "grassroots", False),
    ],
)
def test_each_role_reads_and_who_keeps_the_members_writes(
    tree: Tree, sign_in: SignIn, role: Role, where: str, keeps: bool
) -> None:
    stay = join(tree.branch)
    urls = forms_of(stay)
    client = sign_in(make_account("ai", role, getattr(tree, where)))

    page = client.get(page_of(tree.branch))

    assert page.status_code == 200
    assert "Lê Văn Bình" in text_of(page)
    assert ("/members/add/" in page.content.decode()) is keeps
    assert [client.get(url).status_code for url in urls] == [200 if keeps else 403] * len(urls)
    if not keeps:
        assert [client.post(url).status_code for url in urls] == [403] * len(urls)


def test_people_stand_by_standing_with_who_counts(tree: Tree, secretary: Client) -> None:
    absent(join(tree.branch, "Lê Văn Bình"))
    join(tree.branch, "Trần Thị Cúc", document="12-QĐ")
    join(tree.branch, "Vũ Dự Bị", standing=Standing.PROBATIONARY)
    join(tree.branch, "Hồ Ngoài Đảng", standing=Standing.WORKING)
    join(tree.sibling, "Người Nơi Khác")

    page = secretary.get(page_of(tree.branch))

    shown = {str(section.title): [row.name for row in section.rows] for section in page.context["sections"]}
    assert shown == {
        "Official members": ["Lê Văn Bình", "Trần Thị Cúc"],
        "Probationary members": ["Vũ Dự Bị"],
        "Not Party members": ["Hồ Ngoài Đảng"],
    }
    assert [(pair.label, pair.value) for pair in page.context["counts"]] == [
        ("Official members", "2"), ("Absent with leave", "1"), ("Counted in a vote, without those absent", "1"),
    ]  # fmt: skip
    assert page.context["sections"][0].rows[0].absence == "Absent with leave since 01/01/2025"


def test_list_takes_the_same_queries_for_one_person_and_for_three(tree: Tree, secretary: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert secretary.get(page_of(tree.branch)).status_code == 200
        return len(captured)

    absent(join(tree.branch))
    join(tree.branch, "Đã Đi", until_on=date(2025, 1, 1))
    queries()
    one = queries()
    for name in ("Trần Thị Cúc", "Vũ Dự Bị"):
        absent(join(tree.branch, name))
        join(tree.branch, name + " Cũ", until_on=date(2025, 1, 1))

    assert queries() == one


def test_person_is_added_with_who_recorded_it(tree: Tree, secretary: Client) -> None:
    response = secretary.post(page_of(tree.branch) + "add/", WHOLE | {"document": "12-QĐ/ĐU"})

    assert response.headers["Location"] == page_of(tree.branch)
    stay = Membership.objects.get()
    assert (stay.person.full_name, stay.standing, stay.from_on) == ("Lê Văn Bình", "official", date(2024, 1, 10))
    assert (str(stay.recorded_by), stay.document) == ("Người bithu", "12-QĐ/ĐU")
    assert JournalEvent.objects.filter(subject=f"person:{stay.person_id}", account=stay.recorded_by).exists()


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"full_name": ""}, {"full_name": ["Enter the full name."]}),
        ({"standing": ""}, {"standing": ["Choose the standing."]}),
        ({"from_on": "03/03/2026"}, {"from_on": ["The day 03/03/2026 has not come yet."]}),
        ({"from_on": "31/02/2024"}, {"from_on": ["The day 31/02/2024 does not exist."]}),
        ({"born_on": "11/01/2024"}, {"from_on": ["The day 10/01/2024 lies before the person's birth."]}),
        ({"until_on": "01/02/2025"}, {"end_cause": ["Choose why it ended."]}),
        ({"end_cause": "left"}, {"until_on": ["Enter the last day."]}),
        (
            {"until_on": "09/01/2024", "end_cause": "left"},
            {"until_on": ["The last day cannot come before the first day of the entry."]},
        ),
    ],
)
def test_person_is_not_added_with_a_mistake(
    tree: Tree, secretary: Client, typed: dict[str, str], errors: dict[str, list[str]]
) -> None:
    response = secretary.post(page_of(tree.branch) + "add/", WHOLE | typed)

    assert errors_of(response) == errors
    assert not Person.objects.exists()


def test_sex_of_a_person_added_is_recorded_and_never_changed_so(tree: Tree, secretary: Client) -> None:
    url = page_of(tree.branch) + "add/"

    secretary.post(url, WHOLE | {"sex": "male", "until_on": "05/01/2025", "end_cause": "moved"})
    again = secretary.post(url, WHOLE | {"sex": "female", "from_on": "01/02/2025"})

    assert errors_of(again)["sex"]
    assert Person.objects.get(full_name=WHOLE["full_name"]).sex == "male"
    assert JournalEvent.objects.get(verb="person_corrected").organization == tree.branch


def test_person_is_not_added_twice(tree: Tree, secretary: Client) -> None:
    secretary.post(page_of(tree.branch) + "add/", WHOLE)

    again = secretary.post(page_of(tree.branch) + "add/", WHOLE | {"from_on": "01/02/2025"})

    assert list(errors_of(again)) == ["from_on"]
    assert "since 10/01/2024 (Official member)" in errors_of(again)["from_on"][0]
    assert Membership.objects.count() == 1


def test_namesake_is_told_apart_by_the_day_of_birth(tree: Tree, secretary: Client) -> None:
    for typed in ({}, {"born_on": "19/05/1988"}):
        secretary.post(page_of(tree.branch) + "add/", WHOLE | typed)
    again = secretary.post(page_of(tree.branch) + "add/", WHOLE)

    assert errors_of(again) == {"born_on": ["The branch knows several people of this name; enter the day of birth."]}
    assert Membership.objects.values("person").distinct().count() == 2


def test_member_who_helps_already_is_the_same_person(tree: Tree, secretary: Client, case: AdmissionCase) -> None:
    advance(case, Dates())
    helper = case.sponsorship_facts.get(sponsor__full_name="Lê Văn Bình").sponsor
    revision = case.revision
    away = Membership.objects.get(person=helper)  # his assignment entered him in the list
    end_membership(membership=away, until_on=date(2026, 1, 30), cause=EndCause.MOVED, **ACT)

    secretary.post(page_of(tree.branch) + "add/", WHOLE | {"born_on": "19/05/1980", "from_on": "02/02/2026"})

    assert Membership.objects.get(from_on=date(2026, 2, 2)).person == helper
    helper.refresh_from_db()
    case.refresh_from_db()
    assert helper.born_on == date(1980, 5, 19)
    assert case.revision == revision + 1


def test_file_of_others_is_left_alone(tree: Tree, secretary: Client, case: AdmissionCase) -> None:
    revision = advance(case, Dates()).revision

    secretary.post(page_of(tree.branch) + "add/", WHOLE | {"full_name": "Người Khác Hẳn"})

    case.refresh_from_db()
    assert case.revision == revision


def test_voided_stay_of_a_candidate_derives_his_file_anew(tree: Tree, secretary: Client, case: AdmissionCase) -> None:
    stay = Membership.objects.get(person=case.candidate.person)
    before = case.revision

    secretary.post(form_of(stay, "{stay}/void"), {"reason": "Nhầm chi bộ"})

    case.refresh_from_db()
    assert case.revision == before + 1


def test_standing_of_a_candidate_follows_from_his_file(tree: Tree, secretary: Client, case: AdmissionCase) -> None:
    stay = Membership.objects.get(person=case.candidate.person)

    response = secretary.post(form_of(stay, "{stay}/standing"), {"standing": "official", "on": "01/02/2026"})

    stay.refresh_from_db()
    assert case.code in errors_of(response)["standing"][0]
    assert (stay.standing, stay.until_on) == ("working", None)


def test_stay_is_ended_with_cause_and_document(tree: Tree, secretary: Client) -> None:
    stay = join(tree.branch)

    secretary.post(form_of(stay, "{stay}/end"), {"until_on": "28/2/2026", "cause": "moved", "document": "GT-1"})

    stay.refresh_from_db()
    assert (stay.until_on, stay.end_cause, stay.end_document) == (date(2026, 2, 28), "moved", "GT-1")
    assert str(stay.ended_by) == "Người bithu"
    earlier = secretary.get(page_of(tree.branch)).context["earlier"]
    assert [(row.name, row.days, row.cause) for row in earlier] == [
        ("Lê Văn Bình", "10/01/2024 – 28/02/2026", "Moved to another Party organisation")
    ]


def test_stay_ended_meanwhile_is_told(tree: Tree, secretary: Client) -> None:
    stay = join(tree.branch)
    typed = {"until_on": "28/2/2026", "cause": "moved"}
    secretary.post(form_of(stay, "{stay}/end"), typed)

    again = secretary.post(form_of(stay, "{stay}/end"), typed)

    assert errors_of(again) == {
        "__all__": ["Somebody ended or voided this entry meanwhile. Nothing was changed."]
    }  # fmt: skip


def test_causes_of_other_acts_are_not_offered(tree: Tree, secretary: Client) -> None:
    stay = join(tree.branch)

    for cause in ("promoted", "merged"):
        response = secretary.post(form_of(stay, "{stay}/end"), {"until_on": "28/2/2026", "cause": cause})
        assert list(errors_of(response)) == ["cause"]


def test_standing_is_changed_and_not_to_the_same(tree: Tree, secretary: Client) -> None:
    stay = join(tree.branch, standing=Standing.PROBATIONARY)
    url = form_of(stay, "{stay}/standing")

    same = secretary.post(url, {"standing": "probationary", "on": "01/02/2026"})
    early = secretary.post(url, {"standing": "official", "on": "10/01/2024"})
    secretary.post(url, {"standing": "official", "on": "01/02/2026", "document": "16-QĐ"})

    assert list(errors_of(same)) == ["standing"]
    assert errors_of(early) == {"on": ["The new standing must begin after the first day of the present one."]}
    found = Membership.objects.order_by("from_on").values_list("standing", "from_on", "until_on")
    assert list(found) == [
        ("probationary", date(2024, 1, 10), date(2026, 1, 31)), ("official", date(2026, 2, 1), None),
    ]  # fmt: skip


def test_absence_is_recorded_once_ended_and_voided(tree: Tree, secretary: Client) -> None:
    stay = join(tree.branch)
    url = form_of(stay, "{stay}/absence")

    secretary.post(url, {"kind": "exempt", "from_on": "01/02/2026"})
    again = secretary.post(url, {"kind": "exempt", "from_on": "02/02/2026"})
    absence = Absence.objects.get()
    place = f"/branches/{tree.branch.pk}/absences/{absence.pk}"
    early = secretary.post(f"{place}/end/", {"until_on": "31/01/2026"})
    secretary.post(f"{place}/end/", {"until_on": "20/02/2026"})
    secretary.post(f"{place}/void/", {"reason": "Nhầm người"})

    assert list(errors_of(again)) == ["from_on"]
    assert list(errors_of(early)) == ["until_on"]
    absence.refresh_from_db()
    assert (absence.until_on, absence.void_reason) == (date(2026, 2, 20), "Nhầm người")


def test_absence_of_who_is_no_member_is_refused(tree: Tree, secretary: Client) -> None:
    stay = join(tree.branch, standing=Standing.WORKING)

    response = secretary.post(form_of(stay, "{stay}/absence"), {"kind": "exempt", "from_on": "01/02/2026"})

    assert errors_of(response) == {"from_on": ["The person was no Party member in this branch on that day."]}


def test_entry_is_voided_with_a_reason_and_stays_visible(tree: Tree, secretary: Client) -> None:
    stay = join(tree.branch)
    url = form_of(stay, "{stay}/void")

    without = secretary.post(url, {"reason": " "})
    secretary.post(url, {"reason": "Nhầm người"})

    assert errors_of(without) == {"reason": ["Say why."]}
    page = secretary.get(page_of(tree.branch))
    assert page.context["sections"] == []
    assert [(row.name, row.void_reason, row.void_url) for row in page.context["earlier"]] == [
        ("Lê Văn Bình", "Nhầm người", "")
    ]


def test_menu_leads_a_branch_to_its_own_people_and_a_committee_to_its_branches(
    tree: Tree, secretary: Client, reviewer: Client, administrator: Client
) -> None:
    join(tree.branch)

    assert secretary.get("/branches/").headers["Location"] == page_of(tree.branch)
    assert administrator.get("/branches/").status_code == 403
    found = reviewer.get("/branches/")
    assert [[cell["text"] for cell in row["cells"]] for row in found.context["rows"]] == [
        ["Chi bộ Một", "1", "0"], ["Chi bộ Hai", "0", "0"],
    ]  # fmt: skip
    searched = reviewer.get("/branches/", {"q": "chi bo hai"})
    assert [row["cells"][0]["text"] for row in searched.context["rows"]] == ["Chi bộ Hai"]


def test_branches_that_are_gone_come_last_and_are_cut_first(
    tree: Tree, reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Organization.objects.filter(pk=tree.branch.pk).update(dissolved_on=TODAY)

    def listed() -> tuple[list[str], bool]:
        page = reviewer.get("/branches/")
        return [row["cells"][0]["text"] for row in page.context["rows"]], page.context["is_cut"]

    (both, is_cut), most = listed(), "admission.selectors.branch_members.MOST_BRANCHES"
    monkeypatch.setattr(most, 1)
    assert (len(both), both[0], is_cut) == (2, "Chi bộ Hai", False)
    assert listed() == (["Chi bộ Hai"], True)


def test_list_of_branches_takes_the_same_queries_for_two_and_for_more(tree: Tree, reviewer: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reviewer.get("/branches/").status_code == 200
        return len(captured)

    queries()
    two = queries()
    for stay in (join(tree.branch), join(tree.sibling, "Trần Thị Cúc"), join(tree.branch, "Vũ Dự Bị")):
        absent(stay)

    assert queries() == two
