"""For whom an alert still holds: whether somebody still hears of a deadline for the reason for which it was planned."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from admission.domain.ladder import ACTING_AUDIENCES, Audience
from members.access import Access, access_of
from members.models import Account, Organization, Role
from members.models.role import ACTING_ROLES, COMMITTEE_ROLES

_NOTHING = Q(pk__in=[])


def hears(access: Access) -> Q:
    """Give the condition on alerts under which an account is still one of those for whom they were planned.

    A request about personal data is for clerks and reviewers alone.
    """
    inspected = _NOTHING
    for path in access.paths((Role.INSPECTOR,)):
        inspected |= Q(deadline__organization__path__startswith=path)
    return (
        (Q(deadline__request=None) & _by_roles(access, ACTING_ROLES))
        | (Q(deadline__request__isnull=False) & _by_roles(access, COMMITTEE_ROLES))
        | (Q(audience=Audience.INSPECTOR) & inspected)
    )


def access_on(account: Account, today: date) -> Access:
    """Read what an account holds that day, by a role of its own or a lent one; nothing for one that is closed."""
    return access_of(account, today) if account.is_active else Access(account, today, ())


def _by_roles(access: Access, roles: Collection[Role]) -> Q:
    """For those who must act, for the other end, and for the level right above."""
    own = access.organization_ids(roles)
    if not own:
        return _NOTHING
    below = Q(deadline__organization__in=own)
    for path in {held.path for held in access.with_roles(roles)}:
        depth = len(path) // Organization.steplen + 1
        below |= Q(deadline__organization__path__startswith=path, deadline__organization__depth=depth)
    acting = Q(deadline__organization__in=own) | Q(deadline__also_organization__in=own)
    return Q(audience__in=ACTING_AUDIENCES) & acting | Q(audience=Audience.ABOVE) & below
