"""Which form belongs to which step."""

from collections.abc import Mapping

from admission.domain.procedure import STEPS, StepCode, StepShape
from admission.forms.decisions import (
    CommitteeResolutionForm,
    DecisionForm,
    DocumentForm,
    ExtensionForm,
    ResolutionForm,
)
from admission.forms.people import ReadmissionForm, SponsorEndForm, SponsorForm, TransferForm
from admission.forms.steps import CeremonyForm, FactForm, PaperForm, ReceiptForm

FORMS: Mapping[StepShape, type[FactForm]] = {
    form.shape: form
    for form in (
        SponsorForm,
        SponsorEndForm,
        ReadmissionForm,
        PaperForm,
        DocumentForm,
        ResolutionForm,
        CommitteeResolutionForm,
        DecisionForm,
        ExtensionForm,
        ReceiptForm,
        CeremonyForm,
        TransferForm,
    )
}
"""The form of each shape; opening a file has a page of its own."""


def form_of(step: StepCode) -> type[FactForm]:
    """Give the form of a step. Raises: KeyError for the opening of a file."""
    return FORMS[STEPS[step].shape]
