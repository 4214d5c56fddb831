"""Recording: the fact, what follows from it and the journal in one transaction, or nothing at all."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.facts import Vote, VoteMethod
from admission.domain.procedure import Outcome, Stage, StepCode
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    Deadline,
    DeadlineStatus,
    Extension,
    Sponsorship,
)
from admission.selectors.facts import facts_of
from admission.services.acts import AlreadyRecordedError, ForbiddenActError, StaleCaseError, StepNotAllowedError
from admission.services.extensions import record_extension
from admission.services.facts import (
    record_branch_resolution,
    record_ceremony,
    record_committee_decision,
    record_paper,
    record_receipt,
    record_sponsor,
)
from members.models import Membership
from tests.admission.services.parallel import in_parallel
from tests.admission.services.snapshots import events, row_counts
from tests.factories import (
    APPROVER,
    GOOD_VOTE,
    NOW,
    REASON,
    TODAY,
    Dates,
    Tree,
    advance,
    decide,
    make_account,
    make_case,
    make_person,
)

pytestmark = pytest.mark.django_db

RESOLVED = Dates()
DECIDED = replace(RESOLVED, decided_on=date(2026, 2, 25))
RECEIVED = replace(DECIDED, received_on=date(2026, 2, 27))
UNRESOLVED = replace(RESOLVED, resolved_on=None)


def due(case: AdmissionCase) -> dict[str, tuple[date | None, str]]:
    rows = Deadline.objects.filter(case=case, subject="")
    return {row.kind: (row.due_on, row.status) for row in rows}


def test_record_sponsor_starts_the_twelve_months(case: AdmissionCase) -> None:
    person, by = make_person("Lê Văn Bình"), make_account("thu.ky")

    fact = record_sponsor(
        case=case, step=StepCode.ASSIGN_SPONSOR, sponsor=person, assigned_on=date(2025, 6, 2),
        member_since_on=date(2025, 4, 1), by=by, today=TODAY, now=NOW,
    )  # fmt: skip

    case.refresh_from_db()
    assert (fact.role, fact.recorded_by, Sponsorship.objects.get()) == ("admission", by, fact)
    assert due(case) == {"sponsorship": (date(2026, 4, 1), "open")}
    assert (case.stage, case.turns_on, case.turns_to) == ("sponsored", date(2026, 4, 1), "ready_for_branch")
    verb, details = events(case)[-1]
    assert (verb, details["step"], details["fact"], details["id"]) == (
        "fact_recorded", "assign_sponsor", "sponsorship", fact.pk,
    )  # fmt: skip
    assert details["values"] == {"role": "admission", "sponsor": person.pk, "assigned_on": "2025-06-02"}
    stay = Membership.objects.get(person=person)
    assert (stay.organization, stay.standing, stay.from_on) == (case.branch, "official", date(2025, 4, 1))


def test_months_together_begin_with_the_later_of_the_two(case: AdmissionCase) -> None:
    """The candidate works in the branch's unit since 2 January 2024, the sponsor is a member since 2020."""
    fact = record_sponsor(
        case=case, step=StepCode.ASSIGN_SPONSOR, sponsor=make_person("Lê Văn Bình"), assigned_on=date(2025, 6, 2),
        member_since_on=date(2020, 1, 6), by=None, today=TODAY, now=NOW,
    )  # fmt: skip

    (sponsor,) = facts_of(case).sponsors
    assert (sponsor.together_since_on, sponsor.official_on_assignment) == (date(2024, 1, 2), True)
    assert (fact.assigned_on, due(case)) == (date(2025, 6, 2), {"sponsorship": (date(2025, 1, 2), "open")})


def test_record_sponsor_twice_is_refused(case: AdmissionCase) -> None:
    advance(case, UNRESOLVED)
    sponsor = Sponsorship.objects.order_by("pk")[0].sponsor

    with pytest.raises(AlreadyRecordedError):
        record_sponsor(
            case=case, step=StepCode.ASSIGN_SPONSOR, sponsor=sponsor, assigned_on=TODAY, by=None, today=TODAY, now=NOW
        )  # fmt: skip


