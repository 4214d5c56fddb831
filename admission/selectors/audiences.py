"""Whether somebody still hears of a deadline for the reason for which an alert was planned."""

from collections.abc import Collection

from django.db.models import Q

from admission.domain.ladder import Audience
from members.access import Access
from members.models import Organization, Role
from members.models.organization import inside
from members.models.role import ACTING_ROLES, COMMITTEE_ROLES

_PLACE = "deadline__organization__path"
_FURTHER = (Audience.ABOVE.value, Audience.INSPECTOR.value)


def heard_by(access: Access) -> Q:
    """The condition on alerts under which an account is still one of those for whom they were planned.

    A request about personal data is for clerks and reviewers alone, and for the inspector.
    """
    return (
        Q(_as_actor(access, ACTING_ROLES), deadline__request=None)
        | Q(_as_actor(access, COMMITTEE_ROLES), deadline__request__isnull=False)
        | Q(inside(access.paths((Role.INSPECTOR,)), _PLACE), audience=Audience.INSPECTOR)
    )


def _as_actor(access: Access, roles: Collection[Role]) -> Q:
    """In the organisation that must act; at the level above it, where that is why one hears."""
    at_hand = Q(pk__in=[])
    for path in {held.path for held in access.with_roles(roles)}:
        right_below = Q(inside([path], _PLACE), deadline__organization__depth=len(path) // Organization.steplen + 1)
        at_hand |= Q(**{_PLACE: path}) | right_below
    own = Q(~Q(audience__in=_FURTHER), deadline__organization__in=access.organization_ids(roles))
    return own | Q(at_hand, audience=Audience.ABOVE)
