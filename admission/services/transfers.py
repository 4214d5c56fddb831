"""Files that move to another branch with their clocks running."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from admission.domain.errors import AdmissionError
from admission.domain.facts import SponsorRole, with_fact
from admission.domain.procedure import SponsorEnd, Stage, StepCode
from admission.models import AdmissionCase, Sponsorship, Transfer
from admission.selectors.case_lines import CASE_RELATIONS
from admission.selectors.facts import facts_of
from admission.services.acts import begin, journal_record, principal_of, recorded_values, weigh
from admission.services.cases import BranchDissolvedError, committees_of
from admission.services.chains import put_below
from admission.services.histories_of_members import follow_transfer
from admission.services.member_changes import lock_files_of, recalculate_files_of
from admission.services.recalculation import basis_of, write_assessment
from members.models import Account, Organization

_WAITING_FOR_THE_BRANCH = frozenset({Stage.NOMINATED, Stage.SPONSORED, Stage.READY_FOR_BRANCH})


class SameBranchError(AdmissionError):
    """A file moves to another branch."""


@transaction.atomic
def record_transfer(
    *,
    case: AdmissionCase,
    to_branch: Organization,
    moved_on: date,
    number: str = "",
    by: Account | None,
    today: date,
    now: datetime,
    revision: int | None = None,
    irregular_reason: str = "",
) -> Transfer:
    """Move a candidate or a probationary member to another branch: the file, its running clocks, who acts on them.

    The members of the old branch stop helping; the new branch assigns its own, and the old one comments on the time it
    saw. Source: Party Charter art. 6; 29-QĐ/TW, 4.2. Raises: SameBranchError, BranchDissolvedError,
    NoCompetentCommitteeError, ForbiddenActError, IrregularActError, StepNotAllowedError, StaleCaseError.
    """
    lock_files_of([case.candidate.person_id], besides=Q(pk=case.pk))
    case, basis, before = begin(case, StepCode.TRANSFER, today=today, revision=revision)
    if to_branch.pk == case.branch_id:
        raise SameBranchError(to_branch.name)
    if to_branch.dissolved_on is not None:
        raise BranchDissolvedError(to_branch)
    stage = case.stage_on(today)
    row = Transfer(moved_on=moved_on, from_branch=case.branch, to_branch=to_branch, number=number)
    principal = principal_of(case, StepCode.TRANSFER, by=by, today=today)
    _end_help(case, moved_on, stage, by, principal, now)
    follow_transfer(case=case, to=to_branch, on=moved_on, document=number, by=by, today=today, now=now)
    _put_under(case, to_branch, on=moved_on, by=by, today=today)
    row.case, row.recorded_by, row.recorded_for = case, by, principal
    after = facts_of(case)
    weigh(basis, before, with_fact(after, row.as_fact()), row, irregular_reason)
    _write(case, row, by, today, cause="file_moved")
    recalculate_files_of([case.candidate.person_id], besides=case, by=by, today=today, cause="file_moved")
    return row


@transaction.atomic
def move_files(
    *, dissolved: Organization, into: Organization, on: date, document: str, by: Account | None, today: date
) -> list[AdmissionCase]:
    """Move every file of a branch that was merged into another; clocks and helpers go on as they were.

    The members' half (`members.services.mergers`) comes first. Papers of the time before keep the old name.
    """
    act = {"moved_on": on, "from_branch": dissolved, "to_branch": into, "number": document, "is_merger": True}
    return _move_all(AdmissionCase.objects.filter(branch=dissolved), act, by, today)


@transaction.atomic
def move_files_of(
    people_ids: Iterable[int], *, old: Organization, new: Organization, on: date, document: str, by: Account | None,
    today: date,
) -> list[AdmissionCase]:  # fmt: skip
    """Move the open files of some people into the branch that was split off from theirs; clocks go on as they were.

    The members' half (`members.services.splits`) comes first. Papers of the time before keep the old name.
    """
    act = {"moved_on": on, "from_branch": old, "to_branch": new, "number": document, "is_split": True}
    cases = AdmissionCase.objects.open().filter(branch=old, candidate__person__in=list(people_ids))
    return _move_all(cases, act, by, today)


def _move_all(cases: Any, act: dict[str, Any], by: Account | None, today: date) -> list[AdmissionCase]:
    """Move files with the branch they are in; `act`: the columns of the row each gets."""
    locked = cases.select_for_update(of=("self",)).select_related(*CASE_RELATIONS).order_by("pk")
    moved = list(locked)
    for case in moved:
        row = Transfer(case=case, recorded_by=by, **act)
        _put_under(case, row.to_branch, on=row.moved_on, by=by, today=today)
        _write(case, row, by, today, cause="file_moved")
    return moved


def _end_help(
    case: AdmissionCase, on: date, stage: Stage, by: Account | None, principal: Account | None, now: datetime
) -> None:
    """Those of the old branch no longer help from the day of the move on."""
    helping = Sponsorship.objects.current().filter(case=case, ended_on=None, assigned_on__lte=on)
    if stage not in _WAITING_FOR_THE_BRANCH:  # what they did for the admission stands
        helping = helping.exclude(role=SponsorRole.ADMISSION.value)
    helping.update(ended_on=on, end_cause=SponsorEnd.MOVED.value, end_by=by, end_for=principal, end_at=now)


def _put_under(case: AdmissionCase, branch: Organization, *, on: date, by: Account | None, today: date) -> None:
    above = committees_of(branch, today)
    case.branch = branch
    case.save(update_fields=["branch"])
    put_below(case, above, on=on, by=by, cause="file_moved")


def _write(case: AdmissionCase, row: Transfer, by: Account | None, today: date, *, cause: str) -> None:
    row.save(force_insert=True)
    journal_record(case, StepCode.TRANSFER, row, by, recorded_values(row), row.recorded_for)
    basis = basis_of(case, today)  # the calendar of the new branch
    assessment = basis.assess(facts_of(case))
    write_assessment(
        case=case, assessment=assessment, published=basis.published, by=by, on_behalf_of=row.recorded_for, cause=cause
    )
