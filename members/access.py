"""What an account holds on a day: read once for a page, in one query, and asked for all it shows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from members.models import Account, Role
from members.statements import Statement

# Written once, for SQLite and PostgreSQL: every request asks it, and to build it each time takes longer than to answer
# it. Two halves, each by its index: with OR between them all roles would be read.
_COLUMNS = "r.role, r.organization_id, o.path, o.is_practice, r.id, r.account_id"
_HOLDS = "r.voided_at IS NULL AND r.from_on <= %(today)s AND (r.until_on IS NULL OR r.until_on >= %(today)s)"
_HELD = Statement(
    f"""
SELECT {_COLUMNS}
  FROM members_roleassignment r
  JOIN members_organization o ON o.id = r.organization_id
 WHERE r.account_id = %(account)s AND {_HOLDS}
 UNION ALL
SELECT {_COLUMNS}
  FROM members_roleassignment r
  JOIN members_organization o ON o.id = r.organization_id
  JOIN members_account principal ON principal.id = r.account_id AND principal.is_active
 WHERE r.account_id <> %(account)s AND {_HOLDS}
   AND r.id IN (SELECT lent.assignment_id FROM members_delegation lent
                 WHERE lent.delegate_id = %(account)s AND lent.ended_at IS NULL
                   AND lent.from_on <= %(today)s AND lent.until_on >= %(today)s)
 ORDER BY 3, 5
""",  # noqa: S608 - constants of our own
    {"account": "bigint", "today": "date"},
)


@dataclass(frozen=True, slots=True)
class Held:
    """A role in one organisation. `path`: where that stands in the tree; `assignment_id`: the row it is;
    `principal_id`: for whom it is exercised, where it is another's, delegated during leave.
    """

    role: Role
    organization_id: int
    path: str
    is_practice: bool
    assignment_id: int
    principal_id: int | None = None


@dataclass(frozen=True)
class Access:
    """The roles of an account on a day."""

    account: Account
    today: date
    held: tuple[Held, ...]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, in whichever organisation."""
        return frozenset(one.role for one in self.held)

    def with_roles(self, roles: Collection[Role]) -> tuple[Held, ...]:
        return tuple(one for one in self.held if one.role in roles)

    def holds(self, roles: Collection[Role], organization_id: int | None) -> bool:
        """Say whether one of the roles is held in that very organisation."""
        return any(one.organization_id == organization_id for one in self.with_roles(roles))

    def capacity_of(self, roles: Collection[Role], organization_id: int | None) -> Held | None:
        """Give the role by which the account acts in that very organisation: its own before one delegated to it."""
        found = [one for one in self.with_roles(roles) if one.organization_id == organization_id]
        return own_first(found)

    def reaches(self, roles: Collection[Role], path: str) -> bool:
        """Say whether one of the roles is held in the organisation at a path or in one above it."""
        return any(path.startswith(one.path) for one in self.with_roles(roles))

    def organization_ids(self, roles: Collection[Role]) -> frozenset[int]:
        return frozenset(one.organization_id for one in self.with_roles(roles))

    def paths(self, roles: Collection[Role]) -> tuple[str, ...]:
        """The tops of the subtrees in which one of the roles is held; none lies inside another."""
        tops: list[str] = []
        for path in sorted({one.path for one in self.with_roles(roles)}):
            if not tops or not path.startswith(tops[-1]):
                tops.append(path)
        return tuple(tops)


def own_first(found: Iterable[Held]) -> Held | None:
    """Of several roles that permit an act, the one by which it is done: an own one, else the first delegated one."""
    return min(found, key=lambda one: one.principal_id is not None, default=None)


def access_of(account: Account, today: date) -> Access:
    """Read what an account holds on a day, its own roles and those delegated to it, in one query.

    A delegated role holds as long as it does for the principal himself, whose account is active.
    """
    rows = _HELD.rows({"account": account.pk, "today": connection.ops.adapt_datefield_value(today)})
    held = (
        Held(
            role=Role(role),
            organization_id=organization_id,
            path=path,
            is_practice=bool(is_practice),
            assignment_id=pk,
            principal_id=None if holder == account.pk else holder,
        )
        for role, organization_id, path, is_practice, pk, holder in rows
    )
    return Access(account, today, tuple(held))
