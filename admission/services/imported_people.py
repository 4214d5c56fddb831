"""Who the people of a tracking sheet are, known or new, and where they belonged according to what is known of them.

What is known here of somebody's membership counts; the sheet's days are entered only where nothing is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from admission.domain.together import Stay
from admission.models import AdmissionCase, Sponsorship
from admission.selectors.facts import domain_stays
from admission.services.bulk_stays import NewStay
from admission.spreadsheets.history import HELPERS, RowStays, helps_since, works_since
from admission.spreadsheets.layout import CASE, Part
from admission.spreadsheets.names import name_form
from admission.spreadsheets.reader import SheetRow
from members.models import Membership, Organization, Person, Standing
from members.text import name_order, normalise, search_form

_QUERY_SIZE = 500
Identity: TypeAlias = tuple[str, Any]
"""The name as it is compared, and the birth date."""


@dataclass(frozen=True, slots=True)
class RowPeople:
    """The people of one row. `entered`: the stays to write, the candidate's first where his history is not known."""

    candidate: Person
    helpers: Mapping[Part, Person]
    stays: RowStays
    candidate_stay: NewStay | None
    helper_stays: tuple[NewStay, ...]


def identity_of(row: SheetRow) -> Identity:
    """Give by what a person is known again. `row`: one whose file itself is sound."""
    return name_form(str(row.parts[CASE]["full_name"])), row.parts[CASE]["born_on"]


def new_person(full_name: str, born_on: Any, sex: str = "") -> Person:
    """Make a person that is not saved."""
    # Many are written at once, past Person.save(): so the forms to search in and to sort by are made here.
    name = normalise(full_name)
    return Person(full_name=name, name_search=search_form(name), name_sort=name_order(name), born_on=born_on, sex=sex)


def earlier_files(rows: Iterable[SheetRow], branch_ids: Iterable[int]) -> dict[Identity, list[AdmissionCase]]:
    """Give the files in these branches by the person they are about, as far as the rows may name him."""
    within = set(branch_ids)
    files: dict[Identity, list[AdmissionCase]] = {}
    for days in _chunks(sorted({row.parts[CASE]["born_on"] for row in rows}, key=str)):
        cases = AdmissionCase.objects.filter(candidate__person__born_on__in=days)
        for case in cases.select_related("candidate__person", "branch").order_by("pk"):
            if case.branch_id in within:
                person = case.candidate.person
                files.setdefault((name_form(person.full_name), person.born_on), []).append(case)
    return files


def listed_people(rows: Iterable[SheetRow], branch_ids: Iterable[int]) -> dict[Identity, Person]:
    """Give the people in the membership lists of these branches, as far as the rows may name them as candidates."""
    within = set(branch_ids)
    people: dict[Identity, Person] = {}
    for days in _chunks(sorted({row.parts[CASE]["born_on"] for row in rows}, key=str)):
        stays = Membership.objects.current().filter(person__born_on__in=days)
        for stay in stays.select_related("person").order_by("pk"):
            if stay.organization_id in within:
                people.setdefault((name_form(stay.person.full_name), stay.person.born_on), stay.person)
    return people


def people_of(
    placed: Sequence[tuple[SheetRow, Organization]], candidates: Mapping[int, Person]
) -> dict[int, RowPeople]:
    """Find or make the people of each row that has a candidate, by the number of the row.

    `candidates`: by the number of the row. A member who helps is the one of that name who helps in the branch already,
    or who is an official member in its list.
    """
    sheet = _Sheet([(row, branch) for row, branch in placed if row.number in candidates], candidates)
    return {row.number: sheet.people_of(row, branch) for row, branch in sheet.placed}


