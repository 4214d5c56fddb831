""" "Việc của tôi": what an account has to do today, and what it waits for."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from admission.domain.procedure import TURNS_WITH_TIME, Body
from admission.models import AdmissionCase, AdmissionCaseQuerySet
from admission.selectors.calendars import calendar_shelf
from admission.selectors.case_lines import CaseLine, case_line, for_lines
from members.access import Access
from members.kept_queries import kept_of
from members.models import Role
from members.models.role import BRANCH_ROLES, COMMITTEE_ROLES, CONTENT_ROLES

MOST_LINES = 25
"""In each part; what is more is read in the list of files."""
AT_ONCE = 100
"""So many open files are read together and sorted here: cheaper than to ask for each part."""


@dataclass(frozen=True, slots=True)
class WorkPart:
    """Lines earliest due first; what has no due date comes last. `is_cut`: there are more than these."""

    lines: tuple[CaseLine, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class WorkList:
    """`roles`: those the account holds, in whichever organisation;
    `waiting_for_me`: to be done by the account, later than the work of these days or without a limit;
    `waiting_for_others`: others must act, or a day must come.
    """

    roles: frozenset[Role]
    overdue: WorkPart
    soon: WorkPart
    waiting_for_me: WorkPart
    waiting_for_others: WorkPart

    @property
    def is_empty(self) -> bool:
        parts = (self.overdue, self.soon, self.waiting_for_me, self.waiting_for_others)
        return not any(part.lines for part in parts)


def work_list(*, access: Access) -> WorkList:
    """Sort the open files in the scope of an account by who has to act: in two queries where they are few, as in a
    branch, in five where they are many.
    """
    today = access.today
    shelf = calendar_shelf()
    every = kept_of("open files", access, lambda access: _first(_told_apart(access), AT_ONCE))
    if len(every) <= AT_ONCE:
        mine, others = [case for case in every if case.is_mine], [case for case in every if not case.is_mine]
        late = [case for case in mine if case.next_due_on is not None and case.next_due_on < today]
        ahead, is_cut = [case for case in mine if case not in late], False
    else:
        late = kept_of("late files", access, lambda access: _first(_late(access), MOST_LINES))
        ahead = kept_of("files to do", access, lambda access: _first(_ahead(access), 2 * MOST_LINES))
        others = kept_of("files of others", access, lambda access: _first(files_of_others(access), MOST_LINES))
        is_cut = len(ahead) > 2 * MOST_LINES

    lines = [case_line(case, today, shelf) for case in ahead]
    return WorkList(
        roles=access.roles,
        overdue=_part([case_line(case, today, shelf) for case in late[: MOST_LINES + 1]]),
        soon=_part([line for line in lines if line.is_soon]),
        waiting_for_me=_part([line for line in lines if not line.is_soon], is_cut=is_cut),
        waiting_for_others=_part([case_line(case, today, shelf) for case in others[: MOST_LINES + 1]]),
    )


def _first(files: Any, most: int) -> Any:
    """The first files of a scope, earliest due first, and one more where there are more."""
    order = (F("next_due_on").asc(nulls_last=True), F("turns_on").asc(nulls_last=True), "pk")
    return for_lines(files).order_by(*order)[: most + 1]


def _told_apart(access: Access) -> Any:
    return open_files(access).annotate(is_mine=ExpressionWrapper(_is_up_to(access), BooleanField()))


def _late(access: Access) -> Any:
    return files_to_do(access).filter(next_due_on__lt=access.today)


def _ahead(access: Access) -> Any:
    return files_to_do(access).filter(Q(next_due_on=None) | Q(next_due_on__gte=access.today))


def files_to_do(access: Access) -> AdmissionCaseQuerySet:
    """The open files whose next act belongs to the account, and can be done today; with `stage_today`."""
    return open_files(access).filter(_is_up_to(access))


def files_of_others(access: Access) -> AdmissionCaseQuerySet:
    """The open files in which others must act, or for which a day must come; with `stage_today`."""
    return open_files(access).exclude(_is_up_to(access))


def open_files(access: Access) -> AdmissionCaseQuerySet:
    """The open files in the scope of the account, with `stage_today`."""
    files: AdmissionCaseQuerySet = AdmissionCase.objects.visible_to(access).open().with_stage_on(access.today)
    if access.roles.isdisjoint(set(CONTENT_ROLES) - set(BRANCH_ROLES)):
        # Nothing is below a branch. Said so, PostgreSQL sees without looking how few files these are.
        files = files.filter(branch__in=access.organization_ids(BRANCH_ROLES))
    return files


def _part(lines: list[CaseLine], *, is_cut: bool = False) -> WorkPart:
    return WorkPart(tuple(lines[:MOST_LINES]), is_cut or len(lines) > MOST_LINES)


def _is_up_to(access: Access) -> Q:
    """The files whose next act belongs to an organisation in which the account acts, and can be done today."""
    branches, committees = access.organization_ids(BRANCH_ROLES), access.organization_ids(COMMITTEE_ROLES)
    waits_for_a_day = Q(stage_today__in=[stage.value for stage in TURNS_WITH_TIME])
    mine = Q(next_body=Body.BRANCH.value, branch__in=branches)
    if committees:
        mine |= (
            Q(next_body=Body.SECTIONAL_COMMITTEE.value, sectional_committee__in=committees)
            | Q(next_body=Body.GRASSROOTS_COMMITTEE.value, grassroots_committee__in=committees)
            | Q(next_body=Body.COMPETENT_COMMITTEE.value, competent_committee__in=committees)
        )
    return mine & ~waits_for_a_day
