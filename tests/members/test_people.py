"""The record of a person: corrected for a reason, merged into another with all that rests on it."""

from datetime import date
from typing import Any

import pytest

from members.encrypted import Secret
from members.models import Absence, AbsenceKind, EndCause, JournalEvent, Membership, Person, Sex, Standing
from members.national_id import seal_national_id
from members.services.memberships import add_membership, record_absence
from members.services.people import (
    AlreadyToldApartError,
    BornAfterEntryError,
    CorrectionReasonMissingError,
    NumberTakenError,
    PersonChanges,
    PersonMergedError,
    SamePersonError,
    StalePersonError,
    correct_person,
    survivor_of,
    tell_apart,
)
from members.services.person_mergers import ContradictingEntriesError, DifferentNumbersError, merge_people
from tests.factories import NOW, TODAY, Tree, make_person

NUMBER, OTHER = "001196012345", "001196054321"


def join(place: Any, person: Person, from_on: date, until_on: date | None = None, **more: Any) -> Membership:
    cause = EndCause.MOVED if until_on else None
    values = {"standing": Standing.OFFICIAL, "end_cause": cause} | more
    return add_membership(
        person=person, organization=place, from_on=from_on, until_on=until_on, by=None, today=TODAY, now=NOW, **values
    )


def stays(person: Person) -> list[tuple[str, str, date, date | None]]:
    rows = Membership.objects.current().filter(person=person).order_by("from_on")
    return [(row.organization.code, row.standing, row.from_on, row.until_on) for row in rows]


def merge(merged: Person, into: Person, reason: str = "Cùng một người") -> Person:
    return merge_people(merged=merged, into=into, reason=reason, by=None, now=NOW)


def numbered(person: Person, number: str) -> Person:
    changes = PersonChanges(sensitive={"national_id": seal_national_id(number)})
    return correct_person(person=person, changes=changes, by=None)


@pytest.fixture
def pair(tree: Tree) -> tuple[Person, Person]:
    return make_person(), make_person("Đặng thị Hương", None)


def test_correction_keeps_the_old_name_and_no_sensitive_value(tree: Tree) -> None:
    person = make_person()
    changes = PersonChanges({"full_name": "Đặng Thu Hương"}, {"religion": Secret.seal("Phật giáo")})

    correct_person(person=person, changes=changes, reason="Theo giấy khai sinh", by=None)

    event = JournalEvent.objects.get(verb="person_corrected")
    assert event.subject == f"person:{person.pk}"
    assert event.details == {
        "old": {"full_name": "Đặng Thị Hương"},
        "new": {"full_name": "Đặng Thu Hương"},
        "fields": ["religion"],
        "reason": "Theo giấy khai sinh",
    }


def test_what_was_empty_is_filled_in_without_a_reason(tree: Tree) -> None:
    person = correct_person(
        person=make_person(born_on=None), changes=PersonChanges({"born_on": date(1996, 5, 19)}), by=None
    )

    assert (person.born_on, person.revision) == (date(1996, 5, 19), 2)
    with pytest.raises(CorrectionReasonMissingError):
        correct_person(person=person, changes=PersonChanges({"born_on": date(1996, 5, 20)}), reason=" ", by=None)


def test_sex_is_filled_in_without_a_reason_and_corrected_for_one(tree: Tree) -> None:
    person = correct_person(person=make_person(), changes=PersonChanges({"sex": Sex.FEMALE}), by=None)

    with pytest.raises(CorrectionReasonMissingError):
        correct_person(person=person, changes=PersonChanges({"sex": Sex.MALE}), by=None)
    person = correct_person(person=person, changes=PersonChanges({"sex": Sex.MALE}), reason="Chép nhầm", by=None)

    assert person.sex == Sex.MALE
    told = JournalEvent.objects.filter(verb="person_corrected").order_by("pk").last()
    assert told is not None
    assert (told.details["old"], told.details["new"]) == ({"sex": "female"}, {"sex": "male"})


@pytest.mark.parametrize(("kept", "other", "stands"), [("", "female", "female"), ("male", "female", "male")])
def test_merger_completes_the_sex_and_keeps_the_known_one(
    tree: Tree, pair: tuple[Person, Person], kept: str, other: str, stands: str
) -> None:
    first, second = pair
    Person.objects.filter(pk=first.pk).update(sex=kept)
    Person.objects.filter(pk=second.pk).update(sex=other)

    into = merge(second, first)

    assert into.sex == stands
    completed = JournalEvent.objects.get(verb="person_took_over").details["completed"]
    assert ("sex" in completed) is (kept == "")


def test_same_value_again_is_no_change(tree: Tree) -> None:
    person = numbered(make_person(), NUMBER)

    numbered(person, NUMBER)

    assert JournalEvent.objects.filter(verb="person_corrected").count() == 1


def test_number_is_of_one_person_only(tree: Tree) -> None:
    holder = numbered(make_person(), NUMBER)

    with pytest.raises(NumberTakenError) as refused:
        numbered(make_person("Người Khác"), NUMBER)

    assert refused.value.holder == holder