def test_record_paper_starts_its_validity_and_a_newer_one_takes_its_place(case: AdmissionCase) -> None:
    for made_on in (date(2025, 3, 3), date(2025, 9, 1)):
        record_paper(case=case, step=StepCode.APPLICATION, made_on=made_on, by=None, today=TODAY)

    deadline = Deadline.objects.get(case=case, subject="application")
    assert (deadline.due_on, deadline.nature, deadline.revision) == (date(2026, 9, 1), "validity", 2)
    assert CasePaper.objects.current().count() == 2


def test_record_branch_resolution_starts_sixty_working_days(case: AdmissionCase) -> None:
    advance(case, RESOLVED)

    fact = BranchResolution.objects.get()
    deadline = Deadline.objects.get(case=case, kind="admission_decision")
    assert (fact.kind, fact.vote_entitled, fact.vote_for, fact.vote_method) == ("admission", 9, 8, "secret_ballot")
    assert (deadline.due_on, deadline.organization) == (date(2026, 4, 3), case.competent_committee)
    assert (deadline.trigger, deadline.triggered_on, deadline.length, deadline.unit, deadline.clause) == (
        "admission_resolution", date(2026, 1, 5), 60, "working_days", "294-QĐ/TW, 4.3.1 (tiếp nối 232-QĐ/TW)",
    )  # fmt: skip
    assert (case.stage, case.next_body, case.next_due_on) == (
        "awaiting_decision", "competent_committee", date(2026, 4, 3),
    )  # fmt: skip


def test_record_committee_decision_meets_the_clock(case: AdmissionCase) -> None:
    advance(case, DECIDED)

    assert due(case)["admission_decision"] == (date(2026, 4, 3), "met")
    assert (case.stage, case.next_due_on, CommitteeDecision.objects.get().vote_method) == ("awaiting_receipt", None, "")


def test_record_committee_decision_to_refuse_closes_the_file(case: AdmissionCase) -> None:
    advance(case, RESOLVED)

    decide(case, StepCode.ADMISSION_DECISION, date(2026, 2, 27), outcome=Outcome.REFUSED)

    case.refresh_from_db()
    assert (case.stage, case.closed_on, case.next_body) == ("refused", date(2026, 2, 27), "")
    assert [row.kind for row in Deadline.objects.filter(case=case).open()] == []


def test_record_extension_moves_the_last_day_with_its_cause(case: AdmissionCase) -> None:
    advance(case, RESOLVED)

    record_extension(
        case=case, step=StepCode.ADMISSION_EXTENSION, working_days=30, granted_on=date(2026, 3, 2),
        reason="Cần thẩm tra thêm", approver=APPROVER, by=None, today=TODAY,
    )  # fmt: skip

    deadline = Deadline.objects.get(case=case, kind="admission_decision")
    assert (deadline.due_on, deadline.extension, deadline.revision) == (date(2026, 5, 20), 30, 2)
    assert Extension.objects.get().reason == "Cần thẩm tra thêm"
    assert events(case)[-1] == (
        "deadline_moved",
        {
            "kind": "admission_decision", "subject": "", "old": "2026-04-03", "new": "2026-05-20",
            "cause": "fact_recorded",
        },
    )  # fmt: skip


def test_record_extension_a_second_time_is_refused(case: AdmissionCase) -> None:
    advance(case, RESOLVED)
    values: dict[str, Any] = {"case": case, "step": StepCode.ADMISSION_EXTENSION, "granted_on": TODAY}
    values |= {"by": None, "today": TODAY}
    record_extension(working_days=10, reason="Một", approver=APPROVER, **values)

    with pytest.raises(ForbiddenActError) as refused:
        record_extension(working_days=10, reason="Hai", approver=APPROVER, **values)

    assert [finding.code for finding in refused.value.findings] == ["extension_repeated"]


def test_record_receipt_starts_thirty_working_days(case: AdmissionCase) -> None:
    by = make_account("thu.ky")
    advance(case, DECIDED)

    record_receipt(case=case, received_on=date(2026, 2, 27), by=by, today=TODAY, now=NOW)

    decision = CommitteeDecision.objects.get()
    assert (decision.received_on, decision.receipt_by, decision.receipt_at) == (date(2026, 2, 27), by, NOW)
    assert due(case)["ceremony"] == (date(2026, 4, 10), "open")
    assert events(case)[-1][1]["values"] == {"received_on": "2026-02-27"}


