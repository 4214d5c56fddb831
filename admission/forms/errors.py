"""A domain error becomes an error of the form, at the field it is about and in the reader's words."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext, ngettext

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.errors import AdmissionError
from admission.domain.findings import Finding
from admission.domain.procedure import StepCode
from admission.domain.rules import RuleSetNotFoundError
from admission.labels import STAGES, STEPS, day, finding_message
from admission.services.acts import (
    LATE,
    AlreadyRecordedError,
    CaseAlreadyOpenError,
    ForbiddenActError,
    IrregularActError,
    StepNotAllowedError,
)
from admission.services.cases import BranchDissolvedError, NoCompetentCommitteeError
from admission.services.people import NotInTheListError
from admission.services.transfers import SameBranchError


def finding_text(finding: Finding) -> str:
    """A finding in words, with its clause."""
    return gettext("%(message)s (%(clause)s)") % {"message": finding_message(finding), "clause": finding.clause}


def add_domain_error(form: forms.Form, error: AdmissionError, *, steps: Iterable[StepCode], date_field: str) -> None:
    """Say what the domain refused.

    `steps`: the steps whose values the form holds (a finding about another step is told above the form);
    `date_field`: where the day of the act is typed. Raises: the error itself where no form can answer it.
    """
    match error:
        case ForbiddenActError():
            for finding in error.findings:
                here = finding.step in steps and finding.field in form.fields
                form.add_error(finding.field if here else None, finding_text(finding))
        case IrregularActError():
            words = ngettext(
                "%(count)s point is not as the regulation asks (see above). Mend it, or say here why it was done so and"
                " record it.",
                "%(count)s points are not as the regulation asks (see above). Mend them, or say here why it was done so"
                " and record it.",
                len(error.findings),
            )
            form.add_error("irregular_reason", words % {"count": len(error.findings)})
            if "late_cause" in form.fields and not form.cleaned_data.get("late_cause") and _is_late(error):
                form.add_error("late_cause", gettext("The act is late: choose why."))
        case CalendarNotPublishedError():
            form.add_error(_field_with(form, error.day) or date_field, not_published(error))
        case RuleSetNotFoundError():
            words = gettext("No regulation known here was in force on %(day)s.")
            form.add_error(date_field, words % {"day": day(error.day)})
        case StepNotAllowedError():
            words = gettext("“%(step)s” cannot be recorded now: the file is at “%(stage)s”.")
            form.add_error(None, words % {"step": STEPS[error.step], "stage": STAGES[error.stage]})
        case AlreadyRecordedError():
            words = gettext("This stands in the file already, or was corrected meanwhile. Nothing was recorded twice.")
            form.add_error("sponsor" if "sponsor" in form.fields else None, words)
        case CaseAlreadyOpenError():
            words = gettext("This person has a newer open file; this one stays closed.")
            form.add_error(None, words)
        case NoCompetentCommitteeError() | BranchDissolvedError() | SameBranchError() | NotInTheListError():
            form.add_error(*_about_names(form, error))
        case _:
            raise error


def _is_late(error: IrregularActError) -> bool:
    return any(finding.code in LATE for finding in error.findings)


def _about_names(
    form: forms.Form, error: NoCompetentCommitteeError | BranchDissolvedError | SameBranchError | NotInTheListError
) -> tuple[str, str]:
    """The field and the words about a branch or a person that was named."""
    field = "to_branch" if "to_branch" in form.fields else "branch"
    match error:
        case NotInTheListError():
            words = gettext(
                "“%(name)s” is not in the list of the branch's members. For an official member who is not listed yet, "
                "enter since when he is one in this branch; he is then added to the list."
            )
            return "sponsor", words % {"name": error.name}
        case SameBranchError():
            return field, gettext("The file is in this branch already.")
        case BranchDissolvedError():
            words = gettext("This branch was dissolved on %(day)s.") % {"day": day(error.branch.dissolved_on)}
            if error.successor is None:
                return field, words
            successor = gettext("Its files are with: %(branch)s.") % {"branch": error.successor.name}
            return field, f"{words} {successor}"
        case _:
            return field, gettext(
                "No committee above this branch is marked as deciding on admission; tell the administrator."
            )


def not_published(error: CalendarNotPublishedError) -> str:
    """Name the year whose calendar is missing."""
    return gettext(
        "There is no working-day calendar for %(year)s (days known: %(first)s to %(last)s), "
        "so the time limits that start on this day cannot be counted."
    ) % {"year": error.year, "first": day(error.first), "last": day(error.last)}


def _field_with(form: forms.Form, value: object) -> str | None:
    return next((name for name, typed in form.cleaned_data.items() if typed == value and name in form.fields), None)
