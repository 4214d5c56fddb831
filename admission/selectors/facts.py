"""The current facts of files, as the domain reads them: the same few queries for one file or a thousand."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects

from admission.domain.facts import CaseFacts
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    Extension,
    Sponsorship,
)


def facts_of(case: AdmissionCase) -> CaseFacts:
    """Give the current facts of one file."""
    return facts_of_cases([case])[case.pk]


def facts_of_cases(cases: Iterable[AdmissionCase]) -> dict[int, CaseFacts]:
    """Give the current facts of several files by their id, in seven queries."""
    cases = list(cases)
    prefetch_related_objects(cases, "candidate__person")
    ids = [case.pk for case in cases]
    sponsors = _by_case(Sponsorship.objects.current().filter(case__in=ids).select_related("sponsor"))
    papers = _by_case(CasePaper.objects.current().filter(case__in=ids))
    resolutions = _by_case(BranchResolution.objects.current().filter(case__in=ids))
    decisions = _by_case(CommitteeDecision.objects.current().filter(case__in=ids))
    extensions = _by_case(Extension.objects.current().filter(case__in=ids))
    ceremonies = _by_case(Ceremony.objects.current().filter(case__in=ids))
    return {
        case.pk: CaseFacts(
            opened_on=case.opened_on,
            name=case.candidate.person.full_name,
            born_on=case.candidate.person.born_on,
            sponsors=sponsors[case.pk],
            papers=papers[case.pk],
            resolutions=resolutions[case.pk],
            decisions=decisions[case.pk],
            extensions=extensions[case.pk],
            ceremony=next(iter(ceremonies[case.pk]), None),
        )
        for case in cases
    }


def _by_case(facts: Any) -> dict[int, tuple[Any, ...]]:
    grouped: dict[int, tuple[Any, ...]] = defaultdict(tuple)
    for fact in facts.order_by("pk"):
        grouped[fact.case_id] += (fact.as_fact(),)
    return grouped
