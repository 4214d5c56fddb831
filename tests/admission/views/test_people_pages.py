"""People and their records: within reach, masked, a look is journalled, two records become one."""

import re
import sys
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter

from admission.models import AdmissionCase
from members.encrypted import Secret
from members.models import DistinctPeople, JournalEvent, Person, Role
from members.national_id import seal_national_id
from members.services.people import PersonChanges, correct_person
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import Tree, make_account, make_member, make_person

NUMBER, RELIGION = "001196012345", "Canary giáo"


@pytest.fixture
def person(tree: Tree) -> Person:
    person = make_member(tree.branch, "Lê Văn Bình")
    return correct_person(
        person=person,
        changes=PersonChanges(
            {"born_on": date(1980, 2, 3)},
            {
                "national_id": seal_national_id(NUMBER),
                "ethnicity": Secret.seal("Tày"),
                "religion": Secret.seal("Phật giáo"),
            },
        ),
        by=None,
    )


def pages_of(person: Person) -> list[tuple[str, str]]:
    page = f"/people/{person.pk}/"
    return [
        ("get", page), ("post", f"{page}reveal/"), ("get", f"{page}edit/"), ("post", f"{page}edit/"),
        ("get", f"{page}compare/{person.pk + 1}/"), ("post", f"{page}compare/{person.pk + 1}/"),
    ]  # fmt: skip


def saved(person: Person, **more: Any) -> dict[str, Any]:
    person.refresh_from_db()
    return {"full_name": person.full_name, "born_on": "03/02/1980", "revision": person.revision} | more


def test_person_out_of_reach_does_not_exist(
    tree: Tree, person: Person, outsider: Client, administrator: Client
) -> None:
    make_member(tree.branch, "Trần Thị Cúc")

    for client in (outsider, administrator):
        assert {
            getattr(client, method)(url, {"field": "national_id"}).status_code for method, url in pages_of(person)
        } == {404}
    assert not JournalEvent.objects.filter(verb="field_revealed").exists()


def test_pages_ask_who_is_not_signed_in_to_sign_in(person: Person) -> None:
    for method, url in [
        *pages_of(person),
        ("get", "/people/"),
        ("get", "/people/duplicates/"),
        ("post", "/people/find/"),
    ]:
        response = getattr(Client(), method)(url)
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/sign-in/")


def test_lists_are_for_those_who_read_members(administrator: Client, inspector: Client) -> None:
    assert administrator.get("/people/").status_code == 403
    assert inspector.get("/people/").status_code == 200
    assert inspector.get("/people/duplicates/").status_code == 403


def test_inspector_reads_and_changes_nothing(person: Person, inspector: Client) -> None:
    assert inspector.get(f"/people/{person.pk}/").status_code == 200
    assert inspector.post(f"/people/{person.pk}/edit/", saved(person, full_name="Ai")).status_code == 403


@pytest.mark.parametrize(
    "page", ["/people/", "/people/?q=le+van", "/people/{pk}/", "/people/{pk}/edit/", "/branches/{branch}/members/"]
)
def test_sensitive_fields_are_masked_on_every_page(person: Person, tree: Tree, secretary: Client, page: str) -> None:
    response = secretary.get(page.format(pk=person.pk, branch=tree.branch.pk))

    assert response.status_code == 200
    for plain in (NUMBER, "Tày", "Phật giáo", person.national_id.token):
        assert plain not in response.content.decode()
    assert not JournalEvent.objects.filter(verb="field_revealed").exists()


def test_list_shows_the_last_three_figures(person: Person, secretary: Client) -> None:
    assert "•••••••••345" in text_of(secretary.get("/people/"))


@pytest.mark.parametrize(("field", "value"), [("national_id", NUMBER), ("ethnicity", "Tày"), ("religion", "Phật giáo")])
def test_look_shows_one_field_once_and_is_journalled(
    person: Person, tree: Tree, secretary: Client, field: str, value: str
) -> None:
    answer = secretary.post(f"/people/{person.pk}/reveal/", {"field": field})

    shown = [one for one in (NUMBER, "Tày", "Phật giáo") if one in answer.content.decode()]
    assert shown == [value]
    assert answer.headers["Cache-Control"] == "no-store"
    event = JournalEvent.objects.get(verb="field_revealed")
    assert (event.subject, event.details) == (f"person:{person.pk}", {"field": field})
    assert (str(event.account), event.organization) == ("Người bithu", tree.branch)
    assert value not in secretary.get(f"/people/{person.pk}/").content.decode()


