"""The nouns of `members`, one module each."""

from members.models.account import Account, AccountQuerySet
from members.models.journal import JournalEvent
from members.models.kept_form import KeptForm
from members.models.membership import Absence, AbsenceKind, EndCause, Membership, MembershipQuerySet, Standing
from members.models.organization import Organization, OrganizationKind, OrganizationQuerySet
from members.models.person import Person
from members.models.role import Role, RoleAssignment, RoleAssignmentQuerySet
from members.models.sign_in import AccountSession, GuessWindow, RecoveryCode, SecondFactor

__all__ = [
    "Absence",
    "AbsenceKind",
    "Account",
    "AccountQuerySet",
    "AccountSession",
    "EndCause",
    "GuessWindow",
    "JournalEvent",
    "KeptForm",
    "Membership",
    "MembershipQuerySet",
    "Organization",
    "OrganizationKind",
    "OrganizationQuerySet",
    "Person",
    "RecoveryCode",
    "Role",
    "RoleAssignment",
    "RoleAssignmentQuerySet",
    "SecondFactor",
    "Standing",
]
