"""Write who belongs to which branch, as what and on which days; and who is left out of the count for a time.

Every day is a day of the past or today: what has not happened yet is not recorded. `now`: the instant of the record.
`on_behalf_of`: whose role `by` exercises, where it was delegated.
"""

from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from members.errors import MembersError
from members.models import Absence, AbsenceKind, Account, EndCause, Membership, Organization, Person, Standing
from members.models.membership import DatedEntry
from members.services.journal import record_event
from members.services.people import lock_person

AnyEntry = TypeVar("AnyEntry", Membership, Absence)
_ONE_DAY = timedelta(days=1)


class ImpossibleDayError(MembersError):
    """A day that cannot be right; `field` names the argument, `day` is its value."""

    def __init__(self, field: str, day: date) -> None:
        super().__init__(f"{field}: {day.isoformat()}")
        self.field = field
        self.day = day


class DayInFutureError(ImpossibleDayError):
    """The day has not come yet."""


class DayBeforeBirthError(ImpossibleDayError):
    """The person was not born yet."""


class EndBeforeStartError(ImpossibleDayError):
    """The last day comes before the first one."""


class DissolvedOrganizationError(ImpossibleDayError):
    """The organisation did not exist any more; `organization` knows since when."""

    def __init__(self, field: str, day: date, organization: Organization) -> None:
        super().__init__(field, day)
        self.organization = organization


class OverlappingMembershipError(MembersError):
    """The person has a stay in the same organisation on some of these days, or one as a member of another: `stay`."""

    def __init__(self, stay: Membership, organization: Organization) -> None:
        super().__init__(f"{stay} from {stay.from_on} to {stay.until_on} shares days with it")
        self.stay = stay
        self.is_elsewhere = stay.organization_id != organization.pk


class OverlappingAbsenceError(MembersError):
    """The person is absent from the same organisation on some of these days already: `absence`."""

    def __init__(self, absence: Absence) -> None:
        super().__init__(f"{absence} from {absence.from_on} to {absence.until_on} shares days with it")
        self.absence = absence


class NotAMemberError(MembersError):
    """The person had no stay in the organisation that day, or none that counts in its votes."""


class AlreadyEndedError(MembersError):
    """It was ended or voided meanwhile."""


class LaterAbsenceError(MembersError):
    """An absence of the person begins after the last day of the stay: it must be voided first."""

    def __init__(self, absence: Absence) -> None:
        super().__init__(f"{absence} begins on {absence.from_on}")
        self.absence = absence


class SameStandingError(MembersError):
    """The person has that standing already."""


class SameOrganizationError(MembersError):
    """A move or a merger leads to another organisation."""


class ReasonMissingError(MembersError):
    """Nothing is voided without a reason."""


@transaction.atomic
def add_membership(
    *, person: Person, organization: Organization, standing: Standing, from_on: date, until_on: date | None = None,
    end_cause: EndCause | None = None, document: str = "", by: Account | None, today: date, now: datetime,
    on_behalf_of: Account | None = None, in_one_branch: bool = False,
) -> Membership:  # fmt: skip
    """Record that a person belongs to an organisation from a day, or from a day to a last day with its cause.

    `in_one_branch`: refuse who is a Party member elsewhere on these days; not where it follows from a recorded fact.
    Raises: DayInFutureError, DayBeforeBirthError, EndBeforeStartError, DissolvedOrganizationError,
    OverlappingMembershipError.
    """
    # Locked: of two people who add him at once, the second is told of the first's entry.
    person, organization = _lock_rows(person.pk, organization.pk)
    _check_days(person, {"from_on": from_on, "until_on": until_on}, today)
    if until_on is not None and until_on < from_on:
        raise EndBeforeStartError("until_on", until_on)
    _check_exists(organization, from_on, until_on)
    _check_no_other_stay(person, organization, standing if in_one_branch else Standing.WORKING, from_on, until_on)
    stay: Membership = Membership.objects.create(
        person=person,
        organization=organization,
        standing=standing.value,
        from_on=from_on,
        document=document,
        recorded_by=by,
        **(
            {} if until_on is None else _end(until_on, "", by, now) | {"end_cause": (end_cause or EndCause.OTHER).value}
        ),
    )
    _journal("membership_added", stay, by, on_behalf_of, standing=stay.standing, from_on=from_on, until_on=until_on)
    return stay


