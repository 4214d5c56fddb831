"""Who is named as the member who helps: somebody of the branch's list, or an official member whose day is given."""

from datetime import date, timedelta

import pytest
from django.test import Client

from admission.domain.procedure import Choice, StepCode
from admission.models import AdmissionCase
from admission.selectors.facts import facts_of
from members.models import Membership, Person
from tests.admission.services.snapshots import row_counts
from tests.admission.services.whole_files import document
from tests.admission.views.pages import errors_of, record, step_url
from tests.factories import Dates, Tree, advance, make_case, make_member

SINCE_2020 = {"assigned_on": "05/01/2024", "member_since_on": "06/01/2020"}
"""An assignment of somebody who is put into the list of members by it."""


def test_sponsor_who_helps_in_the_branch_is_found_without_marks(
    tree: Tree, case: AdmissionCase, secretary: Client
) -> None:
    advance(case, Dates(resolved_on=None))
    other = make_case(tree.branch, name="Vũ Minh Khôi")

    record(secretary, other, StepCode.ASSIGN_SPONSOR, {"sponsor": "le van binh", "assigned_on": "05/01/2024"})

    assert Person.objects.filter(name_search="le van binh").count() == 1
    assert [sponsor.together_since_on for sponsor in facts_of(other).sponsors] == [date(2024, 1, 5)]


def test_second_sponsor_is_asked_for_once_the_first_is_recorded(
    tree: Tree, case: AdmissionCase, secretary: Client
) -> None:
    done = f"{step_url(case, StepCode.ASSIGN_SPONSOR)}done/"
    asked = []
    for name in ("Lê Văn Bình", "Trần Thị Cúc"):
        make_member(tree.branch, name)
        record(secretary, case, StepCode.ASSIGN_SPONSOR, {"sponsor": name, "assigned_on": "05/01/2024"})
        asked.append([one.url for one in secretary.get(done).context["still_missing"]])

    assert asked == [[step_url(case, StepCode.ASSIGN_SPONSOR)], []]


def test_sponsor_without_a_history_is_mended_in_the_list_of_members(
    tree: Tree, case: AdmissionCase, secretary: Client
) -> None:
    make_member(tree.branch, "Lê Văn Bình")
    early = f"{case.opened_on - timedelta(days=1):%d/%m/%Y}"
    record(secretary, case, StepCode.ASSIGN_SPONSOR, {"sponsor": "Lê Văn Bình", "assigned_on": early})

    findings = secretary.get(case.get_absolute_url()).context["findings"]

    [missing] = [one for one in findings if "Lê Văn Bình" in one.text]
    assert missing.url == f"/branches/{tree.branch.pk}/members/"


def test_candidate_cannot_help_himself(case: AdmissionCase, secretary: Client) -> None:
    own = {"sponsor": case.candidate.person.full_name, "assigned_on": "05/01/2024"}

    response = record(secretary, case, StepCode.ASSIGN_SPONSOR, own)

    assert list(errors_of(response)) == ["sponsor"]
    assert not case.sponsorship_facts.exists()


def test_same_sponsor_twice_is_refused_and_no_person_is_left_behind(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))
    people = Person.objects.count()

    again = record(secretary, case, StepCode.ASSIGN_SPONSOR, {"sponsor": "Lê Văn Bình", "assigned_on": "05/01/2024"})
    late = record(
        secretary, case, StepCode.ASSIGN_SPONSOR, SINCE_2020 | {"sponsor": "Mới", "assigned_on": "03/03/2026"}
    )

    assert list(errors_of(again)) == ["sponsor"]
    assert list(errors_of(late)) == ["assigned_on"]
    assert Person.objects.count() == people


@pytest.mark.parametrize("named", ["Lê Văn Lạ", "Hai"])
def test_name_that_is_not_in_the_list_of_the_branch_is_refused_and_leaves_nothing(
    named: str, tree: Tree, case: AdmissionCase, secretary: Client
) -> None:
    make_member(tree.branch, "Hai Văn Ba")
    make_member(tree.sibling, "Lê Văn Lạ")
    before = row_counts()

    page = record(secretary, case, StepCode.ASSIGN_SPONSOR, {"sponsor": named, "assigned_on": "05/01/2024"})

    [message] = errors_of(page)["sponsor"]
    assert list(errors_of(page)) == ["sponsor"]
    assert message.startswith(f"“{named}” is not in the list of the branch's members.")
    assert row_counts() == before


def test_official_member_not_listed_yet_is_accepted_with_his_day_and_listed(
    case: AdmissionCase, secretary: Client
) -> None:
    done = record(secretary, case, StepCode.ASSIGN_SPONSOR, SINCE_2020 | {"sponsor": "Lê Văn Lạ"})

    assert done.status_code == 302
    stay = Membership.objects.get(person__full_name="Lê Văn Lạ")
    assert (stay.organization, stay.standing, stay.from_on, stay.until_on) == (
        case.branch, "official", date(2020, 1, 6), None,
    )  # fmt: skip
    assert case.sponsorship_facts.get().sponsor == stay.person


@pytest.mark.parametrize("since", ["", "05/01/2026"])
def test_who_left_the_branch_is_not_official_there_any_more(
    since: str, tree: Tree, case: AdmissionCase, secretary: Client
) -> None:
    make_member(tree.branch, "Hoàng Văn Tư", until_on=date(2024, 12, 31))
    values = {"sponsor": "Hoàng Văn Tư", "assigned_on": "05/01/2026", "member_since_on": since}
    before = row_counts()

    page = record(secretary, case, StepCode.ASSIGN_SPONSOR, values)

    [message] = errors_of(page)["sponsor"]
    assert "Hoàng Văn Tư was not an official member of this branch on 05/01/2026" in message
    assert row_counts() == before


def test_file_that_ended_is_told_before_a_name_is_judged(case: AdmissionCase, secretary: Client) -> None:
    document(case, StepCode.END_CASE, date(2026, 2, 9), choice=Choice.WITHDRAWN)

    page = record(secretary, case, StepCode.ASSIGN_SPONSOR, {"sponsor": "Lê Văn Lạ", "assigned_on": "05/01/2024"})

    assert list(errors_of(page)) == ["__all__"]


def test_stale_form_is_told_before_a_name_is_judged(case: AdmissionCase, secretary: Client) -> None:
    old = {"revision": case.revision, "sponsor": "Lê Văn Lạ", "assigned_on": "05/01/2024"}
    record(secretary, case, StepCode.APPLICATION, {"made_on": "10/03/2025", "number": ""})

    page = secretary.post(step_url(case, StepCode.ASSIGN_SPONSOR), old)

    assert list(errors_of(page)) == ["__all__"]
