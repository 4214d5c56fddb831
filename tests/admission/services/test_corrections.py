"""Correcting a fact: the old row stays, what depends on it moves, the journal says why, one of two people wins."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from admission.domain.procedure import Outcome, StepCode
from admission.models import (
    AdmissionCase,
    Alert,
    AlertStatus,
    BranchResolution,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    Deadline,
    Sponsorship,
)
from admission.services.acts import AlreadyRecordedError, CaseAlreadyOpenError, ForbiddenActError
from admission.services.cases import open_case
from admission.services.corrections import correct_fact
from admission.services.facts import (
    record_paper,
    record_receipt,
    record_sponsor,
)
from members.models import Membership
from tests.admission.services.parallel import in_parallel
from tests.admission.services.snapshots import derived_rows, events, row_counts
from tests.admission.services.whole_files import ready_for_branch, resolve_well
from tests.factories import NOW, TODAY, Dates, Tree, advance, decide, make_account, make_case, make_person

pytestmark = pytest.mark.django_db

DECIDED = Dates(decided_on=date(2026, 2, 25))
RECEIVED = replace(DECIDED, received_on=date(2026, 2, 27))


def plan_alert(deadline: Deadline) -> Alert:
    return Alert.objects.create(
        deadline=deadline, revision=deadline.revision, level=15,
        recipient=make_account(f"nguoi.{deadline.pk}"), planned_on=TODAY,
    )  # fmt: skip


def test_correction_supersedes_and_keeps_the_old_row(case: AdmissionCase) -> None:
    by = make_account("thu.ky")
    advance(case, Dates())
    old = BranchResolution.objects.get()

    new = correct_fact(
        fact=old, changes={"adopted_on": date(2026, 1, 6)}, reason="Chép nhầm ngày", by=by, today=TODAY, now=NOW
    )

    old.refresh_from_db()
    assert (old.adopted_on, old.superseded_at) == (date(2026, 1, 5), NOW)
    assert (new.adopted_on, new.supersedes, new.correction_reason, new.recorded_by) == (
        date(2026, 1, 6), old, "Chép nhầm ngày", by,
    )  # fmt: skip
    assert (new.number, new.vote_for, list(BranchResolution.objects.current())) == (old.number, old.vote_for, [new])


def test_correction_moves_what_depends_on_it_and_says_why(case: AdmissionCase) -> None:
    advance(case, Dates())
    fact = BranchResolution.objects.get()

    correct_fact(fact=fact, changes={"adopted_on": date(2026, 1, 6)}, reason="Nhầm", by=None, today=TODAY, now=NOW)

    deadline = Deadline.objects.get(case=case, kind="admission_decision")
    case.refresh_from_db()
    assert (deadline.due_on, deadline.revision, case.next_due_on) == (date(2026, 4, 6), 2, date(2026, 4, 6))
    (verb, details), moved = events(case)[-2:]
    assert (verb, details["fact"], details["supersedes"], details["old"], details["new"], details["reason"]) == (
        "fact_corrected", "branchresolution", fact.pk, {"adopted_on": "2026-01-05"}, {"adopted_on": "2026-01-06"},
        "Nhầm",
    )  # fmt: skip
    assert moved == (
        "deadline_moved",
        {
            "kind": "admission_decision", "subject": "", "old": "2026-04-03", "new": "2026-04-06",
            "cause": "fact_corrected",
        },
    )  # fmt: skip


def test_correction_cancels_the_planned_alerts_of_the_moved_deadline_only(case: AdmissionCase) -> None:
    for step in (StepCode.APPLICATION, StepCode.OPINIONS):
        record_paper(case=case, step=step, made_on=date(2025, 9, 1), by=None, today=TODAY)
    moved, untouched = [plan_alert(Deadline.objects.get(subject=name)) for name in ("application", "opinions")]

    correct_fact(
        fact=CasePaper.objects.get(step="application"), changes={"made_on": date(2025, 9, 2)}, reason="Nhầm", by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip

    moved.refresh_from_db()
    untouched.refresh_from_db()
    assert (moved.status, untouched.status) == (AlertStatus.CANCELLED, AlertStatus.PLANNED)


def test_correction_of_the_ceremony_moves_probation_and_review(tree: Tree) -> None:
    dates = replace(RECEIVED, held_on=date(2026, 2, 27))
    case = advance(make_case(tree.branch), dates)

    correct_fact(
        fact=Ceremony.objects.get(), changes={"held_on": date(2026, 3, 2)}, reason="Nhầm", by=None, today=TODAY,
        now=NOW,
    )  # fmt: skip

    case = AdmissionCase.objects.get()
    assert (case.probation.starts_on, case.probation.ends_on) == (date(2026, 3, 2), date(2027, 3, 2))
    moved = [details["kind"] for verb, details in events(case) if verb == "deadline_moved"]
    assert moved == ["probation_end", "recognition_review"]


def test_correction_of_a_closed_files_fact_keeps_it_closed(tree: Tree) -> None:
    dates = Dates(
        assigned_on=date(2022, 1, 5), resolved_on=date(2024, 1, 8), decided_on=date(2024, 2, 1),
        received_on=date(2024, 2, 2), held_on=date(2024, 2, 29), recognised_by_branch_on=date(2025, 3, 10),
        recognised_on=date(2025, 4, 1),
    )  # fmt: skip
    case = advance(make_case(tree.branch), dates)
    fact = CommitteeDecision.objects.get(kind="recognition")

    correct_fact(fact=fact, changes={"decided_on": date(2025, 4, 2)}, reason="Nhầm", by=None, today=TODAY, now=NOW)

    case.refresh_from_db()
    assert (case.stage, case.closed_on) == ("official", date(2025, 4, 2))
    assert Deadline.objects.get(kind="recognition_decision").met_on == date(2025, 4, 2)


def test_correction_from_granted_to_refused_closes_the_file_and_its_ceremony_clock(case: AdmissionCase) -> None:
    advance(case, RECEIVED)

    correct_fact(
        fact=CommitteeDecision.objects.get(), changes={"outcome": "refused"}, reason="Nhầm", by=None, today=TODAY,
        now=NOW,
    )  # fmt: skip

    case.refresh_from_db()
    assert (case.stage, case.closed_on, case.next_due_on) == ("refused", date(2026, 2, 25), None)
    assert Deadline.objects.get(kind="ceremony").status == "void"


def test_correction_cannot_open_a_closed_file_beside_a_newer_one(case: AdmissionCase) -> None:
    advance(case, Dates())
    decide(case, StepCode.ADMISSION_DECISION, date(2026, 2, 25), outcome=Outcome.REFUSED)
    newer = open_case(
        person=case.candidate.person, branch=case.branch, opened_on=date(2026, 2, 27), by=None, today=TODAY, now=NOW
    )
    before = row_counts()

    with pytest.raises(CaseAlreadyOpenError) as refused, transaction.atomic():
        correct_fact(
            fact=CommitteeDecision.objects.get(), changes={"outcome": "granted"}, reason="Nhầm", by=None, today=TODAY,
            now=NOW,
        )  # fmt: skip

    assert (refused.value.case, row_counts()) == (newer, before)


def test_clock_that_runs_again_may_warn_again(case: AdmissionCase) -> None:
    advance(case, RECEIVED)
    first = Deadline.objects.get(kind="ceremony")
    alert = plan_alert(first)
    for outcome in ("refused", "granted"):
        fact = CommitteeDecision.objects.current().get()
        correct_fact(fact=fact, changes={"outcome": outcome}, reason="Nhầm", by=None, today=TODAY, now=NOW)

    again = Deadline.objects.get(kind="ceremony")
    alert.refresh_from_db()
    assert (again.pk, again.status, again.due_on) == (first.pk, "open", first.due_on)
    assert again.revision == first.revision + 1
    assert alert.status == AlertStatus.CANCELLED


def test_correction_that_would_be_forbidden_leaves_nothing(case: AdmissionCase) -> None:
    advance(case, DECIDED)
    before, rows = row_counts(), derived_rows(case)

    with pytest.raises(ForbiddenActError) as refused:
        correct_fact(
            fact=BranchResolution.objects.get(), changes={"adopted_on": date(2026, 2, 26)}, reason="Nhầm", by=None,
            today=TODAY, now=NOW,
        )  # fmt: skip

    assert [(f.code.value, f.step.value) for f in refused.value.findings] == [
        ("before_previous_step", "admission_decision")
    ]
    assert (row_counts(), derived_rows(case)) == (before, rows)
    assert BranchResolution.objects.current().count() == 1


def test_correction_of_a_corrected_fact_is_refused(case: AdmissionCase) -> None:
    advance(case, Dates())
    fact = BranchResolution.objects.get()
    changes = {"number": "13-NQ/CB"}
    correct_fact(fact=fact, changes=changes, reason="Nhầm", by=None, today=TODAY, now=NOW)

    with pytest.raises(AlreadyRecordedError):
        correct_fact(fact=fact, changes=changes, reason="Nhầm", by=None, today=TODAY, now=NOW)


def test_correction_of_a_correction_starts_from_it(case: AdmissionCase) -> None:
    advance(case, Dates())
    first = BranchResolution.objects.get()
    second = correct_fact(fact=first, changes={"number": "13"}, reason="Một", by=None, today=TODAY, now=NOW)

    third = correct_fact(
        fact=second, changes={"adopted_on": date(2026, 1, 6)}, reason="Hai", by=None, today=TODAY, now=NOW
    )

    assert (third.number, third.adopted_on, third.supersedes) == ("13", date(2026, 1, 6), second)


def test_correction_keeps_a_receipt_logged_after_the_form_was_opened(case: AdmissionCase) -> None:
    advance(case, DECIDED)
    read_before = CommitteeDecision.objects.get()
    record_receipt(case=case, received_on=date(2026, 2, 27), by=None, today=TODAY, now=NOW)

    corrected = correct_fact(
        fact=read_before, changes={"number": "35-QĐ/ĐU"}, reason="Nhầm", by=None, today=TODAY, now=NOW
    )

    case.refresh_from_db()
    assert (corrected.number, corrected.received_on, corrected.receipt_at) == ("35-QĐ/ĐU", date(2026, 2, 27), NOW)
    assert case.stage == "awaiting_ceremony"


def test_correction_of_one_of_two_namesakes_keeps_the_other(case: AdmissionCase) -> None:
    for _ in range(2):
        record_sponsor(
            case=case, step=StepCode.ASSIGN_SPONSOR, sponsor=make_person("Lê Văn Bình"), assigned_on=date(2024, 1, 5),
            member_since_on=date(2023, 6, 1), by=None, today=TODAY, now=NOW,
        )  # fmt: skip
    first = Sponsorship.objects.order_by("pk")[0]

    correct_fact(fact=first, changes={"assigned_on": date(2023, 12, 1)}, reason="Nhầm", by=None, today=TODAY, now=NOW)

    # Together with both since the candidate came on 2 January 2024; with the corrected one since 1 December 2023.
    assert Deadline.objects.get(kind="sponsorship").due_on == date(2025, 1, 2)


def test_correction_of_the_newest_paper_to_an_older_day_lets_the_other_count(case: AdmissionCase) -> None:
    record_paper(case=case, step=StepCode.APPLICATION, made_on=date(2025, 3, 3), by=None, today=TODAY)
    fact = record_paper(case=case, step=StepCode.APPLICATION, made_on=date(2025, 9, 1), by=None, today=TODAY)

    correct_fact(fact=fact, changes={"made_on": date(2025, 1, 6)}, reason="Nhầm", by=None, today=TODAY, now=NOW)

    assert Deadline.objects.get(subject="application").due_on == date(2026, 3, 3)


def test_correction_without_a_reason_is_refused_by_the_database(case: AdmissionCase) -> None:
    resolve_well(ready_for_branch(case), StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))

    with pytest.raises(IntegrityError, match="correction_has_reason"), transaction.atomic():
        correct_fact(
            fact=BranchResolution.objects.get(), changes={"number": "13"}, reason="", by=None, today=TODAY, now=NOW
        )

    assert BranchResolution.objects.current().get().number == "12-NQ/CB"


@pytest.mark.django_db(transaction=True)
def test_correction_at_once_by_four_succeeds_once(case: AdmissionCase) -> None:
    advance(case, Dates())
    pk = BranchResolution.objects.get().pk

    def act() -> object:
        fact = BranchResolution.objects.get(pk=pk)
        return correct_fact(fact=fact, changes={"number": "13"}, reason="Nhầm", by=None, today=TODAY, now=NOW)

    results = in_parallel(act, act, act, act)

    assert sorted(type(result).__name__ for result in results) == ["AlreadyRecordedError"] * 3 + ["BranchResolution"]
    assert (BranchResolution.objects.count(), BranchResolution.objects.current().count()) == (2, 1)
    assert [verb for verb, _ in events(case)].count("fact_corrected") == 1


@pytest.mark.django_db(transaction=True)
def test_correction_and_receipt_at_once_both_count(case: AdmissionCase) -> None:
    advance(case, DECIDED)
    acts: list[Callable[[], object]] = [
        lambda: record_receipt(case=case, received_on=date(2026, 2, 27), by=None, today=TODAY, now=NOW),
        lambda: correct_fact(
            fact=CommitteeDecision.objects.current().get(), changes={"number": "35"}, reason="Nhầm", by=None,
            today=TODAY, now=NOW,
        ),
    ]  # fmt: skip

    results = in_parallel(*acts)

    decision = CommitteeDecision.objects.current().get()
    assert [type(result).__name__ for result in results] == ["CommitteeDecision"] * 2
    assert (decision.number, decision.received_on) == ("35", date(2026, 2, 27))


def stays_of_candidate(case: AdmissionCase) -> list[tuple[str, date, date | None]]:
    stays = Membership.objects.current().filter(person=case.candidate.person).order_by("from_on")
    return [(stay.standing, stay.from_on, stay.until_on) for stay in stays]


def test_corrected_ceremony_corrects_since_when_he_is_a_probationary_member(case: AdmissionCase) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 2), received_on=date(2026, 2, 4), held_on=date(2026, 2, 26)))
    before = stays_of_candidate(case)

    correct_fact(
        fact=Ceremony.objects.get(), changes={"held_on": date(2026, 2, 27)}, reason="Ghi nhầm ngày", by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip

    assert before == [
        ("working", date(2024, 1, 2), date(2026, 2, 25)), ("probationary", date(2026, 2, 26), None),
    ]  # fmt: skip
    assert stays_of_candidate(case) == [
        ("working", date(2024, 1, 2), date(2026, 2, 26)), ("probationary", date(2026, 2, 27), None),
    ]  # fmt: skip


def test_corrected_outcome_of_the_recognition_opens_the_membership_again(case: AdmissionCase) -> None:
    days = Dates(
        resolved_on=date(2025, 1, 6), decided_on=date(2025, 1, 10), received_on=date(2025, 1, 10),
        held_on=date(2025, 1, 13), recognised_by_branch_on=date(2026, 1, 14),
    )  # fmt: skip
    advance(case, days)
    decide(case, StepCode.RECOGNITION_DECISION, date(2026, 2, 10), outcome=Outcome.REFUSED)
    removed = stays_of_candidate(case)

    correct_fact(
        fact=CommitteeDecision.objects.get(kind="recognition"), changes={"outcome": "granted"}, reason="Ghi nhầm",
        by=None, today=TODAY, now=NOW,
    )  # fmt: skip

    assert removed[-1] == ("probationary", date(2025, 1, 13), date(2026, 2, 10))
    assert stays_of_candidate(case)[-2:] == [
        ("probationary", date(2025, 1, 13), date(2026, 2, 9)), ("official", date(2026, 2, 10), None),
    ]  # fmt: skip
