"""Merge two records of one person: the stays first, then the files in which he is the candidate or helps."""

from datetime import date, datetime

from django.db import transaction

from admission.domain.errors import AdmissionError
from admission.models import AdmissionCase, Candidate, Sponsorship
from admission.permissions import Act, check_may_for_person
from admission.selectors.facts import facts_of
from admission.selectors.people import place_of
from admission.services.acts import ForbiddenActError
from admission.services.corrections import copied
from admission.services.member_changes import lock_files_of
from admission.services.recalculation import basis_of, recalculate
from members.access import access_of
from members.models import Account, Person
from members.services import person_mergers
from members.services.journal import record_event


class BothHaveOpenFilesError(AdmissionError):
    """Each record has an open file: `first` and `second`. One of them must be closed before."""

    def __init__(self, first: AdmissionCase, second: AdmissionCase) -> None:
        super().__init__(f"{first.code} and {second.code} are open")
        self.first = first
        self.second = second


class HelpsHimselfError(AdmissionError):
    """The one record is the candidate of `case`, the other one helps in it."""

    def __init__(self, case: AdmissionCase) -> None:
        super().__init__(f"candidate and sponsor of {case.code} are the two records")
        self.case = case


class BothHelpError(AdmissionError):
    """Both records help in `case` at the same time: the help of one must end before."""

    def __init__(self, case: AdmissionCase) -> None:
        super().__init__(f"both records help in {case.code}")
        self.case = case


@transaction.atomic
def merge_people(*, merged: Person, into: Person, reason: str, by: Account, today: date, now: datetime) -> Person:
    """Make `into` the one record of a person; what rests on the other one rests on it from now on. It cannot be undone.

    Raises: BothHaveOpenFilesError, BothHelpError, HelpsHimselfError, ForbiddenActError where a file would break the
    regulation by it, NotPermittedError, and what `members.services.person_mergers` raises.
    """
    access = access_of(by, today)
    for person in (merged, into):
        check_may_for_person(access, Act.KEEP_PEOPLE, person)
    files = lock_files_of([merged.pk, into.pk])
    forbidden = {case.pk: set(basis_of(case, today).assess(facts_of(case)).forbidden) for case in files}
    place = place_of(into) or place_of(merged)
    into = person_mergers.merge_people(merged=merged, into=into, reason=reason, by=by, now=now, organization=place)
    _point_candidate(merged, into, reason, by)
    _point_sponsorships(merged, into, reason, by, now)
    for file in files:
        case = AdmissionCase.objects.select_related("branch").get(pk=file.pk)
        assessment = recalculate(case=case, today=today, by=by, cause="people_merged")
        new = tuple(finding for finding in assessment.forbidden if finding not in forbidden[case.pk])
        if new:
            raise ForbiddenActError(new)
    return into


def _point_candidate(merged: Person, into: Person, reason: str, by: Account) -> None:
    old = Candidate.objects.filter(person=merged).first()
    if old is None:
        return
    own = Candidate.objects.filter(person=into).first()
    cases = list(AdmissionCase.objects.filter(candidate=old).order_by("pk"))
    if own is None:
        old.person = into
        old.save(update_fields=["person"])
    else:
        ours = AdmissionCase.objects.open().filter(candidate=own).first()
        theirs = next((case for case in cases if case.closed_on is None), None)
        if ours is not None and theirs is not None:
            raise BothHaveOpenFilesError(ours, theirs)
        AdmissionCase.objects.filter(candidate=old).update(candidate=own)
    AdmissionCase.objects.filter(candidate__person=into).take_names()
    for case in cases:
        record_event(
            verb="candidate_merged",
            subject=f"case:{case.pk}",
            by=by,
            details={"merged": merged.pk, "into": into.pk, "reason": reason},
            organization=case.branch,
        )


def _point_sponsorships(merged: Person, into: Person, reason: str, by: Account, now: datetime) -> None:
    """Put a corrected copy in the place of each assignment of the merged record."""
    rows = Sponsorship.objects.current().filter(sponsor=merged).select_related("case__branch").order_by("pk")
    for row in list(rows):
        helping = Sponsorship.objects.current().filter(case=row.case, role=row.role, sponsor=into, ended_on=None)
        if row.ended_on is None and helping.exists():
            raise BothHelpError(row.case)
        Sponsorship.objects.filter(pk=row.pk).update(superseded_at=now)
        correction = copied(row, {"sponsor": into})
        correction.case, correction.recorded_by = row.case, by
        correction.supersedes, correction.correction_reason = row, reason
        correction.save(force_insert=True)
        record_event(
            verb="fact_corrected",
            subject=f"case:{row.case_id}",
            by=by,
            details={
                "fact": row._meta.model_name,
                "id": correction.pk,
                "supersedes": row.pk,
                "old": {"sponsor": merged.pk},
                "new": {"sponsor": into.pk},
                "reason": reason,
            },
            organization=row.case.branch,
        )
    own = Sponsorship.objects.current().filter(sponsor=into, case__candidate__person=into)
    himself = own.select_related("case").order_by("pk").first()
    if himself is not None:
        raise HelpsHimselfError(himself.case)
