"""Merge a branch into another: its people, absences and roles. The files of candidates follow in `admission`."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from members.errors import MembersError
from members.models import Absence, Account, EndCause, Membership, Organization, RoleAssignment
from members.models.membership import DatedEntry
from members.selectors import roles_reaching
from members.services.journal import append_events, event_of, record_event
from members.services.memberships import DayInFutureError, SameOrganizationError

_ONE_DAY = timedelta(days=1)


class NotABranchError(MembersError):
    """Only branches are merged here; `organization` is none."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(f"{organization} is no branch")
        self.organization = organization


class AlreadyDissolvedError(MembersError):
    """The organisation was dissolved already: `organization` knows when."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(f"{organization} was dissolved on {organization.dissolved_on}")
        self.organization = organization


class InBothBranchesError(MembersError):
    """Some people have entries in both branches from the day of the merger on; `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} people stand in both branches")
        self.count = count


@transaction.atomic
def merge_branches(
    *, dissolved: Organization, into: Organization, on: date, document: str, by: Account | None, today: date,
    now: datetime, carried_roles: Collection[int] = (),
) -> Organization:  # fmt: skip
    """Dissolve a branch from a day on: `on` is the first day on which its people belong to `into`.

    Nothing is renamed: old papers keep the old name. Roles in the dissolved branch end the day before; those whose rows
    `carried_roles` names go on in `into`, and nobody else gets a role there. Gives the dissolved
    organisation. Raises: AlreadyDissolvedError, DayInFutureError,
    InBothBranchesError, NotABranchError, SameOrganizationError.
    """
    # Locked in one order: two mergers of the same branches wait for each other and do not block.
    rows = Organization.objects.select_for_update(no_key=True).filter(pk__in=[dissolved.pk, into.pk]).order_by("pk")
    by_id = {row.pk: row for row in rows}
    dissolved, into = by_id[dissolved.pk], by_id[into.pk]
    check_merger(dissolved=dissolved, into=into, on=on, today=today)
    dissolved.dissolved_on, dissolved.merged_into = on, into
    dissolved.save(update_fields=["dissolved_on", "merged_into"])
    act: dict[str, Any] = {"into": into, "on": on, "document": document, "by": by, "now": now}
    people = move_entries(Membership, dissolved, {"end_cause": EndCause.MERGED.value}, **act)
    move_entries(Absence, dissolved, {}, **act)
    carried = carry_roles(
        carried_roles, old=dissolved, new=into, on=on, document=document, by=by, verb="role_carried_over"
    )
    ended_roles = _end_roles(dissolved, into, on, by, now)
    moved = {"old": dissolved.code, "new": into.code, "on": on, "document": document}
    append_events(
        event_of(verb="moved_by_merger", subject=f"person:{person_id}", by=by, details=moved, organization=into)
        for person_id in sorted(people)
    )
    record_event(
        verb="branches_merged",
        subject=f"organization:{dissolved.pk}",
        by=by,
        details={
            "into": into.code, "on": on, "document": document, "people": len(people), "ended_roles": ended_roles,
            "carried_roles": carried,
        },
        organization=into,
    )  # fmt: skip
    return dissolved


def check_merger(*, dissolved: Organization, into: Organization, on: date, today: date) -> None:
    """Look whether the merger can be; nothing is written.

    Raises: AlreadyDissolvedError, DayInFutureError, InBothBranchesError, NotABranchError, SameOrganizationError.
    """
    if dissolved.pk == into.pk:
        raise SameOrganizationError(into.name)
    for organization in (dissolved, into):
        if not organization.is_branch:
            raise NotABranchError(organization)
        if organization.dissolved_on is not None:
            raise AlreadyDissolvedError(organization)
    if on > today:
        raise DayInFutureError("on", on)
    reaching = _reaching(Membership, dissolved, on)
    twice = _reaching(Membership, into, on).filter(person__in=reaching.values("person"))
    if twice.exists():
        raise InBothBranchesError(twice.values("person").distinct().count())


def _reaching(model: type[Membership] | type[Absence], organization: Organization, on: date) -> Any:
    """The entries that hold on the day of the merger or after it."""
    return model.objects.current().in_organization(organization).filter(Q(until_on=None) | Q(until_on__gte=on))


def move_entries(
    model: type[Membership] | type[Absence],
    old: Organization,
    cause: dict[str, str],
    *,
    into: Organization,
    on: date,
    document: str,
    by: Account | None,
    now: datetime,
    only: Collection[int] | None = None,
) -> set[int]:
    """Carry every entry over that reaches the day `on`, or those of some people `only`; give the ids of its people.

    A running entry ends the day before. One that began on the day or after it, or ended after it, names a branch in
    which they were no more: it is voided and stands anew where it belongs, cut in two at the day if it began before.
    """
    last_day = on - _ONE_DAY
    end = {"until_on": last_day, "ended_by": by, "ended_at": now, "end_document": document, **cause}
    void = {"voided_at": now, "voided_by": by, "void_reason": f"{old.code} → {into.code}, {document}".strip(", ")}
    new: list[Any] = []
    people: set[int] = set()
    entries = _reaching(model, old, on)
    for entry in (entries if only is None else entries.filter(person__in=list(only))).order_by("pk"):
        people.add(entry.person_id)
        is_running = entry.until_on is None
        ending = {name: None if is_running else getattr(entry, name) for name in end}
        if entry.from_on < on and is_running:
            _write(entry, end)
        else:
            _write(entry, void)
            new += [_copy(entry, old, entry.from_on, by, end)] if entry.from_on < on else []
        new.append(_copy(entry, into, max(entry.from_on, on), by, ending))
    model.objects.bulk_create(new)
    return people


def _copy(entry: Any, organization: Organization, from_on: date, by: Account | None, ending: dict[str, Any]) -> Any:
    """An entry of the same person and the same kind or standing, not saved."""
    kind = "standing" if isinstance(entry, Membership) else "kind"
    return type(entry)(
        person_id=entry.person_id,
        organization=organization,
        from_on=from_on,
        document=entry.document,
        recorded_by=by,
        **{kind: getattr(entry, kind)},
        **ending,
    )


def _write(entry: DatedEntry, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(values))


def carry_roles(
    ids: Collection[int],
    *,
    old: Organization,
    new: Organization,
    on: date,
    document: str,
    by: Account | None,
    verb: str,
) -> int:
    """Give those who hold some roles in a branch the same roles in another from a day on; say how many it were.

    `ids`: rows of roles in `old` that reach that day; any other is left aside, and so is a role held in `new` already.
    """
    count = 0
    for role in roles_reaching(old, on).filter(pk__in=list(ids)):
        from_on = max(on, role.from_on)
        held = RoleAssignment.objects.filter(account=role.account_id, organization=new, role=role.role)
        if held.overlapping(from_on, role.until_on).exists():
            continue
        RoleAssignment.objects.create(
            account=role.account, organization=new, role=role.role, from_on=from_on, until_on=role.until_on,
            document=document, given_by=by,
        )  # fmt: skip
        record_event(
            verb=verb,
            subject=f"account:{role.account_id}",
            by=by,
            details={
                "role": role.role, "from": old.code, "to": new.code, "from_on": from_on, "until_on": role.until_on,
            },
            organization=new,
        )  # fmt: skip
        count += 1
    return count


def _end_roles(dissolved: Organization, into: Organization, on: date, by: Account | None, now: datetime) -> int:
    """End the roles in the dissolved branch the day before; one that would only begin later never begins: void."""
    roles = RoleAssignment.objects.overlapping(on, None).filter(organization=dissolved)
    reason = f"{dissolved.code} → {into.code}"
    later = roles.filter(from_on__gte=on).update(voided_at=now, voided_by=by, void_reason=reason)
    running = roles.filter(from_on__lt=on)
    ended_before = running.exclude(ended_at=None).update(until_on=on - _ONE_DAY)  # its end stands, only earlier
    ending = {"until_on": on - _ONE_DAY, "ended_at": now, "ended_by": by, "end_reason": reason}
    return int(later + ended_before + running.filter(ended_at=None).update(**ending))
