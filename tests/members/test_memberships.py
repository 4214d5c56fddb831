"""Who belongs to which branch on which days: the services, the queries, what the database refuses."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from members.models import Absence, AbsenceKind, EndCause, JournalEvent, Membership, Organization, Person, Standing
from members.selectors import Voters, members_on, stays_of, voters_of
from members.services import memberships as services
from members.services.memberships import (
    add_membership,
    change_standing,
    end_absence,
    end_membership,
    move_member,
    record_absence,
    void_absence,
    void_membership,
)
from tests.factories import NOW, TODAY, Tree, make_account, make_person, make_tree

pytestmark = pytest.mark.django_db

ACT: dict[str, Any] = {"by": None, "today": TODAY, "now": NOW}


@pytest.fixture
def units() -> Tree:
    return make_tree()


def join(
    organization: Organization,
    person: Person | None = None,
    *,
    standing: Standing = Standing.OFFICIAL,
    from_on: date = date(2024, 1, 10),
    **more: Any,
) -> Membership:
    person = person or make_person()
    return add_membership(
        person=person, organization=organization, standing=standing, from_on=from_on, **ACT | more
    )  # fmt: skip


def days(person: Person) -> list[tuple[str, str, date, date | None, str | None]]:
    """The history of a person, without what was voided."""
    stays = stays_of([person.pk])[person.pk]
    return [(stay.organization.code, stay.standing, stay.from_on, stay.until_on, stay.end_cause) for stay in stays]


def test_membership_is_recorded_with_who_and_journalled(units: Tree) -> None:
    by = make_account("bi.thu")

    stay = join(units.branch, document="12-QĐ/ĐU", by=by)

    assert (stay.recorded_by, stay.document, stay.is_open) == (by, "12-QĐ/ĐU", True)
    event = JournalEvent.objects.latest("pk")
    assert (event.verb, event.subject, event.account) == ("membership_added", f"person:{stay.person_id}", by)
    assert event.details == {
        "entry": stay.pk, "organization": "CB-1", "standing": "official", "from_on": "2024-01-10", "until_on": None,
    }  # fmt: skip


def test_membership_of_the_past_is_recorded_with_its_end(units: Tree) -> None:
    stay = join(units.branch, until_on=date(2025, 3, 1), end_cause=EndCause.LEFT)

    assert (stay.until_on, stay.end_cause, stay.ended_at) == (date(2025, 3, 1), "left", NOW)
    assert [stay.is_held_on(date(2025, 3, day)) for day in (1, 2)] == [True, False]


@pytest.mark.parametrize(
    ("typed", "error", "field"),
    [
        ({"from_on": date(2026, 3, 3)}, services.DayInFutureError, "from_on"),
        ({"until_on": date(2026, 3, 3)}, services.DayInFutureError, "until_on"),
        ({"from_on": date(1996, 5, 18)}, services.DayBeforeBirthError, "from_on"),
        ({"until_on": date(2024, 1, 9)}, services.EndBeforeStartError, "until_on"),
    ],
)
def test_membership_on_an_impossible_day_is_refused(
    units: Tree, typed: dict[str, Any], error: type[services.ImpossibleDayError], field: str
) -> None:
    with pytest.raises(error) as refused:
        join(units.branch, **typed)

    assert refused.value.field == field
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("from_on", "until_on", "refused"),
    [
        (date(2023, 1, 1), date(2024, 1, 9), False),
        (date(2023, 1, 1), date(2024, 1, 10), True),
        (date(2024, 5, 1), date(2024, 5, 2), True),
        (date(2025, 3, 1), None, True),
        (date(2025, 3, 2), None, False),
        (date(2023, 1, 1), None, True),
    ],
)
def test_membership_that_shares_a_day_with_another_is_refused(
    units: Tree, from_on: date, until_on: date | None, refused: bool
) -> None:
    stay = join(units.branch, until_on=date(2025, 3, 1))

    if refused:
        with pytest.raises(services.OverlappingMembershipError) as told:
            join(units.branch, stay.person, from_on=from_on, until_on=until_on, standing=Standing.WORKING)
        assert told.value.stay == stay
    else:
        join(units.branch, stay.person, from_on=from_on, until_on=until_on)

    assert Membership.objects.count() == (1 if refused else 2)


def test_voided_membership_stands_in_nobodys_way(units: Tree) -> None:
    stay = join(units.branch)

    void_membership(membership=stay, reason="Nhầm người", by=None, now=NOW)
    join(units.branch, stay.person, from_on=date(2024, 2, 1))

    assert days(stay.person) == [("CB-1", "official", date(2024, 2, 1), None, None)]
    assert Membership.objects.get(pk=stay.pk).void_reason == "Nhầm người"


@pytest.mark.parametrize(("reason", "times", "error"), [
    ("  ", 1, services.ReasonMissingError), ("Nhầm", 2, services.AlreadyEndedError),
])  # fmt: skip
def test_void_needs_a_reason_and_happens_once(units: Tree, reason: str, times: int, error: type[Exception]) -> None:
    stay = join(units.branch)
    for _time in range(times - 1):
        void_membership(membership=stay, reason=reason, by=None, now=NOW)

    with pytest.raises(error):
        void_membership(membership=stay, reason=reason, by=None, now=NOW)


def test_standing_changes_from_one_day_to_the_next(units: Tree) -> None:
    stay = join(units.branch, standing=Standing.PROBATIONARY)

    change_standing(membership=stay, standing=Standing.OFFICIAL, on=date(2025, 1, 10), document="5-QĐ", **ACT)

    assert days(stay.person) == [
        ("CB-1", "probationary", date(2024, 1, 10), date(2025, 1, 9), "promoted"),
        ("CB-1", "official", date(2025, 1, 10), None, None),
    ]


def test_standing_that_is_held_already_or_changes_on_the_first_day_is_refused(units: Tree) -> None:
    stay = join(units.branch)

    with pytest.raises(services.SameStandingError):
        change_standing(membership=stay, standing=Standing.OFFICIAL, on=date(2025, 1, 10), **ACT)
    with pytest.raises(services.EndBeforeStartError) as refused:
        change_standing(membership=stay, standing=Standing.WORKING, on=date(2024, 1, 10), **ACT)

    assert refused.value.field == "on"
    assert days(stay.person) == [("CB-1", "official", date(2024, 1, 10), None, None)]


def test_member_moves_with_the_same_standing(units: Tree) -> None:
    stay = join(units.branch)

    move_member(membership=stay, to=units.sibling, on=date(2025, 6, 1), document="GT-9", **ACT)

    assert days(stay.person) == [
        ("CB-1", "official", date(2024, 1, 10), date(2025, 5, 31), "moved"),
        ("CB-2", "official", date(2025, 6, 1), None, None),
    ]


def test_member_does_not_move_where_he_is(units: Tree) -> None:
    stay = join(units.branch)

    with pytest.raises(services.SameOrganizationError):
        move_member(membership=stay, to=units.branch, on=date(2025, 6, 1), **ACT)


def test_end_of_a_stay_ends_the_running_absence_there(units: Tree) -> None:
    stay = join(units.branch)
    absence = leave(stay, from_on=date(2025, 1, 1))

    end_membership(membership=stay, until_on=date(2025, 2, 1), cause=EndCause.DIED, **ACT)

    absence.refresh_from_db()
    assert absence.until_on == date(2025, 2, 1)
    with pytest.raises(services.AlreadyEndedError):
        end_membership(membership=stay, until_on=date(2025, 2, 2), cause=EndCause.DIED, **ACT)


def test_stay_does_not_end_before_an_absence_begins(units: Tree) -> None:
    stay = join(units.branch)
    leave(stay, from_on=date(2025, 1, 1))

    with pytest.raises(services.LaterAbsenceError):
        end_membership(membership=stay, until_on=date(2024, 12, 31), cause=EndCause.MOVED, **ACT)

    assert days(stay.person) == [("CB-1", "official", date(2024, 1, 10), None, None)]


def leave(stay: Membership, from_on: date = date(2025, 1, 1), kind: AbsenceKind = AbsenceKind.ON_LEAVE) -> Absence:
    return record_absence(person=stay.person, organization=stay.organization, kind=kind, from_on=from_on, **ACT)


def test_absence_needs_a_member_and_runs_once_at_a_time(units: Tree) -> None:
    stay = join(units.branch)
    worker = join(units.branch, make_person("Người Ngoài Đảng"), standing=Standing.WORKING)
    absence = leave(stay)

    with pytest.raises(services.OverlappingAbsenceError):
        leave(stay, from_on=date(2025, 5, 1), kind=AbsenceKind.EXEMPT)
    with pytest.raises(services.NotAMemberError):
        leave(worker)
    end_absence(absence=absence, until_on=date(2025, 4, 30), **ACT)
    leave(stay, from_on=date(2025, 5, 1), kind=AbsenceKind.EXEMPT)

    assert Absence.objects.count() == 2


def test_voters_are_official_members_of_the_day_with_the_absent_by_kind(units: Tree) -> None:
    stays = [join(units.branch, make_person(f"Đảng Viên {letter}")) for letter in "ABCDEF"]
    join(units.branch, make_person("Dự Bị"), standing=Standing.PROBATIONARY)
    join(units.sibling, make_person("Chi Bộ Khác"))
    for stay, kind in zip(stays, AbsenceKind, strict=False):
        leave(stay, kind=kind)
    void_absence(absence=leave(stays[4]), reason="Nhầm", by=None, now=NOW)
    end_membership(membership=stays[5], until_on=date(2025, 1, 1), cause=EndCause.MOVED, **ACT)

    assert voters_of(units.branch, date(2024, 1, 9)) == Voters(official=0)
    assert voters_of(units.branch, date(2024, 12, 31)) == Voters(official=6)
    assert voters_of(units.branch, date(2025, 1, 1)) == Voters(6, 1, 1, 1, 1)
    assert voters_of(units.branch, date(2025, 1, 2)) == Voters(5, 1, 1, 1, 1)


def test_members_of_a_day_are_read_by_name(units: Tree, django_assert_num_queries: Any) -> None:
    for name in ("Vũ Anh", "Đỗ Bình", "An Chi"):
        join(units.branch, make_person(name))

    with django_assert_num_queries(1):
        assert [stay.person.full_name for stay in members_on(units.branch, TODAY)] == ["Vũ Anh", "Đỗ Bình", "An Chi"]


def test_stays_of_many_people_take_one_query(units: Tree, django_assert_num_queries: Any) -> None:
    people = [make_person(name) for name in ("Vũ Anh", "Đỗ Bình", "An Chi")]
    for person in people[:2]:
        join(units.branch, person)

    with django_assert_num_queries(1):
        found = stays_of([person.pk for person in people])
        names = [stay.organization.name for stays in found.values() for stay in stays]

    assert [len(found[person.pk]) for person in people] == [1, 1, 0]
    assert names == ["Chi bộ Một", "Chi bộ Một"]


BAD_STAYS: list[tuple[dict[str, Any], str]] = [
    ({"standing": "king"}, "standing_known"),
    ({"until_on": date(2023, 12, 31), "ended_at": NOW, "end_cause": "left"}, "until_not_before_from"),
    ({"until_on": date(2025, 1, 1), "end_cause": "left"}, "end_day_and_instant"),
    ({"until_on": date(2025, 1, 1), "ended_at": NOW}, "end_has_known_cause"),
    ({"until_on": date(2025, 1, 1), "ended_at": NOW, "end_cause": "bored"}, "end_has_known_cause"),
    ({"end_cause": "left"}, "end_has_known_cause"),
    ({"voided_at": NOW}, "void_has_reason"),
    ({"voided_at": NOW, "void_reason": ""}, "void_has_reason"),
    ({"void_reason": "Nhầm"}, "void_has_reason"),
]


@pytest.mark.parametrize(("changes", "constraint"), BAD_STAYS)
def test_bad_stay_is_refused(units: Tree, changes: dict[str, Any], constraint: str) -> None:
    values: dict[str, Any] = {
        "person": make_person(), "organization": units.branch, "standing": "official", "from_on": date(2024, 1, 1),
    }  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Membership.objects.create(**values | changes)

    Membership.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**values | {"from_on": date(2025, 1, 1)})


def test_absence_of_an_unknown_kind_is_refused(units: Tree) -> None:
    with pytest.raises(IntegrityError, match="absence_kind_known"), transaction.atomic():
        Absence.objects.create(
            person=make_person(), organization=units.branch, kind="asleep", from_on=date(2025, 1, 1)
        )  # fmt: skip


@pytest.mark.parametrize(
    "changes", [{"merged_into": "sibling"}, {"merged_into": "branch", "dissolved_on": date(2025, 7, 1)}]
)
def test_merger_without_a_day_or_into_itself_is_refused(units: Tree, changes: dict[str, Any]) -> None:
    values = changes | {"merged_into": getattr(units, changes["merged_into"])}

    with pytest.raises(IntegrityError, match=r"organization_(merged_when|not_merged)"), transaction.atomic():
        Organization.objects.filter(pk=units.branch.pk).update(**values)


def test_member_of_a_branch_is_no_member_of_another_at_the_same_time(units: Tree) -> None:
    stay = join(units.branch, until_on=date(2025, 3, 1))

    with pytest.raises(services.OverlappingMembershipError) as told:
        join(units.sibling, stay.person, from_on=date(2025, 3, 1), in_one_branch=True)
    join(units.sibling, stay.person, from_on=date(2025, 3, 1), standing=Standing.WORKING, in_one_branch=True)
    join(units.foreign_branch, stay.person, from_on=date(2025, 3, 2), in_one_branch=True)

    assert (told.value.stay, told.value.is_elsewhere) == (stay, True)
    assert Membership.objects.filter(person=stay.person).count() == 3
