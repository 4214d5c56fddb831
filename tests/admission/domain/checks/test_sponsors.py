"""Those who help: who they may be, how many, how long, and the one who helps on probation."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts, SponsorFact, SponsorRole, TransferFact
from admission.domain.procedure import SponsorEnd, StepCode
from tests.admission.domain import samples
from tests.admission.domain.checks.telling import DAYS, severities, those, told
from tests.admission.domain.samples import adding, book_with, paper, resolved_on, sponsor

MEETING = date(2026, 1, 5)


def sponsored(*sponsors: SponsorFact, meeting: date | None = MEETING) -> CaseFacts:
    """A file in order but for its sponsors."""
    facts = samples.ready_on(MEETING) if meeting is None else resolved_on(meeting)
    return replace(facts, sponsors=sponsors)


def with_second(**how: Any) -> CaseFacts:
    """A resolved file whose second sponsor differs."""
    return sponsored(sponsor(), sponsor("Trần Thị Cúc", **how))


@pytest.mark.parametrize(
    ("name", "found"), [("Lê Văn Bình", True), ("LÊ VĂN BÌNH", True), ("Lê Văn Bình A", False), ("Nguyễn An", False)]
)
def test_candidate_does_not_sponsor_himself(name: str, found: bool, vietnam: WorkingCalendar) -> None:
    expected = [("sponsor_is_candidate", "forbidden", "assign_sponsor", "sponsor")] if found else []

    assert told(replace(samples.RESOLVED, name=name), vietnam) == expected


@pytest.mark.parametrize(("known", "found"), [(True, []), (False, ["forbidden"]), (None, [])])
def test_sponsor_is_an_official_member_on_the_day_of_the_assignment(
    known: bool | None, found: list[str], vietnam: WorkingCalendar
) -> None:
    facts = with_second(official_on_assignment=known)

    not_official = those("sponsor_not_official", facts, vietnam)

    assert [f.severity.value for f in not_official] == found
    assert {(f.step.value, f.field, f.value("name")) for f in not_official} <= {
        ("assign_sponsor", "sponsor", "Trần Thị Cúc")
    }


def test_member_who_helps_on_probation_is_official_too(vietnam: WorkingCalendar) -> None:
    helper = sponsor("Đỗ Ân", date(2026, 3, 20), role=SponsorRole.PROBATION, official_on_assignment=False)

    (found,) = those("sponsor_not_official", adding(samples.ADMITTED, helper), vietnam)

    assert (found.step, found.clause) == (StepCode.PROBATION_SUPERVISOR, "Điều lệ Đảng, điều 5.1")


def test_relative_is_irregular_since_nobody_has_read_the_rule(vietnam: WorkingCalendar) -> None:
    (found,) = those("sponsor_is_relative", with_second(is_relative=True), vietnam)

    assert (found.severity.value, found.field, found.is_unverified) == ("irregular", "is_relative", True)
    assert found.clause == "chưa đọc được văn bản; mặc định của phần mềm"


def test_relative_may_sponsor_where_the_rule_says_so(vietnam: WorkingCalendar) -> None:
    book = book_with("QD24_2021", relatives_may_sponsor=1)

    assert told(with_second(is_relative=True), vietnam, book=book) == []


PARTED = date(2025, 12, 6)


def test_who_left_before_the_vote_does_not_help_and_his_help_is_to_be_ended(vietnam: WorkingCalendar) -> None:
    facts = sponsored(sponsor(), sponsor("Trần Thị Cúc", parted_on=PARTED), meeting=None)

    assert told(facts, vietnam, MEETING) == [
        ("sponsor_parted", "missing", "end_sponsorship", ""),
        ("sponsor_missing", "missing", "assign_sponsor", ""),
    ]
    (found,) = those("sponsor_parted", facts, vietnam, MEETING)
    assert (found.value("name"), found.value("on")) == ("Trần Thị Cúc", PARTED)


def test_who_left_and_whose_help_was_ended_is_not_told_of_again(vietnam: WorkingCalendar) -> None:
    gone = sponsor("Trần Thị Cúc", parted_on=PARTED, ended_on=PARTED, end_cause=SponsorEnd.MOVED)

    assert those("sponsor_parted", sponsored(sponsor(), gone, meeting=None), vietnam, MEETING) == []


@pytest.mark.parametrize(("parted_on", "found"), [(MEETING, ["irregular"]), (date(2026, 1, 6), [])])
def test_who_left_counts_at_the_vote_if_he_was_there_on_that_day(
    parted_on: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    assert severities("sponsor_missing", with_second(parted_on=parted_on), vietnam) == found


def test_who_left_during_probation_is_to_be_replaced(vietnam: WorkingCalendar) -> None:
    helper = sponsor(
        "Đỗ Ân", date(2026, 3, 20), role=SponsorRole.PROBATION, parted_on=date(2026, 4, 1)
    )  # fmt: skip
    facts = adding(samples.ADMITTED, helper)

    assert severities("sponsor_parted", facts, vietnam) == ["missing"]
    assert severities("supervisor_missing", facts, vietnam) == ["missing"]


# --- how many --------------------------------------------------------------------------------------------------------
def test_one_sponsor_is_missing_before_and_irregular_after_the_vote(vietnam: WorkingCalendar) -> None:
    before, after = sponsored(sponsor(), meeting=None), sponsored(sponsor())

    assert told(before, vietnam, MEETING) == [("sponsor_missing", "missing", "assign_sponsor", "")]
    assert told(after, vietnam) == [("sponsor_missing", "irregular", "assign_sponsor", "")]
    (found,) = those("sponsor_missing", after, vietnam)
    assert (found.value("needed"), found.value("assigned"), found.clause) == (2, 1, "Điều lệ Đảng, điều 4.1")


@pytest.mark.parametrize("union", [StepCode.YOUTH_UNION_RECOMMENDATION, StepCode.TRADE_UNION_RECOMMENDATION])
@pytest.mark.parametrize(
    ("made_on", "found"), [(date(2025, 9, 1), []), (MEETING, []), (date(2026, 1, 6), ["irregular"])]
)
def test_one_sponsor_and_a_union_are_enough_if_it_spoke_in_time(
    union: StepCode, made_on: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    assert severities("sponsor_missing", adding(sponsored(sponsor()), paper(union, made_on)), vietnam) == found


def test_two_unions_do_not_stand_for_two_sponsors(vietnam: WorkingCalendar) -> None:
    unions = (paper(StepCode.YOUTH_UNION_RECOMMENDATION), paper(StepCode.TRADE_UNION_RECOMMENDATION))

    assert severities("sponsor_missing", adding(sponsored(meeting=None), *unions), vietnam, MEETING) == ["missing"]


def test_a_union_alone_is_not_enough_even_where_one_sponsor_is(vietnam: WorkingCalendar) -> None:
    book = book_with("QD294_2025", sponsors_needed=1)
    union = adding(sponsored(meeting=None), paper(StepCode.TRADE_UNION_RECOMMENDATION))

    assert told(union, vietnam, MEETING, book) == [("sponsor_missing", "missing", "assign_sponsor", "")]
    assert told(sponsored(sponsor(), meeting=None), vietnam, MEETING, book) == []


@pytest.mark.parametrize(
    ("ended_on", "found"), [(date(2026, 1, 5), ["irregular"]), (date(2026, 1, 6), []), (date(2026, 9, 1), [])]
)
def test_sponsor_counts_if_he_helps_on_the_day_of_the_meeting(
    ended_on: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    facts = with_second(ended_on=ended_on, end_cause=SponsorEnd.DIED)

    assert severities("sponsor_missing", facts, vietnam) == found


# --- how long --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", DAYS)
@pytest.mark.parametrize(("short", "found"), [(0, []), (1, ["forbidden"])])
def test_vote_before_the_twelve_months_are_complete(
    code: str, short: int, found: list[str], vietnam: WorkingCalendar
) -> None:
    day = DAYS[code]
    facts = resolved_on(day)
    since_on = date(day.year - 1, day.month, day.day + short)
    second = sponsor("Trần Thị Cúc", since_on, since_on)

    too_short = those("sponsorship_too_short", replace(facts, sponsors=(facts.sponsors[0], second)), vietnam, day)

    assert [f.severity.value for f in too_short] == found
    assert {(f.step.value, f.field, f.clause, f.value("name"), f.value("months")) for f in too_short} <= {
        (
            "admission_resolution", "adopted_on", "Điều lệ Đảng, điều 4.1; báo cáo tập huấn 30/10/2020",
            "Trần Thị Cúc", 12,
        )
    }  # fmt: skip


MONTHS = [
    # Since when, the day of the meeting; 29 February and the ends of months.
    (date(2024, 2, 29), date(2025, 2, 27), ["forbidden"]),
    (date(2024, 2, 29), date(2025, 2, 28), []),
    (date(2023, 2, 28), date(2024, 2, 28), []),
    (date(2023, 8, 31), date(2024, 8, 30), ["forbidden"]),
    (date(2023, 8, 31), date(2024, 8, 31), []),
]


@pytest.mark.parametrize(("since_on", "meeting", "found"), MONTHS)
def test_twelve_months_at_the_end_of_a_month(
    since_on: date, meeting: date, found: list[str], vietnam: WorkingCalendar
) -> None:
    facts = replace(resolved_on(meeting), sponsors=(sponsor("A", since_on), sponsor("B", since_on)))

    assert severities("sponsorship_too_short", facts, vietnam) == found * 2


def test_months_count_from_before_the_assignment_where_the_histories_show_it(vietnam: WorkingCalendar) -> None:
    assert told(with_second(assigned_on=date(2025, 12, 1), together_since_on=date(2025, 1, 5)), vietnam) == []
    late = with_second(assigned_on=date(2025, 12, 1), together_since_on=date(2025, 1, 6))
    assert severities("sponsorship_too_short", late, vietnam) == ["forbidden"]


def without_history(meeting: date | None) -> CaseFacts:
    second = replace(sponsor("Trần Thị Cúc"), together_since_on=None, official_on_assignment=None)
    return sponsored(sponsor(), second, meeting=meeting)


def test_sponsor_whose_history_is_not_known_is_told(vietnam: WorkingCalendar) -> None:
    assert told(without_history(None), vietnam, MEETING) == [
        ("sponsor_without_history", "missing", "assign_sponsor", "")
    ]
    assert told(without_history(MEETING), vietnam) == [("sponsor_without_history", "irregular", "assign_sponsor", "")]


def test_months_start_again_where_the_rule_of_the_assignment_says_so(vietnam: WorkingCalendar) -> None:
    replaced = with_second(assigned_on=date(2025, 1, 6), together_since_on=date(2020, 1, 6), is_replacement=True)
    moved = adding(with_second(), TransferFact(date(2025, 1, 6)), paper(StepCode.FORMER_BRANCH_COMMENT))
    book = book_with("QD24_2021", replacement_starts_again=1, transfer_starts_again=1)

    assert told(replaced, vietnam) == told(moved, vietnam) == []
    too_short = ("sponsorship_too_short", "forbidden", "admission_resolution", "adopted_on")
    assert told(replaced, vietnam, book=book) == [too_short]
    assert told(moved, vietnam, book=book) == [too_short, too_short]


# --- the unions ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("born_on", "found"),
    [
        (date(2007, 9, 2), ["note"]),  # a day short of 18 years
        (date(2007, 9, 1), []),
        (date(1995, 9, 1), []),  # 30 years
        (date(1995, 8, 2), []),  # 30 years and 30 days
        (date(1995, 8, 1), ["note"]),  # 30 years and a month
    ],
)
def test_youth_union_recommends_from_18_to_30_years(born_on: date, found: list[str], vietnam: WorkingCalendar) -> None:
    facts = adding(replace(samples.RESOLVED, born_on=born_on), paper(StepCode.YOUTH_UNION_RECOMMENDATION))

    union = those("union_outside_ages", facts, vietnam)

    assert [f.severity.value for f in union] == found
    assert {(f.step.value, f.field, f.is_unverified, f.value("least"), f.value("most")) for f in union} <= {
        ("youth_union_recommendation", "made_on", True, 18, 30)
    }


def test_trade_union_recommends_at_any_age(vietnam: WorkingCalendar) -> None:
    facts = adding(replace(samples.RESOLVED, born_on=date(1970, 1, 1)), paper(StepCode.TRADE_UNION_RECOMMENDATION))

    assert told(facts, vietnam) == []


# --- probation -------------------------------------------------------------------------------------------------------
def test_nobody_helps_the_probationary_member(vietnam: WorkingCalendar) -> None:
    today = date(2026, 3, 20)
    helper = sponsor("Đỗ Ân", today, role=SponsorRole.PROBATION)

    assert told(samples.ADMITTED, vietnam, today) == [("supervisor_missing", "missing", "probation_supervisor", "")]
    assert told(adding(samples.ADMITTED, helper), vietnam, today) == []
    gone = replace(helper, ended_on=date(2026, 6, 1), end_cause=SponsorEnd.MOVED)
    assert severities("supervisor_missing", adding(samples.ADMITTED, gone), vietnam, date(2026, 6, 1)) == ["missing"]
    assert severities("supervisor_missing", samples.TOLD, vietnam) == []


@pytest.mark.parametrize(
    ("code", "facts", "day"),
    [
        ("sponsor_not_official", with_second(official_on_assignment=False), date(2024, 1, 5)),
        (
            "sponsorship_too_short",
            with_second(assigned_on=date(2025, 12, 1), together_since_on=date(2025, 1, 6)),
            MEETING,
        ),
    ],
)
def test_breach_in_a_historical_file_is_kept_and_not_refused(
    code: str, facts: CaseFacts, day: date, vietnam: WorkingCalendar
) -> None:
    the_day_before = date.fromordinal(day.toordinal() - 1)

    assert severities(code, replace(facts, historical_through_on=day), vietnam) == ["irregular"]
    assert severities(code, replace(facts, historical_through_on=the_day_before), vietnam) == ["forbidden"]
