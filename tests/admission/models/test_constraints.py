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
    CasePaper,
    CommitteeDecision,
    Deadline,
    Extension,
    Mail,
    PeriodRun,
    ProbationPeriod,
    Sponsorship,
)
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
SPONSORSHIP = {"role": "admission", "assigned_on": DAY, "together_since_on": DAY}
FACTS = {
    BranchResolution: RESOLUTION, CommitteeDecision: DECISION, Extension: EXTENSION, CasePaper: PAPER,
    Sponsorship: SPONSORSHIP,
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
    (Sponsorship, {"together_since_on": date(2026, 1, 6)}, "together_before_or_when_assigned"),
    (Sponsorship, {"role": "friend"}, "role_known"),
]


def values_of(model: Any, case: AdmissionCase) -> dict[str, Any]:
    values = {"case": case, **FACTS[model]}
    return values | {"sponsor": make_person("Lê Văn Bình")} if model is Sponsorship else values


@pytest.mark.parametrize(("model", "changes", "constraint"), BAD_FACTS)
def test_bad_fact_is_refused(model: Any, changes: dict[str, Any], constraint: str, case: AdmissionCase) -> None:
    values = values_of(model, case)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(**values | changes)

    assert model.objects.count() == 0
    model.objects.create(**values)


@pytest.mark.parametrize("model", [BranchResolution, CommitteeDecision, Extension, Sponsorship])
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
    ({"kind": "lunch"}, "kind_known"),
    ({"nature": "vague"}, "nature_known"),
    ({"unit": "weeks"}, "unit_known"),
    ({"due_on": None}, "due_or_year_missing"),
    ({"unpublished_year": 2028}, "due_or_year_missing"),
    ({"met_on": DAY}, "met_exactly_when_dated"),
    ({"status": "met"}, "met_exactly_when_dated"),
    ({"status": "lost"}, "met_exactly_when_dated"),
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
    Alert.objects.create(key="a", **alert)
    Mail.objects.create(key="a", message_id="a", **mail)

    bad: list[tuple[Any, dict[str, Any]]] = [
        (Alert, {"key": "a", **alert}),
        (Alert, {"key": "b", "status": "sent", **alert}),
        (Alert, {"key": "b", "sent_at": NOW, **alert}),
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
