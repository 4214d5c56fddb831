"""The page of one file."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.domain.procedure import CLOSED_STAGES, DeadlineKind, Outcome, StepCode
from admission.models import AdmissionCase, BranchResolution
from admission.services.corrections import correct_fact
from admission.services.extensions import record_extension
from admission.services.facts import record_paper
from members.models import Account, JournalEvent, Role
from members.services.journal import record_event
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import NOW, TODAY, Dates, Tree, advance, decide, make_account

ON_THE_WAY = {
    "nominated": None,
    "sponsored": Dates(assigned_on=date(2025, 6, 2), resolved_on=None),
    "ready_for_branch": Dates(resolved_on=None),
    "awaiting_decision": Dates(),
    "awaiting_receipt": Dates(decided_on=date(2026, 2, 9)),
    "awaiting_ceremony": Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 11)),
    "probation": Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 11), held_on=date(2026, 2, 12)),
    "ready_for_recognition": Dates(
        resolved_on=date(2025, 1, 6),
        decided_on=date(2025, 1, 20),
        received_on=date(2025, 1, 22),
        held_on=date(2025, 2, 26),
    ),
    "awaiting_recognition": Dates(
        resolved_on=date(2025, 1, 6),
        decided_on=date(2025, 1, 20),
        received_on=date(2025, 1, 22),
        held_on=date(2025, 2, 3),
        recognised_by_branch_on=date(2026, 2, 9),
    ),
}


def on_the_way(case: AdmissionCase, stage: str) -> AdmissionCase:
    dates = ON_THE_WAY[stage]
    return advance(case, dates) if dates else case


def page_of(client: Client, case: AdmissionCase) -> Any:
    response = client.get(f"/cases/{case.pk}/")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("stage", list(ON_THE_WAY))
def test_open_file_has_one_current_step_and_one_button_for_who_acts(
    case: AdmissionCase, secretary: Client, reviewer: Client, stage: str
) -> None:
    on_the_way(case, stage)
    assert case.stage_on(TODAY) == stage
    acting, other = (reviewer, secretary) if case.next_body == "competent_committee" else (secretary, reviewer)

    content = page_of(acting, case).content.decode()

    assert content.count('aria-current="step"') == 1
    assert content.count('class="next-step"') == 1
    assert len(re.findall(r'class="btn btn-primary btn-lg"', content)) == 1
    assert "btn-primary btn-lg" not in page_of(other, case).content.decode()


def test_closed_file_says_so_and_offers_nothing(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    decide(case, StepCode.ADMISSION_DECISION, date(2026, 2, 9), outcome=Outcome.REFUSED)

    page = page_of(secretary, case)

    case.refresh_from_db()
    assert case.stage in CLOSED_STAGES
    assert "The file is closed: Admission refused." in text_of(page)
    assert "/steps/" not in page.content.decode()


def test_next_step_says_who_by_when_and_under_which_clause(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())

    step = page_of(secretary, case).context["next_step"]

    assert (step["title"], step["who"]) == ("Admission decision", "Đảng ủy Khối Thử nghiệm")
    assert step["by_when"] == "24 working days left (until Friday 03/04/2026)"
    assert step["clause"] == "294-QĐ/TW, 4.3.1 (tiếp nối 232-QĐ/TW)"
    assert step["url"] == ""


def test_other_steps_are_those_of_the_stage_and_the_role(
    case: AdmissionCase, secretary: Client, reviewer: Client
) -> None:
    on_the_way(case, "ready_for_branch")

    labels = [link.label for link in page_of(secretary, case).context["other_steps"]]

    assert labels[0] == "Assign sponsors"
    assert "Summary of opinions" in labels
    assert [link.label for link in page_of(reviewer, case).context["other_steps"]] == ["Result of the vetting"]


def other_steps(page: Any) -> list[str]:
    """The steps that a page offers besides the next one."""
    return [link.url.split("/")[-2] for link in page.context["other_steps"]]


def test_extension_is_offered_once(case: AdmissionCase, reviewer: Client) -> None:
    advance(case, Dates())
    assert other_steps(page_of(reviewer, case)) == ["admission_return", "admission_extension"]
    extend(case)

    page = page_of(reviewer, case)

    assert other_steps(page) == ["admission_return"]
    assert page.context["next_step"]["by_when"].endswith("(until Wednesday 20/05/2026)")


def extend(case: AdmissionCase, by: Account | None = None) -> None:
    record_extension(
        case=case,
        step=StepCode.ADMISSION_EXTENSION,
        working_days=30,
        granted_on=TODAY,
        reason="Cần xác minh lý lịch",
        approver="Ban Thường vụ Đảng ủy",
        number="5-CV/ĐU",
        by=by,
        today=TODAY,
    )


def test_both_days_at_the_end_of_probation_are_shown(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "ready_for_recognition")

    words = text_of(page_of(secretary, case))

    assert "The 12 months of probation end on 26/02/2026" in words
    assert "The branch must consider before the end of 09/04/2026" in words


def test_deadline_that_rests_on_unconfirmed_days_is_provisional(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "probation")

    words = text_of(page_of(secretary, case))

    assert "Provisional" in words
    assert "The days off after 31/12/2026 have not been announced officially yet." in words


def test_deadline_of_an_unpublished_year_says_which(case: AdmissionCase, secretary: Client) -> None:
    deadline = advance(case, Dates()).deadlines.get(kind=DeadlineKind.ADMISSION_DECISION)
    deadline.due_on, deadline.unpublished_year = None, 2028
    deadline.save()

    words = text_of(page_of(secretary, case))

    assert "The working-day calendar of 2028 has not been published yet." in words
    assert "No due date yet" in words


def test_missing_papers_are_listed_with_their_clause(case: AdmissionCase, secretary: Client) -> None:
    page = page_of(secretary, case)

    [opinions] = [paper for paper in page.context["papers"] if paper.label == "Summary of opinions"]
    assert (opinions.state, opinions.clause) == ("Missing", "Điều lệ Đảng, điều 4.2")
    assert opinions.url == f"/cases/{case.pk}/steps/opinions/"
    assert page.context["papers_to_get"] == len(page.context["papers"])


def test_corrected_fact_is_struck_with_its_reason_and_the_moved_deadline(
    tree: Tree, case: AdmissionCase, secretary: Client
) -> None:
    advance(case, Dates())
    by = make_account("phobithu", Role.DEPUTY_SECRETARY, tree.branch)
    correct_fact(
        fact=BranchResolution.objects.get(),
        changes={"adopted_on": date(2026, 1, 6)},
        reason="Gõ nhầm ngày",
        by=by,
        today=TODAY,
        now=NOW,
    )

    page = page_of(secretary, case)

    old, new = (fact for fact in page.context["facts"][::-1] if fact.fact.step is StepCode.ADMISSION_RESOLUTION)
    assert (new.fact.is_current, old.fact.is_current) == (True, False)
    assert (old.fact.replaced_because, old.correct_url) == ("Gõ nhầm ngày", "")
    assert re.search(r"<del>12-NQ/CB of 05/01/2026", page.content.decode())
    events = [(event.what, event.who, event.reason) for event in page.context["events"][:2]]
    assert ("Corrected: Branch resolution proposing admission", "Người phobithu", "Gõ nhầm ngày") in events
    assert ("A due date moved", "Người phobithu", "a recorded act was corrected") in events
    moved = next(event for event in page.context["events"] if event.verb == "deadline_moved")
    assert [(d.label, d.old, d.new) for d in moved.details] == [("Admission decision", "03/04/2026", "06/04/2026")]


def test_timeline_has_every_event_of_the_file(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "awaiting_recognition")
    extend_events = JournalEvent.objects.filter(subject=f"case:{case.pk}").count()

    page = page_of(secretary, case)

    assert len(page.context["events"]) == extend_events
    assert page.context["events"][-1].what == "The file was opened"


@pytest.mark.parametrize(
    ("verb", "details"),
    [
        ("something_new", {}),
        ("fact_recorded", {"step": "unheard_of", "values": {}}),
        ("fact_corrected", {}),
        ("deadline_moved", {"kind": "x", "subject": "", "old": None, "new": None, "cause": "y"}),
        ("fact_recorded", {"step": "ceremony", "values": {"held_on": "not a day"}}),
    ],
)
def test_event_of_another_version_is_named_and_breaks_nothing(
    case: AdmissionCase, secretary: Client, verb: str, details: dict[str, Any]
) -> None:
    record_event(verb=verb, subject=f"case:{case.pk}", by=None, details=details)

    assert page_of(secretary, case).context["events"][0].what == f"Event “{verb.replace('_', ' ')}”"


def test_receipt_can_be_corrected_by_the_branch_and_the_decision_by_the_committee(
    case: AdmissionCase, secretary: Client, reviewer: Client
) -> None:
    on_the_way(case, "awaiting_ceremony")
    decision = case.committeedecision_facts.get()
    receipt, whole = (
        f"/cases/{case.pk}/facts/{kind}/{decision.pk}/correct/" for kind in ("receipt", "committeedecision")
    )

    of_branch, of_committee = (page_of(client, case).content.decode() for client in (secretary, reviewer))

    assert (receipt in of_branch, whole in of_branch) == (True, False)
    assert (receipt in of_committee, whole in of_committee) == (False, True)


def test_one_and_three_corrections_cost_the_same_queries(
    case: AdmissionCase, secretary: Client, sign_in: SignIn
) -> None:
    advance(case, Dates())
    page_of(secretary, case)
    counts = []
    for day in (6, 7, 8):
        fact = BranchResolution.objects.current().get()
        changes = {"adopted_on": date(2026, 1, day)}
        correct_fact(fact=fact, changes=changes, reason="Sửa", by=None, today=TODAY, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            page_of(secretary, case)
        counts.append(len(queries))

    assert len(set(counts)) == 1


def test_paper_that_expires_before_the_next_meeting_of_the_branch_is_told(
    case: AdmissionCase, secretary: Client
) -> None:
    for step, made_on in ((StepCode.APPLICATION, date(2025, 3, 2)), (StepCode.OPINIONS, date(2025, 3, 3))):
        record_paper(case=case, step=step, made_on=made_on, by=None, today=TODAY)
    before = page_of(secretary, case).context["findings"]
    case.branch.meeting_day = "d03"
    case.branch.save()

    after = page_of(secretary, case).context["findings"]

    words = "is valid until 02/03/2026 only, and the branch can consider at its regular meeting on 03/03/2026"
    [told] = [one for one in after if one not in before]
    assert words in told.text
    assert told.url == f"/cases/{case.pk}/steps/application/"
