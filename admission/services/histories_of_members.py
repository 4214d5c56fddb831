"""Keep the membership histories in step with what is recorded in a file."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from admission.domain.facts import CaseFacts, ResolutionKind
from admission.domain.procedure import Outcome
from admission.models import AdmissionCase
from members.models import Account, EndCause, Membership, Organization, Person, Standing
from members.services.memberships import (
    add_membership,
    change_standing,
    end_membership,
    move_member,
    void_membership,
)


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
    """Enter that a person belongs to an organisation, unless anything is known of him there: who left stays away.

    Whatever day is impossible is left to the act that names it: it says so at its field.
    """
    impossible = from_on > today or (person.born_on is not None and from_on < person.born_on)
    if impossible or Membership.objects.current().filter(person=person, organization=organization).exists():
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


def follow_correction(
    *, case: AdmissionCase, facts: CaseFacts, reason: str, by: Account | None, today: date, now: datetime
) -> None:
    """Tell the history of the candidate in his branch anew, after the day or the outcome it rests on was corrected.

    The former entries are voided for the reason of the correction; nothing is done where none are known.
    """
    person, branch = case.candidate.person, case.branch
    stays = Membership.objects.current().filter(person=person, organization=branch).order_by("from_on")
    began_on = stays.values_list("from_on", flat=True).first()
    spans = list(_spans(facts, began_on)) if began_on else []
    if [(stay.standing, stay.from_on, stay.until_on) for stay in stays] == [span[:3] for span in spans]:
        return
    for stay in list(stays) if spans else []:
        void_membership(membership=stay, reason=reason, by=by, now=now)
    for standing, from_on, until_on, cause in spans:
        add_membership(
            person=person,
            organization=branch,
            standing=standing,
            from_on=from_on,
            until_on=until_on,
            end_cause=cause,
            by=by,
            today=today,
            now=now,
        )


_Span = tuple[Standing, date, date | None, EndCause | None]


def _spans(facts: CaseFacts, began_on: date) -> Iterator[_Span]:
    """The stays that the facts tell of: standing, first and last day, and why it ended."""
    recognition = facts.decision(ResolutionKind.RECOGNITION)
    granted = recognition is not None and recognition.outcome is Outcome.GRANTED
    turns = [(Standing.WORKING, began_on)]
    if facts.ceremony is not None and facts.ceremony.held_on > began_on:
        turns.append((Standing.PROBATIONARY, facts.ceremony.held_on))
    if recognition is not None and granted and recognition.decided_on > turns[-1][1]:
        turns.append((Standing.OFFICIAL, recognition.decided_on))
    for (standing, from_on), (_next, next_on) in pairwise(turns):
        yield standing, from_on, next_on - timedelta(days=1), EndCause.PROMOTED
    standing, from_on = turns[-1]
    removed = recognition is not None and not granted and recognition.decided_on >= from_on
    yield (
        standing,
        from_on,
        recognition.decided_on if removed and recognition else None,
        (EndCause.EXPELLED if removed else None),
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
