""" "Việc của tôi": what an account has to do today, and what it waits for."""

from dataclasses import dataclass

from django.db.models import F, Q

from admission.domain.procedure import TURNS_WITH_TIME, Body
from admission.models import AdmissionCase
from admission.selectors.calendars import calendar_shelf
from admission.selectors.case_lines import CASE_RELATIONS, CaseLine, case_line
from members.access import Access
from members.models import Role
from members.models.role import BRANCH_ROLES, COMMITTEE_ROLES

MOST_LINES = 100
"""A longer list is read on the page of all files."""


@dataclass(frozen=True, slots=True)
class WorkList:
    """Each part earliest due first; what has no due date comes last.

    `roles`: those the account holds, in whichever organisation;
    `waiting_for_me`: to be done by the account, later than the work of these days or without a limit;
    `waiting_for_others`: others must act, or a day must come. `is_cut`: there is more than is shown.
    """

    roles: frozenset[Role]
    overdue: tuple[CaseLine, ...]
    soon: tuple[CaseLine, ...]
    waiting_for_me: tuple[CaseLine, ...]
    waiting_for_others: tuple[CaseLine, ...]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.soon or self.waiting_for_me or self.waiting_for_others)


def work_list(*, access: Access) -> WorkList:
    """Sort the open files in the scope of an account by who has to act, in four queries."""
    today = access.today
    mine = _is_up_to(access)
    cases = (
        AdmissionCase.objects.visible_to(access)
        .open()
        .with_stage_on(today)
        .with_limit_notes()
        .select_related(*CASE_RELATIONS)
        .order_by(F("next_due_on").asc(nulls_last=True), F("turns_on").asc(nulls_last=True), "pk")
    )
    shelf = calendar_shelf()
    to_do = [case_line(case, today, shelf) for case in cases.filter(mine)[: MOST_LINES + 1]]
    others = [case_line(case, today, shelf) for case in cases.exclude(mine)[: MOST_LINES + 1]]
    is_cut = max(len(to_do), len(others)) > MOST_LINES
    to_do, others = to_do[:MOST_LINES], others[:MOST_LINES]
    overdue = tuple(line for line in to_do if line.due_on is not None and line.due_on < today)
    soon = tuple(line for line in to_do if line not in overdue and line.is_soon)
    return WorkList(
        roles=access.roles,
        overdue=overdue,
        soon=soon,
        waiting_for_me=tuple(line for line in to_do if line not in overdue and line not in soon),
        waiting_for_others=tuple(others),
        is_cut=is_cut,
    )


def _is_up_to(access: Access) -> Q:
    """The files whose next act belongs to an organisation in which the account acts, and can be done today."""
    branches, committees = access.organization_ids(BRANCH_ROLES), access.organization_ids(COMMITTEE_ROLES)
    waits_for_a_day = Q(stage_today__in=[stage.value for stage in TURNS_WITH_TIME])
    return (
        Q(next_body=Body.BRANCH.value, branch__in=branches)
        | Q(next_body=Body.SECTIONAL_COMMITTEE.value, sectional_committee__in=committees)
        | Q(next_body=Body.GRASSROOTS_COMMITTEE.value, grassroots_committee__in=committees)
        | Q(next_body=Body.COMPETENT_COMMITTEE.value, competent_committee__in=committees)
    ) & ~waits_for_a_day
