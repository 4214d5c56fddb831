"""The forms of documents, of the end of help, of a move and of an admission again; and the inspection pack."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from admission.domain.procedure import CLOSED_STAGES, DOCUMENT_STEPS, STEPS, Stage, StepCode
from admission.models import AdmissionCase, CaseDocument, ReadmissionGround, Sponsorship, Transfer
from members.models import Role
from tests.admission.services.snapshots import row_counts
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, record, step_url, text_of
from tests.factories import TODAY, Dates, Tree, advance, make_account, make_case, make_member

VETTING = {"acted_on": "08/09/2025", "choice": "clear", "number": "7-BC/BTC", "issuer": "Đảng ủy Sao Mai"}
GROUND = {
    "noted_on": "04/08/2025", "left_on": "06/01/2020", "cause": "left_for_hardship", "readmissions": "0",
    "first_admitted_on": "", "cleared_on": "",
}  # fmt: skip


@pytest.fixture
def everybody(tree: Tree, sign_in: SignIn) -> Client:
    """Somebody who writes for the branch and for the committee."""
    account = make_account("moi.cap", Role.BRANCH_SECRETARY, tree.branch)
    account.roles.create(organization=tree.committee, role=Role.CLERK, from_on=date(2016, 1, 1))
    return sign_in(account)


def at_stage_of(case: AdmissionCase, step: StepCode) -> None:
    """Put the file where the step belongs."""
    stage = min(STEPS[step].allowed_in, key=list(Stage).index)
    closed_on = TODAY if stage in CLOSED_STAGES else None
    AdmissionCase.objects.filter(pk=case.pk).update(stage=stage, closed_on=closed_on, turns_on=None, turns_to="")


@pytest.mark.parametrize("step", DOCUMENT_STEPS)
def test_form_of_a_document_shows_exactly_what_its_step_asks(
    step: StepCode, case: AdmissionCase, everybody: Client
) -> None:
    at_stage_of(case, step)

    page = everybody.get(step_url(case, step))

    form, row = page.context["form"], STEPS[step]
    shown = {name for name in form.fields if f'name="{name}"' in page.content.decode()}
    assert shown == {"revision", "acted_on", *row.asks, *row.may_ask}
    assert {name for name in shown if form.fields[name].required} == {"revision", "acted_on", *row.asks}
    choices = [value for value, _ in form.fields["choice"].choices] if "choice" in form.fields else []
    assert choices == [choice.value for choice in row.choices]


ASKED = {
    StepCode.EDUCATION: {"acted_on", "choice", "number"},
    StepCode.VETTING: {"acted_on", "choice", "number", "issuer"},
    StepCode.POLITICAL_CONCLUSION: {"acted_on", "choice", "number", "issuer"},
    StepCode.AGE_CONSENT: {"acted_on", "choice", "number", "issuer"},
    StepCode.READMISSION_CONSENT: {"acted_on", "number", "issuer"},
    StepCode.CEREMONY_CONSENT: {"acted_on", "number", "issuer", "reason"},
    StepCode.ADMISSION_RETURN: {"acted_on", "number", "reason"},
    StepCode.ADMISSION_REPORT: {"acted_on", "number"},
    StepCode.REFUSAL_NOTICE: {"acted_on", "number", "reason"},
    StepCode.ANNOUNCEMENT: {"acted_on"},
    StepCode.END_CASE: {"acted_on", "choice", "number", "reason"},
}


@pytest.mark.parametrize("step", list(ASKED))
def test_documents_ask_these_things(step: StepCode, case: AdmissionCase, everybody: Client) -> None:
    at_stage_of(case, step)

    form = everybody.get(step_url(case, step)).context["form"]

    assert set(form.fields) - {"revision", "irregular_reason"} == ASKED[step]


def test_form_of_a_vetting_has_no_room_for_words(case: AdmissionCase, secretary: Client) -> None:
    page = secretary.get(step_url(case, StepCode.VETTING))

    assert "<textarea" not in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"acted_on": ""}, "acted_on"),
        ({"acted_on": "31/09/2025"}, "acted_on"),
        ({"acted_on": "hôm qua"}, "acted_on"),
        ({"acted_on": "03/03/2026"}, "acted_on"),
        ({"acted_on": "18/05/1996"}, "acted_on"),
        ({"choice": ""}, "choice"),
        ({"choice": "eligible"}, "choice"),
        ({"number": ""}, "number"),
        ({"number": "9" * 41}, "number"),
        ({"issuer": ""}, "issuer"),
        ({"issuer": "x" * 201}, "issuer"),
    ],
)
def test_bad_document_is_refused_at_its_field(
    changes: dict[str, str], field: str, case: AdmissionCase, secretary: Client
) -> None:
    before = row_counts()

    page = record(secretary, case, StepCode.VETTING, VETTING | changes)

    assert list(errors_of(page)) == [field]
    assert row_counts() == before


def test_words_sent_with_a_vetting_are_not_kept(case: AdmissionCase, secretary: Client) -> None:
    record(secretary, case, StepCode.VETTING, VETTING | {"reason": "Có bác ruột ở nước ngoài"})

    row = CaseDocument.objects.get()
    assert (row.choice, row.number, row.issuer, row.reason) == ("clear", "7-BC/BTC", "Đảng ủy Sao Mai", "")


def test_optional_things_of_a_document_may_be_left_out(case: AdmissionCase, secretary: Client) -> None:
    typed = {"acted_on": "08/09/2025", "choice": "lower_secondary", "number": ""}

    page = record(secretary, case, StepCode.EDUCATION, typed)

    assert page.status_code == 302
    assert "Schooling" in text_of(secretary.get(page.headers["Location"]))


def test_document_of_a_level_above_is_not_for_the_branch(case: AdmissionCase, secretary: Client) -> None:
    for step in (StepCode.AGE_CONSENT, StepCode.ADMISSION_RETURN, StepCode.POLITICAL_CONCLUSION):
        assert secretary.get(step_url(case, step)).status_code == 403
        assert record(secretary, case, step, VETTING).status_code == 403


# --- who no longer helps ---------------------------------------------------------------------------------------------
def ending(case: AdmissionCase, **changes: Any) -> dict[str, str]:
    row = case.sponsorship_facts.get(sponsor__full_name="Lê Văn Bình")
    return {"sponsorship": str(row.pk), "ended_on": "02/06/2025", "end_cause": "moved"} | changes


def test_form_of_the_end_offers_those_who_help(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))
    record(secretary, case, StepCode.END_SPONSORSHIP, ending(case))

    field = secretary.get(step_url(case, StepCode.END_SPONSORSHIP)).context["form"].fields["sponsorship"]

    assert [name for _, name in field.choices] == ["Trần Thị Cúc"]


def test_end_is_recorded_and_the_place_can_be_taken(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))
    make_member(case.branch, "Phạm Văn Dũng")

    done = record(secretary, case, StepCode.END_SPONSORSHIP, ending(case))
    form = secretary.get(step_url(case, StepCode.ASSIGN_SPONSOR)).context["form"]
    replaced = str(Sponsorship.objects.get(sponsor__full_name="Lê Văn Bình").pk)
    record(
        secretary, case, StepCode.ASSIGN_SPONSOR,
        {"sponsor": "Phạm Văn Dũng", "assigned_on": "09/06/2025", "replaces": replaced},
    )  # fmt: skip

    assert done.status_code == 302
    assert "no longer helps from 02/06/2025 on" in text_of(secretary.get(done.headers["Location"]))
    assert [name for _, name in form.fields["replaces"].choices] == ["Nobody", "Lê Văn Bình"]
    new = Sponsorship.objects.get(sponsor__full_name="Phạm Văn Dũng")
    assert (str(new.replaces_id), new.assigned_on) == (replaced, date(2025, 6, 9))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ended_on": ""}, "ended_on"),
        ({"ended_on": "04/01/2024"}, "ended_on"),
        ({"ended_on": "03/03/2026"}, "ended_on"),
        ({"end_cause": "tired"}, "end_cause"),
        ({"sponsorship": "999999"}, "sponsorship"),
        ({"sponsorship": ""}, "sponsorship"),
    ],
)
def test_bad_end_is_refused_at_its_field(
    changes: dict[str, str], field: str, case: AdmissionCase, secretary: Client
) -> None:
    advance(case, Dates(resolved_on=None))

    page = record(secretary, case, StepCode.END_SPONSORSHIP, ending(case, **changes))

    assert list(errors_of(page)) == [field]
    assert not Sponsorship.objects.exclude(ended_on=None).exists()


# --- a move ----------------------------------------------------------------------------------------------------------
def moving(tree: Tree, **changes: Any) -> dict[str, str]:
    return {"moved_on": "23/02/2026", "number": "GT-12", "to_branch": str(tree.foreign_branch.pk)} | changes


def test_form_of_a_move_offers_every_other_branch(case: AdmissionCase, tree: Tree, secretary: Client) -> None:
    field = secretary.get(step_url(case, StepCode.TRANSFER)).context["form"].fields["to_branch"]

    assert set(field.queryset) == {tree.sibling, tree.foreign_branch}


def test_file_that_left_the_area_leads_its_typist_to_the_list(
    case: AdmissionCase, tree: Tree, secretary: Client, outsider: Client
) -> None:
    advance(case, Dates())

    done = record(secretary, case, StepCode.TRANSFER, moving(tree))

    assert (done.status_code, done.headers["Location"]) == (302, "/")
    assert "Recorded:" in text_of(secretary.get("/"))
    assert secretary.get(f"/cases/{case.pk}/").status_code == 404
    page = outsider.get(f"/cases/{case.pk}/")
    assert "From Chi bộ Một to Chi bộ Xa on 23/02/2026 (GT-12)" in text_of(page)


def test_file_moved_within_the_committee_is_confirmed_to_it(case: AdmissionCase, tree: Tree, reviewer: Client) -> None:
    done = record(reviewer, case, StepCode.TRANSFER, moving(tree, to_branch=str(tree.sibling.pk)))

    assert done.headers["Location"] == f"{step_url(case, StepCode.TRANSFER)}done/"
    assert reviewer.get(done.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"moved_on": ""}, "moved_on"),
        ({"moved_on": "03/03/2026"}, "moved_on"),
        ({"to_branch": ""}, "to_branch"),
        ({"to_branch": "own"}, "to_branch"),
        ({"to_branch": "committee"}, "to_branch"),
    ],
)
def test_bad_move_is_refused_at_its_field(
    changes: dict[str, str], field: str, case: AdmissionCase, tree: Tree, secretary: Client
) -> None:
    places = {"own": str(tree.branch.pk), "committee": str(tree.committee.pk)}
    typed = {name: places.get(value, value) for name, value in changes.items()}
    before = row_counts()

    page = record(secretary, case, StepCode.TRANSFER, moving(tree, **typed))

    assert list(errors_of(page)) == [field]
    assert (row_counts(), Transfer.objects.exists()) == (before, False)


# --- admitted again --------------------------------------------------------------------------------------------------
def test_ground_is_recorded_and_told(case: AdmissionCase, secretary: Client) -> None:
    done = record(secretary, case, StepCode.READMISSION_GROUND, GROUND | {"first_admitted_on": "19/05/2010"})

    row = ReadmissionGround.objects.get()
    assert (row.left_on, row.cause, row.first_admitted_on, row.cleared_on) == (
        date(2020, 1, 6), "left_for_hardship", date(2010, 5, 19), None,
    )  # fmt: skip
    assert "Left the Party on 06/01/2020" in text_of(secretary.get(done.headers["Location"]))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"left_on": ""}, "left_on"),
        ({"left_on": "03/03/2026"}, "left_on"),
        ({"noted_on": ""}, "noted_on"),
        ({"cause": "bored"}, "cause"),
        ({"readmissions": "hai"}, "readmissions"),
        ({"first_admitted_on": "06/01/2020"}, "first_admitted_on"),
    ],
)
def test_bad_ground_is_refused_at_its_field(
    changes: dict[str, str], field: str, case: AdmissionCase, secretary: Client
) -> None:
    page = record(secretary, case, StepCode.READMISSION_GROUND, GROUND | changes)

    assert list(errors_of(page)) == [field]
    assert not ReadmissionGround.objects.exists()


# --- the inspection pack ---------------------------------------------------------------------------------------------
def test_inspection_pack_is_for_who_reads_the_file(
    case: AdmissionCase, secretary: Client, inspector: Client, outsider: Client, administrator: Client
) -> None:
    url = f"/cases/{case.pk}/inspection/"

    answers = [client.get(url).status_code for client in (secretary, inspector, outsider, administrator)]

    assert answers == [200, 200, 404, 404]
    assert inspector.post(url).status_code == 405


def test_file_without_irregularities_says_so_in_the_pack(case: AdmissionCase, inspector: Client) -> None:
    page = inspector.get(f"/cases/{case.pk}/inspection/")

    assert "Nothing irregular is recorded." in text_of(page)
    assert page.context["irregularities"] == []


def test_pack_holds_limits_votes_and_papers(tree: Tree, inspector: Client) -> None:
    case = advance(make_case(tree.branch), Dates(decided_on=date(2026, 2, 9)))

    words = text_of(inspector.get(f"/cases/{case.pk}/inspection/"))

    assert "12-NQ/CB of 05/01/2026; Secret ballot: 8 in favour, 1 against, 0 blank; 9 present of 9" in words
    assert "34-QĐ/ĐU of 09/02/2026" in words
    assert "03/04/2026" in words
    assert "Not in the file when the branch considered:" in words
    assert "Summary of opinions (Điều lệ Đảng, điều 4.2)" in words
