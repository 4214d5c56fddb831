"""Merge a branch into another: the people first, then the open files that rest on them."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from admission.permissions import NotPermittedError, branches_to_administer
from admission.services.member_changes import lock_files_of, recalculate_files_of
from admission.services.transfers import move_files
from members.access import access_of
from members.models import Account, Organization
from members.selectors import people_from
from members.services import mergers


@transaction.atomic
def merge_branches(
    *, dissolved: Organization, into: Organization, on: date, document: str, by: Account, today: date, now: datetime,
    carried_roles: Collection[int] = (),
) -> Organization:  # fmt: skip
    """Dissolve a branch from the day `on`: its people and its files belong to `into` from that day on.

    `carried_roles`: the rows of roles in the dissolved branch that go on in `into`; the others end.
    Gives the dissolved organisation. Raises: NotPermittedError, and what `members.services.mergers` raises.
    """
    wanted = {dissolved.pk, into.pk}
    if branches_to_administer(access_of(by, today)).filter(pk__in=wanted).count() < len(wanted):
        raise NotPermittedError(f"{by.username} may not merge {dissolved.code} into {into.code}")
    people = people_from(dissolved, on)
    lock_files_of(people, besides=Q(branch=dissolved))
    gone = mergers.merge_branches(
        dissolved=dissolved, into=into, on=on, document=document, carried_roles=carried_roles, by=by, today=today,
        now=now,
    )  # fmt: skip
    move_files(dissolved=gone, into=into, on=on, document=document, by=by, today=today)
    recalculate_files_of(people, by=by, today=today, cause="file_moved")
    return gone
