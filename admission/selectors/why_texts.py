""" "Vì sao ngày này?" as plain text, for a mail or to be read aloud."""

from collections.abc import Iterable, Iterator

from django.template.loader import render_to_string
from django.utils.translation import get_language

from admission.models import Deadline
from admission.selectors.data_requests import explain_request_deadline
from admission.selectors.explanations import DateExplanation, explain_deadline


def explanation_of(deadline: Deadline, language: str) -> DateExplanation:
    """Explain a clock, of a file or of a request; it comes with its calendar version and calendar."""
    explain = explain_request_deadline if deadline.request_id else explain_deadline
    return explain(deadline, language)


def why_text(deadline: Deadline) -> str:
    """Say in the active language how the date was counted, in a dozen lines that end without an empty one.

    `deadline` comes with its `calendar_version__calendar` and `organization`, of a request with that. It bears the
    numbers of documents and no name, no reason in free words: it may stand in mail.
    """
    context = {"deadline": deadline, "explanation": explanation_of(deadline, get_language() or "vi")}
    return render_to_string("emails/why.txt", context).strip()


def why_texts(ids: Iterable[int]) -> Iterator[str]:
    """Say of some clocks, in their order, how the date was counted."""
    related = ("calendar_version__calendar", "organization", "case__candidate__person", "case__branch", "request")
    rows = Deadline.objects.select_related(*related).in_bulk(list(ids))
    return (why_text(row) for row in rows.values())
