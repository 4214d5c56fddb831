"""The way back of a former member: barred, too early, only once, and never without written consent."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.checks.readmission import earliest_readmission
from admission.domain.facts import CaseFacts, ReadmissionFact
from admission.domain.procedure import Choice, LeavingCause, StepCode
from admission.domain.rulesets import SHIPPED
from tests.admission.domain.checks.telling import DAYS, severities, those, told
from tests.admission.domain.samples import adding, document, paper, ready_on, resolved_on

MEETING = date(2026, 3, 10)
HARDSHIP, SENTENCED = LeavingCause.LEFT_FOR_HARDSHIP, LeavingCause.LESS_SERIOUS_CRIME


def former(
    left_on: date,
    cause: LeavingCause = HARDSHIP,
    *,
    meeting: date = MEETING,
    applied_on: date | None = None,
    noted_on: date | None = None,
    cleared_on: date | None = None,
    readmissions: int = 0,
    consent: bool = True,
    considered: bool = True,
) -> CaseFacts:
    """A resolved file, in order but for what a former member has to mind."""
    facts = resolved_on(meeting) if considered else ready_on(meeting)
    facts = replace(
        facts,
        born_on=date(1980, 1, 1),
        readmission=ReadmissionFact(noted_on or meeting, left_on, cause, date(2010, 5, 4), cleared_on, readmissions),
    )
    if applied_on is not None:
        kept = tuple(p for p in facts.papers if p.step is not StepCode.APPLICATION)
        facts = replace(facts, papers=(*kept, paper(StepCode.APPLICATION, applied_on)))
    return adding(facts, document(StepCode.READMISSION_CONSENT, meeting)) if consent else facts


EARLY = [
    # Thirty-six months after leaving: on the day itself, the day before it, at thirty-five months.
    (date(2023, 3, 10), []),
    (date(2023, 3, 11), ["application", "admission_resolution"]),
    (date(2023, 4, 10), ["application", "admission_resolution"]),
    (date(2023, 3, 9), []),
]


@pytest.mark.parametrize(("left_on", "steps"), EARLY)
def test_out_of_the_party_for_thirty_six_months(left_on: date, steps: list[str], vietnam: WorkingCalendar) -> None:
    found = those("readmission_too_early", former(left_on), vietnam)

    assert [f.step.value for f in found] == steps
    assert {(f.severity.value, f.clause, f.value("months")) for f in found} <= {("forbidden", "294-QĐ/TW, 3.5", 36)}


def test_application_written_too_early_stays_too_early(vietnam: WorkingCalendar) -> None:
    (found,) = those("readmission_too_early", former(date(2023, 3, 10), applied_on=date(2026, 3, 9)), vietnam)

    assert (found.step.value, found.field, found.value("earliest_on")) == (
        "application", "made_on", date(2026, 3, 10),
    )  # fmt: skip


def test_application_from_before_every_regulation_is_judged_by_the_first(vietnam: WorkingCalendar) -> None:
    facts = former(date(2015, 1, 5), applied_on=date(2016, 7, 4))

    (found,) = those("readmission_too_early", facts, vietnam)

    assert (found.severity.value, found.clause) == ("irregular", "29-QĐ/TW, 3.5 (chưa đọc được; theo 24-QĐ/TW, 3.5)")


SENTENCES = [
    # Sixty months after the record was cleared; how long he has been out does not matter.
    (date(2021, 3, 10), []),
    (date(2021, 3, 11), ["forbidden", "forbidden"]),
    (date(2021, 4, 10), ["forbidden", "forbidden"]),
]


@pytest.mark.parametrize(("cleared_on", "found"), SENTENCES)
def test_sixty_months_after_the_record_of_a_less_serious_crime(
    cleared_on: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    facts = former(date(2012, 1, 9), SENTENCED, cleared_on=cleared_on)

    assert severities("readmission_too_early", facts, vietnam) == found
    assert those("record_not_cleared", facts, vietnam) == []


def test_record_that_was_not_cleared_is_told_where_it_is_needed(vietnam: WorkingCalendar) -> None:
    facts = former(date(2012, 1, 9), SENTENCED)

    found = those("record_not_cleared", facts, vietnam)

    assert [(f.severity.value, f.step.value, f.field) for f in found] == [
        ("forbidden", "application", "made_on"), ("forbidden", "admission_resolution", "adopted_on"),
    ]  # fmt: skip
    assert {f.clause for f in found} == {"294-QĐ/TW, 3.5"}
    assert those("readmission_too_early", facts, vietnam) == []


BARRED = {"not_attending", "left_without_hardship"}
BARRED_UNREAD = {"factionalism", "party_history", "serious_crime"}


@pytest.mark.parametrize("cause", LeavingCause)
def test_causes_that_bar_for_good(cause: LeavingCause, vietnam: WorkingCalendar) -> None:
    facts = former(date(2015, 1, 5), cause, cleared_on=date(2016, 1, 4))
    expected = ["forbidden"] if cause in BARRED else ["irregular"] if cause in BARRED_UNREAD else []

    found = those("readmission_excluded", facts, vietnam)

    assert [f.severity.value for f in found] == expected
    assert {(f.step.value, f.field, f.is_unverified) for f in found} <= {
        ("readmission_ground", "cause", cause in BARRED_UNREAD)
    }


@pytest.mark.parametrize(("code", "day"), DAYS.items())
def test_what_was_read_nowhere_does_not_forbid(code: str, day: date, vietnam: WorkingCalendar) -> None:
    # 232, 3.5 goes on with 24, 3.5, which was read; the line of 2016 was read nowhere.
    read = "irregular" if code == "TRAINING_2020" else "forbidden"
    facts = former(day, LeavingCause.NOT_ATTENDING, meeting=day, readmissions=1)

    assert severities("readmission_excluded", facts, vietnam, day) == [read]
    assert severities("readmission_again", facts, vietnam, day) == [read]
    assert severities("readmission_too_early", facts, vietnam, day) == [read, read]


@pytest.mark.parametrize(("readmissions", "found"), [(0, []), (1, ["forbidden"]), (2, ["forbidden"])])
def test_admitted_again_once_only(readmissions: int, found: list[str], vietnam: WorkingCalendar) -> None:
    again = those("readmission_again", former(date(2015, 1, 5), readmissions=readmissions), vietnam)

    assert [f.severity.value for f in again] == found
    assert {(f.step.value, f.field, f.value("most")) for f in again} <= {("readmission_ground", "readmissions", 1)}


@pytest.mark.parametrize(
    ("consented_on", "found"), [(date(2026, 3, 9), []), (MEETING, []), (date(2026, 3, 11), ["forbidden"])]
)
def test_written_consent_comes_before_the_branch_considers(
    consented_on: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    facts = adding(former(date(2015, 1, 5), consent=False), document(StepCode.READMISSION_CONSENT, consented_on))

    assert severities("readmission_consent_missing", facts, vietnam) == found


def test_consent_is_missing_until_the_branch_considers(vietnam: WorkingCalendar) -> None:
    before = former(date(2015, 1, 5), consent=False, considered=False)
    after = former(date(2015, 1, 5), consent=False)

    assert told(before, vietnam, MEETING) == [("readmission_consent_missing", "missing", "readmission_consent", "")]
    assert told(after, vietnam) == [("readmission_consent_missing", "forbidden", "admission_resolution", "adopted_on")]
    assert told(former(date(2015, 1, 5)), vietnam) == []


def test_population_policy_follows_a_rule_of_its_own(vietnam: WorkingCalendar) -> None:
    facts = former(date(2025, 12, 1), LeavingCause.POPULATION_POLICY)
    special = adding(facts, document(StepCode.SPECIAL_CASE, MEETING, Choice.POPULATION_POLICY))
    other = adding(facts, document(StepCode.SPECIAL_CASE, MEETING, Choice.ENTRUSTED_BRANCH))
    before = former(date(2025, 12, 1), LeavingCause.POPULATION_POLICY, considered=False)

    assert told(facts, vietnam) == [("special_rule_missing", "irregular", "special_case", "")]
    assert told(before, vietnam, MEETING) == [("special_rule_missing", "missing", "special_case", "")]
    assert told(special, vietnam) == []
    assert severities("special_rule_missing", other, vietnam) == ["irregular"]


@pytest.mark.parametrize(
    ("code", "facts", "times"),
    [
        ("readmission_excluded", former(date(2015, 1, 5), LeavingCause.NOT_ATTENDING), 1),
        ("readmission_again", former(date(2015, 1, 5), readmissions=1), 1),
        ("readmission_too_early", former(date(2025, 1, 5)), 2),
        ("record_not_cleared", former(date(2015, 1, 5), SENTENCED), 2),
        ("readmission_consent_missing", former(date(2015, 1, 5), consent=False), 1),
    ],
)
def test_breach_in_a_historical_file_is_kept_and_not_refused(
    code: str, facts: CaseFacts, times: int, vietnam: WorkingCalendar
) -> None:
    assert severities(code, facts, vietnam) == ["forbidden"] * times
    assert severities(code, replace(facts, historical_through_on=MEETING), vietnam) == ["irregular"] * times


@pytest.mark.parametrize(
    ("cause", "cleared_on", "earliest_on"),
    [
        (HARDSHIP, None, date(2027, 2, 28)),  # 29 February 2024 and three years
        (LeavingCause.EXPELLED, None, date(2027, 2, 28)),
        (SENTENCED, date(2024, 2, 29), date(2029, 2, 28)),
        (SENTENCED, None, None),
        (LeavingCause.POPULATION_POLICY, None, date(2024, 2, 29)),
    ],
)
def test_first_day_of_a_new_application(cause: LeavingCause, cleared_on: date | None, earliest_on: date | None) -> None:
    before = ReadmissionFact(date(2026, 1, 5), date(2024, 2, 29), cause, cleared_on=cleared_on)

    assert earliest_readmission(before, SHIPPED.by_code("QD294_2025")) == earliest_on
