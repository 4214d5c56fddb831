"""Keep the members of a branch, and derive anew the files that rest on them.

A file rests on the history of its candidate and of the members who help him: how long they worked together follows from
both. Each function checks that `by` may keep the members of the branch, writes through `members.services` and gives the
entry written. Raises, each of them: NotPermittedError, and what the service of `members` raises.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from admission.domain.errors import AdmissionError
from admission.models import AdmissionCase
from admission.permissions import Act, capacity_in, check_may_keep_members
from admission.services.acts import principal
from admission.services.people import known_person, numbered_person, with_number, with_sex
from admission.services.recalculation import recalculate
from members.access import access_of
from members.encrypted import Secret
from members.models import Absence, AbsenceKind, Account, EndCause, Membership, Organization, Person, Standing
from members.services import memberships
from members.services.journal import record_event
from members.text import normalise


class FileDecidesError(AdmissionError):
    """The person has an open file: his standing follows from what is recorded there, not from the list."""

    def __init__(self, case: AdmissionCase) -> None:
        super().__init__(f"{case.code} decides on the standing of its candidate")
        self.case = case


def _check_no_open_file(person: Person) -> None:
    case: AdmissionCase | None = AdmissionCase.objects.open().filter(candidate__person=person).first()
    if case is not None:
        raise FileDecidesError(case)


def _keeper(by: Account, today: date, branch: Organization) -> Account | None:
    """Give on whose behalf `by` keeps the members of a branch, if by a delegated role. Raises: NotPermittedError."""
    access = access_of(by, today)
    check_may_keep_members(access, branch)
    return principal(capacity_in(access, Act.KEEP_MEMBERS, branch))


class NamesakesError(AdmissionError):
    """Several people of that name are known in the branch: only the day of birth tells them apart."""


@transaction.atomic
def add_member(
    *,
    branch: Organization,
    full_name: str,
    born_on: date | None,
    national_id: Secret | None = None,
    sex: str = "",
    standing: Standing,
    from_on: date,
    until_on: date | None = None,
    end_cause: EndCause | None = None,
    document: str = "",
    by: Account,
    today: date,
    now: datetime,
) -> Membership:
    """Record that a person belongs to a branch; a new person is kept only with the entry.

    Raises: AnotherPersonError, NamesakesError, OtherSexError.
    """
    for_whom = _keeper(by, today, branch)
    person = member_numbered(branch=branch, full_name=full_name, born_on=born_on, national_id=national_id, by=by)
    lock_files_of([person.pk])
    if standing != Standing.WORKING:
        _check_no_open_file(person)
    stay = memberships.add_membership(
        person=person,
        organization=branch,
        standing=standing,
        from_on=from_on,
        until_on=until_on,
        end_cause=end_cause,
        document=document,
        by=by,
        today=today,
        now=now,
        on_behalf_of=for_whom,
        in_one_branch=True,
    )
    with_sex(person=person, sex=sex, by=by, organization=branch)
    recalculate_files_of([stay.person_id], by=by, today=today)
    return stay


@transaction.atomic
def end_stay(
    *, stay: Membership, until_on: date, cause: EndCause, document: str = "", by: Account, today: date, now: datetime
) -> Membership:
    """End a stay after its last day."""
    for_whom = _keeper(by, today, stay.organization)
    lock_files_of([stay.person_id])
    ended = memberships.end_membership(
        membership=stay,
        until_on=until_on,
        cause=cause,
        document=document,
        by=by,
        today=today,
        now=now,
        on_behalf_of=for_whom,
    )
    recalculate_files_of([stay.person_id], by=by, today=today)
    return ended


@transaction.atomic
def change_member_standing(
    *, stay: Membership, standing: Standing, on: date, document: str = "", by: Account, today: date, now: datetime
) -> Membership:
    """Change the standing of a person from a day on; give the new stay."""
    for_whom = _keeper(by, today, stay.organization)
    lock_files_of([stay.person_id])
    _check_no_open_file(stay.person)
    changed = memberships.change_standing(
        membership=stay, standing=standing, on=on, document=document, by=by, today=today, now=now, on_behalf_of=for_whom
    )
    recalculate_files_of([stay.person_id], by=by, today=today)
    return changed


@transaction.atomic
def void_stay(*, stay: Membership, reason: str, by: Account, today: date, now: datetime) -> Membership:
    """Void an entry made by mistake."""
    for_whom = _keeper(by, today, stay.organization)
    lock_files_of([stay.person_id])
    voided = memberships.void_membership(membership=stay, reason=reason, by=by, now=now, on_behalf_of=for_whom)
    recalculate_files_of([stay.person_id], by=by, today=today)
    return voided


@transaction.atomic
def record_member_absence(
    *, stay: Membership, kind: AbsenceKind, from_on: date, document: str = "", by: Account, today: date, now: datetime
) -> Absence:
    """Record that a member is left out of the count of his branch from a day on."""
    for_whom = _keeper(by, today, stay.organization)
    lock_files_of([stay.person_id])
    absence = memberships.record_absence(
        person=stay.person,
        organization=stay.organization,
        kind=kind,
        from_on=from_on,
        document=document,
        by=by,
        today=today,
        now=now,
        on_behalf_of=for_whom,
    )
    recalculate_files_of([stay.person_id], by=by, today=today)
    return absence


@transaction.atomic
def end_member_absence(
    *, absence: Absence, until_on: date, document: str = "", by: Account, today: date, now: datetime
) -> Absence:
    """End an absence after its last day."""
    for_whom = _keeper(by, today, absence.organization)
    lock_files_of([absence.person_id])
    ended = memberships.end_absence(
        absence=absence, until_on=until_on, document=document, by=by, today=today, now=now, on_behalf_of=for_whom
    )
    recalculate_files_of([absence.person_id], by=by, today=today)
    return ended


@transaction.atomic
def void_member_absence(*, absence: Absence, reason: str, by: Account, today: date, now: datetime) -> Absence:
    """Void an absence recorded by mistake."""
    for_whom = _keeper(by, today, absence.organization)
    lock_files_of([absence.person_id])
    voided = memberships.void_absence(absence=absence, reason=reason, by=by, now=now, on_behalf_of=for_whom)
    recalculate_files_of([absence.person_id], by=by, today=today)
    return voided


@transaction.atomic
def recalculate_files_of(
    people_ids: Iterable[int],
    *,
    besides: AdmissionCase | None = None,
    by: Account | None,
    today: date,
    cause: str = "membership_changed",
) -> int:
    """Derive anew the files in which one of the people is the candidate or helps; give how many there are.

    Closed ones too: what they keep has to follow from the histories as well. `besides`: a file that is written anyway.
    Raises: CalendarNotPublishedError.
    """
    count = 0
    # Locked: an act recorded meanwhile waits, and is then assessed with the new history.
    for case in _locked(_resting_on(people_ids).exclude(pk=besides.pk if besides else None)):
        recalculate(case=case, today=today, by=by, cause=cause)
        count += 1
    return count


def lock_files_of(people_ids: Iterable[int], *, besides: Q | None = None) -> list[AdmissionCase]:
    """Lock the files that an act writes (`besides`) together with those that it derives anew, before anything else;
    give all of them.

    Always in the order of their numbers, and files before organisations before people: two acts on files that share
    people never wait for each other in a ring.
    """
    files = _resting_on(people_ids)
    return list(_locked(files if besides is None else files | AdmissionCase.objects.filter(besides)))


def _resting_on(people_ids: Iterable[int]) -> Any:
    people = list(people_ids)
    helps = Q(sponsorship_facts__sponsor__in=people, sponsorship_facts__superseded_at=None)
    concerned = AdmissionCase.objects.filter(Q(candidate__person__in=people) | helps).values("pk")
    return AdmissionCase.objects.filter(pk__in=concerned)


def _locked(cases: Any) -> Any:
    return cases.select_related("branch").select_for_update(of=("self",)).order_by("pk")


@transaction.atomic
def member_numbered(
    *, branch: Organization, full_name: str, born_on: date | None, national_id: Secret | None, by: Account | None
) -> Person:
    """Find the person by his number where one is given, else as `member_named` does; the number is then recorded.

    Raises: AnotherPersonError, NamesakesError, WrongFieldKeyError.
    """
    if national_id is None:
        return member_named(branch=branch, full_name=full_name, born_on=born_on, by=by)
    numbered = numbered_person(national_id=national_id, full_name=full_name, born_on=born_on, by=by)
    if numbered is not None:
        return numbered
    person = member_named(branch=branch, full_name=full_name, born_on=born_on, by=by)
    return with_number(person=person, national_id=national_id, by=by)


@transaction.atomic
def member_named(*, branch: Organization, full_name: str, born_on: date | None, by: Account | None) -> Person:
    """Find the person a branch names, or add him.

    With a day of birth: whoever has that name (marks and case aside) and day, wherever he belongs; else somebody known
    in the branch by the very name without a day, who gets it. Without one: who is known in the branch by the very name.
    Raises: NamesakesError.
    """
    known_here = Person.objects.unmerged().filter(
        Q(memberships__organization=branch)
        | Q(sponsorships__case__branch=branch)
        | Q(candidate__cases__branch=branch),
        full_name=normalise(full_name),
    ).distinct()  # fmt: skip
    if born_on is None:
        found = list(known_here[:2])
        if len(found) > 1:
            raise NamesakesError(full_name)
        return found[0] if found else Person.objects.create(full_name=full_name)
    known = known_person(full_name, born_on)
    if known is not None:
        return known
    # Somebody who stands in the list already cannot be added to it: then this is a namesake.
    listed = Membership.objects.current().filter(organization=branch, until_on=None).values("person")
    undated = list(known_here.filter(born_on=None).exclude(pk__in=listed)[:2])
    if len(undated) != 1:
        return Person.objects.create(full_name=full_name, born_on=born_on)
    person = undated[0]
    person.born_on = born_on
    person.save(update_fields=["born_on"])
    record_event(
        verb="birth_recorded",
        subject=f"person:{person.pk}",
        by=by,
        details={"born_on": born_on},
        organization=branch,
    )
    return person