def test_look_needs_a_click_on_the_page_itself(person: Person, tree: Tree) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))
    url = f"/people/{person.pk}/reveal/"
    page = client.get(f"/people/{person.pk}/").content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.split("/reveal/")[1])[0]

    assert client.get(url).status_code == 405
    assert client.post(url, {"field": "religion"}).status_code == 403
    assert client.post(url, {"field": "religion", "csrfmiddlewaretoken": token}).status_code == 200


@pytest.mark.parametrize("field", ["", "full_name", "national_id_index", "merge_reason"])
def test_look_at_anything_else_does_not_exist(person: Person, secretary: Client, field: str) -> None:
    assert secretary.post(f"/people/{person.pk}/reveal/", {"field": field}).status_code == 404


def test_field_with_nothing_recorded_is_no_look(tree: Tree, secretary: Client) -> None:
    empty = make_member(tree.branch, "Lê Văn Bình")

    answer = secretary.post(f"/people/{empty.pk}/reveal/", {"field": "religion"})

    assert answer.status_code == 200
    assert not JournalEvent.objects.filter(verb="field_revealed").exists()


def test_wrong_key_is_told_and_nothing_is_shown(person: Person, secretary: Client, settings: Any) -> None:
    settings.FIELD_KEYS = ["A" * 43 + "="]

    pages = [
        secretary.get(f"/people/{person.pk}/"),
        secretary.post(f"/people/{person.pk}/reveal/", {"field": "national_id"}),
        secretary.post("/people/find/", {"national_id": NUMBER}),
    ]

    for page in pages:
        assert "The keys of this installation do not open the sensitive fields" in text_of(page)
        assert person.national_id.token not in page.content.decode()
    assert "cannot be opened" in text_of(secretary.get("/people/"))
    assert not JournalEvent.objects.filter(verb="field_revealed").exists()


def test_number_finds_whom_the_account_may_read(
    tree: Tree, person: Person, secretary: Client, outsider: Client
) -> None:
    found = secretary.post("/people/find/", {"national_id": "001 196 012 345"})
    foreign = outsider.post("/people/find/", {"national_id": NUMBER})

    assert found.headers["Location"] == f"/people/{person.pk}/"
    assert errors_of(foreign) == {"national_id": ["Nobody in your area has this number."]}
    assert secretary.get(f"/people/find/?national_id={NUMBER}").status_code == 405
    assert list(errors_of(secretary.post("/people/find/", {"national_id": "12"}))) == ["national_id"]


def test_former_member_stays_in_reach_of_both_branches(tree: Tree, secretary: Client, sign_in: SignIn) -> None:
    person = make_member(tree.branch, "Lê Văn Bình", until_on=date(2024, 1, 5))
    beside = sign_in(make_account("ben-canh", Role.BRANCH_SECRETARY, tree.sibling))

    assert secretary.get(f"/people/{person.pk}/").status_code == 200
    assert beside.get(f"/people/{person.pk}/").status_code == 404


def test_page_shows_only_files_the_account_may_see(tree: Tree, case: AdmissionCase, sign_in: SignIn) -> None:
    person = case.candidate.person
    person.memberships.create(organization=tree.sibling, standing="working", from_on=date(2023, 1, 2))
    beside = sign_in(make_account("ben-canh", Role.BRANCH_SECRETARY, tree.sibling))

    page = text_of(beside.get(f"/people/{person.pk}/"))

    assert "Chi bộ Hai" in page
    assert case.code not in page


@pytest.mark.parametrize("people", [1, 3])
def test_list_costs_the_same_however_many_there_are(tree: Tree, secretary: Client, people: int) -> None:
    for number in range(people):
        make_member(tree.branch, f"Lê Văn {'ABC'[number]}")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        secretary.get("/people/")

    assert len(queries) <= 9


