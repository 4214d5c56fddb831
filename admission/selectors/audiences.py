"""Whether somebody still hears of a deadline for the reason for which an alert was planned."""

from dataclasses import dataclass
from datetime import date

from admission.domain.ladder import Audience
from admission.models import Alert
from members.access import Access, access_of
from members.models import Account, Role
from members.models.role import ACTING_ROLES, COMMITTEE_ROLES


@dataclass(frozen=True, slots=True)
class Hearing:
    """What an account hears of on a day, by roles of its own or lent; `access` is None for a closed account."""

    access: Access | None

    def is_for(self, alert: Alert) -> bool:
        """Say whether the account is still one of those for whom the alert was planned.

        A request about personal data is for clerks and reviewers alone. Asked of `alert.deadline.organization` without
        a query.
        """
        if self.access is None:
            return False
        deadline = alert.deadline
        place = deadline.organization
        roles = COMMITTEE_ROLES if deadline.request_id else ACTING_ROLES
        match Audience(alert.audience):
            case Audience.ABOVE:
                return self.access.reaches(roles, place.path)
            case Audience.INSPECTOR:
                return self.access.reaches((Role.INSPECTOR,), place.path)
            case _:
                return self.access.holds(roles, deadline.organization_id)


def hearing_of(account: Account, today: date) -> Hearing:
    """Read what an account hears of on a day, in one query."""
    return Hearing(access_of(account, today) if account.is_active else None)
