"""What is irregular on the screen: the reason is asked once it is needed, and shown wherever the file is judged."""

from datetime import date

import pytest
from django.test import Client

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, BranchResolution, Ceremony
from admission.services.cases import open_case
from admission.services.facts import record_document
from admission.views.case_page import ShownFinding
from tests.admission.services.snapshots import row_counts
from tests.admission.services.whole_files import ready_for_branch
from tests.admission.views.pages import GOOD_VOTE, errors_of, record, step_url, text_of
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_case, make_person

RESOLUTION = {"adopted_on": "05/01/2026", "number": "12-NQ/CB", **GOOD_VOTE}
REASON = "Đoàn thể chưa kịp họp, sẽ bổ sung"
MISSED = ("Not in the file when the branch considered:", ["Summary of opinions (Điều lệ Đảng, điều 4.2)"])
"""One line for all papers that were not there, with their names."""


def told(finding: ShownFinding) -> tuple[str, list[str]]:
    return finding.text, [part.label for part in finding.parts]


@pytest.fixture
def lacking(tree: Tree) -> AdmissionCase:
    """Everything is there but the summary of opinions."""
    case = ready_for_branch(make_case(tree.branch))
    case.casepaper_facts.filter(step="opinions").update(superseded_at=NOW)
    return case


def test_reason_is_asked_after_the_first_refusal_only(lacking: AdmissionCase, secretary: Client) -> None:
    url, before = step_url(lacking, StepCode.ADMISSION_RESOLUTION), row_counts()
    asked_at_first = 'name="irregular_reason"' in secretary.get(url).content.decode()

    page = record(secretary, lacking, StepCode.ADMISSION_RESOLUTION, RESOLUTION)

    assert asked_at_first is False
    [message] = errors_of(page)["irregular_reason"]
    assert list(errors_of(page)) == ["irregular_reason"]
    assert message.startswith("1 point is not as the regulation asks (see above).")
    assert [told(finding) for finding in page.context["irregular_findings"]] == [MISSED]
    assert 'name="irregular_reason"' in page.content.decode()
    assert 'value="12-NQ/CB"' in page.content.decode()
    assert row_counts() == before


def test_act_with_its_reason_is_recorded(lacking: AdmissionCase, secretary: Client) -> None:
    done = record(secretary, lacking, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"irregular_reason": REASON})

    assert done.status_code == 302
    assert BranchResolution.objects.get().irregular_reason == REASON


def test_reason_too_long_is_refused_at_its_field(lacking: AdmissionCase, secretary: Client) -> None:
    typed = RESOLUTION | {"irregular_reason": "x" * 501}

    page = record(secretary, lacking, StepCode.ADMISSION_RESOLUTION, typed)

    assert list(errors_of(page)) == ["irregular_reason"]
    assert 'name="irregular_reason"' in page.content.decode()


def test_file_in_order_is_never_asked_for_a_reason(tree: Tree, secretary: Client) -> None:
    case = ready_for_branch(make_case(tree.branch))

    assert record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION).status_code == 302
    assert BranchResolution.objects.get().irregularities == []


def test_reason_is_shown_in_the_file_to_the_committee_and_in_the_pack(
    lacking: AdmissionCase, secretary: Client, reviewer: Client, inspector: Client
) -> None:
    record(secretary, lacking, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"irregular_reason": REASON})

    pages = {
        "findings": secretary.get(f"/cases/{lacking.pk}/"),
        "irregularities": reviewer.get(step_url(lacking, StepCode.ADMISSION_DECISION)),
    }
    pack = inspector.get(f"/cases/{lacking.pk}/inspection/")

    for name, page in pages.items():
        assert [finding.reason for finding in page.context[name] if told(finding) == MISSED] == [REASON]
        assert REASON in text_of(page)
    assert [finding.reason for finding in pack.context["irregularities"]] == [REASON]
    assert REASON in text_of(pack)


def test_form_of_the_branch_does_not_list_what_others_have_to_judge(tree: Tree, secretary: Client) -> None:
    case = advance(make_case(tree.branch), Dates(decided_on=None))

    page = secretary.get(step_url(case, StepCode.TRANSFER))

    assert page.context["irregularities"] == []


def test_timeline_tells_the_reason(lacking: AdmissionCase, secretary: Client) -> None:
    record(secretary, lacking, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"irregular_reason": REASON})

    page = secretary.get(f"/cases/{lacking.pk}/")

    fact = next(shown.fact for shown in page.context["facts"] if shown.fact.step is StepCode.ADMISSION_RESOLUTION)
    assert fact.irregular_because == REASON


# --- historical files ------------------------------------------------------------------------------------------------
OPENED = {"full_name": "Vũ Minh Khôi", "born_on": "19/05/1990", "opened_on": "02/01/2024", "is_historical": "on"}


