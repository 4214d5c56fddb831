"""Split a branch while clocks run: the people first, then the open files that rest on them."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from admission.permissions import Act, check_may_in
from admission.selectors.calendars import calendar_for
from admission.services.chains import check_same_calendar
from admission.services.member_changes import lock_files_of, recalculate_files_of
from admission.services.transfers import move_files_of
from members.access import access_of
from members.models import Account, Organization
from members.services import splits


@transaction.atomic
def split_branch(
    *,
    branch: Organization,
    code: str,
    name: str,
    people: Collection[int],
    on: date,
    document: str,
    shared_roles: Collection[int] = (),
    by: Account,
    today: date,
    now: datetime,
) -> Organization:
    """Set up a branch with some people of another and their open files, from the day `on`; due dates do not move.

    Gives the new branch. Raises: NotPermittedError, CalendarDiffersError, and what `members.services.splits` raises.
    """
    check_may_in(access_of(by, today), Act.KEEP_ORGANIZATIONS, branch)
    before = calendar_for(branch).version_id
    lock_files_of(people, besides=Q(branch=branch, candidate__person__in=list(people)))
    new = splits.split_branch(
        branch=branch, code=code, name=name, people=people, on=on, document=document, shared_roles=shared_roles,
        by=by, today=today, now=now,
    )  # fmt: skip
    move_files_of(people, old=branch, new=new, on=on, document=document, by=by, today=today)
    check_same_calendar(before=before, organization=new)
    recalculate_files_of(people, by=by, today=today, cause="file_moved")
    return new