def test_birth_after_an_entry_is_refused(tree: Tree) -> None:
    person = make_person(born_on=None)
    join(tree.branch, person, date(2020, 1, 6))

    with pytest.raises(BornAfterEntryError):
        correct_person(person=person, changes=PersonChanges({"born_on": date(2021, 1, 1)}), by=None)


def test_stale_form_is_told_what_stands_now(tree: Tree) -> None:
    person = make_person(born_on=None)
    correct_person(person=person, changes=PersonChanges({"born_on": date(1996, 5, 19)}), by=None)

    with pytest.raises(StalePersonError) as refused:
        correct_person(person=person, changes=PersonChanges({"full_name": "Ai"}), reason="x", revision=1, by=None)

    assert refused.value.person.born_on == date(1996, 5, 19)


def test_merger_carries_stays_and_completes_the_record(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = pair
    second = numbered(second, NUMBER)
    join(tree.sibling, second, date(2020, 1, 6), date(2022, 3, 1))
    join(tree.branch, first, date(2022, 3, 2))

    into = merge(second, first)

    assert stays(into) == [
        ("CB-2", "official", date(2020, 1, 6), date(2022, 3, 1)),
        ("CB-1", "official", date(2022, 3, 2), None),
    ]
    assert stays(second) == []
    assert into.national_id.reveal() == NUMBER
    voided = Membership.objects.exclude(voided_at=None).get()
    assert (voided.person, voided.void_reason) == (second, f"{second.pk} → {first.pk}: Cùng một người")
    second.refresh_from_db()
    assert (survivor_of(second), second.merge_reason) == (into, "Cùng một người")


def test_stays_that_say_the_same_become_one(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = pair
    join(tree.branch, first, date(2021, 1, 6))
    join(tree.branch, second, date(2020, 1, 6), date(2023, 1, 1))

    merge(second, first)

    assert stays(first) == [("CB-1", "official", date(2020, 1, 6), None)]


def test_stay_inside_a_known_one_changes_nothing(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = pair
    kept = join(tree.branch, first, date(2020, 1, 6))
    join(tree.branch, second, date(2021, 1, 6))

    merge(second, first)

    assert list(Membership.objects.current()) == [kept]


def test_absences_are_carried_over(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = pair
    join(tree.branch, second, date(2020, 1, 6))
    record_absence(
        person=second, organization=tree.branch, kind=AbsenceKind.EXEMPT, from_on=date(2025, 1, 1), by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip

    merge(second, first)

    assert Absence.objects.current().get().person == first


@pytest.mark.parametrize(
    ("place", "standing"), [("branch", Standing.WORKING), ("sibling", Standing.OFFICIAL), ("branch", "probationary")]
)
def test_contradicting_stays_stop_the_merger(
    tree: Tree, pair: tuple[Person, Person], place: str, standing: str
) -> None:
    first, second = pair
    join(tree.branch, first, date(2020, 1, 6))
    join(getattr(tree, place), second, date(2021, 1, 6), standing=Standing(standing))

    with pytest.raises(ContradictingEntriesError):
        merge(second, first)

    assert len(stays(second)) == 1
    assert Person.objects.unmerged().count() == 2


def test_work_in_one_unit_and_membership_in_another_do_not_contradict(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = pair
    join(tree.branch, first, date(2020, 1, 6))
    join(tree.sibling, second, date(2021, 1, 6), standing=Standing.WORKING)

    merge(second, first)

    assert len(stays(first)) == 2


def test_two_numbers_of_one_kind_stop_the_merger(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = numbered(pair[0], NUMBER), numbered(pair[1], OTHER)

    with pytest.raises(DifferentNumbersError):
        merge(second, first)


def test_number_of_the_new_card_stays(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = numbered(pair[0], "012345678"), numbered(pair[1], NUMBER)

    assert merge(second, first).national_id.reveal() == NUMBER


def test_merger_is_journalled_on_both(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = pair

    merge(second, first)

    events = JournalEvent.objects.filter(subject__startswith="person:").order_by("pk").values_list("verb", "subject")
    assert list(events) == [
        ("person_merged", f"person:{second.pk}"), ("person_took_over", f"person:{first.pk}"),
    ]  # fmt: skip


def test_merged_record_takes_nothing_more(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = pair
    merge(second, first)

    with pytest.raises(PersonMergedError) as refused:
        join(tree.branch, second, date(2020, 1, 6))
    with pytest.raises(PersonMergedError):
        merge(second, first)
    with pytest.raises(SamePersonError):
        merge(first, first)

    assert refused.value.survivor == first


def test_two_people_are_told_apart_once_with_a_reason(tree: Tree, pair: tuple[Person, Person]) -> None:
    first, second = pair

    with pytest.raises(CorrectionReasonMissingError):
        tell_apart(first=second, second=first, reason=" ", by=None)
    row = tell_apart(first=second, second=first, reason="Anh em họ", by=None)
    with pytest.raises(AlreadyToldApartError):
        tell_apart(first=first, second=second, reason="Anh em họ", by=None)

    assert (row.first, row.second) == (first, second)
    assert JournalEvent.objects.filter(verb="people_told_apart").count() == 2