def test_record_is_completed_and_keeps_what_is_left_empty(person: Person, secretary: Client) -> None:
    done = secretary.post(
        f"/people/{person.pk}/edit/",
        saved(person, full_name="Lê Văn Bính", reason="Viết sai dấu", remove_religion="on"),
    )

    person.refresh_from_db()
    assert done.headers["Location"] == f"/people/{person.pk}/"
    assert (person.full_name, person.religion) == ("Lê Văn Bính", None)
    assert person.national_id.reveal() == NUMBER
    assert "Phật giáo" not in str(list(JournalEvent.objects.values_list("details", flat=True)))


def test_sex_is_entered_on_the_record_and_then_stands(person: Person, secretary: Client) -> None:
    url = f"/people/{person.pk}/edit/"

    secretary.post(url, saved(person, sex="male"))
    shown = text_of(secretary.get(f"/people/{person.pk}/"))
    left_out = secretary.post(url, saved(person))
    without_reason = secretary.post(url, saved(person, sex="female"))
    secretary.post(url, saved(person, sex="female", reason="Chọn nhầm"))

    person.refresh_from_db()
    assert "Sex Male" in shown
    assert (list(errors_of(left_out)), list(errors_of(without_reason))) == (["sex"], ["reason"])
    assert person.sex == "female"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"national_id": "123"}, "national_id"),
        ({"national_id": "001196999999"}, "reason"),
        ({"full_name": ""}, "full_name"),
        ({"born_on": ""}, "born_on"),
        ({"born_on": "03/03/2026"}, "born_on"),
        ({"born_on": "07/01/2020", "reason": "x"}, "born_on"),
        ({"religion": "4"}, "religion"),
        ({"religion": "Cao Đài", "remove_religion": "on"}, "religion"),
        ({"revision": "1"}, "__all__"),
    ],
)
def test_record_with_a_mistake_is_refused_at_its_field(
    person: Person, secretary: Client, typed: dict[str, str], field: str
) -> None:
    page = secretary.post(f"/people/{person.pk}/edit/", saved(person, **typed))

    assert list(errors_of(page)) == [field]
    assert Person.objects.get().revision == person.revision


def test_number_of_somebody_else_leads_to_the_comparison(tree: Tree, person: Person, secretary: Client) -> None:
    other = make_member(tree.branch, "Lê Văn Bính")

    page = secretary.post(
        f"/people/{other.pk}/edit/", {"full_name": "Lê Văn Bính", "national_id": NUMBER, "revision": other.revision}
    )

    assert f"/people/{other.pk}/compare/{person.pk}/" in page.content.decode()


def test_number_of_somebody_out_of_reach_says_no_more(tree: Tree, person: Person, outsider: Client) -> None:
    other = make_member(tree.foreign_branch, "Lê Văn Bính")

    page = outsider.post(
        f"/people/{other.pk}/edit/", {"full_name": "Lê Văn Bính", "national_id": NUMBER, "revision": other.revision}
    )

    assert errors_of(page)["national_id"] == [
        "This number is recorded for a person outside your area; ask the committee."
    ]
    assert person.full_name not in text_of(page)


def test_two_records_become_one_and_the_old_address_leads_there(tree: Tree, person: Person, secretary: Client) -> None:
    twin = make_person("Le Van Binh", date(1980, 5, 1))
    twin.memberships.create(organization=tree.branch, standing="official", from_on=date(2019, 1, 2))
    url = f"/people/{person.pk}/compare/{twin.pk}/"

    listed = secretary.get("/people/duplicates/")
    secretary.post(url, {"verdict": str(person.pk), "reason": "Cùng một người"})

    assert url in listed.content.decode()
    assert secretary.get(f"/people/{twin.pk}/").headers["Location"] == f"/people/{person.pk}/"
    assert (
        secretary.post(url, {"verdict": str(person.pk), "reason": "x"}).headers["Location"] == f"/people/{person.pk}/"
    )
    assert url not in secretary.get("/people/duplicates/").content.decode()


