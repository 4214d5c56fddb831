"""A branch is merged into another: people, absences and roles; nothing is renamed and nothing is lost."""

from datetime import date
from typing import Any

import pytest

from members.models import (
    Absence,
    AbsenceKind,
    EndCause,
    JournalEvent,
    Membership,
    Organization,
    Person,
    Role,
    RoleAssignment,
    Standing,
)
from members.selectors import stays_of, voters_of
from members.services.memberships import (
    DayInFutureError,
    DissolvedOrganizationError,
    SameOrganizationError,
    add_membership,
    record_absence,
)
from members.services.mergers import (
    AlreadyDissolvedError,
    InBothBranchesError,
    NotABranchError,
    merge_branches,
)
from tests.factories import NOW, TODAY, Tree, make_account, make_person, make_tree

pytestmark = pytest.mark.django_db

ACT: dict[str, Any] = {"by": None, "today": TODAY, "now": NOW}
ON = date(2025, 7, 1)


@pytest.fixture
def units() -> Tree:
    return make_tree()


def join(organization: Organization, person: Person, **more: Any) -> Membership:
    values: dict[str, Any] = {"standing": Standing.OFFICIAL, "from_on": date(2024, 1, 10), **ACT}
    return add_membership(person=person, organization=organization, **values | more)


def merge(units: Tree, **more: Any) -> Organization:
    values: dict[str, Any] = {"dissolved": units.branch, "into": units.sibling, "on": ON, "document": "7-QĐ/ĐU", **ACT}
    return merge_branches(**values | more)


def days(person: Person) -> list[tuple[str, str, date, date | None, str | None]]:
    stays = stays_of([person.pk])[person.pk]
    return [(stay.organization.code, stay.standing, stay.from_on, stay.until_on, stay.end_cause) for stay in stays]


def test_people_go_on_in_the_other_branch_with_the_same_standing(units: Tree) -> None:
    official = join(units.branch, make_person("Chính Thức")).person
    probationary = join(units.branch, make_person("Dự Bị"), standing=Standing.PROBATIONARY).person

    dissolved = merge(units)

    assert (dissolved.name, dissolved.dissolved_on, dissolved.merged_into) == ("Chi bộ Một", ON, units.sibling)
    assert days(official) == [
        ("CB-1", "official", date(2024, 1, 10), date(2025, 6, 30), "merged"),
        ("CB-2", "official", ON, None, None),
    ]
    assert [standing for _code, standing, *_rest in days(probationary)] == ["probationary", "probationary"]
    assert [voters_of(units.branch, day).official for day in (date(2025, 6, 30), ON)] == [1, 0]
    assert [voters_of(units.sibling, day).official for day in (date(2025, 6, 30), ON)] == [0, 1]


def test_ended_stay_of_the_time_before_stays_as_it_is(units: Tree) -> None:
    person = join(units.branch, make_person(), until_on=date(2025, 6, 30), end_cause=EndCause.DIED).person

    merge(units)

    assert days(person) == [("CB-1", "official", date(2024, 1, 10), date(2025, 6, 30), "died")]


def test_entries_made_after_the_day_of_the_merger_are_put_where_they_belong(units: Tree) -> None:
    newcomer = join(units.branch, make_person("Mới Đến"), from_on=date(2025, 9, 1)).person
    gone = join(units.branch, make_person("Đã Đi"), until_on=date(2025, 10, 1), end_cause=EndCause.LEFT).person

    merge(units)

    assert days(newcomer) == [("CB-2", "official", date(2025, 9, 1), None, None)]
    assert days(gone) == [
        ("CB-1", "official", date(2024, 1, 10), date(2025, 6, 30), "merged"),
        ("CB-2", "official", ON, date(2025, 10, 1), "left"),
    ]
    voided = Membership.objects.exclude(voided_at=None)
    assert {stay.void_reason for stay in voided} == {"CB-1 → CB-2, 7-QĐ/ĐU"}
    assert {stay.person for stay in voided} == {newcomer, gone}