def test_only_a_committee_says_that_a_file_is_historical(tree: Tree, secretary: Client, reviewer: Client) -> None:
    offered = ["is_historical" in client.get("/cases/new/").context["form"].fields for client in (secretary, reviewer)]

    secretary.post("/cases/new/", OPENED | {"branch": str(tree.branch.pk)})
    reviewer.post("/cases/new/", OPENED | {"branch": str(tree.sibling.pk), "full_name": "Đỗ Thị Hạnh"})

    kept = AdmissionCase.objects.order_by("pk").values_list("branch__code", "historical_through_on")
    assert offered == [False, True]
    assert list(kept) == [("CB-1", None), ("CB-2", TODAY)]


def test_historical_file_says_so_wherever_it_is_read(tree: Tree, secretary: Client, inspector: Client) -> None:
    case = open_case(
        person=make_person(), branch=tree.branch, opened_on=TODAY, historical_through_on=TODAY, by=None, today=TODAY,
        now=NOW,
    )  # fmt: skip
    words = "Historical file: acts up to 02/03/2026 were entered as they had been, irregularities included."

    for client, url in ((secretary, f"/cases/{case.pk}/"), (inspector, f"/cases/{case.pk}/inspection/")):
        assert words in text_of(client.get(url))


# --- late acts -------------------------------------------------------------------------------------------------------
LATE_CEREMONY = {"held_on": "14/02/2026", "oath_taken": "on"}
"""The decision was received on 5 January 2026: the thirty days end on 13 February."""


@pytest.fixture
def waiting_for_ceremony(tree: Tree) -> AdmissionCase:
    received = date(2026, 1, 5)
    case = advance(make_case(tree.branch), Dates(date(2024, 1, 5), date(2025, 12, 1), received, received))
    record_document(
        case=case, step=StepCode.CEREMONY_CONSENT, acted_on=date(2026, 2, 12), number="9-CV/ĐU", issuer="Đảng ủy",
        reason="Bí thư đi công tác", by=None, today=TODAY,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def test_cause_is_asked_only_when_the_act_turns_out_to_be_late(
    waiting_for_ceremony: AdmissionCase, secretary: Client
) -> None:
    at_first = secretary.get(step_url(waiting_for_ceremony, StepCode.CEREMONY)).content.decode()

    page = record(secretary, waiting_for_ceremony, StepCode.CEREMONY, LATE_CEREMONY)

    assert 'name="late_cause"' not in at_first
    assert list(errors_of(page)) == ["irregular_reason", "late_cause"]
    assert errors_of(page)["late_cause"] == ["The act is late: choose why."]
    assert 'name="late_cause"' in page.content.decode()
    assert 'value="14/02/2026"' in page.content.decode()


def test_late_act_with_words_and_without_its_cause_is_refused(
    waiting_for_ceremony: AdmissionCase, secretary: Client
) -> None:
    before = row_counts()

    page = record(secretary, waiting_for_ceremony, StepCode.CEREMONY, LATE_CEREMONY | {"irregular_reason": REASON})

    assert page.status_code == 200
    assert REASON in page.content.decode()
    assert row_counts() == before


def test_cause_and_words_of_a_late_act_are_shown_in_the_file(
    waiting_for_ceremony: AdmissionCase, secretary: Client
) -> None:
    typed = LATE_CEREMONY | {"irregular_reason": REASON, "late_cause": "person_absent"}

    done = record(secretary, waiting_for_ceremony, StepCode.CEREMONY, typed)
    page = secretary.get(f"/cases/{waiting_for_ceremony.pk}/")

    assert done.status_code == 302
    assert Ceremony.objects.get().late_cause == "person_absent"
    fact = next(shown.fact for shown in page.context["facts"] if shown.fact.step is StepCode.CEREMONY)
    assert fact.irregular_because == f"Late: The person was ill, away on duty or absent – {REASON}"


def test_act_in_time_is_recorded_without_a_cause(waiting_for_ceremony: AdmissionCase, secretary: Client) -> None:
    typed = LATE_CEREMONY | {"held_on": "13/02/2026", "late_cause": "oversight"}

    assert record(secretary, waiting_for_ceremony, StepCode.CEREMONY, typed).status_code == 302
    assert Ceremony.objects.get().late_cause == ""


def test_extension_asks_who_approved_it(tree: Tree, reviewer: Client) -> None:
    case = advance(make_case(tree.branch), Dates())
    typed = {"working_days": "10", "granted_on": "02/03/2026", "reason": "Phức tạp", "number": "5-CV/ĐU"}

    page = record(reviewer, case, StepCode.ADMISSION_EXTENSION, typed)
    done = record(reviewer, case, StepCode.ADMISSION_EXTENSION, typed | {"approver": "Ban Thường vụ Đảng ủy"})

    assert errors_of(page) == {"approver": ["Say who approved the extension."]}
    assert done.status_code == 302
    fact = next(
        shown.fact
        for shown in reviewer.get(f"/cases/{case.pk}/").context["facts"]
        if shown.fact.step is StepCode.ADMISSION_EXTENSION
    )
    assert fact.text.endswith("; approved by Ban Thường vụ Đảng ủy")
