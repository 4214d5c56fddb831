"""Two records of one person: his files, his help and what follows from his history pass to the one that stays."""

from datetime import date
from typing import Any

import pytest

from admission.domain.procedure import Choice, StepCode
from admission.models import AdmissionCase, Sponsorship
from admission.permissions import NotPermittedError
from admission.selectors.case_pages import case_page
from admission.selectors.people import likely_duplicates
from admission.selectors.together import sponsors_together
from admission.services.cases import open_case
from admission.services.facts import record_document, record_sponsor
from admission.services.member_changes import add_member, member_named
from admission.services.people import AnotherPersonError, candidate_named, check_in_list, sponsor_named
from admission.services.person_mergers import (
    BothHaveOpenFilesError,
    BothHelpError,
    HelpsHimselfError,
    merge_people,
)
from admission.services.verification import differences
from members.models import Account, JournalEvent, Membership, Person, Role, Standing
from members.national_id import seal_national_id
from members.services.memberships import add_membership
from members.services.people import PersonChanges, PersonMergedError, correct_person
from tests.admission.services.parallel import in_parallel
from tests.factories import NOW, TODAY, Tree, make_account, make_case, make_member, make_person

NUMBER, OTHER = "001196012345", "001196054321"


@pytest.fixture
def clerk(tree: Tree) -> Account:
    return make_account("vanphong", Role.CLERK, tree.committee)


def join(tree: Tree, person: Person, from_on: date = date(2020, 1, 6), standing: Any = Standing.OFFICIAL) -> Person:
    add_membership(
        person=person, organization=tree.branch, standing=standing, from_on=from_on, by=None, today=TODAY, now=NOW
    )
    return person


def assign(case: AdmissionCase, sponsor: Person, on: date = date(2024, 1, 5)) -> Sponsorship:
    return record_sponsor(
        case=case, step=StepCode.ASSIGN_SPONSOR, sponsor=sponsor, assigned_on=on, by=None, today=TODAY, now=NOW
    )


def merge(merged: Person, into: Person, by: Account) -> Person:
    return merge_people(merged=merged, into=into, reason="Cùng một người", by=by, today=TODAY, now=NOW)


@pytest.mark.usefixtures("in_english")
def test_file_of_the_merged_record_is_the_survivors(tree: Tree, clerk: Account) -> None:
    case = make_case(tree.branch)
    other = join(tree, make_person("Đặng Thị Hương", None), date(2023, 1, 9), Standing.WORKING)

    into = merge(case.candidate.person, other, clerk)

    case = AdmissionCase.objects.get()
    assert case.candidate.person == into
    assert into.born_on == date(1996, 5, 19)
    assert "Two records of the candidate were merged" in [event.what for event in case_page(case, TODAY).events]
    assert list(differences(today=TODAY)) == []


def test_two_open_files_stop_the_merger(tree: Tree, clerk: Account) -> None:
    first, second = make_case(tree.branch), make_case(tree.sibling, name="Đặng thị Hương")

    with pytest.raises(BothHaveOpenFilesError) as refused:
        merge(second.candidate.person, first.candidate.person, clerk)

    assert (refused.value.first, refused.value.second) == (first, second)
    assert Person.objects.unmerged().count() == 2


def test_closed_file_comes_to_the_open_one(tree: Tree, clerk: Account) -> None:
    closed, second = make_case(tree.branch), make_case(tree.sibling, name="Đặng thị Hương")
    record_document(
        case=closed,
        step=StepCode.END_CASE,
        acted_on=date(2024, 2, 1),
        choice=Choice.WITHDRAWN,
        reason="Xin rút",
        by=None,
        today=TODAY,
    )

    into = merge(second.candidate.person, closed.candidate.person, clerk)

    assert {case.candidate.person for case in AdmissionCase.objects.all()} == {into}
    assert AdmissionCase.objects.open().get() == second
    assert list(differences(today=TODAY)) == []


def test_help_of_the_merged_record_is_a_corrected_fact(tree: Tree, case: AdmissionCase, clerk: Account) -> None:
    first = join(tree, make_person("Lê Văn Bình", None))
    second = join(tree, make_person("Le Van Binh", None), date(2022, 1, 5))
    old = assign(case, second)

    merge(second, first, clerk)

    new = Sponsorship.objects.current().get()
    assert (new.sponsor, new.supersedes, new.correction_reason) == (first, old, "Cùng một người")
    old.refresh_from_db()
    assert (old.sponsor, old.superseded_at) == (second, NOW)
    assert JournalEvent.objects.filter(verb="fact_corrected", subject=f"case:{case.pk}").count() == 1
    assert list(differences(today=TODAY)) == []


