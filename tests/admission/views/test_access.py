"""Who may open which page: a file outside the scope does not exist, a step of others is forbidden."""

import pytest
from django.test import Client

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase
from members.models import Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import step_url
from tests.factories import Dates, Tree, advance, make_account

PAGES_OF_A_FILE = (
    "/cases/{case}/",
    "/cases/{case}/steps/admission_decision/",
    "/cases/{case}/steps/admission_resolution/done/",
    "/cases/{case}/facts/branchresolution/{fact}/correct/",
    "/cases/{case}/facts/receipt/{fact}/correct/",
    "/cases/{case}/deadlines/{deadline}/",
)
PAGES_OF_EVERYBODY = ("/", "/cases/", "/calendar/", "/calendar/2026/", "/calendar/2031/")


@pytest.fixture
def resolved(case: AdmissionCase) -> AdmissionCase:
    return advance(case, Dates())


def address(page: str, case: AdmissionCase) -> str:
    fact = case.branchresolution_facts.get()
    return page.format(case=case.pk, fact=fact.pk, deadline=case.deadlines.get(kind="admission_decision").pk)


@pytest.mark.parametrize("page", [*PAGES_OF_A_FILE, *PAGES_OF_EVERYBODY, "/cases/new/"])
def test_page_asks_who_is_not_signed_in_to_sign_in(resolved: AdmissionCase, page: str) -> None:
    response = Client().get(address(page, resolved))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("page", PAGES_OF_A_FILE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_file_does_not_exist_for_an_outsider(resolved: AdmissionCase, outsider: Client, page: str, method: str) -> None:
    assert getattr(outsider, method)(address(page, resolved)).status_code in {404, 405}
    assert outsider.get(address(page, resolved)).status_code == 404


@pytest.mark.parametrize("page", PAGES_OF_A_FILE)
def test_file_does_not_exist_for_an_administrator(resolved: AdmissionCase, administrator: Client, page: str) -> None:
    assert administrator.get(address(page, resolved)).status_code == 404


def test_file_does_not_exist_for_the_branch_beside(tree: Tree, resolved: AdmissionCase, sign_in: SignIn) -> None:
    beside = sign_in(make_account("ben-canh", Role.BRANCH_SECRETARY, tree.sibling))

    assert beside.get(f"/cases/{resolved.pk}/").status_code == 404
    assert beside.get("/cases/").context["total"] == 0


def test_file_is_not_shown_once_the_role_has_ended(tree: Tree, resolved: AdmissionCase, sign_in: SignIn) -> None:
    account = make_account("het-nhiem-ky", Role.BRANCH_SECRETARY, tree.branch)
    account.roles.update(until_on="2026-03-01")

    assert sign_in(account).get(f"/cases/{resolved.pk}/").status_code == 404


@pytest.mark.parametrize("page", PAGES_OF_EVERYBODY)
def test_common_page_shows_an_outsider_nothing_of_others(resolved: AdmissionCase, outsider: Client, page: str) -> None:
    response = outsider.get(page)

    assert response.status_code == 200
    assert "Đặng Thị Hương" not in response.content.decode()


@pytest.mark.parametrize(
    ("step", "secretary_may", "reviewer_may"),
    [(StepCode.ADMISSION_DECISION, False, True), (StepCode.ADMISSION_EXTENSION, False, True)],
)
def test_committee_step_belongs_to_the_committee(
    resolved: AdmissionCase,
    secretary: Client,
    reviewer: Client,
    step: StepCode,
    secretary_may: bool,
    reviewer_may: bool,
) -> None:
    assert (secretary.get(step_url(resolved, step)).status_code == 200) is secretary_may
    assert (reviewer.get(step_url(resolved, step)).status_code == 200) is reviewer_may


def test_visible_step_of_others_is_forbidden_not_missing(resolved: AdmissionCase, secretary: Client) -> None:
    response = secretary.post(step_url(resolved, StepCode.ADMISSION_DECISION), {"outcome": "granted"})

    assert response.status_code == 403
    assert not resolved.committeedecision_facts.exists()


@pytest.mark.parametrize("step", list(StepCode))
def test_inspector_records_nothing(resolved: AdmissionCase, inspector: Client, step: StepCode) -> None:
    assert inspector.post(step_url(resolved, step)).status_code in {403, 404}


def test_inspector_reads_the_file_without_buttons(resolved: AdmissionCase, inspector: Client) -> None:
    page = inspector.get(f"/cases/{resolved.pk}/")

    assert page.status_code == 200
    assert "/steps/" not in page.content.decode()
    assert "/correct/" not in page.content.decode()


def test_list_of_files_is_for_those_who_read_them(inspector: Client, administrator: Client) -> None:
    assert inspector.get("/cases/").status_code == 200
    assert administrator.get("/cases/").status_code == 403


def test_opening_files_is_for_those_who_act(inspector: Client, administrator: Client) -> None:
    assert inspector.get("/cases/new/").status_code == 403
    assert administrator.get("/cases/new/").status_code == 403
