"""Who leaves a branch when it is split, as the annex of the decision names them; nobody else is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from admission.models import AdmissionCase
from members.models import Organization, Person
from members.selectors import people_from
from members.text import search_form


@dataclass(frozen=True, slots=True)
class NamedPeople:
    """The people that were found, and the lines that name nobody or several in the branch."""

    people: frozenset[int]
    unknown: tuple[str, ...]
    ambiguous: tuple[str, ...]


def people_named(branch: Organization, on: date, lines: Iterable[tuple[str, date | None]]) -> NamedPeople:
    """Find the people of a branch by name (marks and case aside) and, where it is given, day of birth."""
    known: dict[str, list[Person]] = {}
    for person in Person.objects.filter(pk__in=people_from(branch, on)):
        known.setdefault(person.name_search, []).append(person)
    people: set[int] = set()
    unknown, ambiguous = [], []
    for name, born_on in lines:
        namesakes = known.get(search_form(name), [])
        found = [person for person in namesakes if born_on is None or person.born_on == born_on]
        if not found:
            unknown.append(name)
        elif len(found) > 1:
            ambiguous.append(name)
        else:
            people.add(found[0].pk)
    return NamedPeople(frozenset(people), tuple(unknown), tuple(ambiguous))


def files_that_move(branch: Organization, people: Iterable[int]) -> tuple[str, ...]:
    """Give the codes of the open files that would follow some people out of a branch, oldest first."""
    cases = AdmissionCase.objects.open().filter(branch=branch, candidate__person__in=list(people))
    return tuple(case.code for case in cases.only("opened_on").order_by("opened_on", "pk"))
