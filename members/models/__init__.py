"""The nouns of `members`, one module each."""

from members.models.account import Account, AccountQuerySet
from members.models.delegation import Delegation, DelegationQuerySet
from members.models.journal import JournalAnchor, JournalEvent, JournalHead
from members.models.kept_form import KeptForm
from members.models.link import AccountLink, AccountLinkQuerySet, LinkPurpose
from members.models.membership import Absence, AbsenceKind, EndCause, Membership, MembershipQuerySet, Standing
from members.models.organization import Organization, OrganizationKind, OrganizationQuerySet
from members.models.organization_history import (
    AdmissionAuthority,
    AuthorityBasis,
    OrganizationName,
    OrganizationPlace,
)
from members.models.person import C3_FIELDS, DistinctPeople, Person, PersonQuerySet, Sex
from members.models.role import Role, RoleAssignment, RoleAssignmentQuerySet
from members.models.sign_in import AccountSession, GuessWindow, RecoveryCode, SecondFactor

__all__ = [
    "C3_FIELDS",
    "Absence",
    "AbsenceKind",
    "Account",
    "AccountLink",
    "AccountLinkQuerySet",
    "AccountQuerySet",
    "AccountSession",
    "AdmissionAuthority",
    "AuthorityBasis",
    "Delegation",
    "DelegationQuerySet",
    "DistinctPeople",
    "EndCause",
    "GuessWindow",
    "JournalAnchor",
    "JournalEvent",
    "JournalHead",
    "KeptForm",
    "LinkPurpose",
    "Membership",
    "MembershipQuerySet",
    "Organization",
    "OrganizationKind",
    "OrganizationName",
    "OrganizationPlace",
    "OrganizationQuerySet",
    "Person",
    "PersonQuerySet",
    "RecoveryCode",
    "Role",
    "RoleAssignment",
    "RoleAssignmentQuerySet",
    "SecondFactor",
    "Sex",
    "Standing",
]
