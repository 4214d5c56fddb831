"""Tell each person who must act or is at the other end, once, which last days a published calendar moved."""

from datetime import date, datetime

from django.db.models import Q

from admission.models import CalendarVersion, DeadlineMove
from admission.services.notices import CALENDAR_CHANGED, post_notice_to_many
from members.models import Account, Delegation, RoleAssignment
from members.models.role import ACTING_ROLES


def tell_of_moves(*, version: CalendarVersion, today: date, now: datetime) -> int:
    """Put one notice for each of them into the outbox; count them. What it lists is read when it leaves."""
    moves = DeadlineMove.objects.filter(version=version)
    if not moves.exists():
        return 0
    held = RoleAssignment.objects.held_on(today).filter(
        Q(organization__in=moves.values("deadline__organization"))
        | Q(organization__in=moves.values("deadline__also_organization")),
        role__in=[role.value for role in ACTING_ROLES],
        account__is_active=True,
    )
    lent = Delegation.objects.held_on(today).filter(assignment__in=held)
    to = Account.objects.filter(Q(pk__in=held.values("account")) | Q(pk__in=lent.values("delegate")), is_active=True)
    details = {"version": version.pk, "number": version.number, "notice": version.notice}
    about = f"calendar.{version.pk}"
    return post_notice_to_many(notice=CALENDAR_CHANGED, about=about, to=to, details=details, now=now)