def test_two_people_are_told_apart_and_listed_no_more(tree: Tree, person: Person, secretary: Client) -> None:
    twin = make_member(tree.branch, "Lê Văn Bình")
    Person.objects.filter(pk=twin.pk).update(born_on=date(1980, 2, 3))
    url = f"/people/{twin.pk}/compare/{person.pk}/"

    refused = secretary.post(url, {"verdict": "apart", "reason": ""})
    done = secretary.post(url, {"verdict": "apart", "reason": "Hai anh em họ"})

    assert list(errors_of(refused)) == ["reason"]
    assert done.headers["Location"] == "/people/duplicates/"
    assert DistinctPeople.objects.get().second == twin
    assert "No records look alike" in text_of(secretary.get("/people/duplicates/"))
    assert "that these are two people: Hai anh em họ" in text_of(secretary.get(url))


def test_merger_that_cannot_be_is_told_in_words(tree: Tree, person: Person, secretary: Client) -> None:
    twin = make_member(tree.branch, "Lê Văn Bình")
    correct_person(
        person=twin, changes=PersonChanges(sensitive={"national_id": seal_national_id("001196054321")}), by=None
    )

    page = secretary.post(f"/people/{person.pk}/compare/{twin.pk}/", {"verdict": str(twin.pk), "reason": "x"})

    assert errors_of(page)["__all__"][0].startswith("They have different national ID numbers")


def test_verdict_about_a_third_record_is_refused(tree: Tree, person: Person, secretary: Client) -> None:
    twin, third = make_member(tree.branch, "Lê Văn Bình"), make_member(tree.branch, "Hà Mai")

    page = secretary.post(f"/people/{person.pk}/compare/{twin.pk}/", {"verdict": str(third.pk), "reason": "x"})

    assert list(errors_of(page)) == ["verdict"]


def test_number_is_recorded_with_a_new_file_and_never_shown(tree: Tree, secretary: Client) -> None:
    typed = {
        "branch": tree.branch.pk,
        "full_name": "Đặng Thị Hương",
        "born_on": "19/05/1996",
        "opened_on": "02/01/2024",
    }

    secretary.post("/cases/new/", typed | {"national_id": NUMBER})
    again = secretary.post("/cases/new/", typed | {"full_name": "Trần Nam", "national_id": NUMBER})

    assert AdmissionCase.objects.get().candidate.person.national_id.reveal() == NUMBER
    assert errors_of(again)["national_id"][0].startswith("This number is recorded for somebody with another name")


def test_number_is_recorded_with_a_new_member(tree: Tree, secretary: Client) -> None:
    url = f"/branches/{tree.branch.pk}/members/add/"
    typed = {"full_name": "Lê Văn Bình", "standing": "official", "from_on": "06/01/2020", "national_id": NUMBER}

    secretary.post(url, typed)
    again = secretary.post(url, typed | {"full_name": "Trần Nam"})

    assert Person.objects.get().national_id.reveal() == NUMBER
    assert list(errors_of(again)) == ["national_id"]


@pytest.mark.parametrize("debug", [True, False])
def test_report_of_an_error_holds_no_sensitive_value(settings: Any, debug: bool) -> None:
    settings.DEBUG = debug
    request = RequestFactory().post("/people/find/", {"national_id": NUMBER, "first-religion": RELIGION, "q": "seen"})
    typed = {"national_id": NUMBER, "inner": {"religion": RELIGION}}  # as a form keeps it
    national_id = typed["national_id"]

    try:
        raise RuntimeError(len(national_id))
    except RuntimeError:
        reporter = ExceptionReporter(request, *sys.exc_info())
    report = reporter.get_traceback_text() + reporter.get_traceback_html()

    assert "seen" in report or not debug
    assert "typed" in report
    assert NUMBER not in report
    assert RELIGION not in report


def test_case_page_leads_to_the_record_and_tells_who_worked_together(case: AdmissionCase, secretary: Client) -> None:
    page = secretary.get(f"/cases/{case.pk}/")

    assert f"/people/{case.candidate.person_id}/" in page.content.decode()


def test_sponsor_form_tells_since_when_members_work_with_the_candidate(
    tree: Tree, case: AdmissionCase, secretary: Client
) -> None:
    make_member(tree.branch, "Lê Văn Bình")

    page = text_of(secretary.get(f"/cases/{case.pk}/steps/assign_sponsor/"))

    assert (
        "Lê Văn Bình Works with the candidate since 02/01/2024 (26 whole months) Chi bộ Một, 02/01/2024 – still" in page
    )