@transaction.atomic
def end_membership(
    *,
    membership: Membership,
    until_on: date,
    cause: EndCause,
    document: str = "",
    by: Account | None,
    today: date,
    now: datetime,
    on_behalf_of: Account | None = None,
) -> Membership:
    """End a stay after its last day `until_on`; a running absence of the person there ends with it.

    Raises: AlreadyEndedError, DayInFutureError, EndBeforeStartError, LaterAbsenceError.
    """
    stay = _lock(membership)
    _check_days(stay.person, {"until_on": until_on}, today)
    _close(stay, until_on, document, by, now, end_cause=cause.value)
    for absence in Absence.objects.current().filter(person=stay.person, organization=stay.organization, until_on=None):
        if absence.from_on > until_on:
            raise LaterAbsenceError(absence)
        _close(absence, until_on, document, by, now)
    _journal("membership_ended", stay, by, on_behalf_of, until_on=until_on, cause=cause.value, document=document)
    return stay


@transaction.atomic
def change_standing(
    *,
    membership: Membership,
    standing: Standing,
    on: date,
    document: str = "",
    by: Account | None,
    today: date,
    now: datetime,
    on_behalf_of: Account | None = None,
) -> Membership:
    """End a stay the day before `on` and open the next one, with another standing, on that day; give the next one.

    Absences run on. Raises: AlreadyEndedError, DayInFutureError, DissolvedOrganizationError, EndBeforeStartError,
    SameStandingError.
    """
    stay = _lock(membership)
    if standing == stay.standing:
        raise SameStandingError(str(stay))
    _check_days(stay.person, {"on": on}, today)
    if on <= stay.from_on:
        raise EndBeforeStartError("on", on)
    _close(stay, on - _ONE_DAY, document, by, now, end_cause=EndCause.PROMOTED.value)
    changed = add_membership(
        person=stay.person,
        organization=stay.organization,
        standing=standing,
        from_on=on,
        document=document,
        by=by,
        today=today,
        now=now,
        on_behalf_of=on_behalf_of,
    )
    _journal(
        "standing_changed", changed, by, on_behalf_of, old=stay.standing, new=changed.standing, on=on, document=document
    )
    return changed


@transaction.atomic
def move_member(
    *,
    membership: Membership,
    to: Organization,
    on: date,
    document: str = "",
    by: Account | None,
    today: date,
    now: datetime,
) -> Membership:
    """End a stay the day before `on` and open the same standing in another organisation on that day; give that one.

    Raises: AlreadyEndedError, DayInFutureError, DissolvedOrganizationError, EndBeforeStartError, LaterAbsenceError,
    OverlappingMembershipError, SameOrganizationError.
    """
    stay = _lock(membership, to.pk)
    if to.pk == stay.organization_id:
        raise SameOrganizationError(to.name)
    _check_days(stay.person, {"on": on}, today)
    if on <= stay.from_on:
        raise EndBeforeStartError("on", on)
    end_membership(
        membership=stay,
        until_on=on - _ONE_DAY,
        cause=EndCause.MOVED,
        document=document,
        by=by,
        today=today,
        now=now,
    )
    return add_membership(
        person=stay.person,
        organization=to,
        standing=Standing(stay.standing),
        from_on=on,
        document=document,
        by=by,
        today=today,
        now=now,
    )


@transaction.atomic
def void_membership(
    *, membership: Membership, reason: str, by: Account | None, now: datetime, on_behalf_of: Account | None = None
) -> Membership:
    """Void an entry made by mistake: it then never held. Raises: AlreadyEndedError, ReasonMissingError."""
    return _void("membership_voided", membership, reason, by, now, on_behalf_of)


@transaction.atomic
def record_absence(
    *,
    person: Person,
    organization: Organization,
    kind: AbsenceKind,
    from_on: date,
    document: str = "",
    by: Account | None,
    today: date,
    now: datetime,
    on_behalf_of: Account | None = None,
) -> Absence:
    """Record that a member is left out of the count of his branch from a day on.

    Raises: DayInFutureError, NotAMemberError, OverlappingAbsenceError.
    """
    person, organization = _lock_rows(person.pk, organization.pk)
    _check_days(person, {"from_on": from_on}, today)
    stays = Membership.objects.current().filter(person=person, organization=organization).held_on(from_on)
    if not stays.exclude(standing=Standing.WORKING).exists():
        raise NotAMemberError(f"{person} was no member of {organization} on {from_on}")
    others = Absence.objects.current().filter(person=person, organization=organization)
    other = others.overlapping(from_on, None).order_by("from_on", "pk").first()
    if other is not None:
        raise OverlappingAbsenceError(other)
    absence: Absence = Absence.objects.create(
        person=person,
        organization=organization,
        kind=kind.value,
        from_on=from_on,
        document=document,
        recorded_by=by,
    )
    _journal("absence_recorded", absence, by, on_behalf_of, kind=absence.kind, from_on=from_on, document=document)
    return absence


