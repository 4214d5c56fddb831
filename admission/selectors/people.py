"""People: the list, one person with his stays and files, those who may be one and the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from admission.models import AdmissionCase, AdmissionCaseQuerySet, Sponsorship
from members.models import DistinctPeople, Membership, Organization, Person, PersonQuerySet
from members.selectors import stays_of

MOST_PEOPLE = 50
"""A longer list is narrowed by a search."""
MOST_GROUPS = 100
"""Of the groups of people who look alike, the first so many are shown."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person of the list. `place`: where he belongs, as far as it is known."""

    person: Person
    place: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with every stay that was not voided, oldest first, and the files the reader may see."""

    person: Person
    stays: tuple[Membership, ...]
    as_candidate: tuple[AdmissionCase, ...]
    as_sponsor: tuple[Sponsorship, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person. `same_day`: born on the same day, not only in the same year."""

    first: PersonLine
    second: PersonLine
    same_day: bool


def place_of(person: Person) -> Organization | None:
    """Give the branch to which a person belongs, or belonged last; else that of his newest file."""
    stays = Membership.objects.current().filter(person=person).select_related("organization")
    running = stays.filter(until_on=None).order_by("-from_on", "-pk").first()
    last = running or stays.order_by("-until_on", "-pk").first()
    if last is not None:
        organization: Organization = last.organization
        return organization
    case = AdmissionCase.objects.filter(candidate__person=person).select_related("branch").order_by("-pk").first()
    return case.branch if case is not None else None


def person_lines(*, people: PersonQuerySet, text: str) -> tuple[list[PersonLine], bool]:
    """Give those of some people whose name a search finds, and whether there are more than shown; in two queries."""
    rows = list(people.named(text).order_by("name_sort", "born_on", "pk")[: MOST_PEOPLE + 1])
    return _lines(rows[:MOST_PEOPLE]), len(rows) > MOST_PEOPLE


def _lines(people: Iterable[Person]) -> list[PersonLine]:
    people = list(people)
    stays = stays_of(person.pk for person in people)
    return [PersonLine(person, _place(stays[person.pk])) for person in people]


def _place(stays: tuple[Membership, ...]) -> str:
    """The name of the branch a person belongs to, or belonged to last."""
    last = max(stays, key=lambda stay: (stay.until_on is None, stay.from_on, stay.pk), default=None)
    return last.organization.name if last is not None else ""


def person_page(*, person: Person, scope: AdmissionCaseQuerySet) -> PersonPage:
    """Read one person; `scope`: the files the reader may see. In three queries."""
    cases = scope.filter(candidate__person=person).select_related("branch").order_by("-pk")
    helps = Sponsorship.objects.current().filter(sponsor=person, case__in=scope)
    return PersonPage(
        person=person,
        stays=stays_of([person.pk])[person.pk],
        as_candidate=tuple(cases),
        as_sponsor=tuple(helps.select_related("case__branch", "case__candidate__person").order_by("-pk")),
    )


def likely_duplicates(people: PersonQuerySet) -> tuple[list[Pair], bool]:
    """Give the pairs among some people with one name (marks and case aside) who were born in one year, and whether
    there are more than shown. Those born on one day come first; those told apart are left out. In four queries.

    Two unmerged records never have one national ID number: who enters it a second time is led to the first record.
    """
    dated = people.exclude(born_on=None)
    groups = (
        dated.annotate(year=ExtractYear("born_on"))
        .order_by("name_search", "year")
        .values("name_search", "year")
        .annotate(records=Count("pk", distinct=True))
        .filter(records__gt=1)
    )
    keys = [(group["name_search"], group["year"]) for group in groups[: MOST_GROUPS + 1]]
    alike = Q(pk__in=[])
    for name, year in keys[:MOST_GROUPS]:
        alike |= Q(name_search=name, born_on__year=year)
    by_key: dict[tuple[str, int], list[PersonLine]] = defaultdict(list)
    for line in _lines(dated.filter(alike).order_by("name_search", "born_on", "pk")):
        if line.person.born_on is not None:
            by_key[line.person.name_search, line.person.born_on.year].append(line)
    apart = told_apart(line.person.pk for lines in by_key.values() for line in lines)
    pairs = [
        Pair(first, second, first.person.born_on == second.person.born_on)
        for lines in by_key.values()
        for first, second in combinations(sorted(lines, key=lambda line: line.person.pk), 2)
        if (first.person.pk, second.person.pk) not in apart
    ]
    return sorted(pairs, key=lambda pair: not pair.same_day), len(keys) > MOST_GROUPS


def told_apart(people: Iterable[int]) -> dict[tuple[int, int], DistinctPeople]:
    """Give the pairs among some people that were recorded as two people, by their ids, the smaller one first."""
    rows: QuerySet[Any] = DistinctPeople.objects.filter(first__in=list(people)).select_related("recorded_by")
    return {(row.first_id, row.second_id): row for row in rows}
