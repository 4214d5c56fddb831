"""Clocks off the main path: votes taken again, levels on the way, refusals, ended files, regulations that change."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.course import course_of
from admission.domain.deadlines import DerivedDeadline, earliest_admission_resolution, probation_end
from admission.domain.facts import AdoptionFact, AnyFact, CaseFacts, CeremonyFact, Chain, OwnLimit, TransferFact
from admission.domain.procedure import Body, Choice, DeadlineKind, SponsorEnd, StepCode
from admission.domain.rulesets import SHIPPED
from tests.admission.domain import samples
from tests.admission.domain.samples import (
    ALONE,
    DELEGATED,
    FAILED,
    FULL,
    RECOGNITION,
    REFUSED,
    REJECT,
    adding,
    book_with,
    decision,
    derived,
    document,
    on_the_way,
    paper,
    ready_on,
    resolution,
    resolved_on,
    sponsor,
)

Kind = DeadlineKind


def one(kind: DeadlineKind, facts: CaseFacts, calendar: WorkingCalendar) -> DerivedDeadline:
    return derived(facts, calendar)[kind.value, ""]


def kinds(facts: CaseFacts, calendar: WorkingCalendar) -> list[str]:
    return [kind for kind, _subject in derived(facts, calendar) if kind != "paper_validity"]


# --- votes -----------------------------------------------------------------------------------------------------------
def test_sixty_days_run_from_the_latest_vote(vietnam: WorkingCalendar) -> None:
    # From 12 January: 14 days left of January, 15 of February (Tết), 22 of March, and the ninth day of April.
    facts = adding(resolved_on(date(2026, 1, 5), FAILED), resolution(on=date(2026, 1, 12)))

    deadline = one(Kind.ADMISSION_DECISION, facts, vietnam)

    assert (deadline.triggered_on, deadline.due_on) == (date(2026, 1, 12), date(2026, 4, 13))


def test_failed_vote_starts_the_sixty_days_by_default(vietnam: WorkingCalendar) -> None:
    assert one(Kind.ADMISSION_DECISION, resolved_on(date(2026, 1, 5), FAILED), vietnam).due_on == date(2026, 4, 3)


def test_failed_vote_starts_the_clock_with_the_report_where_the_rule_says_so(vietnam: WorkingCalendar) -> None:
    book = book_with("QD294_2025", failed_vote_starts_clock=0)
    failed = resolved_on(date(2026, 1, 5), FAILED)
    reported = adding(failed, document(StepCode.ADMISSION_REPORT, date(2026, 1, 12)))
    passed = resolved_on(date(2026, 1, 5))

    assert ("admission_decision", "") not in derived(failed, vietnam, book)
    assert derived(reported, vietnam, book)["admission_decision", ""].due_on == date(2026, 4, 13)
    assert derived(passed, vietnam, book)["admission_decision", ""].due_on == date(2026, 4, 3)


def test_review_is_met_by_the_first_vote_of_the_branch(vietnam: WorkingCalendar) -> None:
    first, second = resolution(RECOGNITION, date(2027, 3, 22), FAILED), resolution(RECOGNITION, date(2027, 6, 1))
    facts = adding(samples.PREPARED, first, second)

    review = one(Kind.RECOGNITION_REVIEW, facts, vietnam)

    assert (review.due_on, review.met_on, review.was_late) == (date(2027, 5, 5), date(2027, 3, 22), False)
    assert one(Kind.RECOGNITION_DECISION, facts, vietnam).triggered_on == date(2027, 6, 1)


def test_proposal_to_remove_the_name_starts_the_committees_thirty_days(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.admitted_on(date(2025, 9, 1)), resolution(RECOGNITION, date(2026, 1, 5), proposal=REJECT))

    assert one(Kind.RECOGNITION_DECISION, facts, vietnam).due_on == date(2026, 2, 13)


def test_returned_file_leaves_the_sixty_days_running(vietnam: WorkingCalendar) -> None:
    facts = adding(resolved_on(date(2026, 1, 5)), document(StepCode.ADMISSION_RETURN, date(2026, 2, 2)))
    back = adding(facts, document(StepCode.ADMISSION_RESUBMISSION, date(2026, 3, 2)))

    assert {one(Kind.ADMISSION_DECISION, f, vietnam).due_on for f in (facts, back)} == {date(2026, 4, 3)}


# --- levels on the way ------------------------------------------------------------------------------------------------
def waits(facts: CaseFacts, calendar: WorkingCalendar) -> list[tuple[str, str, date | None, date | None]]:
    found = derived(facts, calendar).values()
    return [(d.subject, d.body.value, d.due_on, d.met_on) for d in found if d.kind is Kind.LEVEL_WAIT]


APPRAISED = document(StepCode.ADMISSION_APPRAISAL, date(2026, 1, 6), Choice.AGREES)
BY_GRASSROOTS = on_the_way(on=date(2026, 1, 7))
WAITS = [
    # Fifteen working days; the Saturday of 10 January was worked.
    (ALONE, (), []),
    (DELEGATED, (), [("admission_appraisal", "sectional_committee", date(2026, 1, 23), None)]),
    (Chain(grassroots=True), (), [("admission_grassroots", "grassroots_committee", date(2026, 1, 23), None)]),
    (FULL, (), [("admission_appraisal", "sectional_committee", date(2026, 1, 23), None)]),
    (
        FULL,
        (APPRAISED,),
        [
            ("admission_appraisal", "sectional_committee", date(2026, 1, 23), date(2026, 1, 6)),
            ("admission_grassroots", "grassroots_committee", date(2026, 1, 26), None),
        ],
    ),
    (
        FULL,
        (APPRAISED, BY_GRASSROOTS),
        [
            ("admission_appraisal", "sectional_committee", date(2026, 1, 23), date(2026, 1, 6)),
            ("admission_grassroots", "grassroots_committee", date(2026, 1, 26), date(2026, 1, 7)),
        ],
    ),
]


@pytest.mark.parametrize(("chain", "acts", "expected"), WAITS)
def test_file_waits_fifteen_working_days_at_each_level_that_exists(
    chain: Chain, acts: tuple[AnyFact, ...], expected: list[object], vietnam: WorkingCalendar
) -> None:
    facts = adding(replace(resolved_on(date(2026, 1, 5)), chain=chain), *acts)

    assert waits(facts, vietnam) == expected


def test_wait_after_a_failed_vote_starts_with_the_report(vietnam: WorkingCalendar) -> None:
    failed = replace(resolved_on(date(2026, 1, 5), FAILED), chain=DELEGATED)
    reported = adding(failed, document(StepCode.ADMISSION_REPORT, date(2026, 1, 7)))

    assert waits(failed, vietnam) == []
    assert waits(reported, vietnam) == [("admission_appraisal", "sectional_committee", date(2026, 1, 27), None)]


def test_wait_is_a_limit_of_the_house_and_never_late(vietnam: WorkingCalendar) -> None:
    late = replace(resolved_on(date(2026, 1, 5)), chain=DELEGATED)
    late = adding(late, document(StepCode.ADMISSION_APPRAISAL, date(2026, 3, 2), Choice.AGREES))

    wait = derived(late, vietnam)["level_wait", "admission_appraisal"]

    assert (wait.nature.value, wait.met_on, wait.was_late) == ("internal", date(2026, 3, 2), False)


def test_wait_lasts_as_long_as_the_level_had_set_for_files_that_arrive_then(vietnam: WorkingCalendar) -> None:
    resolved = replace(resolved_on(date(2026, 1, 5)), chain=FULL)
    sectional, grassroots = Body.SECTIONAL_COMMITTEE, Body.GRASSROOTS_COMMITTEE
    days = [(sectional, 7, date(2026, 1, 6)), (sectional, 10, date(2026, 1, 5)), (sectional, 12, date(2025, 1, 1))]
    days += [(grassroots, 9, date(2025, 1, 1))]
    limited = replace(resolved, own_limits=tuple(OwnLimit(*limit) for limit in days))
    limited = adding(limited, document(StepCode.ADMISSION_APPRAISAL, date(2026, 1, 12), Choice.AGREES))

    waits = {subject: d for (kind, subject), d in derived(limited, vietnam).items() if kind == "level_wait"}

    # Set for the next day on: not for a file that had arrived. Unset: the limit of the house.
    assert {subject: d.length for subject, d in waits.items()} == {"admission_appraisal": 10, "admission_grassroots": 9}
    assert waits["admission_appraisal"].due_on == vietnam.add(date(2026, 1, 5), 10)
    assert waits["admission_grassroots"].due_on == vietnam.add(date(2026, 1, 12), 9)
    assert derived(resolved, vietnam)["level_wait", "admission_appraisal"].length == 15


# --- receipt, refusal, end --------------------------------------------------------------------------------------------
def test_receipt_is_to_be_logged_within_five_working_days(vietnam: WorkingCalendar) -> None:
    open_ = one(Kind.RECEIPT_LOG, samples.DECIDED, vietnam)
    logged = one(Kind.RECEIPT_LOG, samples.RECEIVED, vietnam)

    assert (open_.due_on, open_.body, open_.is_open) == (date(2026, 3, 6), Body.BRANCH, True)
    assert open_.also_body is Body.COMPETENT_COMMITTEE  # both ends hear that it did not arrive
    assert one(Kind.CEREMONY, samples.RECEIVED, vietnam).also_body is None
    assert (logged.met_on, logged.is_open) == (date(2026, 3, 2), False)


def test_refusal_opens_no_clock_even_when_the_branch_received_it(vietnam: WorkingCalendar) -> None:
    refused = adding(samples.RESOLVED, decision(outcome=REFUSED, received_on=date(2026, 3, 2)))

    assert kinds(refused, vietnam) == ["sponsorship", "admission_decision"]
    assert one(Kind.ADMISSION_DECISION, refused, vietnam).met_on == date(2026, 2, 27)


def test_removal_of_the_name_leaves_no_clock_open(vietnam: WorkingCalendar) -> None:
    removed = adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 4, 12), REFUSED))

    assert [key for key, d in derived(removed, vietnam).items() if d.is_open] == []


def test_ended_file_closes_every_clock_that_was_not_met_on_that_day(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.RECEIVED, document(StepCode.END_CASE, date(2026, 3, 9), Choice.DIED))

    found = {key[0]: (d.met_on, d.ended_on) for key, d in derived(facts, vietnam).items() if not key[1]}

    assert found == {
        "sponsorship": (date(2026, 1, 5), None),
        "admission_decision": (date(2026, 2, 27), None),
        "receipt_log": (date(2026, 3, 2), None),
        "ceremony": (None, date(2026, 3, 9)),
    }
    assert not one(Kind.CEREMONY, facts, vietnam).is_open


def test_ended_candidate_closes_papers_and_sponsorship(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.SPONSORED, document(StepCode.END_CASE, date(2025, 11, 3), Choice.WITHDRAWN))

    assert {d.ended_on for d in derived(facts, vietnam).values()} == {date(2025, 11, 3)}


# --- regulations that change -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "due_on", "rule_set", "clause"),
    [
        # August 22 days, September 20 (National Day), October: from 29 July the 25th, from 30 July the 26th.
        (date(2021, 7, 29), date(2021, 10, 25), "TRAINING_2020", "29-QĐ/TW, 4.3.1"),
        (date(2021, 7, 30), date(2021, 10, 26), "QD24_2021", "24-QĐ/TW, 4.3.1 (tiếp nối 29-QĐ/TW)"),
    ],
)
def test_clock_runs_under_the_regulation_of_the_day_of_its_act(
    day: date, due_on: date, rule_set: str, clause: str, vietnam: WorkingCalendar
) -> None:
    deadline = one(Kind.ADMISSION_DECISION, resolved_on(day), vietnam)

    assert (deadline.due_on, deadline.rule_set, deadline.clause) == (due_on, rule_set, clause)


def test_each_clock_of_one_file_has_the_regulation_of_its_own_act(vietnam: WorkingCalendar) -> None:
    facts = adding(
        resolved_on(date(2021, 7, 20)),
        decision(on=date(2021, 8, 2), received_on=date(2021, 8, 4)),
        CeremonyFact(date(2021, 8, 20)),
        resolution(RECOGNITION, date(2022, 9, 5)),
    )

    found = {kind: d.rule_set for (kind, subject), d in derived(facts, vietnam).items() if not subject}

    assert found == {
        "sponsorship": "TRAINING_2020",
        "admission_decision": "TRAINING_2020",
        "receipt_log": "QD24_2021",
        "ceremony": "QD24_2021",
        "probation_end": "QD24_2021",
        "recognition_review": "QD24_2021",
        "recognition_decision": "QD24_2021",
    }


def test_later_regulation_leaves_a_running_clock_alone_until_it_is_adopted(vietnam: WorkingCalendar) -> None:
    short = replace(SHIPPED.by_code("QD24_2021").limits[Kind.ADMISSION_DECISION], length=20)
    changed = replace(
        SHIPPED.by_code("QD24_2021"), limits={**SHIPPED.by_code("QD24_2021").limits, Kind.ADMISSION_DECISION: short}
    )
    book = replace(SHIPPED, rule_sets=tuple(changed if r.code == changed.code else r for r in SHIPPED.rule_sets))
    facts = resolved_on(date(2021, 7, 29))
    adopting = adding(facts, AdoptionFact(Kind.ADMISSION_DECISION, "QD24_2021", date(2021, 8, 16)))

    before = derived(facts, vietnam, book)["admission_decision", ""]
    after = derived(adopting, vietnam, book)["admission_decision", ""]

    assert (before.rule_set, before.due_on) == ("TRAINING_2020", date(2021, 10, 25))
    # Still from 29 July: 30 July, and nineteen working days of August.
    assert (after.rule_set, after.triggered_on, after.due_on) == ("QD24_2021", date(2021, 7, 29), date(2021, 8, 26))


def test_adoption_moves_its_own_clock_only_and_the_newest_holds(vietnam: WorkingCalendar) -> None:
    facts = adding(
        samples.RECEIVED,
        AdoptionFact(Kind.CEREMONY, "QD232_2025", date(2026, 3, 10)),
        AdoptionFact(Kind.CEREMONY, "QD24_2021", date(2026, 3, 9)),
    )

    assert one(Kind.CEREMONY, facts, vietnam).rule_set == "QD232_2025"
    assert one(Kind.ADMISSION_DECISION, facts, vietnam).rule_set == "QD294_2025"


def test_what_lies_before_every_regulation_counts_by_the_first(vietnam: WorkingCalendar) -> None:
    facts = replace(
        samples.NOMINATED,
        sponsors=(sponsor(assigned_on=date(2015, 3, 2)),),
        papers=(paper(StepCode.AWARENESS_COURSE, date(2016, 1, 4)),),
    )

    assert {(d.rule_set, d.due_on) for d in derived(facts, vietnam).values()} == {
        ("TRAINING_2020", date(2016, 3, 2)),
        ("TRAINING_2020", date(2021, 1, 4)),
    }


# --- those who help --------------------------------------------------------------------------------------------------
def sponsored_until_month_eleven(together_since_on: date | None = None) -> CaseFacts:
    """Two sponsors since 5 January 2024; in December one moves away and another takes his place."""
    gone = sponsor("Trần Thị Cúc", ended_on=date(2024, 12, 5), end_cause=SponsorEnd.MOVED)
    another = replace(sponsor("Đỗ Ân", date(2024, 12, 5), is_replacement=True), together_since_on=together_since_on)
    return replace(samples.NOMINATED, sponsors=(sponsor(), gone, another))


def test_sponsor_replaced_in_month_eleven_counts_since_they_work_together(vietnam: WorkingCalendar) -> None:
    # He has worked with the candidate since 2023: it is the first sponsor's months that end last.
    known = sponsored_until_month_eleven(date(2023, 6, 1))
    recent = sponsored_until_month_eleven(date(2024, 3, 1))
    unknown = sponsored_until_month_eleven(None)

    assert one(Kind.SPONSORSHIP, known, vietnam).due_on == date(2025, 1, 5)
    assert one(Kind.SPONSORSHIP, recent, vietnam).due_on == date(2025, 3, 1)
    assert one(Kind.SPONSORSHIP, unknown, vietnam).due_on == date(2025, 12, 5)


def test_months_of_a_replacement_start_again_where_the_rule_says_so(vietnam: WorkingCalendar) -> None:
    book = book_with("QD24_2021", replacement_starts_again=1)
    facts = sponsored_until_month_eleven(date(2023, 6, 1))

    assert derived(facts, vietnam, book)["sponsorship", ""].due_on == date(2025, 12, 5)
    assert earliest_admission_resolution(facts, book) == date(2025, 12, 5)


def test_sponsor_assigned_after_the_vote_leaves_its_clock_as_it_was(vietnam: WorkingCalendar) -> None:
    late = sponsor("Đỗ Ân", date(2026, 2, 2))

    assert one(Kind.SPONSORSHIP, adding(samples.RESOLVED, late), vietnam).due_on == date(2025, 1, 5)
    only_late = replace(samples.RESOLVED, sponsors=(late,))
    assert "sponsorship" not in kinds(only_late, vietnam)


@pytest.mark.parametrize(
    ("moved_on", "is_merger", "starts_again", "due_on"),
    [
        (date(2024, 6, 2), False, 0, date(2025, 1, 5)),
        (date(2024, 6, 2), False, 1, date(2025, 6, 2)),
        (date(2024, 6, 2), True, 1, date(2025, 1, 5)),  # the branch moved, not the candidate
        (date(2023, 6, 2), False, 1, date(2025, 1, 5)),  # before the sponsors were assigned
    ],
)
def test_months_after_a_transfer(
    moved_on: date, is_merger: bool, starts_again: int, due_on: date, vietnam: WorkingCalendar
) -> None:
    book = book_with("QD24_2021", transfer_starts_again=starts_again)
    facts = adding(samples.ASSIGNED, TransferFact(moved_on, is_merger=is_merger))

    assert derived(facts, vietnam, book)["sponsorship", ""].due_on == due_on


# --- papers ----------------------------------------------------------------------------------------------------------
def test_paper_before_the_branch_is_the_newest_of_before_its_meeting(vietnam: WorkingCalendar) -> None:
    facts = replace(
        resolved_on(date(2026, 1, 5)),
        papers=(
            paper(StepCode.APPLICATION, date(2025, 2, 3)),
            paper(StepCode.APPLICATION, date(2025, 11, 3)),
            paper(StepCode.APPLICATION, date(2026, 1, 6)),
        ),
    )

    clock = derived(facts, vietnam)["paper_validity", "application"]

    assert (clock.triggered_on, clock.due_on, clock.met_on) == (date(2025, 11, 3), date(2026, 11, 3), date(2026, 1, 5))
    assert (clock.nature.value, clock.was_late) == ("validity", False)


def test_papers_of_the_probation_have_no_clock(vietnam: WorkingCalendar) -> None:
    subjects = {subject for kind, subject in derived(samples.PROPOSED, vietnam) if kind == "paper_validity"}

    assert subjects == {
        "awareness_course", "application", "personal_history", "sponsor_recommendation", "residence_opinions",
        "opinions",
    }  # fmt: skip


def test_nothing_runs_in_a_file_that_was_only_opened(vietnam: WorkingCalendar) -> None:
    assert derived(samples.NOMINATED, vietnam) == {}
    assert probation_end(samples.NOMINATED, SHIPPED) is None
    assert earliest_admission_resolution(samples.NOMINATED, SHIPPED) is None


def test_clocks_stop_at_the_first_act_that_is_missing(vietnam: WorkingCalendar) -> None:
    gap = replace(samples.ADMITTED, decisions=())

    assert kinds(gap, vietnam) == ["sponsorship", "admission_decision"]
    assert course_of(gap, SHIPPED).stage == "awaiting_decision"


def test_ready_file_keeps_its_months_open_until_the_vote(vietnam: WorkingCalendar) -> None:
    clock = one(Kind.SPONSORSHIP, ready_on(date(2026, 1, 5)), vietnam)

    assert (clock.triggered_on, clock.due_on, clock.is_open) == (date(2024, 1, 5), date(2025, 1, 5), True)
