"""Days that cannot be, acts out of order, and what follows a refusal or an end."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts, CeremonyFact, ExtensionFact, ReadmissionFact, SponsorRole, TransferFact
from admission.domain.findings import Severity
from admission.domain.procedure import Choice, DeadlineKind, LeavingCause, StepCode
from tests.admission.domain import samples
from tests.admission.domain.checks.telling import Told, findings, those, told
from tests.admission.domain.samples import (
    FAILED,
    FULL,
    RECOGNITION,
    REFUSED,
    adding,
    decision,
    document,
    following,
    on_the_way,
    paper,
    resolution,
    resolved_on,
    sponsor,
)

AS_IT_SHOULD_BE = [
    (samples.SPONSORED, date(2025, 9, 1)),
    (samples.RESOLVED, date(2026, 1, 5)),
    (samples.DECIDED, date(2026, 2, 27)),
    (samples.RECEIVED, date(2026, 3, 2)),
    (samples.PREPARED, date(2027, 3, 10)),
    (samples.PROPOSED, date(2027, 3, 22)),
    (samples.TOLD, date(2027, 6, 1)),
]


@pytest.mark.parametrize(("facts", "today"), AS_IT_SHOULD_BE)
def test_nothing_is_found_in_a_file_as_it_should_be(facts: CaseFacts, today: date, vietnam: WorkingCalendar) -> None:
    assert told(facts, vietnam, today) == []


def extended(on: date) -> CaseFacts:
    return adding(samples.RESOLVED, ExtensionFact(DeadlineKind.ADMISSION_DECISION, 30, on))


READMITTED = replace(
    samples.NOMINATED, readmission=ReadmissionFact(date(2024, 1, 8), date(2019, 1, 8), LeavingCause.LEFT_FOR_HARDSHIP)
)
IN_FUTURE = [
    (samples.NOMINATED, date(2024, 1, 2), "open_case", "opened_on"),
    (samples.ASSIGNED, date(2024, 1, 5), "assign_sponsor", "assigned_on"),
    (replace(samples.NOMINATED, sponsors=(sponsor(ended_on=date(2024, 5, 6)),)), date(2024, 5, 6), "end_sponsorship",
        "ended_on"),
    (READMITTED, date(2024, 1, 8), "readmission_ground", "noted_on"),
    (adding(samples.NOMINATED, paper(StepCode.OPINIONS)), date(2025, 9, 1), "opinions", "made_on"),
    (adding(samples.NOMINATED, document(StepCode.VETTING)), date(2025, 9, 1), "vetting", "acted_on"),
    (samples.RESOLVED, date(2026, 1, 5), "admission_resolution", "adopted_on"),
    (adding(replace(samples.RESOLVED, chain=FULL), on_the_way()), date(2026, 1, 20), "admission_grassroots",
        "adopted_on"),
    (samples.DECIDED, date(2026, 2, 27), "admission_decision", "decided_on"),
    (samples.RECEIVED, date(2026, 3, 2), "decision_receipt", "received_on"),
    (samples.ADMITTED, date(2026, 3, 20), "ceremony", "held_on"),
    (samples.PROPOSED, date(2027, 3, 22), "recognition_resolution", "adopted_on"),
    (samples.RECOGNISED, date(2027, 4, 12), "recognition_decision", "decided_on"),
    (extended(date(2026, 3, 30)), date(2026, 3, 30), "admission_extension", "granted_on"),
    (adding(samples.ASSIGNED, TransferFact(date(2024, 6, 3))), date(2024, 6, 3), "transfer", "moved_on"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "day", "step", "field"), IN_FUTURE)
def test_day_in_the_future_is_forbidden_at_its_field(
    facts: CaseFacts, day: date, step: str, field: str, vietnam: WorkingCalendar
) -> None:
    def in_future(today: date) -> list[Told]:
        return [item for item in told(facts, vietnam, today) if item[0] == "date_in_future"]

    assert ("date_in_future", "forbidden", step, field) in in_future(date.fromordinal(day.toordinal() - 1))
    assert [item for item in in_future(day) if item[2:] == (step, field)] == []


def test_day_on_which_a_former_member_left_is_checked_as_well(vietnam: WorkingCalendar) -> None:
    ground = ReadmissionFact(date(2024, 1, 8), date(2024, 1, 9), LeavingCause.LEFT_FOR_HARDSHIP)

    found = those("date_in_future", replace(samples.NOMINATED, readmission=ground), vietnam, date(2024, 1, 8))

    assert [(f.step.value, f.field) for f in found] == [("readmission_ground", "left_on")]


@pytest.mark.parametrize(
    ("born_on", "found"),
    [(date(2024, 1, 1), []), (date(2024, 1, 2), ["opened_on"]), (date(2024, 1, 4), ["opened_on"])],
)
def test_act_before_the_birth_is_forbidden_at_its_field(
    born_on: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    before = those("date_before_birth", replace(samples.NOMINATED, born_on=born_on), vietnam)

    assert [f.field for f in before] == found
    assert {f.severity for f in before} <= {Severity.FORBIDDEN}


ACTS_TOO_EARLY = [
    (replace(samples.RESOLVED, resolutions=(resolution(on=date(2024, 1, 4)),)), "admission_resolution", "adopted_on"),
    (adding(samples.RESOLVED, decision(on=date(2026, 1, 4))), "admission_decision", "decided_on"),
    (adding(samples.RESOLVED, decision(received_on=date(2026, 2, 26))), "decision_receipt", "received_on"),
    (adding(samples.RECEIVED, CeremonyFact(date(2026, 3, 1))), "ceremony", "held_on"),
    (adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 3, 21))), "recognition_decision", "decided_on"),
    (extended(date(2026, 1, 4)), "admission_extension", "granted_on"),
    (adding(extended(date(2026, 3, 1)), decision(on=date(2026, 2, 28))), "admission_decision", "decided_on"),
    (
        adding(samples.ADMITTED, sponsor("Đỗ Ân", date(2026, 3, 19), role=SponsorRole.PROBATION)),
        "probation_supervisor",
        "assigned_on",
    ),
    # Of an act done more than once none may come before.
    (
        adding(samples.PREPARED, sponsor("Đỗ Ân", date(2026, 3, 19), role=SponsorRole.PROBATION)),
        "probation_supervisor",
        "assigned_on",
    ),
    (
        adding(
            samples.ADMITTED,
            document(StepCode.PERSONAL_EVENT, date(2026, 3, 19), Choice.EXEMPTED),
            document(StepCode.PERSONAL_EVENT, date(2026, 6, 1), Choice.LONG_ABSENCE),
        ),
        "personal_event",
        "acted_on",
    ),
    (adding(samples.RECEIVED, document(StepCode.CEREMONY_CONSENT, date(2026, 3, 1))), "ceremony_consent", "acted_on"),
    (
        adding(samples.SPONSORED, document(StepCode.POLITICAL_CONCLUSION, date(2025, 8, 31), Choice.ELIGIBLE)),
        "political_conclusion",
        "acted_on",
    ),
    (
        replace(samples.ASSIGNED, sponsors=(sponsor(ended_on=date(2024, 1, 4)),)),
        "end_sponsorship",
        "ended_on",
    ),
]


@pytest.mark.parametrize(("facts", "step", "field"), ACTS_TOO_EARLY)
def test_act_before_the_one_it_rests_on_is_forbidden(
    facts: CaseFacts, step: str, field: str, vietnam: WorkingCalendar
) -> None:
    assert ("before_previous_step", "forbidden", step, field) in told(facts, vietnam)


def test_acts_of_one_day_are_in_order(vietnam: WorkingCalendar) -> None:
    day = date(2024, 2, 29)

    assert told(samples.prepared(day, day), vietnam, day) == []


def test_sponsor_assigned_after_the_vote_that_passed_is_forbidden(vietnam: WorkingCalendar) -> None:
    late = sponsor("Đỗ Ân", date(2026, 1, 6), date(2020, 1, 1))

    assert told(adding(samples.RESOLVED, late), vietnam) == [
        ("before_previous_step", "forbidden", "admission_resolution", "adopted_on")
    ]


def test_sponsor_may_be_assigned_after_a_vote_that_failed(vietnam: WorkingCalendar) -> None:
    late = sponsor("Đỗ Ân", date(2026, 2, 2), date(2020, 1, 1))
    failed = adding(samples.SPONSORED, resolution(votes=FAILED))

    assert those("before_previous_step", adding(failed, late), vietnam) == []
    again = adding(failed, late, resolution(on=date(2026, 2, 1)))
    assert [f.step.value for f in those("before_previous_step", again, vietnam)] == ["admission_resolution"]
    assert those("before_previous_step", adding(failed, late, resolution(on=date(2026, 2, 2))), vietnam) == []


GAPS = [
    (replace(samples.RESOLVED, sponsors=()), "admission_resolution", "assign_sponsor"),
    (replace(samples.DECIDED, resolutions=()), "admission_decision", "admission_resolution"),
    (replace(samples.ADMITTED, decisions=()), "ceremony", "admission_decision"),
    (adding(samples.DECIDED, CeremonyFact(date(2026, 3, 20))), "ceremony", "decision_receipt"),
    (replace(samples.PROPOSED, ceremony=None), "recognition_resolution", "ceremony"),
    (replace(extended(date(2026, 3, 1)), resolutions=()), "admission_extension", "admission_resolution"),
    (replace(samples.DECIDED, chain=FULL), "admission_decision", "admission_appraisal"),
    (
        adding(replace(samples.RESOLVED, chain=FULL), on_the_way()),
        "admission_grassroots",
        "admission_appraisal",
    ),
    (adding(samples.SPONSORED, resolution(votes=FAILED), decision()), "admission_decision", "admission_report"),
    (
        adding(samples.RECEIVED, sponsor("Đỗ Ân", date(2026, 3, 19), role=SponsorRole.PROBATION)),
        "probation_supervisor",
        "ceremony",
    ),
    (adding(samples.RESOLVED, document(StepCode.REFUSAL_NOTICE)), "refusal_notice", "admission_decision"),
]


@pytest.mark.parametrize(("facts", "step", "previous"), GAPS)
def test_act_without_the_one_it_rests_on_is_forbidden(
    facts: CaseFacts, step: str, previous: str, vietnam: WorkingCalendar
) -> None:
    found = those("previous_step_missing", facts, vietnam)

    assert (found[0].severity, found[0].step.value, found[0].value("previous")) == ("forbidden", step, previous)


def test_refusal_may_be_received_but_no_ceremony_follows(vietnam: WorkingCalendar) -> None:
    refused = adding(
        samples.RESOLVED,
        decision(outcome=REFUSED, received_on=date(2026, 3, 2)),
        document(StepCode.REFUSAL_NOTICE, date(2026, 3, 2)),
    )
    note = ("against_proposal", "note", "admission_decision", "outcome")

    assert told(refused, vietnam) == [note]
    assert told(adding(refused, CeremonyFact(date(2026, 3, 20))), vietnam) == [
        ("after_refusal", "forbidden", "ceremony", "held_on"), note,
    ]  # fmt: skip


V, R, B, D = "admission_resolution", "admission_return", "admission_resubmission", "admission_decision"
DETOURS = [
    ((V, R, B, R, B, D), (1, 2, 3, 4, 5, 6), []),
    ((V, R, B, D), (1, 2, 2, 2), []),
    ((V, R), (5, 4), ["admission_return"]),  # given back before the branch resolved
    ((V, R, B), (1, 5, 4), ["admission_resubmission"]),
    ((V, R, B, R), (1, 4, 6, 5), ["admission_return"]),  # left again before it had come back
    ((V, R, B, D), (1, 2, 5, 4), ["admission_decision"]),  # decided on while it was away
]


@pytest.mark.parametrize(("steps", "days", "found"), DETOURS)
def test_file_given_back(
    steps: tuple[str, ...], days: tuple[int, ...], found: list[str], vietnam: WorkingCalendar
) -> None:
    facts = samples.ready_on(date(2026, 3, 1))
    for step, day in zip(steps, days, strict=True):
        facts = samples.act(StepCode(step), date(2026, 3, day), facts)

    assert [f.step.value for f in those("before_previous_step", facts, vietnam)] == found


def test_file_that_came_back_without_leaving_is_forbidden(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.RESOLVED, document(StepCode.ADMISSION_RESUBMISSION, date(2026, 1, 6)))

    (found,) = those("previous_step_missing", facts, vietnam)

    assert (found.step, found.value("previous")) == (StepCode.ADMISSION_RESUBMISSION, "admission_return")


@pytest.mark.parametrize(("ended_on", "found"), [(date(2026, 2, 26), ["admission_decision"]), (date(2026, 2, 27), [])])
def test_act_after_the_end_is_forbidden(ended_on: date, found: list[str], vietnam: WorkingCalendar) -> None:
    facts = adding(samples.DECIDED, document(StepCode.END_CASE, ended_on, Choice.WITHDRAWN))

    after = those("after_end", facts, vietnam)

    assert [f.step.value for f in after] == found
    assert {(f.severity.value, f.field) for f in after} <= {("forbidden", "decided_on")}


def test_end_of_a_file_that_had_closed_is_forbidden(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.TOLD, document(StepCode.END_CASE, date(2027, 7, 1), Choice.WITHDRAWN))

    assert told(facts, vietnam) == [("after_end", "forbidden", "end_case", "acted_on")]


def test_nothing_is_missing_in_a_file_that_ended(vietnam: WorkingCalendar) -> None:
    ended = following(samples.NOMINATED, date(2024, 3, 1), "end_case")
    open_ = resolved_on(date(2026, 1, 5), FAILED)

    assert told(ended, vietnam) == []
    assert [f[0] for f in told(open_, vietnam)] == ["report_due", "vote_below_threshold"]
    assert [f[0] for f in told(following(open_, date(2026, 1, 6), "end_case"), vietnam)] == ["vote_below_threshold"]


def test_forbidden_findings_come_first(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.RESOLVED, resolutions=(resolution(on=date(2024, 1, 4)),), sponsors=samples.SPONSORS[:1])

    found = [f.severity for f in findings(facts, vietnam)]

    assert found == sorted(found, key=list(Severity).index)
    assert (found[0], len(set(found))) == (Severity.FORBIDDEN, 2)
