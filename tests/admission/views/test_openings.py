"""The page that corrects the day on which the branch took a candidate up."""

from datetime import date

import pytest
from django.test import Client

from admission.models import AdmissionCase
from members.models import Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import REASON, Tree, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

WAS_ON = "2024-01-02"


def typed(**values: str) -> dict[str, str]:
    return {"opened_on": "4/5/2021", "reason": REASON, "was_on": WAS_ON} | values


def url_of(case: AdmissionCase) -> str:
    return f"/cases/{case.pk}/opening/correct/"


def test_page_of_the_file_leads_to_the_correction_and_shows_what_was_replaced(
    case: AdmissionCase, secretary: Client
) -> None:
    before = secretary.get(case.get_absolute_url())
    page = secretary.post(url_of(case), typed(), follow=True)

    assert f'href="{url_of(case)}"' in before.content.decode()
    case.refresh_from_db()
    assert case.opened_on == date(2021, 5, 4)
    text = text_of(page)
    assert "The day the branch took the candidate up was corrected." in text
    assert "Replaced The branch took the candidate up on 02/01/2024 Reason: " in text
    assert "Corrected: Open the file" in text


def test_form_begins_with_the_recorded_day(case: AdmissionCase, secretary: Client) -> None:
    form = secretary.get(url_of(case)).context["form"]

    assert (form["opened_on"].value(), str(form["was_on"].value())) == ("02/01/2024", WAS_ON)


def test_old_number_still_finds_the_file(case: AdmissionCase, secretary: Client) -> None:
    old = case.code
    secretary.post(url_of(case), typed())

    case.refresh_from_db()
    found = AdmissionCase.objects.search(old)
    assert (case.code != old, list(found)) == (True, [case])


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"opened_on": ""}, "opened_on", "You have not entered “Day the branch took the candidate up”."),
        ({"opened_on": "3/3/2026"}, "opened_on", "03/03/2026"),
        ({"opened_on": "1/1/2010"}, "opened_on", "No regulation known here was in force on 01/01/2010."),
        ({"reason": ""}, "reason", "Say why."),
        ({"opened_on": "2/1/2024"}, "__all__", "Nothing differs from what is recorded."),
        ({"was_on": "2023-01-02"}, "__all__", "corrected meanwhile"),
    ],
)
def test_refused_at_the_field_and_what_was_typed_stays(
    case: AdmissionCase, secretary: Client, values: dict[str, str], field: str, words: str
) -> None:
    page = secretary.post(url_of(case), typed(**values))

    [message] = errors_of(page)[field]
    assert words in message
    assert page.context["form"]["reason"].value() == typed(**values)["reason"]
    case.refresh_from_db()
    assert case.opened_on == date(2024, 1, 2)


def test_who_only_reads_sees_no_way_to_correct(case: AdmissionCase, tree: Tree, sign_in: SignIn) -> None:
    inspector = sign_in(make_account("kiemtra", Role.INSPECTOR, tree.committee))

    page = inspector.get(case.get_absolute_url())

    assert url_of(case) not in page.content.decode()
    assert inspector.get(url_of(case)).status_code == 403