@transaction.atomic
def end_absence(
    *, absence: Absence, until_on: date, document: str = "", by: Account | None, today: date, now: datetime,
    on_behalf_of: Account | None = None,
) -> Absence:  # fmt: skip
    """End an absence after its last day. Raises: AlreadyEndedError, DayInFutureError, EndBeforeStartError."""
    row = _lock(absence)
    _check_days(row.person, {"until_on": until_on}, today)
    _close(row, until_on, document, by, now)
    _journal("absence_ended", row, by, on_behalf_of, kind=row.kind, until_on=until_on, document=document)
    return row


@transaction.atomic
def void_absence(
    *, absence: Absence, reason: str, by: Account | None, now: datetime, on_behalf_of: Account | None = None
) -> Absence:
    """Void an absence recorded by mistake. Raises: AlreadyEndedError, ReasonMissingError."""
    return _void("absence_voided", absence, reason, by, now, on_behalf_of)


def _check_days(person: Person, days: dict[str, date | None], today: date) -> None:
    for field, day in days.items():
        if day is not None and day > today:
            raise DayInFutureError(field, day)
        if day is not None and person.born_on is not None and day < person.born_on:
            raise DayBeforeBirthError(field, day)


def _check_exists(organization: Organization, from_on: date, until_on: date | None) -> None:
    dissolved_on = organization.dissolved_on
    if dissolved_on is not None and (until_on is None or until_on >= dissolved_on):
        field, day = ("from_on", from_on) if until_on is None else ("until_on", until_on)
        raise DissolvedOrganizationError(field, day, organization)


def _check_no_other_stay(
    person: Person, organization: Organization, standing: Standing, from_on: date, until_on: date | None
) -> None:
    """A person stands once in a list, and as a Party member in one branch alone. Source: Party Charter, art. 6."""
    clash = Q(organization=organization)
    if standing != Standing.WORKING:
        clash |= ~Q(standing=Standing.WORKING.value)
    stays = Membership.objects.current().filter(clash, person=person).select_related("organization")
    other = stays.overlapping(from_on, until_on).order_by("from_on", "pk").first()
    if other is not None:
        raise OverlappingMembershipError(other, organization)


def _lock_rows(person_id: int, organization_id: int, *others: int) -> tuple[Person, Organization]:
    """Read a person and an organisation as they are now; who changes his history or merges a branch waits.

    Organisations first and in one order, as a merger does, so that nobody waits in a ring. Without the key: rows that
    merely refer to them are written meanwhile. Raises: PersonMergedError.
    """
    rows = Organization.objects.select_for_update(no_key=True).filter(pk__in=[organization_id, *others]).order_by("pk")
    organizations = {row.pk: row for row in rows}
    return lock_person(person_id), organizations[organization_id]


def _lock(entry: AnyEntry, *others: int) -> AnyEntry:
    """Read an entry as it is now, with person and organisation locked."""
    person, organization = _lock_rows(entry.person_id, entry.organization_id, *others)
    row: AnyEntry = type(entry).objects.get(pk=entry.pk)
    row.person, row.organization = person, organization
    return row


def _end(until_on: date, document: str, by: Account | None, now: datetime) -> dict[str, Any]:
    return {"until_on": until_on, "ended_by": by, "ended_at": now, "end_document": document}


def _close(
    row: DatedEntry, until_on: date, document: str, by: Account | None, now: datetime, *, end_cause: str | None = None
) -> None:
    if not row.is_open:
        raise AlreadyEndedError(str(row))
    if until_on < row.from_on:
        raise EndBeforeStartError("until_on", until_on)
    cause = {} if end_cause is None else {"end_cause": end_cause}
    _write(row, {**_end(until_on, document, by, now), **cause})


def _void(
    verb: str, entry: AnyEntry, reason: str, by: Account | None, now: datetime, on_behalf_of: Account | None
) -> AnyEntry:
    if not reason.strip():
        raise ReasonMissingError
    row = _lock(entry)
    if row.voided_at is not None:
        raise AlreadyEndedError(str(row))
    _write(row, {"voided_at": now, "voided_by": by, "void_reason": reason.strip()})
    _journal(verb, row, by, on_behalf_of, from_on=row.from_on, until_on=row.until_on, reason=reason.strip())
    return row


def _write(row: DatedEntry, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _journal(
    verb: str, row: Membership | Absence, by: Account | None, on_behalf_of: Account | None, **details: Any
) -> None:
    record_event(
        verb=verb,
        subject=f"person:{row.person_id}",
        by=by,
        details={"entry": row.pk, "organization": row.organization.code, **details},
        on_behalf_of=on_behalf_of,
        organization=row.organization_id,
    )
