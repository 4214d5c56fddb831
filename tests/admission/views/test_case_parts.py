"""The parts of the page of a file: the one button at every stage, papers, events by kind, and what the page costs."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from admission.domain.procedure import CLOSED_STAGES, Body, DeadlineKind, Stage, StepCode
from admission.models import AdmissionCase, BranchResolution
from admission.selectors.timelines import EventKind
from admission.services.acknowledgements import acknowledge
from admission.services.corrections import correct_fact
from admission.services.facts import record_paper
from members.models import Account, JournalEvent, Role
from members.services.journal import record_event
from tests.admission.stages import case_at
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.admission.views.test_case_page import on_the_way, page_of
from tests.factories import NOW, TODAY, Tree, make_account, make_full_chain

CONSENT = "Consent to admit somebody over age"
OPEN_STAGES = [stage for stage in Stage if stage not in CLOSED_STAGES]


@pytest.mark.usefixtures("calendar_published")
@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_every_stage_has_one_box_with_one_button_for_who_acts(stage: Stage, sign_in: SignIn) -> None:
    chain = make_full_chain()
    case = case_at(stage, chain)
    body = Body(case.next_body)
    role = Role.BRANCH_SECRETARY if body is Body.BRANCH else Role.CLERK
    client = sign_in(make_account("nguoilam", role, case.organization_acting(body)))

    page = page_of(client, case)

    content, step = page.content.decode(), page.context["next_step"]
    assert (content.count('class="next-step"'), len(re.findall(r'class="btn btn-primary btn-lg', content))) == (1, 1)
    assert all((step["title"], step["who"], step["by_when"], step["clause"], step["url"]))
    assert content.count('aria-current="step"') == 1


def test_papers_say_how_they_stand_and_where_to_record_them(case: AdmissionCase, secretary: Client) -> None:
    record_paper(case=case, step=StepCode.APPLICATION, made_on=date(2025, 9, 1), by=None, today=TODAY)
    record_paper(case=case, step=StepCode.OPINIONS, made_on=date(2025, 2, 1), by=None, today=TODAY)

    papers = {paper.label: paper for paper in page_of(secretary, case).context["papers"]}

    there, old = papers["Application to join the Party"], papers["Summary of opinions"]
    assert (there.state, there.note, there.url) == ("In the file", "of 01/09/2025, good until 01/09/2026", "")
    assert (old.state, old.url) == ("Expired", f"/cases/{case.pk}/steps/opinions/")


def test_papers_of_who_may_not_record_them_have_no_link(case: AdmissionCase, inspector: Client) -> None:
    papers = page_of(inspector, case).context["papers"]

    assert len(papers) > 5
    assert {paper.url for paper in papers} == {""}


def with_events_of_every_kind(case: AdmissionCase, by: Account) -> None:
    """A file with a recorded act, a decision, a correction that moves a due date, a receipt, and something else."""
    on_the_way(case, "awaiting_ceremony")
    fact = BranchResolution.objects.get()
    changes = {"adopted_on": fact.adopted_on + timedelta(days=1)}
    correct_fact(fact=fact, changes=changes, reason="Nhầm", by=by, today=TODAY, now=NOW)
    acknowledge(deadline=case.deadlines.get(kind=DeadlineKind.CEREMONY), by=by, today=TODAY, now=NOW)
    record_event(verb="something_new", subject=f"case:{case.pk}", by=by)


@pytest.fixture
def by(tree: Tree) -> Account:
    return make_account("thuky", Role.BRANCH_SECRETARY, tree.branch)


def test_kinds_of_events_share_out_all_events_of_the_database(
    case: AdmissionCase, secretary: Client, by: Account
) -> None:
    with_events_of_every_kind(case, by)
    stored = JournalEvent.objects.filter(subject=f"case:{case.pk}").count()

    page = page_of(secretary, case)

    everything, *kinds = page.context["event_kinds"]
    assert (everything.count, sum(kind.count for kind in kinds)) == (stored, stored)
    assert page.content.decode().count('class="timeline-event"') == stored


@pytest.mark.parametrize(
    ("kind", "verbs"),
    [
        (EventKind.RECORDED, {"case_opened", "fact_recorded"}),
        (EventKind.CORRECTED, {"fact_corrected"}),
        (EventKind.MOVED, {"deadline_moved"}),
        (EventKind.DECIDED, {"fact_recorded"}),
        (EventKind.ALERTED, {"deadline_acknowledged"}),
        (EventKind.OTHER, {"something_new"}),
    ],
)
def test_events_are_picked_by_a_kind_in_the_address(
    case: AdmissionCase, secretary: Client, by: Account, kind: EventKind, verbs: set[str]
) -> None:
    with_events_of_every_kind(case, by)

    page = secretary.get(f"/cases/{case.pk}/?events={kind.value}")

    assert {event.verb for event in page.context["events"]} == verbs
    [chosen] = [link for link in page.context["event_kinds"] if link.is_chosen]
    assert chosen.count == len(page.context["events"])
    assert page.content.decode().count('class="timeline-event"') == chosen.count


def test_unknown_kind_of_events_shows_all(case: AdmissionCase, secretary: Client) -> None:
    page = secretary.get(f"/cases/{case.pk}/?events=nonsense")

    assert len(page.context["events"]) == JournalEvent.objects.filter(subject=f"case:{case.pk}").count()
    assert page.context["event_kinds"][0].is_chosen


def test_confirmation_of_the_ceremony_shows_both_days_at_the_end_of_probation(
    case: AdmissionCase, secretary: Client
) -> None:
    on_the_way(case, "probation")

    words = text_of(secretary.get(f"/cases/{case.pk}/steps/ceremony/done/"))

    assert "The 12 months of probation end on 12/02/2027" in words
    assert "The branch must consider before the end of" in words


def test_form_of_the_recognition_shows_both_days_at_the_end_of_probation(
    case: AdmissionCase, secretary: Client
) -> None:
    on_the_way(case, "ready_for_recognition")

    words = text_of(secretary.get(f"/cases/{case.pk}/steps/recognition_resolution/"))

    assert "The 12 months of probation end on 26/02/2026" in words
    assert "The branch must consider before the end of 09/04/2026" in words


def test_votes_say_what_they_needed_and_whether_it_was_enough(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "awaiting_recognition")

    votes = page_of(secretary, case).context["votes"]

    found = [(one.label, one.vote.votes_for, one.vote.entitled, one.vote.needed, one.vote.passed) for one in votes]
    assert found == [
        ("Branch resolution proposing admission, 06/01/2025", 8, 9, 6, True),
        ("Branch resolution on recognition, 09/02/2026", 8, 9, 6, True),
    ]


def test_paper_that_the_branch_does_not_record_says_who_does(
    case: AdmissionCase, secretary: Client, reviewer: Client
) -> None:
    case.candidate.person.born_on = date(1962, 5, 20)
    case.candidate.person.save()

    of_branch, of_committee = (
        {paper.label: paper for paper in page_of(client, case).context["papers"]}[CONSENT]
        for client in (secretary, reviewer)
    )

    assert (of_branch.state, of_branch.note, of_branch.url) == (
        "Missing", "to be recorded by Đảng ủy Khối Thử nghiệm", "",
    )  # fmt: skip
    assert (of_committee.note, of_committee.url) == ("", f"/cases/{case.pk}/steps/age_consent/")
