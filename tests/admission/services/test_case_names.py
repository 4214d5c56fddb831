"""What a file keeps of its candidate's name follows the record of the person, whichever act changes it."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from admission.domain.procedure import Choice, StepCode
from admission.models import AdmissionCase
from admission.services.facts import record_document
from admission.services.person_mergers import merge_people
from admission.services.person_records import correct_person
from admission.services.verification import differences
from members.models import Account, Role, Standing
from members.services.memberships import add_membership
from members.services.people import PersonChanges
from members.text import name_order
from tests.factories import NOW, TODAY, Tree, make_account, make_case, make_person


@pytest.fixture
def clerk(tree: Tree) -> Account:
    return make_account("vanphong", Role.CLERK, tree.committee)


def kept(case: AdmissionCase) -> tuple[str, str]:
    case.refresh_from_db()
    return case.name_words, case.name_sort


def found(text: str) -> list[AdmissionCase]:
    """What a search finds, the same by the index of words and in the order of a list."""
    rare = list(AdmissionCase.objects.search(text).order_by("pk"))
    assert rare == list(AdmissionCase.objects.search(text, is_common=True).order_by("pk"))
    return rare


def test_new_file_keeps_the_name_of_its_candidate(tree: Tree) -> None:
    case = make_case(tree.branch, name="Đặng Thị Hương")

    assert kept(case) == (" dang thi huong", name_order("Đặng Thị Hương"))


def test_corrected_name_is_found_and_the_former_is_not(tree: Tree, clerk: Account) -> None:
    case, other = make_case(tree.branch), make_case(tree.branch, name="Phạm An")

    correct_person(
        person=case.candidate.person,
        changes=PersonChanges({"full_name": "Đặng Thu Giang"}),
        reason="Theo giấy khai sinh",
        by=clerk,
        today=TODAY,
    )

    assert kept(case) == (" dang thu giang", name_order("Đặng Thu Giang"))
    assert (found("thu giang"), found("huong"), found("pham")) == ([case], [], [other])


def test_file_of_a_merged_record_takes_the_name_that_stays(tree: Tree, clerk: Account) -> None:
    case, into = make_case(tree.branch, name="Đặng Thi Hường"), make_person("Đặng Thị Hương", None)
    add_membership(
        person=into, organization=tree.branch, standing=Standing.WORKING, from_on=date(2023, 1, 9), by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip

    merge_people(merged=case.candidate.person, into=into, reason="Cùng một người", by=clerk, today=TODAY, now=NOW)

    assert kept(case) == (" dang thi huong", name_order("Đặng Thị Hương"))


def test_file_that_comes_to_another_candidate_takes_his_name(tree: Tree, clerk: Account) -> None:
    closed, case = make_case(tree.branch, name="Đặng Thi Hường"), make_case(tree.sibling)
    record_document(
        case=closed, step=StepCode.END_CASE, acted_on=date(2024, 2, 1), choice=Choice.WITHDRAWN, reason="Xin rút",
        by=None, today=TODAY,
    )  # fmt: skip

    merge_people(
        merged=closed.candidate.person, into=case.candidate.person, reason="Cùng một người", by=clerk, today=TODAY,
        now=NOW,
    )  # fmt: skip

    assert kept(closed) == (" dang thi huong", name_order("Đặng Thị Hương"))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("huong", ["Đặng Thị Hương", "Hường Vân"]),
        ("HƯƠNG đặng", ["Đặng Thị Hương"]),
        ("d h", ["Đặng Thị Hương"]),
        ("hu", ["Đặng Thị Hương", "Hường Vân"]),
        ("uong", []),
        ("%", []),
        ("van", ["Hường Vân"]),
    ],
)
def test_words_begin_words_of_the_name_in_any_order(tree: Tree, words: str, names: list[str]) -> None:
    for name in ("Đặng Thị Hương", "Hường Vân"):
        make_case(tree.branch, name=name)

    assert [case.candidate.person.full_name for case in found(words)] == names


def test_number_of_a_file_is_found_among_common_names_too(tree: Tree) -> None:
    case, _other = make_case(tree.branch), make_case(tree.branch, name="Phạm An")

    assert found(case.code) == found(str(case.pk)) == found(f"dang {case.pk}") == [case]


def test_file_that_keeps_another_name_is_told_of_without_the_name(tree: Tree) -> None:
    case = make_case(tree.branch)
    assert list(differences(today=TODAY)) == []

    AdmissionCase.objects.filter(pk=case.pk).update(name_words=" pham an")

    (found,) = differences(today=TODAY)
    assert (found.case, found.name, found.stored, found.derived) == (case, "name", "another", "the candidate's")


@pytest.mark.parametrize("batch", [1, 20_000])
def test_upgrade_fills_in_the_names_of_all_files(tree: Tree, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    migration = import_module("admission.migrations.0020_case_names")
    monkeypatch.setattr(migration, "_BATCH", batch)
    cases = [make_case(tree.branch), make_case(tree.branch, name="Phạm An")]
    before = [kept(case) for case in cases]
    AdmissionCase.objects.update(name_words="", name_sort="")

    migration.fill_in(apps, connection.SchemaEditorClass(connection))

    assert [kept(case) for case in cases] == before
    assert before[1] == (" pham an", name_order("Phạm An"))
