"""The nouns of `members`, one module each."""

from members.models.account import Account, AccountQuerySet
from members.models.journal import JournalEvent
from members.models.membership import Absence, AbsenceKind, EndCause, Membership, MembershipQuerySet, Standing
from members.models.organization import Organization, OrganizationKind, OrganizationQuerySet
from members.models.organization_history import (
    AdmissionAuthority,
    AuthorityBasis,
    OrganizationName,
    OrganizationPlace,
)
from members.models.person import Person
from members.models.role import Role, RoleAssignment, RoleAssignmentQuerySet

__all__ = [
    "Absence",
    "AbsenceKind",
    "Account",
    "AccountQuerySet",
    "AdmissionAuthority",
    "AuthorityBasis",
    "EndCause",
    "JournalEvent",
    "Membership",
    "MembershipQuerySet",
    "Organization",
    "OrganizationKind",
    "OrganizationName",
    "OrganizationPlace",
    "OrganizationQuerySet",
    "Person",
    "Role",
    "RoleAssignment",
    "RoleAssignmentQuerySet",
    "Standing",
]
