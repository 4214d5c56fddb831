"""Write the tree of organisations."""

from django.db import transaction

from members.models import Organization, OrganizationKind


@transaction.atomic
def add_organization(
    *,
    kind: OrganizationKind,
    code: str,
    name: str,
    above: Organization | None = None,
    decides_admission: bool = False,
    is_practice: bool = False,
) -> Organization:
    """Add an organisation below another, or a new top where `above` is None. `code` is unique in the product."""
    values = {
        "kind": kind.value,
        "code": code,
        "name": name,
        "decides_admission": decides_admission,
        "is_practice": is_practice,
    }
    organization: Organization
    if above is None:
        organization = Organization.objects.add_root(values)
    else:
        # Read again: treebeard counts children on the instance, and a stale count gives the same path twice.
        organization = Organization.objects.add_child(Organization.objects.get(pk=above.pk), values)
    return organization
