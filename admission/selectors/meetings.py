"""A meeting of a branch: who is entitled to vote on its day, on which files it can vote, what it resolved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from admission.domain.agenda import resolution_of
from admission.domain.facts import Proposal, ResolutionKind, Vote
from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, AdmissionCaseQuerySet, BranchResolution
from admission.selectors.agenda import MOST_FILES
from admission.selectors.branch_members import MemberLine
from admission.selectors.calendars import calendar_shelf
from admission.selectors.case_lines import CASE_RELATIONS, CaseLine, case_line, for_lines
from members.models import AbsenceKind, Organization, Standing
from members.selectors import Voters, absences_on, members_on

_STEPS = {
    ResolutionKind.ADMISSION: StepCode.ADMISSION_RESOLUTION,
    ResolutionKind.RECOGNITION: StepCode.RECOGNITION_RESOLUTION,
}


@dataclass(frozen=True, slots=True)
class Attendance:
    """The official members of a branch on a day, by name, with the absence of each; and how many they are."""

    members: tuple[MemberLine, ...]
    voters: Voters


def attendance(branch: Organization, on: date) -> Attendance:
    """Read who is entitled to vote on a day, and who of them is absent; in two queries."""
    absences = {absence.person_id: absence for absence in absences_on(branch, on)}
    members = tuple(
        MemberLine(stay, absences.get(stay.person_id))
        for stay in members_on(branch, on).filter(standing=Standing.OFFICIAL)
    )
    kinds = [line.absence.kind for line in members if line.absence is not None]
    return Attendance(
        members=members,
        voters=Voters(
            official=len(members),
            exempt=kinds.count(AbsenceKind.EXEMPT),
            elsewhere=kinds.count(AbsenceKind.ELSEWHERE),
            suspended=kinds.count(AbsenceKind.SUSPENDED),
            on_leave=kinds.count(AbsenceKind.ON_LEAVE),
        ),
    )


@dataclass(frozen=True, slots=True)
class Ballot:
    """The files on which a branch can vote on a day, each with what it resolves on. `resolved`: on how many it did."""

    files: tuple[tuple[AdmissionCase, StepCode], ...]
    resolved: int


def ballot(*, scope: AdmissionCaseQuerySet, branch: Organization, on: date) -> Ballot:
    """Read what is up for a vote at a meeting, in one query."""
    resolved = BranchResolution.objects.current().filter(case=OuterRef("pk"), adopted_on=on)
    cases: Any = scope.filter(branch=branch).annotate(is_resolved=Exists(resolved))
    cases = cases.filter(Q(closed_on=None) | Q(is_resolved=True)).select_related(*CASE_RELATIONS)
    rows = list(cases.order_by("opened_on", "pk")[:MOST_FILES])
    found = ((case, resolution_of(case.stage_on(on))) for case in rows if case.closed_on is None)
    return Ballot(
        files=tuple((case, step) for case, step in found if step is not None),
        resolved=sum(case.is_resolved for case in rows),
    )


@dataclass(frozen=True, slots=True)
class ResolvedLine:
    """What a meeting resolved on one file, and how the file stands since."""

    file: CaseLine
    step: StepCode
    kind: ResolutionKind
    proposal: Proposal
    number: str
    vote: Vote


def resolved_at(
    *, scope: AdmissionCaseQuerySet, branch: Organization, on: date, today: date
) -> tuple[ResolvedLine, ...]:
    """Give what the branch resolved on a day, in the order in which it was recorded; in three queries."""
    resolutions = BranchResolution.objects.current().filter(adopted_on=on, case__in=scope.filter(branch=branch))
    rows = list(resolutions.order_by("recorded_at", "pk"))
    if not rows:
        return ()
    shelf = calendar_shelf()
    cases = for_lines(scope.filter(pk__in=[row.case_id for row in rows]))
    lines = {case.pk: case_line(case, today, shelf) for case in cases}
    return tuple(
        ResolvedLine(
            file=lines[row.case_id],
            step=_STEPS[ResolutionKind(row.kind)],
            kind=ResolutionKind(row.kind),
            proposal=Proposal(row.proposal),
            number=row.number,
            vote=row.vote(),
        )
        for row in rows
    )