class _Sheet:
    """The people while they are put together: the same person is the same object throughout."""

    def __init__(self, placed: list[tuple[SheetRow, Organization]], candidates: Mapping[int, Person]) -> None:
        self.placed = placed
        self._candidates = candidates
        self._helpers = _known_helpers({branch.pk for _row, branch in placed})
        since = self._days_told()
        people = [*candidates.values(), *self._helpers.values()]
        self._known = _known_stays(person.pk for person in people if person.pk is not None)
        self._new: dict[tuple[int, int], NewStay] = {}
        for row, branch in placed:  # candidates first: whoever is one is no official member yet
            self._enter(candidates[row.number], branch, Standing.WORKING, [works_since(row)])
        for person, branch, days in since:
            self._enter(person, branch, Standing.OFFICIAL, days)

    def people_of(self, row: SheetRow, branch: Organization) -> RowPeople:
        candidate = self._candidates[row.number]
        helpers = {part: self._helper(row, part, branch) for part in HELPERS if part in row.parts}
        new = {part: self._new.get((_key(person), branch.pk)) for part, person in helpers.items()}
        return RowPeople(
            candidate=candidate,
            helpers=helpers,
            stays=RowStays(
                self._stays(candidate, branch), {part: self._stays(person, branch) for part, person in helpers.items()}
            ),
            candidate_stay=self._new.get((_key(candidate), branch.pk)),
            helper_stays=tuple(stay for stay in new.values() if stay is not None),
        )

    def _days_told(self) -> list[tuple[Person, Organization, list[date]]]:
        """Since when each helper belongs to his branch, as the rows that name him tell it."""
        told: dict[tuple[int, int], tuple[Person, Organization, list[date]]] = {}
        for row, branch in self.placed:
            for part in HELPERS:
                if part in row.parts:
                    person = self._helper(row, part, branch)
                    entry = told.setdefault((_key(person), branch.pk), (person, branch, []))
                    entry[2].append(helps_since(row, part))
        return list(told.values())

    def _helper(self, row: SheetRow, part: Part, branch: Organization) -> Person:
        name = str(row.parts[part]["sponsor"])
        key = (branch.pk, name_form(name))
        if key not in self._helpers:
            self._helpers[key] = new_person(name, None)
        return self._helpers[key]

    def _enter(self, person: Person, branch: Organization, standing: Standing, days: list[date]) -> None:
        """Note the stay from the first of the days on which, or after which, nothing is known of him there."""
        key = (_key(person), branch.pk)
        known = [stay for stay in self._known.get(_key(person), ()) if stay.organization == branch.pk]
        unknown = (day for day in sorted(days) if all(stay.until_on and stay.until_on < day for stay in known))
        from_on = next(unknown, None)
        if from_on is not None:
            self._new.setdefault(key, NewStay(person, branch, standing, from_on))

    def _stays(self, person: Person, branch: Organization) -> tuple[Stay, ...]:
        new = self._new.get((_key(person), branch.pk))
        known: tuple[Stay, ...] = self._known.get(_key(person), ())
        if new is None:
            return known
        return (*known, Stay(branch.pk, new.from_on, is_official=new.standing is Standing.OFFICIAL))


def _key(person: Person) -> int:
    """Tell people apart, those not saved yet too: ids of rows are positive, ours are not."""
    return -id(person) if person.pk is None else int(person.pk)


def _known_helpers(branch_ids: set[int]) -> dict[tuple[int, str], Person]:
    known: dict[tuple[int, str], Person] = {}
    sponsorships = Sponsorship.objects.filter(case__branch__in=branch_ids, sponsor__merged_into=None)
    sponsorships = sponsorships.select_related("sponsor", "case")
    for sponsorship in sponsorships.order_by("pk"):
        known.setdefault((sponsorship.case.branch_id, name_form(sponsorship.sponsor.full_name)), sponsorship.sponsor)
    stays = Membership.objects.current().official().filter(organization__in=branch_ids)
    for stay in stays.select_related("person").order_by("pk"):
        known.setdefault((stay.organization_id, name_form(stay.person.full_name)), stay.person)
    return known


def _known_stays(people: Iterable[int]) -> dict[int, tuple[Stay, ...]]:
    known: dict[int, tuple[Stay, ...]] = {}
    for ids in _chunks(sorted(set(people))):
        known |= domain_stays(ids)
    return known


def _chunks(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + _QUERY_SIZE] for start in range(0, len(values), _QUERY_SIZE))
