"""What the newer columns of the sheet leave in the database: the sex, and who approved an extension."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase
from admission.spreadsheets.layout import CASE, Part
from members.models import JournalEvent, Standing
from members.services.memberships import add_membership
from tests.admission.spreadsheets.sheets import RESOLUTION, change, row_up_to
from tests.admission.test_import_service import check, enter, told
from tests.factories import NOW, TODAY, Tree, make_person


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_sex_in_the_sheet_is_entered_and_completes_the_record_of_a_known_person(tree: Tree) -> None:
    known = make_person("Nguyễn Thị Hường", date(1998, 3, 12))
    add_membership(
        person=known, organization=tree.branch, standing=Standing.WORKING, from_on=date(2021, 5, 4), by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip

    untold = change(row_up_to(CASE, full_name="Vũ Thị Ba"), CASE, sex=None)
    enter(row_up_to(CASE), row_up_to(CASE, full_name="Lê Văn An", sex="nam"), untold)

    people = AdmissionCase.objects.values_list("candidate__person__full_name", "candidate__person__sex")
    assert dict(people) == {"Nguyễn Thị Hường": "female", "Lê Văn An": "male", "Vũ Thị Ba": ""}
    event = JournalEvent.objects.get(verb="person_corrected")
    assert (event.subject, event.details["new"]) == (f"person:{known.pk}", {"sex": "female"})


def test_sex_other_than_the_recorded_one_is_told(tree: Tree) -> None:
    decision = Part(StepCode.ADMISSION_DECISION)
    enter(change(row_up_to(decision), decision, outcome="Không đồng ý"))

    errors = told(check(row_up_to(CASE, opened_on=date(2025, 9, 1), sex="Nam")))

    message = "This person is recorded with the other sex. Correct the sheet, or first the record."
    assert errors == [(2, "D", message)]


def test_extension_is_entered_with_who_approved_it(tree: Tree) -> None:
    extension = Part(StepCode.ADMISSION_EXTENSION)
    values = {"working_days": 10, "granted_on": date(2024, 3, 1), "reason": "Chờ thẩm tra", "approver": "Phó Bí thư"}

    case = enter(change(row_up_to(RESOLUTION), extension, **values)).cases[0]

    assert case.extension_facts.get().approver == "Phó Bí thư"
