"""Age, schooling and political standard, at their boundaries and on the day the branch considers."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import AnyFact, CaseFacts
from admission.domain.findings import Finding
from admission.domain.procedure import Choice, StepCode
from tests.admission.domain import samples
from tests.admission.domain.checks.telling import DAYS, findings, severities, those, told
from tests.admission.domain.samples import adding, document, ready_on, resolution, resolved_on

MEETING = date(2026, 3, 10)


def born(born_on: date, meeting: date = MEETING) -> CaseFacts:
    """A resolved file of somebody born on a day; everything else in order."""
    return replace(resolved_on(meeting), born_on=born_on)


AGES = [
    # 18 years on the day of the meeting, the day after it, the day before it.
    (date(2008, 3, 10), None),
    (date(2008, 3, 11), "too_young"),
    (date(2008, 3, 9), None),
    # Full months: 60 years and 29 days are 720 months, 60 years and one month are 721.
    (date(1966, 3, 10), None),
    (date(1966, 3, 9), None),
    (date(1966, 2, 11), None),
    (date(1966, 2, 10), "old_without_consent"),
]


@pytest.mark.parametrize(("born_on", "code"), AGES)
def test_age_is_counted_in_full_months_when_the_branch_considers(
    born_on: date, code: str | None, vietnam: WorkingCalendar
) -> None:
    expected = [] if code is None else [(code, "forbidden", "admission_resolution", "adopted_on")]

    assert told(born(born_on), vietnam) == expected


LEAP = [
    # Born on 29 February: 18 years are complete on 28 February where the year has no 29th.
    (date(2008, 2, 29), date(2026, 2, 27), ["forbidden"]),
    (date(2008, 2, 29), date(2026, 2, 28), []),
    (date(2006, 2, 28), date(2024, 2, 27), ["forbidden"]),
    (date(2006, 2, 28), date(2024, 2, 28), []),
    # Born on the last day of a month.
    (date(2008, 3, 31), date(2026, 3, 30), ["forbidden"]),
    (date(2008, 3, 31), date(2026, 3, 31), []),
]


@pytest.mark.parametrize(("born_on", "meeting", "found"), LEAP)
def test_eighteen_years_at_the_end_of_a_month(
    born_on: date, meeting: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    assert severities("too_young", born(born_on, meeting), vietnam) == found


CLAUSES = {
    "TRAINING_2020": "29-QĐ/TW, 1.1",
    "QD24_2021": "24-QĐ/TW, 1.1",
    "QD232_2025": "232-QĐ/TW, 1.1 (đã đọc tại 24-QĐ/TW, 1.1)",
    "QD294_2025": "294-QĐ/TW, 1.1 (đã đọc tại 24-QĐ/TW, 1.1)",
}


@pytest.mark.parametrize(("code", "clause"), CLAUSES.items())
def test_age_is_forbidden_under_every_regulation_by_its_own_clause(
    code: str, clause: str, vietnam: WorkingCalendar
) -> None:
    day = DAYS[code]
    tomorrow = date(day.year, day.month, day.day + 1)

    (young,) = findings(born(date(day.year - 18, day.month, day.day + 1), day), vietnam)

    assert (young.code, young.severity, young.clause) == ("too_young", "forbidden", clause)
    assert (young.value("years"), young.value("earliest_on")) == (18, tomorrow)


def test_age_before_the_meeting_is_a_note_and_a_consent_to_get(vietnam: WorkingCalendar) -> None:
    young, old = (replace(ready_on(MEETING), born_on=day) for day in (date(2008, 3, 11), date(1966, 2, 10)))

    assert told(young, vietnam, MEETING) == [("too_young", "note", "admission_resolution", "adopted_on")]
    assert told(young, vietnam, date(2026, 3, 11)) == []
    assert those("old_without_consent", old, vietnam, date(2026, 3, 9)) == []
    assert told(old, vietnam, MEETING) == [("old_without_consent", "missing", "age_consent", "")]


CONSENTS = [(date(2026, 3, 9), []), (MEETING, []), (date(2026, 3, 11), ["forbidden"])]


@pytest.mark.parametrize(("consented_on", "found"), CONSENTS)
def test_consent_to_the_age_counts_only_before_the_meeting(
    consented_on: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    consent = document(StepCode.AGE_CONSENT, consented_on, Choice.SPECIAL_NEED)

    assert severities("old_without_consent", adding(born(date(1960, 3, 10)), consent), vietnam) == found


def test_old_without_consent_says_how_old(vietnam: WorkingCalendar) -> None:
    (found,) = findings(born(date(1966, 2, 10)), vietnam)

    assert (found.value("years"), found.value("months"), found.is_unverified) == (60, 721, True)


def schooling(*documents: AnyFact, choice: Choice = Choice.BELOW_LOWER_SECONDARY) -> CaseFacts:
    facts = resolved_on(MEETING)
    kept = tuple(d for d in facts.documents if d.step is not StepCode.EDUCATION)
    facts = replace(facts, documents=(*kept, document(StepCode.EDUCATION, MEETING, choice)))
    return adding(facts, *documents)


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        (Choice.BELOW_LOWER_SECONDARY, ["forbidden"]),
        (Choice.LOWER_SECONDARY, []),
        (Choice.UPPER_SECONDARY, []),
        (Choice.HIGHER, []),
    ],
)
def test_schooling_below_lower_secondary_needs_consent(
    choice: Choice, found: list[str], vietnam: WorkingCalendar
) -> None:
    assert severities("education_without_consent", schooling(choice=choice), vietnam) == found


@pytest.mark.parametrize(("consented_on", "found"), CONSENTS)
def test_consent_to_the_schooling_counts_only_before_the_meeting(
    consented_on: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    facts = schooling(document(StepCode.EDUCATION_CONSENT, consented_on, Choice.VERY_POOR_AREA))

    assert severities("education_without_consent", facts, vietnam) == found


def only(code: str, facts: CaseFacts, calendar: WorkingCalendar) -> Finding:
    (found,) = those(code, facts, calendar)
    return found


def test_schooling_before_the_meeting_is_a_consent_to_get(vietnam: WorkingCalendar) -> None:
    before = replace(schooling(), resolutions=())

    missing, forbidden = (only("education_without_consent", f, vietnam) for f in (before, schooling()))

    assert (missing.severity, missing.step, missing.field) == ("missing", "education_consent", "")
    assert (forbidden.step, forbidden.field, forbidden.value("grade")) == ("admission_resolution", "adopted_on", 9)
    assert forbidden.clause == "294-QĐ/TW, 1.2 (đã đọc tại 24-QĐ/TW, 1.2)"


def vetted(*documents: AnyFact, meeting: date | None = MEETING) -> CaseFacts:
    """A file with an issue found on 2 February, and what followed."""
    facts = ready_on(MEETING)
    kept = tuple(d for d in facts.documents if d.step is not StepCode.VETTING)
    issue = document(StepCode.VETTING, date(2026, 2, 2), Choice.HAS_ISSUE)
    facts = adding(replace(facts, documents=(*kept, issue)), *documents)
    return adding(facts, resolution(on=meeting)) if meeting else facts


def concluded(on: date, choice: Choice = Choice.ELIGIBLE) -> AnyFact:
    return document(StepCode.POLITICAL_CONCLUSION, on, choice)


POLITICS = [
    ((), "political_issue_open"),
    ((concluded(date(2026, 2, 2)),), None),  # of the same day
    ((concluded(date(2026, 2, 1)),), "political_issue_open"),  # about another issue
    ((concluded(MEETING),), None),
    ((concluded(date(2026, 3, 11)),), "political_issue_open"),  # the branch had considered by then
    ((concluded(date(2026, 2, 9), Choice.NOT_ELIGIBLE),), "politically_ineligible"),
    ((concluded(date(2026, 2, 9), Choice.NOT_ELIGIBLE), concluded(date(2026, 2, 23))), None),  # concluded anew
    ((concluded(date(2026, 2, 9)), concluded(date(2026, 2, 23), Choice.NOT_ELIGIBLE)), "politically_ineligible"),
]


@pytest.mark.parametrize(("documents", "code"), POLITICS)
def test_issue_is_to_be_concluded_before_the_branch_may_propose(
    documents: tuple[AnyFact, ...], code: str | None, vietnam: WorkingCalendar
) -> None:
    found = [t for t in told(vetted(*documents), vietnam) if t[0].startswith("political")]

    assert found == ([(code, "forbidden", "admission_resolution", "adopted_on")] if code else [])


def test_issue_before_the_meeting_is_a_conclusion_to_get(vietnam: WorkingCalendar) -> None:
    open_ = vetted(meeting=None)
    barred = vetted(concluded(date(2026, 2, 9), Choice.NOT_ELIGIBLE), meeting=None)

    assert ("political_issue_open", "missing", "political_conclusion", "") in told(open_, vietnam, MEETING)
    assert ("politically_ineligible", "note", "admission_resolution", "adopted_on") in told(barred, vietnam, MEETING)


@pytest.mark.parametrize(("through_on", "severity"), [(MEETING, "irregular"), (date(2026, 3, 9), "forbidden")])
@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("too_young", born(date(2008, 3, 11))),
        ("old_without_consent", born(date(1966, 2, 10))),
        ("education_without_consent", schooling()),
        ("political_issue_open", vetted()),
        ("politically_ineligible", vetted(concluded(date(2026, 2, 9), Choice.NOT_ELIGIBLE))),
    ],
)
def test_breach_in_a_historical_file_is_kept_and_not_refused(
    code: str, facts: CaseFacts, through_on: date, severity: str, vietnam: WorkingCalendar
) -> None:
    assert severities(code, replace(facts, historical_through_on=through_on), vietnam) == [severity]


def test_second_vote_is_judged_on_its_own_day(vietnam: WorkingCalendar) -> None:
    facts = replace(
        adding(resolved_on(MEETING, samples.FAILED), resolution(on=date(2026, 4, 10))), born_on=date(2008, 4, 10)
    )

    assert severities("too_young", facts, vietnam) == []
    assert severities("too_young", replace(facts, born_on=date(2008, 4, 11)), vietnam) == ["forbidden"]