def test_record_receipt_twice_is_refused(case: AdmissionCase) -> None:
    advance(case, RECEIVED)

    with pytest.raises(StepNotAllowedError):
        record_receipt(case=case, received_on=date(2026, 3, 2), by=None, today=TODAY, now=NOW)

    assert CommitteeDecision.objects.get().received_on == date(2026, 2, 27)


def test_receipt_is_written_once_whoever_asks_the_database(case: AdmissionCase) -> None:
    advance(case, RECEIVED)

    with pytest.raises(IntegrityError, match="append-only"):
        CommitteeDecision.objects.filter(case=case).update(received_on=date(2026, 3, 2))


def test_record_ceremony_opens_probation(case: AdmissionCase) -> None:
    advance(case, replace(RECEIVED, held_on=date(2026, 3, 2)))

    assert Ceremony.objects.get().held_on == date(2026, 3, 2)
    assert (case.probation.starts_on, case.probation.ends_on) == (date(2026, 3, 2), date(2027, 3, 2))
    assert case.probation.recognised_on is None
    assert (case.stage, case.turns_on, case.turns_to) == ("probation", date(2027, 3, 3), "ready_for_recognition")
    assert due(case)["recognition_review"] == (date(2027, 4, 13), "open")


def test_recognition_counts_from_the_twelve_month_day_though_all_acted_late(tree: Tree) -> None:
    dates = Dates(
        assigned_on=date(2022, 1, 5), resolved_on=date(2024, 1, 8), decided_on=date(2024, 2, 1),
        received_on=date(2024, 2, 2), held_on=date(2024, 2, 29), recognised_by_branch_on=date(2025, 6, 2),
        recognised_on=date(2025, 9, 30),
    )  # fmt: skip

    case = advance(make_case(tree.branch), dates)

    assert (case.stage, case.closed_on, case.next_due_on) == ("official", date(2025, 9, 30), None)
    assert case.probation.recognised_on == date(2025, 2, 28)
    assert set(due(case).values()) & {(None, "open")} == set()


FORBIDDEN = [
    (date(2026, 3, 3), GOOD_VOTE, "date_in_future", "adopted_on"),
    (date(2024, 12, 31), GOOD_VOTE, "sponsorship_too_short", "adopted_on"),
    (date(2026, 1, 5), replace(GOOD_VOTE, present=10), "present_exceed_entitled", "vote_present"),
    (date(2026, 1, 5), replace(GOOD_VOTE, in_favour=9), "votes_exceed_present", "vote_for"),
]


@pytest.mark.parametrize(("adopted_on", "vote", "code", "field"), FORBIDDEN)
def test_forbidden_act_leaves_nothing_behind(
    adopted_on: date, vote: Vote, code: str, field: str, case: AdmissionCase
) -> None:
    advance(case, UNRESOLVED)
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        record_branch_resolution(
            case=case, step=StepCode.ADMISSION_RESOLUTION, adopted_on=adopted_on, number="1", vote=vote, by=None,
            today=TODAY,
        )  # fmt: skip

    assert (code, field) in [(finding.code.value, finding.field) for finding in refused.value.findings]
    assert row_counts() == before
    assert AdmissionCase.objects.get().revision == case.revision


def test_forbidden_receipt_before_the_decision_leaves_it_without_one(case: AdmissionCase) -> None:
    advance(case, DECIDED)
    before = row_counts()

    with pytest.raises(ForbiddenActError):
        record_receipt(case=case, received_on=date(2026, 2, 24), by=None, today=TODAY, now=NOW)

    assert (row_counts(), CommitteeDecision.objects.get().received_on) == (before, None)


def test_extension_beyond_thirty_working_days_leaves_nothing(case: AdmissionCase) -> None:
    advance(case, RESOLVED)
    before = row_counts()

    with pytest.raises(ForbiddenActError):
        record_extension(
            case=case, step=StepCode.ADMISSION_EXTENSION, working_days=31, granted_on=TODAY, reason="Lâu",
            approver=APPROVER, by=None, today=TODAY,
        )  # fmt: skip

    assert row_counts() == before