def test_running_absence_runs_on_in_the_other_branch(units: Tree) -> None:
    stay = join(units.branch, make_person())
    record_absence(
        person=stay.person, organization=units.branch, kind=AbsenceKind.EXEMPT, from_on=date(2025, 1, 1), **ACT
    )

    merge(units)

    found = Absence.objects.order_by("from_on").values_list("organization__code", "kind", "from_on", "until_on")
    assert list(found) == [
        ("CB-1", "exempt", date(2025, 1, 1), date(2025, 6, 30)),
        ("CB-2", "exempt", ON, None),
    ]
    assert (voters_of(units.sibling, TODAY).official, voters_of(units.sibling, TODAY).exempt) == (1, 1)


def test_roles_of_the_dissolved_branch_end_and_nobody_gets_one(units: Tree) -> None:
    held = {"organization": units.branch, "role": Role.BRANCH_SECRETARY.value}
    open_ended, ended, later = make_account("mot"), make_account("hai"), make_account("ba")
    RoleAssignment.objects.create(account=open_ended, from_on=date(2020, 1, 1), **held)
    RoleAssignment.objects.create(account=ended, from_on=date(2020, 1, 1), until_on=date(2022, 1, 1), **held)
    RoleAssignment.objects.create(account=later, from_on=date(2026, 4, 1), **held)

    merge(units)

    found = RoleAssignment.objects.current().order_by("until_on").values_list("account", "organization", "until_on")
    assert list(found) == [
        (ended.pk, units.branch.pk, date(2022, 1, 1)),
        (open_ended.pk, units.branch.pk, date(2025, 6, 30)),
    ]
    void = RoleAssignment.objects.get(account=later)
    assert (void.voided_at, void.void_reason, void.from_on) == (NOW, "CB-1 → CB-2", date(2026, 4, 1))


def test_merger_is_journalled_for_the_branch_and_for_each_person(units: Tree) -> None:
    person = join(units.branch, make_person()).person
    by = make_account("quan.tri")

    merge(units, by=by)

    events = JournalEvent.objects.filter(account=by).order_by("pk")
    assert [(event.verb, event.subject) for event in events] == [
        ("moved_by_merger", f"person:{person.pk}"), ("branches_merged", f"organization:{units.branch.pk}"),
    ]  # fmt: skip
    assert events[1].details == {
        "into": "CB-2", "on": "2025-07-01", "document": "7-QĐ/ĐU", "people": 1, "carried_roles": 0, "ended_roles": 0,
    }  # fmt: skip


def test_merger_that_cannot_be_is_refused(units: Tree) -> None:
    with pytest.raises(SameOrganizationError):
        merge(units, into=units.branch)
    with pytest.raises(NotABranchError):
        merge(units, into=units.grassroots)
    with pytest.raises(NotABranchError):
        merge(units, dissolved=units.committee)
    with pytest.raises(DayInFutureError):
        merge(units, on=date(2026, 3, 3))

    assert not Organization.objects.exclude(dissolved_on=None).exists()


def test_branch_is_dissolved_once_and_takes_nobody_over_afterwards(units: Tree) -> None:
    merge(units)

    with pytest.raises(AlreadyDissolvedError):
        merge(units)
    with pytest.raises(AlreadyDissolvedError):
        merge(units, dissolved=units.sibling, into=units.branch)
    with pytest.raises(DissolvedOrganizationError):
        join(units.branch, make_person())
    join(units.branch, make_person(), until_on=date(2025, 6, 30), end_cause=EndCause.LEFT)


def test_person_in_both_branches_stops_the_merger(units: Tree) -> None:
    person = join(units.branch, make_person()).person
    join(units.sibling, person, standing=Standing.WORKING)

    with pytest.raises(InBothBranchesError) as refused:
        merge(units)

    assert refused.value.count == 1
    assert len(days(person)) == 2
