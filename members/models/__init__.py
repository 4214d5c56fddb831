"""The nouns of `members`, one module each."""

from members.models.account import Account, AccountQuerySet
from members.models.journal import JournalAnchor, JournalEvent, JournalHead
from members.models.membership import Absence, AbsenceKind, EndCause, Membership, MembershipQuerySet, Standing
from members.models.organization import Organization, OrganizationKind, OrganizationQuerySet
from members.models.person import Person
from members.models.role import Role, RoleAssignment, RoleAssignmentQuerySet

__all__ = [
    "Absence",
    "AbsenceKind",
    "Account",
    "AccountQuerySet",
    "EndCause",
    "JournalAnchor",
    "JournalEvent",
    "JournalHead",
    "Membership",
    "MembershipQuerySet",
    "Organization",
    "OrganizationKind",
    "OrganizationQuerySet",
    "Person",
    "Role",
    "RoleAssignment",
    "RoleAssignmentQuerySet",
    "Standing",
]
