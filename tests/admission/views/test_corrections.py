"""Correcting a recorded fact."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from admission.models import AdmissionCase, BranchResolution, CommitteeDecision, Extension, Fact, Sponsorship
from members.models import JournalEvent, Person
from tests.admission.services.snapshots import row_counts
from tests.admission.views.pages import errors_of, title_of
from tests.admission.views.test_case_page import extend
from tests.factories import Dates, advance, make_member


def correct(client: Client, fact: Fact, changes: dict[str, str], *, model: str = "", reason: str = "Gõ nhầm") -> Any:
    """Open the correction, change some values in it and send it."""
    url = f"/cases/{fact.case_id}/facts/{model or fact._meta.model_name}/{fact.pk}/correct/"
    form = client.get(url).context["form"]
    shown = {bound.html_name: bound.value() for bound in form}
    typed = {name: "" if value is None else form.fields[name].prepare_value(value) for name, value in shown.items()}
    return client.post(url, typed | {"correction_reason": reason} | changes)


def test_correction_supersedes_only_what_changed(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    old = BranchResolution.objects.get()

    response = correct(secretary, old, {"adopted_on": "06/01/2026"})

    assert response.status_code == 302
    new = BranchResolution.objects.current().get()
    assert (new.supersedes, new.adopted_on, new.number) == (old, date(2026, 1, 6), "12-NQ/CB")
    assert (new.correction_reason, new.recorded_by.username) == ("Gõ nhầm", "bithu")
    event = JournalEvent.objects.filter(verb="fact_corrected").get()
    assert event.details["new"] == {"adopted_on": "2026-01-06"}


def test_correction_of_the_vote_goes_by_its_columns(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())

    correct(secretary, BranchResolution.objects.get(), {"vote_for": "7", "vote_against": "2"})

    new = BranchResolution.objects.current().get()
    assert (new.vote_for, new.vote_against) == (7, 2)


def test_correction_of_a_resolution_shows_the_result_as_recorded(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    fact = BranchResolution.objects.get()

    desk = secretary.get(f"/cases/{case.pk}/facts/branchresolution/{fact.pk}/correct/").context["vote_desk"]

    assert (desk.votes_for, desk.needed, desk.passed) == (8, 6, True)


def test_vote_of_a_decision_can_be_added_and_taken_away(case: AdmissionCase, reviewer: Client) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 9)))
    vote = {
        "vote_method": "raised_card",
        "vote_entitled": "9",
        "vote_present": "9",
        "vote_for": "9",
        "vote_against": "0",
        "vote_blank": "0",
    }

    correct(reviewer, CommitteeDecision.objects.get(), vote)
    added = CommitteeDecision.objects.current().get()
    correct(reviewer, added, dict.fromkeys(vote, ""))

    taken = CommitteeDecision.objects.current().get()
    assert (added.vote_for, taken.vote_for, taken.vote_method) == (9, None, "")


def test_receipt_is_corrected_by_the_branch(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 11)))
    decision = CommitteeDecision.objects.get()

    response = correct(secretary, decision, {"received_on": "12/02/2026"}, model="receipt")

    assert response.status_code == 302
    assert CommitteeDecision.objects.current().get().received_on == date(2026, 2, 12)


def test_receipt_before_the_decision_is_refused_at_its_field(case: AdmissionCase, reviewer: Client) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 11)))

    response = correct(reviewer, CommitteeDecision.objects.get(), {"received_on": "06/02/2026"})

    assert list(errors_of(response)) == ["received_on"]


def test_refusal_after_the_ceremony_is_told_above_the_form(case: AdmissionCase, reviewer: Client) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 11), held_on=date(2026, 2, 26)))

    response = correct(reviewer, CommitteeDecision.objects.get(), {"outcome": "refused"})

    assert list(errors_of(response)) == ["__all__"]
    assert CommitteeDecision.objects.count() == 1


def test_name_of_a_sponsor_is_corrected_in_its_spelling(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    old = Sponsorship.objects.get(sponsor__full_name="Lê Văn Bình")

    correct(secretary, old, {"sponsor": "Lê Văn Bính"})

    names = set(Sponsorship.objects.current().values_list("sponsor__full_name", flat=True))
    assert names == {"Lê Văn Bính", "Trần Thị Cúc"}


def test_corrected_name_finds_the_member_of_the_list_without_marks(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    meant = make_member(case.branch, "Phạm Văn Dũng")
    people = Person.objects.count()

    correct(secretary, Sponsorship.objects.get(sponsor__full_name="Lê Văn Bình"), {"sponsor": "pham van dung"})

    names = set(Sponsorship.objects.current().values_list("sponsor__full_name", flat=True))
    assert names == {"Phạm Văn Dũng", "Trần Thị Cúc"}
    assert meant.sponsorships.current().count() == 1
    assert Person.objects.count() == people


def test_name_is_not_corrected_to_somebody_the_branch_does_not_know(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    before = row_counts()

    page = correct(secretary, Sponsorship.objects.get(sponsor__full_name="Lê Văn Bình"), {"sponsor": "Lê Văn Lạ"})

    assert list(errors_of(page)) == ["sponsor"]
    assert row_counts() == before


def test_sponsor_cannot_become_the_other_sponsor(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    old = Sponsorship.objects.get(sponsor__full_name="Lê Văn Bình")

    response = correct(secretary, old, {"sponsor": "Trần Thị Cúc"})

    assert list(errors_of(response)) == ["sponsor"]


def test_extension_keeps_its_reason_beside_that_of_the_correction(case: AdmissionCase, reviewer: Client) -> None:
    advance(case, Dates())
    extend(case)

    correct(reviewer, Extension.objects.get(), {"working_days": "20"}, reason="Nhầm số ngày")

    new = Extension.objects.current().get()
    assert (new.working_days, new.reason, new.correction_reason) == (20, "Cần xác minh lý lịch", "Nhầm số ngày")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adopted_on": "06/01/2026", "correction_reason": ""}, "correction_reason"),
        ({"adopted_on": "03/03/2026"}, "adopted_on"),
        ({"adopted_on": "04/01/2025"}, "adopted_on"),
        ({"adopted_on": "30/02/2026"}, "adopted_on"),
        ({"adopted_on": "05/06/2017"}, "adopted_on"),
        ({"vote_for": "99"}, "vote_for"),
        ({}, "__all__"),
    ],
)
def test_bad_correction_is_refused_at_its_field(
    case: AdmissionCase, secretary: Client, changes: dict[str, str], field: str
) -> None:
    advance(case, Dates())

    response = correct(secretary, BranchResolution.objects.get(), changes)

    assert list(errors_of(response)) == [field]
    assert title_of(response).startswith("Error:")
    assert BranchResolution.objects.count() == 1


def test_fact_corrected_meanwhile_leads_back_to_the_file(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    old = BranchResolution.objects.get()
    correct(secretary, old, {"adopted_on": "06/01/2026"})

    response = secretary.post(f"/cases/{case.pk}/facts/branchresolution/{old.pk}/correct/", {})

    assert (response.status_code, response.headers["Location"]) == (302, f"/cases/{case.pk}/")


@pytest.mark.parametrize("path", ["unknown/1", "ceremony/1", "receipt/1", "deadline/1"])
def test_fact_that_does_not_exist_is_not_found(case: AdmissionCase, secretary: Client, path: str) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 9)))

    assert secretary.get(f"/cases/{case.pk}/facts/{path}/correct/").status_code == 404


def test_fact_of_another_file_is_not_found(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    fact = BranchResolution.objects.get()

    assert secretary.get(f"/cases/{case.pk + 1}/facts/branchresolution/{fact.pk}/correct/").status_code == 404


def test_decision_is_not_corrected_by_the_branch(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 9)))
    decision = CommitteeDecision.objects.get()

    url = f"/cases/{case.pk}/facts/committeedecision/{decision.pk}/correct/"

    assert secretary.get(url).status_code == 403
