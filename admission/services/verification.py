"""Compare what is stored with what the facts give: a second look at everything derived, writing nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from admission.domain.assessment import Assessment, assess
from admission.domain.course import course_of
from admission.domain.deadlines import DerivedDeadline, derive_deadlines
from admission.domain.errors import AdmissionError
from admission.domain.facts import CaseFacts
from admission.domain.rules import RuleBook
from admission.models import AdmissionCase, Deadline, DeadlineStatus, ProbationPeriod
from admission.selectors.calendars import build_version, calendar_shelf
from admission.selectors.facts import facts_of_cases
from admission.selectors.rule_books import rule_book
from admission.services.recalculation import deadline_values, probation_values, project

_BATCH = 500
_PROJECTED = ("stage", "turns_on", "turns_to", "next_body", "next_due_on", "closed_on")
_PROBATION = ("starts_on", "ends_on", "recognised_on")


@dataclass(frozen=True, slots=True)
class Difference:
    """One stored value that does not follow from the facts. `what`: the row, or the file itself where it is empty."""

    case: AdmissionCase
    what: str
    name: str
    stored: object
    derived: object


def differences(*, today: date, among: QuerySet[AdmissionCase] | None = None) -> Iterator[Difference]:
    """Derive every file anew, or those `among` some, in batches, and give whatever is stored differently.

    A deadline that is open must follow from the calendar in force, a closed one from the version it was met under.
    """
    shelf, book = calendar_shelf(), rule_book()
    looked_at = AdmissionCase.objects.all() if among is None else among
    ids = list(looked_at.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), _BATCH):
        cases = list(
            AdmissionCase.objects.filter(pk__in=ids[begin : begin + _BATCH])
            .select_related("branch", "probation", "candidate__person")
            .prefetch_related("deadlines")
            .order_by("pk")
        )
        facts = facts_of_cases(cases)
        for case in cases:
            try:
                published = shelf.of(case.branch)
                assessment = assess(facts[case.pk], book, published.calendar, today)
                yield from _deadlines(case, facts[case.pk], book, assessment, published.version_id)
            except (AdmissionError, KeyError) as error:
                yield Difference(case, "", "cannot be derived", "", str(error))
                continue
            yield from _projection(case, assessment)
            yield from _probation(case, assessment)


def _deadlines(
    case: AdmissionCase, facts: CaseFacts, book: RuleBook, assessment: Assessment, version_id: int
) -> Iterator[Difference]:
    derived_now = _by_key(assessment.deadlines)
    rows = {(row.kind, row.subject): row for row in case.deadlines.all()}
    for key in derived_now.keys() - rows.keys():
        yield Difference(case, _name(key), "row", None, derived_now[key].due_on)
    for key, row in rows.items():
        if key not in derived_now:
            if row.status != DeadlineStatus.VOID:
                yield Difference(case, _name(key), "status", row.status, DeadlineStatus.VOID.value)
            continue
        derived, under = derived_now[key], version_id
        if not derived.is_open and row.calendar_version_id != version_id:
            under = row.calendar_version_id
            derived = _by_key(derive_deadlines(facts, course_of(facts, book), book, build_version(under)))[key]
        values = deadline_values(case, derived, under)
        # What was met stays under the words of its day; what is open follows from the version in force, whichever wrote
        # the row last.
        del values["calendar_version_id" if derived.is_open else "clause"]
        yield from _compare(case, _name(key), row, values)


def _by_key(deadlines: Iterable[DerivedDeadline]) -> dict[tuple[str, str], DerivedDeadline]:
    return {(derived.kind.value, derived.subject): derived for derived in deadlines}


def _name(key: tuple[str, str]) -> str:
    return ":".join(part for part in key if part)


def _projection(case: AdmissionCase, assessment: Assessment) -> Iterator[Difference]:
    derived = AdmissionCase(pk=case.pk)
    project(derived, assessment)
    yield from _compare(case, "", case, {name: getattr(derived, name) for name in _PROJECTED})
    derived.candidate = case.candidate
    derived.take_name()
    if (case.name_words, case.name_sort) != (derived.name_words, derived.name_sort):
        # What is told of a difference is printed: names are not.
        yield Difference(case, "", "name", "another", "the candidate's")


def _probation(case: AdmissionCase, assessment: Assessment) -> Iterator[Difference]:
    values = probation_values(assessment)
    stored: ProbationPeriod | None = getattr(case, "probation", None)
    if stored is None:
        stored = ProbationPeriod()
    yield from _compare(case, "probation", stored, {name: values.get(name) for name in _PROBATION})


def _compare(
    case: AdmissionCase, what: str, stored: Deadline | AdmissionCase | ProbationPeriod, values: Mapping[str, Any]
) -> Iterator[Difference]:
    for name, value in values.items():
        if getattr(stored, name) != value:
            yield Difference(case, what, name, getattr(stored, name), value)