def test_recognition_resolution_on_the_last_day_of_the_twelve_months_leaves_nothing(tree: Tree) -> None:
    held_on = date(2025, 2, 27)
    case = advance(make_case(tree.branch), Dates(date(2022, 1, 5), date(2025, 1, 6), held_on, held_on, held_on))
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        record_branch_resolution(
            case=case, step=StepCode.RECOGNITION_RESOLUTION, adopted_on=date(2026, 2, 27), number="2",
            vote=GOOD_VOTE, by=None, today=TODAY,
        )  # fmt: skip

    assert [finding.code.value for finding in refused.value.findings] == ["probation_not_over"]
    assert row_counts() == before


def test_fact_in_a_year_without_calendar_names_the_year_and_leaves_nothing(tree: Tree) -> None:
    case = make_case(tree.branch, opened_on=date(2016, 8, 1))
    advance(case, Dates(assigned_on=date(2016, 1, 4), resolved_on=None))
    before = row_counts()

    with pytest.raises(CalendarNotPublishedError, match="2017"):
        record_branch_resolution(
            case=case, step=StepCode.ADMISSION_RESOLUTION, adopted_on=date(2017, 3, 1), number="1", vote=GOOD_VOTE,
            by=None, today=TODAY,
        )  # fmt: skip

    assert row_counts() == before


def test_step_of_another_stage_is_not_allowed_and_leaves_nothing(case: AdmissionCase) -> None:
    advance(case, RESOLVED)
    before = row_counts()

    with pytest.raises(StepNotAllowedError) as refused:
        record_ceremony(case=case, held_on=TODAY, by=None, today=TODAY, now=NOW)

    assert (refused.value.stage, refused.value.step) == (Stage.AWAITING_DECISION, StepCode.CEREMONY)
    assert row_counts() == before


def test_step_becomes_allowed_with_the_day_alone(tree: Tree) -> None:
    held_on = date(2025, 2, 27)
    case = advance(make_case(tree.branch), Dates(date(2022, 1, 5), date(2025, 1, 6), held_on, held_on, held_on))

    stages = [case.stage_on(date(2026, 2, 27) + timedelta(days=n)) for n in (0, 1)]

    assert stages == [Stage.PROBATION, Stage.READY_FOR_RECOGNITION]
    (row,) = AdmissionCase.objects.with_stage_on(date(2026, 2, 28)).values()
    assert dict(row)["stage_today"] == "ready_for_recognition"


def test_form_opened_before_another_act_is_stale_and_leaves_nothing(case: AdmissionCase) -> None:
    revision = advance(case, UNRESOLVED).revision
    record_paper(case=case, step=StepCode.OPINIONS, made_on=TODAY, by=None, today=TODAY, revision=revision)
    before = row_counts()

    with pytest.raises(StaleCaseError):
        record_paper(case=case, step=StepCode.OPINIONS, made_on=TODAY, by=None, today=TODAY, revision=revision)

    assert row_counts() == before


@pytest.mark.django_db(transaction=True)
def test_decision_at_once_by_four_is_recorded_once(case: AdmissionCase) -> None:
    advance(case, RESOLVED)

    def act() -> object:
        return record_committee_decision(
            case=case, step=StepCode.ADMISSION_DECISION, outcome=Outcome.GRANTED, decided_on=date(2026, 2, 25),
            number="34-QĐ/ĐU", by=None, today=TODAY, now=NOW, revision=case.revision,
        )  # fmt: skip

    results = in_parallel(act, act, act, act)

    assert sorted(type(result).__name__ for result in results) == ["CommitteeDecision", *["StaleCaseError"] * 3]
    assert CommitteeDecision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_act_that_the_database_refuses_leaves_nothing(case: AdmissionCase) -> None:
    advance(case, UNRESOLVED)
    before = row_counts()

    with pytest.raises(IntegrityError):
        record_branch_resolution(
            case=case, step=StepCode.ADMISSION_RESOLUTION, adopted_on=date(2026, 1, 5), number="1",
            vote=Vote(VoteMethod.SECRET_BALLOT, 9, 9, 9, 1, -1), by=None, today=TODAY, irregular_reason=REASON,
        )  # fmt: skip

    assert connection.in_atomic_block is False
    assert row_counts() == before
    assert Deadline.objects.filter(status=DeadlineStatus.OPEN).count() == 1
