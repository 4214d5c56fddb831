"""Since when those who help, or could, have worked with the candidate in one organisation, and from which stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from admission.domain.facts import SponsorRole
from admission.domain.months import full_months
from admission.domain.together import Stay, common_days, together_since
from admission.models import AdmissionCase, Sponsorship
from admission.selectors.facts import domain_stay
from members.models import Membership, Standing
from members.selectors import members_on, stays_of


@dataclass(frozen=True, slots=True)
class CommonStay:
    """Days both belonged to one organisation, both included; `until_on` is None while it lasts."""

    organization: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class WorkedTogether:
    """A member and the candidate. `since_on`: since when without a gap, None where they are not together on the day
    asked; `months`: whole months up to that day; `stays`: where and when, oldest first. `role`: of who helps already.
    """

    person_id: int
    name: str
    role: SponsorRole | None
    since_on: date | None
    months: int
    stays: tuple[CommonStay, ...]


def sponsors_together(case: AdmissionCase, today: date) -> tuple[WorkedTogether, ...]:
    """Give those who help in a file, up to today; in two queries."""
    rows = Sponsorship.objects.current().filter(case=case).select_related("sponsor")
    helping = list(rows)
    return helpers_together(
        case, helping, stays_of([case.candidate.person_id, *(r.sponsor_id for r in helping)]), today
    )


def helpers_together(
    case: AdmissionCase, rows: Iterable[Sponsorship], stays: Mapping[int, Sequence[Membership]], today: date
) -> tuple[WorkedTogether, ...]:
    """Give those of the rows who still help; `stays`: of them and of the candidate, by the id of the person."""
    rows = sorted((row for row in rows if row.ended_on is None), key=lambda row: (row.role, row.pk))
    own = stays[case.candidate.person_id]
    return tuple(
        _together(row.sponsor_id, row.sponsor.full_name, SponsorRole(row.role), stays[row.sponsor_id], own, today)
        for row in rows
    )


def members_together(case: AdmissionCase, today: date) -> tuple[WorkedTogether, ...]:
    """Give the official members of the branch who could help, up to today; in two queries."""
    official = members_on(case.branch, today).filter(standing=Standing.OFFICIAL)
    people = {stay.person_id: stay.person for stay in official if stay.person_id != case.candidate.person_id}
    stays = stays_of([case.candidate.person_id, *people])
    own = stays[case.candidate.person_id]
    return tuple(
        _together(person_id, person.full_name, None, stays[person_id], own, today)
        for person_id, person in people.items()
    )


def _together(
    person_id: int,
    name: str,
    role: SponsorRole | None,
    first: Sequence[Membership],
    second: Sequence[Membership],
    on: date,
) -> WorkedTogether:
    ours, theirs = _domain(first), _domain(second)
    since_on = together_since(ours, theirs, on)
    names = {stay.organization_id: stay.organization.name for stay in first}
    common = sorted(common_days(ours, theirs), key=lambda one: one.from_on)
    return WorkedTogether(
        person_id=person_id,
        name=name,
        role=role,
        since_on=since_on,
        months=full_months(since_on, on) if since_on else 0,
        stays=tuple(CommonStay(names[one.organization], one.from_on, one.until_on) for one in common),
    )


def _domain(stays: Sequence[Membership]) -> tuple[Stay, ...]:
    return tuple(domain_stay(stay) for stay in stays)
