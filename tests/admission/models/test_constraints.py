"""The last line of defence: rows that no form and no service lets through are refused by the database."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from admission.models import (
    AdmissionCase,
    Alert,
    BranchResolution,
    CalendarDay,
    CalendarVersion,
    CaseDocument,
    CasePaper,
    CommitteeDecision,
    CommitteeResolution,
    Deadline,
    Extension,
    Mail,
    PeriodRun,
    ProbationPeriod,
    ReadmissionGround,
    RuleAdoption,
    RuleConfirmation,
    RuleSetActivation,
    Sponsorship,
    Transfer,
)
from members.models import OrganizationKind
from members.services.organizations import add_organization
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_case, make_person

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 5)
WHOLE_VOTE: dict[str, Any] = {
    "vote_method": "raised_card", "vote_entitled": 9, "vote_present": 9, "vote_for": 8, "vote_against": 1,
    "vote_blank": 0,
}  # fmt: skip
RESOLUTION = {"kind": "admission", "adopted_on": DAY, "number": "1", **WHOLE_VOTE}
DECISION = {"kind": "admission", "outcome": "granted", "decided_on": DAY, "number": "1"}
EXTENSION = {"clock": "admission_decision", "working_days": 10, "granted_on": DAY, "reason": "Lâu"}
PAPER = {"step": "application", "made_on": DAY}
SPONSORSHIP = {"role": "admission", "assigned_on": DAY}
DOCUMENT = {"step": "education", "acted_on": DAY, "choice": "higher"}
GROUND = {"noted_on": DAY, "left_on": date(2020, 1, 6), "cause": "name_removed"}
TRANSFER = {"moved_on": DAY}
ADOPTION = {"clock": "ceremony", "rule_set": "QD294_2025", "adopted_on": DAY, "reason": "Xem lại"}
SOMEBODY_ENDS = {"ended_on": DAY, "end_cause": "moved", "end_at": NOW}
FACTS = {
    BranchResolution: RESOLUTION, CommitteeResolution: RESOLUTION, CommitteeDecision: DECISION,
    Extension: EXTENSION, CasePaper: PAPER, CaseDocument: DOCUMENT, Sponsorship: SPONSORSHIP,
    ReadmissionGround: GROUND, Transfer: TRANSFER, RuleAdoption: ADOPTION,
}  # fmt: skip

BAD_FACTS: list[tuple[Any, dict[str, Any], str]] = [
    (BranchResolution, {"vote_present": 10}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_for": 9}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_blank": 1}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_method": "shouting"}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_method": ""}, "vote_whole_or_absent|has_vote"),
    (BranchResolution, dict.fromkeys(WHOLE_VOTE) | {"vote_method": ""}, "has_vote"),
    (BranchResolution, {"kind": "expulsion"}, "kind_known"),
    (BranchResolution, {"vote_entitled": None}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_present": None}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_for": None}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_against": None}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_blank": None}, "vote_whole_or_absent"),
    (BranchResolution, {"vote_against": -1}, "vote_against"),
    (CommitteeDecision, {"vote_for": 5}, "vote_whole_or_absent"),
    (CommitteeDecision, {"outcome": "done"}, "outcome_known"),
    (CommitteeDecision, {"received_on": date(2026, 1, 4), "receipt_at": NOW}, "received_after_decided"),
    (CommitteeDecision, {"received_on": DAY}, "receipt_day_and_instant"),
    (CommitteeDecision, {"receipt_at": NOW}, "receipt_day_and_instant"),
    (Extension, {"working_days": 0}, "some_days"),
    (Extension, {"clock": "ceremony"}, "clock_extensible"),
    (CasePaper, {"step": "ceremony"}, "step_known"),
    (Sponsorship, {"role": "friend"}, "role_known"),
    *((Sponsorship, SOMEBODY_ENDS | {name: None}, "end_whole_or_absent") for name in SOMEBODY_ENDS),
    (Sponsorship, SOMEBODY_ENDS | {"end_cause": "tired"}, "end_whole_or_absent"),
    (Sponsorship, SOMEBODY_ENDS | {"ended_on": date(2026, 1, 4)}, "end_whole_or_absent"),
    (BranchResolution, {"proposal": "wait"}, "proposal_known"),
    (CommitteeResolution, {"proposal": "wait"}, "proposal_known"),
    (CommitteeResolution, {"kind": "expulsion"}, "kind_known"),
    (CommitteeResolution, {"vote_for": 9}, "vote_whole_or_absent"),
    (CommitteeResolution, dict.fromkeys(WHOLE_VOTE) | {"vote_method": ""}, "has_vote"),
    (CaseDocument, {"step": "application"}, "step_known"),
    (CaseDocument, {"choice": "perhaps"}, "choice_known"),
    (CaseDocument, {"step": "vetting", "reason": "Chú bác"}, "vetting_without_text"),
    (CaseDocument, {"step": "political_conclusion", "reason": "Chú bác"}, "vetting_without_text"),
    (ReadmissionGround, {"cause": "bored"}, "cause_known"),
    (ReadmissionGround, {"first_admitted_on": date(2020, 1, 6)}, "left_after_admitted"),
    (RuleAdoption, {"clock": "lunch"}, "clock_known"),
    *((model, {"supersedes": True}, "correction_has_reason") for model in FACTS),
]


def values_of(model: Any, case: AdmissionCase) -> dict[str, Any]:
    values = {"case": case, **FACTS[model]}
    if model is Sponsorship:
        values["sponsor"] = make_person("Lê Văn Bình")
    if model is Transfer:
        other = add_organization(
            kind=OrganizationKind.GRASSROOTS_BRANCH, code="CB-8", name="Chi bộ Tám", above=case.competent_committee
        )
        values |= {"from_branch": case.branch, "to_branch": other}
    return values


@pytest.mark.parametrize(("model", "changes", "constraint"), BAD_FACTS)
def test_bad_fact_is_refused(model: Any, changes: dict[str, Any], constraint: str, case: AdmissionCase) -> None:
    values = values_of(model, case)
    good = model.objects.create(**values, superseded_at=NOW)
    if "supersedes" in changes:
        changes = {"supersedes": good}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(**values | changes)

    assert model.objects.get() == good


def test_file_is_not_moved_to_its_own_branch(case: AdmissionCase) -> None:
    values = values_of(Transfer, case)

    with pytest.raises(IntegrityError, match="to_another_branch"), transaction.atomic():
        Transfer.objects.create(**values | {"to_branch": case.branch})

    Transfer.objects.create(**values)


def test_help_that_ended_leaves_room_for_the_same_person(case: AdmissionCase) -> None:
    values = values_of(Sponsorship, case)
    Sponsorship.objects.create(**values, **SOMEBODY_ENDS)

    Sponsorship.objects.create(**values)

    assert Sponsorship.objects.current().count() == 2


def test_confirmed_number_has_a_value_and_a_source(db: None) -> None:
    values = {
        "rule_set": "QD294_2025", "address": "limit:ceremony", "value": "30", "source": "294-QĐ/TW", "kept": True,
        "confirmed_by": make_account("quan.tri"),
    }  # fmt: skip

    for name in ("value", "source"):
        with pytest.raises(IntegrityError, match=f"{name}_given"), transaction.atomic():
            RuleConfirmation.objects.create(**values | {name: ""})


def test_rule_set_is_put_into_force_once_and_from_a_source(db: None) -> None:
    values = {"rule_set": "QD20_2026", "in_force_from_on": DAY, "activated_by": make_account("quan.tri")}

    with pytest.raises(IntegrityError, match="source_given"), transaction.atomic():
        RuleSetActivation.objects.create(**values, source="")
    RuleSetActivation.objects.create(**values, source="20-QĐ/TW")
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSetActivation.objects.create(**values, source="20-QĐ/TW")


@pytest.mark.parametrize(
    "model", [BranchResolution, CommitteeResolution, CommitteeDecision, Extension, Sponsorship, ReadmissionGround]
)
def test_second_current_fact_of_the_kind_is_refused(model: Any, case: AdmissionCase) -> None:
    values = values_of(model, case)
    model.objects.create(**values, superseded_at=NOW)
    model.objects.create(**values)

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**values)


def test_fact_is_superseded_once(case: AdmissionCase) -> None:
    old = CasePaper.objects.create(case=case, **PAPER)
    CasePaper.objects.create(case=case, supersedes=old, correction_reason="Một", **PAPER)

    with pytest.raises(IntegrityError), transaction.atomic():
        CasePaper.objects.create(case=case, supersedes=old, correction_reason="Hai", **PAPER)


def test_one_open_file_per_candidate_and_any_number_of_closed_ones(case: AdmissionCase) -> None:
    values = {
        "candidate": case.candidate, "branch": case.branch, "competent_committee": case.competent_committee,
        "rule_set": case.rule_set, "opened_on": DAY,
    }  # fmt: skip
    closed = {"stage": "refused", "closed_on": DAY}

    AdmissionCase.objects.create(**values, **closed)
    AdmissionCase.objects.create(**values, **closed)
    with pytest.raises(IntegrityError), transaction.atomic():
        AdmissionCase.objects.create(**values)


BAD_CASES = [
    ({"stage": "lost"}, "stage_known|closed_exactly"),
    ({"stage": "official"}, "closed_exactly"),
    ({"closed_on": DAY}, "closed_exactly"),
    ({"turns_on": DAY}, "turns_on_and_to"),
    ({"turns_to": "ready_for_branch"}, "turns_on_and_to"),
    ({"next_body": "somebody"}, "next_body_known"),
]


@pytest.mark.parametrize(("changes", "constraint"), BAD_CASES)
def test_bad_projection_is_refused(changes: dict[str, Any], constraint: str, case: AdmissionCase) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AdmissionCase.objects.filter(pk=case.pk).update(**changes)


BAD_DEADLINES = [
    ({"kind": "lunch"}, "of_a_file_or_a_request"),
    ({"nature": "vague"}, "nature_known"),
    ({"unit": "weeks"}, "unit_known"),
    ({"due_on": None}, "due_or_year_missing"),
    ({"unpublished_year": 2028}, "due_or_year_missing"),
    ({"met_on": DAY}, "met_exactly_when_dated"),
    ({"status": "met"}, "met_exactly_when_dated"),
    ({"status": "lost"}, "met_exactly_when_dated|ended_exactly_when_dated"),
]


@pytest.mark.parametrize(("changes", "constraint"), BAD_DEADLINES)
def test_bad_deadline_is_refused(changes: dict[str, Any], constraint: str, case: AdmissionCase) -> None:
    advance(case, Dates())

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Deadline.objects.filter(kind="admission_decision").update(**changes)


def test_deadline_stands_once_per_file_and_kind(case: AdmissionCase) -> None:
    advance(case, Dates())
    row = Deadline.objects.get(kind="admission_decision")
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_probation_is_recognised_as_of_its_end_only(tree: Tree) -> None:
    held_on = date(2026, 2, 27)
    advance(make_case(tree.branch), Dates(decided_on=held_on, received_on=held_on, held_on=held_on))

    for changes in ({"recognised_on": date(2027, 3, 1)}, {"ends_on": held_on}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProbationPeriod.objects.update(**changes)


def test_calendar_version_has_its_days_in_order(calendar_published: None) -> None:
    first = CalendarVersion.objects.get()
    values = {"calendar": first.calendar, "number": 2, "notice": "", "digest": "", "first_on": DAY, "last_on": TODAY}

    with pytest.raises(IntegrityError, match="days_in_order"), transaction.atomic():
        CalendarVersion.objects.create(confirmed_through_on=date(2026, 3, 3), **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarVersion.objects.create(confirmed_through_on=TODAY, **values | {"number": 1})


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"kind": "feast"}, "kind_known"),
        ({"status": "rumour"}, "status_known"),
        ({"day": date(2026, 1, 1)}, "once_per_version|version_id"),
    ],
)
def test_bad_calendar_day_is_refused(changes: dict[str, Any], constraint: str, calendar_published: None) -> None:
    values = {"version": CalendarVersion.objects.get(), "day": TODAY, "kind": "day_off", "status": "confirmed"}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CalendarDay.objects.create(**values | changes)


def test_alert_and_mail_stand_once_per_key_and_are_sent_when_dated(case: AdmissionCase) -> None:
    advance(case, Dates())
    account = make_account("thu.ky")
    alert: dict[str, Any] = {
        "deadline": Deadline.objects.get(kind="admission_decision"), "revision": 1, "level": 15, "recipient": account,
        "planned_on": TODAY,
    }  # fmt: skip
    mail: dict[str, Any] = {
        "kind": "digest", "recipient": account, "period_on": TODAY, "created_at": NOW, "next_at": NOW,
    }  # fmt: skip
    Alert.objects.create(**alert)
    Mail.objects.create(key="a", message_id="a", **mail)

    bad: list[tuple[Any, dict[str, Any]]] = [
        (Alert, alert),
        (Alert, alert | {"level": 7, "status": "sent"}),
        (Alert, alert | {"level": 7, "sent_at": NOW}),
        (Mail, {"key": "a", "message_id": "b", **mail}),
        (Mail, {"key": "b", "message_id": "a", **mail}),
        (Mail, {"key": "b", "message_id": "b", "status": "sent", **mail}),
        (Mail, {"key": "b", "message_id": "b", "outage_from_at": NOW, **mail}),
    ]
    for model, values in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**values)


def test_period_is_run_once(db: None) -> None:
    PeriodRun.objects.create(kind="digest", period="2026-03-02", started_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodRun.objects.create(kind="digest", period="2026-03-02", started_at=NOW)
