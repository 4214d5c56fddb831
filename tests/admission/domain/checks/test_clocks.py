"""Extensions, late acts, the consent to a late ceremony, and calendars that are not there yet."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts, CeremonyFact, ExtensionFact
from admission.domain.procedure import Choice, DeadlineKind, StepCode
from tests.admission.domain import samples
from tests.admission.domain.checks.telling import DAYS, Told, severities, those, told
from tests.admission.domain.samples import (
    RECOGNITION,
    adding,
    book_with,
    decision,
    document,
    probation_set,
    received_on,
    resolution,
    resolved_on,
)

Clock = DeadlineKind


def extended(day: date, *extensions: tuple[int, date]) -> CaseFacts:
    """A file resolved on a day whose sixty days were lengthened."""
    return adding(resolved_on(day), *(ExtensionFact(Clock.ADMISSION_DECISION, days, on) for days, on in extensions))


EXTENSIONS = [
    # What continues the regulation before binds, and is shown as not verified.
    ("TRAINING_2020", False, "29-QĐ/TW, 4.3.1"),
    ("QD24_2021", True, "24-QĐ/TW, 4.3.1 (tiếp nối 29-QĐ/TW)"),
    ("QD232_2025", False, "232-QĐ/TW, 4.3.1"),
    ("QD294_2025", True, "294-QĐ/TW, 4.3.1 (tiếp nối 232-QĐ/TW)"),
]


@pytest.mark.parametrize(("code", "unverified", "clause"), EXTENSIONS)
def test_extension_of_thirty_working_days_at_most(
    code: str, unverified: bool, clause: str, vietnam: WorkingCalendar
) -> None:
    day = DAYS[code]

    assert told(extended(day, (30, day)), vietnam, day) == []
    (found,) = those("extension_too_long", extended(day, (31, day)), vietnam, day)
    assert (found.severity.value, found.step.value, found.field) == ("forbidden", "admission_extension", "working_days")
    assert (found.clause, found.is_unverified) == (clause, unverified)
    assert (found.value("days"), found.value("most")) == (31, 30)


@pytest.mark.parametrize(("code", "unverified", "clause"), EXTENSIONS)
def test_extension_is_given_once(code: str, unverified: bool, clause: str, vietnam: WorkingCalendar) -> None:
    day = DAYS[code]

    (found,) = those("extension_repeated", extended(day, (10, day), (10, day)), vietnam, day)

    assert (found.severity.value, found.field, found.clause) == ("forbidden", "working_days", clause)
    assert found.is_unverified is unverified
    assert those("extension_too_long", extended(day, (10, day), (10, day)), vietnam, day) == []
    assert severities("extension_too_long", extended(day, (20, day), (11, day)), vietnam, day) == ["forbidden"]


def test_extension_of_recognition_is_judged_by_its_own_clause(vietnam: WorkingCalendar) -> None:
    # The thirty days of 24, 4.2 were read there; the lengthening of them only in 29, 4.3.1.
    day = DAYS["QD24_2021"]
    facts = adding(
        samples.prepared(date(2022, 2, 1), day), resolution(RECOGNITION, day),
        ExtensionFact(Clock.RECOGNITION_DECISION, 31, day),
    )  # fmt: skip

    (found,) = those("extension_too_long", facts, vietnam, day)

    assert (found.step.value, found.severity.value) == ("recognition_extension", "forbidden")
    assert (found.clause, found.is_unverified) == ("24-QĐ/TW, 4.3.1 (tiếp nối 29-QĐ/TW)", True)


def test_extension_in_a_historical_file_is_kept_and_not_refused(vietnam: WorkingCalendar) -> None:
    day = DAYS["TRAINING_2020"]
    facts = replace(extended(day, (31, day), (1, day)), historical_through_on=day)

    assert severities("extension_too_long", facts, vietnam, day) == ["irregular"]
    assert severities("extension_repeated", facts, vietnam, day) == ["irregular"]


@pytest.mark.parametrize(("granted_on", "late"), [(date(2026, 4, 3), False), (date(2026, 4, 6), True)])
def test_extension_after_the_limit_had_ended(granted_on: date, late: bool, vietnam: WorkingCalendar) -> None:
    expected = [("extension_after_due", "irregular", "admission_extension", "granted_on")] if late else []

    assert told(extended(date(2026, 1, 5), (30, granted_on)), vietnam) == expected


# --- late acts -------------------------------------------------------------------------------------------------------
PREPARED = adding(samples.admitted_on(date(2024, 2, 29)), *probation_set(date(2024, 3, 1), date(2025, 3, 1)))
LATE = [
    # The last day in time, the first day too late.
    (adding(samples.RESOLVED, decision(on=date(2026, 4, 3))), None),
    (adding(samples.RESOLVED, decision(on=date(2026, 4, 4))), ("admission_decision", "decided_on")),
    (adding(extended(date(2026, 1, 5), (30, date(2026, 4, 1))), decision(on=date(2026, 5, 20))), None),
    (
        adding(extended(date(2026, 1, 5), (30, date(2026, 4, 1))), decision(on=date(2026, 5, 21))),
        ("admission_decision", "decided_on"),
    ),
    (adding(samples.RECEIVED, CeremonyFact(date(2026, 4, 13))), None),
    (adding(samples.RECEIVED, CeremonyFact(date(2026, 4, 14))), ("ceremony", "held_on")),
    (adding(PREPARED, resolution(RECOGNITION, date(2025, 4, 14))), None),
    (adding(PREPARED, resolution(RECOGNITION, date(2025, 4, 15))), ("recognition_resolution", "adopted_on")),
    (adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 5, 6))), None),
    (adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 5, 7))), ("recognition_decision", "decided_on")),
    # A receipt written down late breaks no regulation.
    (adding(samples.DECIDED, decision(received_on=date(2026, 3, 30))), None),
]


@pytest.mark.parametrize(("facts", "expected"), LATE)
def test_act_after_its_limit_is_irregular(
    facts: CaseFacts, expected: tuple[str, str] | None, vietnam: WorkingCalendar
) -> None:
    late = [t for t in told(facts, vietnam) if t[0] == "act_late"]

    assert late == ([("act_late", "irregular", *expected)] if expected else [])


def test_late_act_says_when_it_was_due_and_under_which_clause(vietnam: WorkingCalendar) -> None:
    (found,) = those("act_late", adding(samples.RESOLVED, decision(on=date(2026, 4, 6))), vietnam)

    assert dict(found.values) == {"on": date(2026, 4, 6), "due_on": date(2026, 4, 3)}
    assert found.clause == "294-QĐ/TW, 4.3.1 (tiếp nối 232-QĐ/TW)"


# --- the late ceremony -----------------------------------------------------------------------------------------------
CONSENTS = [
    ((), True),
    ((date(2026, 4, 13),), False),
    ((date(2026, 4, 14),), False),
    ((date(2026, 4, 15),), True),  # after the ceremony
    ((date(2026, 4, 10), date(2026, 4, 15)), False),  # the second paper does not undo the first
]


@pytest.mark.parametrize(("consents", "found"), CONSENTS)
def test_late_ceremony_needs_consent_before_it(
    consents: tuple[date, ...], found: bool, vietnam: WorkingCalendar
) -> None:
    facts = adding(
        samples.RECEIVED,
        CeremonyFact(date(2026, 4, 14)),
        *(document(StepCode.CEREMONY_CONSENT, on) for on in consents),
    )

    without = [t for t in told(facts, vietnam) if t[0] == "ceremony_late_without_consent"]

    assert without == ([("ceremony_late_without_consent", "forbidden", "ceremony", "held_on")] if found else [])


CEREMONIES = [
    ("TRAINING_2020", False),
    ("QD24_2021", False),
    ("QD232_2025", False),
    ("QD294_2025", True),
]


@pytest.mark.parametrize(("code", "unverified"), CEREMONIES)
def test_late_ceremony_is_forbidden_in_every_instrument(code: str, unverified: bool, vietnam: WorkingCalendar) -> None:
    received = received_on(DAYS[code])
    due_on = vietnam.add(DAYS[code], 30)
    late = adding(received, CeremonyFact(vietnam.add(due_on, 1)))

    (found,) = those("ceremony_late_without_consent", late, vietnam)

    assert (found.severity.value, found.is_unverified) == ("forbidden", unverified)
    assert severities("ceremony_late_without_consent", adding(received, CeremonyFact(due_on)), vietnam) == []
    historical = replace(late, historical_through_on=vietnam.add(due_on, 1))
    assert severities("ceremony_late_without_consent", historical, vietnam) == ["irregular"]


def test_consent_is_missing_from_the_day_after_the_limit(vietnam: WorkingCalendar) -> None:
    def found(facts: CaseFacts, today: date) -> list[Told]:
        return told(facts, vietnam, today)

    missing = ("ceremony_late_without_consent", "missing", "ceremony_consent", "")
    consented = adding(samples.RECEIVED, document(StepCode.CEREMONY_CONSENT, date(2026, 4, 10)))
    ended = adding(samples.RECEIVED, document(StepCode.END_CASE, date(2026, 4, 10), Choice.DIED))

    assert found(samples.RECEIVED, date(2026, 4, 13)) == []
    assert found(samples.RECEIVED, date(2026, 4, 14)) == [missing]
    assert found(consented, date(2026, 4, 14)) == found(ended, date(2026, 4, 14)) == []


def test_late_ceremony_needs_no_consent_where_the_rule_asks_for_none(vietnam: WorkingCalendar) -> None:
    book = book_with("QD294_2025", late_ceremony_needs_consent=0)
    late = adding(samples.RECEIVED, CeremonyFact(date(2026, 4, 14)))

    assert [t[0] for t in told(late, vietnam, date(2026, 4, 14), book)] == ["act_late", "supervisor_missing"]


# --- calendars -------------------------------------------------------------------------------------------------------
def test_limit_that_runs_into_an_unpublished_year_is_noted_while_it_is_open(vietnam: WorkingCalendar) -> None:
    facts = resolved_on(date(2027, 12, 1))

    (found,) = those("calendar_not_published", facts, vietnam)

    assert (found.severity.value, found.step.value, found.field) == ("note", "admission_decision", "")
    assert (found.value("year"), found.clause) == (2028, "294-QĐ/TW, 4.3.1 (tiếp nối 232-QĐ/TW)")
    decided = adding(facts, decision(on=date(2027, 12, 20)))
    assert those("calendar_not_published", decided, vietnam, date(2027, 12, 20)) == []
    assert those("calendar_not_published", samples.RESOLVED, vietnam) == []