def test_longer_history_counts_after_the_merger(tree: Tree, clerk: Account) -> None:
    case = open_case(
        person=make_person(), branch=tree.branch, opened_on=date(2024, 1, 2), works_since_on=date(2021, 3, 1), by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip
    known = join(tree, make_person("Lê Văn Bình", None))
    helper = join(tree, make_person("Lê văn Bình", None), date(2024, 1, 3))
    assign(case, helper)

    before = sponsors_together(case, TODAY)[0].since_on
    merge(known, helper, clerk)

    found = sponsors_together(case, TODAY)[0]
    assert (before, found.since_on) == (date(2024, 1, 3), date(2021, 3, 1))
    assert found.months == 60
    assert [(stay.organization, stay.from_on, stay.until_on) for stay in found.stays] == [
        ("Chi bộ Một", date(2021, 3, 1), None)
    ]


def test_candidate_and_helper_of_one_file_are_not_one_person(tree: Tree, case: AdmissionCase, clerk: Account) -> None:
    helper = join(tree, make_person("Lê Văn Bình", None), date(2019, 1, 6))
    Membership.objects.filter(person=case.candidate.person).update(voided_at=NOW, void_reason="x")
    assign(case, helper)

    with pytest.raises(HelpsHimselfError):
        merge(helper, case.candidate.person, clerk)

    assert Sponsorship.objects.current().get().sponsor == helper


def test_two_helpers_of_one_file_stop_the_merger(tree: Tree, case: AdmissionCase, clerk: Account) -> None:
    first, second = make_member(tree.branch, "Lê Văn Bình"), make_member(tree.branch, "Lê văn Bình")
    assign(case, first)
    assign(case, second)

    with pytest.raises(BothHelpError) as refused:
        merge(second, first, clerk)

    assert refused.value.case == case


def test_merger_asks_for_both_people_within_reach(tree: Tree) -> None:
    here, elsewhere = make_member(tree.branch, "Lê Văn Bình"), make_member(tree.sibling, "Lê Văn Bình")

    for role, place in ((Role.BRANCH_SECRETARY, tree.branch), (Role.INSPECTOR, tree.committee)):
        with pytest.raises(NotPermittedError):
            merge(elsewhere, here, make_account(role.value, role, place))


def test_merged_record_is_named_no_more(tree: Tree, case: AdmissionCase, clerk: Account) -> None:
    first, second = make_person("Lê Văn Bình"), make_person("Lê Văn Bính")
    join(tree, first)
    assign(case, join(tree, second, date(2022, 1, 5)))
    merge(second, first, clerk)

    check_in_list(branch=tree.branch, full_name="Lê Văn Bính")
    assert sponsor_named(branch=tree.branch, full_name="Lê Văn Bính") == first
    assert candidate_named(full_name="Lê Văn Bính", born_on=date(1996, 5, 19)) == first
    assert member_named(branch=tree.branch, full_name="Lê Văn Bình", born_on=None, by=None) == first
    with pytest.raises(PersonMergedError):
        assign(case, second)


def test_number_finds_the_person_for_a_file(tree: Tree) -> None:
    person = candidate_named(
        full_name="Đặng Thị Hương", born_on=date(1996, 5, 19), national_id=seal_national_id(NUMBER)
    )

    again = candidate_named(full_name="dang thi huong", born_on=date(1996, 5, 19), national_id=seal_national_id(NUMBER))
    namesake = candidate_named(
        full_name="Đặng Thị Hương", born_on=date(1996, 5, 19), national_id=seal_national_id(OTHER)
    )

    assert again == person
    assert namesake != person
    with pytest.raises(AnotherPersonError):
        candidate_named(full_name="Trần Văn Nam", born_on=date(1996, 5, 19), national_id=seal_national_id(NUMBER))


def test_number_finds_a_member_of_another_branch(tree: Tree, clerk: Account) -> None:
    person = make_member(tree.sibling, "Lê Văn Bình", until_on=date(2024, 1, 5))
    correct_person(person=person, changes=PersonChanges(sensitive={"national_id": seal_national_id(NUMBER)}), by=None)

    stay = add_member(
        branch=tree.branch, full_name="Lê Văn Bình", born_on=date(1980, 2, 3), national_id=seal_national_id(NUMBER),
        standing=Standing.OFFICIAL, from_on=date(2024, 1, 6), by=clerk, today=TODAY, now=NOW,
    )  # fmt: skip

    assert stay.person == person
    assert stay.person.born_on == date(1980, 2, 3)


def test_people_who_look_alike_are_found(tree: Tree) -> None:
    one, two = make_person("Lê Văn Bình", date(1980, 2, 3)), make_person("Le van Binh", date(1980, 2, 3))
    make_person("Lê Văn Bình", date(1981, 2, 3))
    same_year = [make_person("Hà Mai", date(1990, 1, 1)), make_person("Hạ Mai", date(1990, 6, 1))]

    pairs, is_cut = likely_duplicates(Person.objects.unmerged())

    assert [(pair.first.person, pair.second.person, pair.same_day) for pair in pairs] == [
        (one, two, True), (*same_year, False)
    ]  # fmt: skip
    assert not is_cut


@pytest.mark.django_db(transaction=True)
def test_one_of_two_mergers_at_once_wins(tree: Tree, clerk: Account) -> None:
    first, second = make_member(tree.branch, "Lê Văn Bình"), make_member(tree.branch, "Lê văn Bình")

    results = in_parallel(lambda: merge(second, first, clerk), lambda: merge(first, second, clerk))

    assert Person.objects.unmerged().count() == 1
    assert sorted(type(result).__name__ in {"PersonMergedError", "NotPermittedError"} for result in results) == [
        False, True
    ]  # fmt: skip
    assert Membership.objects.current().count() == 1
