"""Keep the membership histories in step with what is recorded in a file."""

from datetime import date, datetime, timedelta

from admission.domain.procedure import Outcome
from admission.models import AdmissionCase
from members.models import Account, EndCause, Membership, Organization, Person, Standing
from members.services.memberships import add_membership, change_standing, end_membership, move_member


def ensure_stay(
    *,
    person: Person,
    organization: Organization,
    standing: Standing,
    from_on: date,
    by: Account | None,
    today: date,
    now: datetime,
) -> None:
    """Enter that a person belongs to an organisation, unless something is known of him on that day or later there.

    Whatever day is impossible is left to the act that names it: it says so at its field.
    """
    impossible = from_on > today or (person.born_on is not None and from_on < person.born_on)
    if impossible or _has_stay(person, organization, from_on):
        return
    add_membership(
        person=person, organization=organization, standing=standing, from_on=from_on, by=by, today=today, now=now
    )


def follow_admission(*, case: AdmissionCase, on: date, by: Account | None, today: date, now: datetime) -> None:
    """The candidate is a probationary member from the ceremony on."""
    _change(case, Standing.PROBATIONARY, on, by, today, now)


def follow_recognition(
    *, case: AdmissionCase, outcome: Outcome, on: date, by: Account | None, today: date, now: datetime
) -> None:
    """The probationary member is an official one, or no member, from the decision on."""
    if outcome is Outcome.GRANTED:
        _change(case, Standing.OFFICIAL, on, by, today, now)
        return
    stay = _running_stay(case)
    if stay is not None and stay.from_on <= on:
        end_membership(membership=stay, until_on=on, cause=EndCause.EXPELLED, by=by, today=today, now=now)


def follow_transfer(
    *, case: AdmissionCase, to: Organization, on: date, document: str, by: Account | None, today: date, now: datetime
) -> None:
    """The person belongs to the branch that receives the file from the day of the move on.

    A day to come is left to the act, which says so at its field.
    """
    if on > today:
        return
    stay = _running_stay(case)
    person = case.candidate.person
    if stay is not None and stay.from_on < on and _has_stay(person, to, on):  # the receiving branch listed him already
        until_on = on - timedelta(days=1)
        end_membership(
            membership=stay, until_on=until_on, cause=EndCause.MOVED, document=document, by=by, today=today, now=now
        )
    elif stay is not None and stay.from_on < on:
        move_member(membership=stay, to=to, on=on, document=document, by=by, today=today, now=now)
    else:
        ensure_stay(
            person=person,
            organization=to,
            standing=Standing.WORKING,
            from_on=on,
            by=by,
            today=today,
            now=now,
        )


def _has_stay(person: Person, organization: Organization, from_on: date) -> bool:
    """Say whether something is known of the person there on that day or later."""
    stays = Membership.objects.current().filter(person=person, organization=organization)
    return bool(stays.overlapping(from_on, None).exists())


def _running_stay(case: AdmissionCase) -> Membership | None:
    stays = Membership.objects.current().filter(person=case.candidate.person, organization=case.branch, until_on=None)
    found: Membership | None = stays.first()
    return found


def _change(case: AdmissionCase, standing: Standing, on: date, by: Account | None, today: date, now: datetime) -> None:
    stay = _running_stay(case)
    if stay is not None and stay.standing != standing and stay.from_on < on:
        change_standing(membership=stay, standing=standing, on=on, by=by, today=today, now=now)
