"""Of the vetting nothing is kept but result, day, number and issuing body: no way in for words or for a file.

The model, the services, the form and the imported sheet are each tried; the law on state secrets forbids more on a
networked machine.
"""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client

from admission.domain.procedure import RESULT_ONLY_REASONS, STEPS, Choice, StepCode, StepShape
from admission.models import AdmissionCase, CaseDocument
from admission.services.acts import FreeTextError
from admission.services.corrections import correct_fact
from admission.services.facts import record_document
from admission.spreadsheets.layout import COLUMNS
from members.models import JournalEvent, Role
from tests.admission.views.pages import step_url
from tests.factories import NOW, TODAY, Tree, make_account

WORDS = "Có bác ruột ở nước ngoài"
STATED = {"choice", "acted_on", "number", "issuer"}
RESULT_ONLY = [StepCode.VETTING, StepCode.POLITICAL_CONCLUSION]


def vetted(case: AdmissionCase, **more: Any) -> Any:
    values: dict[str, Any] = {
        "acted_on": date(2025, 9, 1),
        "choice": Choice.CLEAR,
        "number": "7-KL/ĐU",
        "issuer": "Đảng ủy",
    } | more
    return record_document(case=case, step=StepCode.VETTING, by=None, today=TODAY, **values)


@pytest.mark.parametrize("step", RESULT_ONLY)
def test_step_asks_for_the_four_values_only(step: StepCode) -> None:
    row = STEPS[step]

    assert (row.shape, {"acted_on", *row.asks, *row.may_ask}) == (StepShape.DOCUMENT, STATED)


def test_model_has_no_attachment_and_no_long_text() -> None:
    fields = CaseDocument._meta.concrete_fields
    texts = {field.name for field in fields if isinstance(field, models.CharField)}

    assert not any(isinstance(field, models.FileField | models.TextField | models.BinaryField) for field in fields)
    assert texts == {"step", "choice", "number", "issuer", "reason", "correction_reason", "irregular_reason"}


@pytest.mark.parametrize("step", RESULT_ONLY)
def test_database_refuses_words(step: StepCode, case: AdmissionCase) -> None:
    with pytest.raises(IntegrityError, match="casedocument_vetting_without_text"), transaction.atomic():
        CaseDocument.objects.create(
            case=case, step=step.value, acted_on=date(2025, 9, 1), choice="clear", number="7", issuer="x", reason=WORDS
        )


def test_service_refuses_words_and_knows_no_attachment(case: AdmissionCase) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        vetted(case, reason=WORDS)
    with pytest.raises(TypeError):
        vetted(case, attachment=b"%PDF")
    assert not CaseDocument.objects.exists()


def test_correction_takes_its_reason_from_the_list(case: AdmissionCase) -> None:
    fact = vetted(case)
    act: dict[str, Any] = {"fact": fact, "changes": {"number": "8-KL/ĐU"}, "by": None, "today": TODAY, "now": NOW}

    with pytest.raises(FreeTextError):
        correct_fact(reason=WORDS, **act)
    correct_fact(reason=RESULT_ONLY_REASONS[0], **act)

    assert CaseDocument.objects.current().get().correction_reason == RESULT_ONLY_REASONS[0]
    assert WORDS not in str(list(JournalEvent.objects.values_list("details", flat=True)))


def test_importer_has_columns_for_the_four_values_only() -> None:
    for step in RESULT_ONLY:
        assert {column.field for column in COLUMNS if column.part.step is step} == STATED


def test_form_ignores_words_and_files_and_offers_no_place_for_them(
    tree: Tree, case: AdmissionCase, client: Client
) -> None:
    client.force_login(make_account("canbo", Role.CLERK, tree.committee))
    typed = {"revision": case.revision, "choice": "clear", "acted_on": "01/09/2025", "number": "7", "issuer": "Đảng ủy"}

    page = client.get(step_url(case, StepCode.VETTING)).content.decode()
    client.post(step_url(case, StepCode.VETTING), typed | {"reason": WORDS, "correction_reason": WORDS, "file": WORDS})

    kept = CaseDocument.objects.get()
    assert (kept.choice, kept.number, kept.reason, kept.correction_reason) == ("clear", "7", "", "")
    assert "<textarea" not in page
    assert 'type="file"' not in page
    assert WORDS not in str(list(JournalEvent.objects.values_list("details", flat=True)))


def test_form_of_a_correction_refuses_a_reason_in_free_words(tree: Tree, case: AdmissionCase, client: Client) -> None:
    client.force_login(make_account("canbo", Role.CLERK, tree.committee))
    fact = vetted(case)
    url = f"/cases/{case.pk}/facts/casedocument/{fact.pk}/correct/"
    typed = {"choice": "clear", "acted_on": "01/09/2025", "number": "8", "issuer": "Đảng ủy"}

    page = client.post(url, typed | {"correction_reason": WORDS})
    assert list(page.context["form"].errors) == ["correction_reason"]
    client.post(url, typed | {"correction_reason": RESULT_ONLY_REASONS[1]})

    assert CaseDocument.objects.current().get().number == "8"
