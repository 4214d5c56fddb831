"""Whether somebody still hears of a deadline for the reason for which an alert was planned."""

from collections.abc import Collection

from django.db.models import Q

from admission.domain.ladder import ACTING_AUDIENCES, Audience
from members.access import Access
from members.models import Role
from members.models.organization import inside
from members.models.role import ACTING_ROLES, COMMITTEE_ROLES

_PLACE = "deadline__organization__path"


def heard_by(access: Access) -> Q:
    """The condition on alerts under which an account is still one of those for whom they were planned.

    A request about personal data is for clerks and reviewers alone, and for the inspector.
    """
    return (
        Q(_by_roles(access, ACTING_ROLES), deadline__request=None)
        | Q(_by_roles(access, COMMITTEE_ROLES), deadline__request__isnull=False)
        | Q(inside(access.paths((Role.INSPECTOR,)), _PLACE), audience=Audience.INSPECTOR)
    )


def _by_roles(access: Access, roles: Collection[Role]) -> Q:
    """In the organisation that must act, or at the other end; at a level above it, where that is why one hears."""
    own = access.organization_ids(roles)
    acting = Q(deadline__organization__in=own) | Q(deadline__also_organization__in=own)
    return Q(acting, audience__in=ACTING_AUDIENCES) | Q(inside(access.paths(roles), _PLACE), audience=Audience.ABOVE)
