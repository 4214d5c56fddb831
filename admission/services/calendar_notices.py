"""Tell of a published calendar, once: who must act or is at the other end, which last days it moved; who keeps a
calendar below it, that theirs does not say what changed.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from admission.models import CalendarVersion, DeadlineMove
from admission.selectors.calendar_following import news_below
from admission.services.calendar_reminders import keepers_of
from admission.services.notices import CALENDAR_BEHIND, CALENDAR_CHANGED, post_notice, post_notice_to_many
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


def tell_keepers_below(*, version: CalendarVersion, by: Account, today: date, now: datetime) -> int:
    """Put one notice for each keeper of own calendars that have not taken the version over into the outbox; count them.

    Not for who published it: he is shown them at once.
    """
    behind: dict[Account, list[dict[str, Any]]] = defaultdict(list)
    for news in news_below(version.calendar):
        line = {"calendar": news.calendar.pk, "name": news.calendar.name, "by_hand": news.following is None}
        for keeper in keepers_of(news.calendar, today):
            behind[keeper].append(line)
    about = {"number": version.number, "above": version.calendar.name, "notice": version.notice}
    return sum(
        len(post_notice(notice=CALENDAR_BEHIND, to=[keeper], details=about | {"calendars": lines}, now=now))
        for keeper, lines in behind.items()
        if keeper != by
    )
