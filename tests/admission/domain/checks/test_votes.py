"""Votes of branch and committees: impossible figures, who was there, what was needed, how often."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import CaseFacts, Proposal, ResolutionKind, Vote
from admission.domain.procedure import StepCode
from tests.admission.domain import samples
from tests.admission.domain.checks.telling import DAYS, severities, those, told
from tests.admission.domain.samples import (
    ADMISSION,
    FAILED,
    FULL,
    PASSED,
    RECOGNITION,
    REFUSED,
    adding,
    book_with,
    decision,
    document,
    on_the_way,
    resolution,
    resolved_on,
    vote,
)

FIGURES = [
    (vote(8, 1, entitled=9, present=9), None),
    (vote(9, 1, entitled=9, present=10), ("present_exceed_entitled", "vote_present")),
    (vote(7, 1, entitled=9, present=8, on_leave=1), None),
    (vote(7, 2, entitled=9, present=9, on_leave=1), ("present_exceed_entitled", "vote_present")),
    (vote(5, 0, entitled=9, present=5, on_leave=1, exempt=1, elsewhere=1, suspended=1), None),
    (vote(6, 0, entitled=9, present=6, on_leave=1, exempt=1, elsewhere=1, suspended=1),
        ("present_exceed_entitled", "vote_present")),
    (vote(1, 0, entitled=3, present=1, exempt=4), ("excused_exceed_entitled", "vote_entitled")),
    (vote(8, 1, 1, entitled=9, present=9), ("votes_exceed_present", "vote_for")),
    (vote(8, 0, 1, entitled=9, present=9), None),
    (vote(8, 0, 0, entitled=9, present=9), None),  # somebody did not vote
]  # fmt: skip


@pytest.mark.parametrize(("votes", "expected"), FIGURES)
@pytest.mark.parametrize("step", ["admission_resolution", "recognition_resolution"])
def test_figures_that_cannot_be(
    votes: Vote, expected: tuple[str, str] | None, step: str, vietnam: WorkingCalendar
) -> None:
    first, second = samples.PROPOSED.resolutions
    changed = (replace(first, vote=votes), second) if step == "admission_resolution" else (
        first, replace(second, vote=votes),
    )  # fmt: skip

    impossible = [t for t in told(replace(samples.PROPOSED, resolutions=changed), vietnam) if "exceed" in t[0]]

    assert impossible == ([(expected[0], "forbidden", step, expected[1])] if expected else [])


def test_figures_stay_forbidden_in_a_historical_file(vietnam: WorkingCalendar) -> None:
    facts = replace(resolved_on(date(2026, 1, 5), vote(9, 0, present=10)), historical_through_on=date(2026, 1, 5))

    assert severities("present_exceed_entitled", facts, vietnam) == ["forbidden"]


# --- who was there ---------------------------------------------------------------------------------------------------
QUORUM = [
    (vote(6, 0, entitled=9, present=6), []),
    (vote(5, 0, entitled=9, present=5), ["irregular"]),
    # Those left out do not count among those who have to be there: four of six.
    (vote(4, 0, entitled=9, present=4, on_leave=2, exempt=1), []),
    (vote(3, 0, entitled=9, present=3, on_leave=2, exempt=1), ["irregular"]),
]


@pytest.mark.parametrize(("votes", "found"), QUORUM)
def test_two_thirds_have_to_be_there_by_a_rule_that_nobody_read(
    votes: Vote, found: list[str], vietnam: WorkingCalendar
) -> None:
    without = those("vote_without_quorum", resolved_on(date(2026, 1, 5), votes), vietnam)

    assert [f.severity.value for f in without] == found
    assert {(f.step.value, f.field, f.is_unverified) for f in without} <= {
        ("admission_resolution", "vote_present", True)
    }


def test_quorum_says_how_many_were_needed(vietnam: WorkingCalendar) -> None:
    (found,) = those(
        "vote_without_quorum", resolved_on(date(2026, 1, 5), vote(3, 0, present=3, on_leave=2, exempt=1)), vietnam
    )

    assert dict(found.values) == {"present": 3, "needed": 4, "entitled": 6}


def test_quorum_of_the_committees_counts_all_their_members(vietnam: WorkingCalendar) -> None:
    absent = vote(8, 0, entitled=15, present=9, on_leave=6)
    facts = adding(replace(samples.RESOLVED, chain=FULL), on_the_way(votes=absent), decision(votes=absent))

    assert [f.step.value for f in those("vote_without_quorum", facts, vietnam)] == [
        "admission_grassroots", "admission_decision",
    ]  # fmt: skip


# --- what was needed -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", DAYS)
@pytest.mark.parametrize(("in_favour", "found"), [(6, []), (5, ["note"])])
def test_branch_below_two_thirds_is_noted_and_goes_up(
    code: str, in_favour: int, found: list[str], vietnam: WorkingCalendar
) -> None:
    facts = resolved_on(DAYS[code], vote(in_favour, 9 - in_favour))

    below = those("vote_below_threshold", facts, vietnam, DAYS[code])

    assert [f.severity.value for f in below] == found
    assert {(f.step.value, f.field, f.clause) for f in below} <= {
        ("admission_resolution", "vote_for", "Điều lệ Đảng, điều 4.3")
    }


def test_vote_below_the_threshold_says_what_was_needed(vietnam: WorkingCalendar) -> None:
    facts = adding(resolved_on(date(2026, 1, 5), FAILED), resolution(on=date(2026, 2, 5), votes=vote(4, 1, present=5)))

    found = those("vote_below_threshold", facts, vietnam)

    assert [dict(f.values) for f in found] == [
        {"body": "branch", "nth": 1, "in_favour": 5, "needed": 6, "entitled": 9},
        {"body": "branch", "nth": 2, "in_favour": 4, "needed": 6, "entitled": 9},
    ]


@pytest.mark.parametrize(("in_favour", "found"), [(10, []), (9, ["note"])])
def test_grassroots_committee_below_two_thirds_is_noted(
    in_favour: int, found: list[str], vietnam: WorkingCalendar
) -> None:
    votes = vote(in_favour, 0, entitled=15, present=15)
    facts = adding(replace(samples.RESOLVED, chain=FULL), on_the_way(votes=votes))

    below = those("vote_below_threshold", facts, vietnam)

    assert [f.severity.value for f in below] == found
    assert {(f.step.value, f.is_unverified) for f in below} <= {("admission_grassroots", True)}


BOARDS = [
    # Two thirds by the guide of 2016, more than one half (unread) since.
    ("TRAINING_2020", 8, []),
    ("TRAINING_2020", 7, ["forbidden"]),
    ("QD24_2021", 6, []),
    ("QD24_2021", 5, ["irregular"]),
    ("QD232_2025", 6, []),
    ("QD232_2025", 5, ["irregular"]),
    ("QD294_2025", 6, []),
    ("QD294_2025", 5, ["irregular"]),
]


@pytest.mark.parametrize(("code", "in_favour", "found"), BOARDS)
def test_committee_that_says_yes_needs_its_share(
    code: str, in_favour: int, found: list[str], vietnam: WorkingCalendar
) -> None:
    day = DAYS[code]
    votes = vote(in_favour, 0, entitled=11, present=11)

    granted = adding(resolved_on(day), decision(on=day, votes=votes))
    below = those("granted_below_threshold", granted, vietnam, day)

    assert [f.severity.value for f in below] == found
    assert {(f.step.value, f.field, f.value("entitled")) for f in below} <= {("admission_decision", "vote_for", 11)}


def test_committee_that_says_no_needs_no_share_in_favour(vietnam: WorkingCalendar) -> None:
    refused = adding(samples.RESOLVED, decision(outcome=REFUSED, votes=vote(1, 8)))

    assert those("granted_below_threshold", refused, vietnam) == []
    assert those("vote_below_threshold", refused, vietnam) == []


def test_decision_without_a_vote_of_its_own_is_not_judged_by_one(vietnam: WorkingCalendar) -> None:
    assert those("granted_below_threshold", samples.DECIDED, vietnam) == []


# --- how often -------------------------------------------------------------------------------------------------------
def voted(kind: ResolutionKind, times: int, day: date, *, last: Vote = FAILED) -> CaseFacts:
    """A file on whose question the branch voted so often, once a day; all but the last did not pass."""
    facts = samples.ready_on(day) if kind is ADMISSION else samples.prepared(day - timedelta(days=400), day)
    results = [FAILED] * (times - 1) + [last]
    votes = [resolution(kind, day + timedelta(days=number), result) for number, result in enumerate(results)]
    return adding(facts, *votes)


OFTEN = [
    # The three votes on recognition were read in 29, 4.2 and 24, 4.2, and continue; for admission they are a default.
    (RECOGNITION, "TRAINING_2020", 3, []),
    (RECOGNITION, "TRAINING_2020", 4, ["forbidden"]),
    (RECOGNITION, "QD24_2021", 4, ["forbidden"]),
    (RECOGNITION, "QD232_2025", 4, ["forbidden"]),
    (RECOGNITION, "QD294_2025", 3, []),
    (RECOGNITION, "QD294_2025", 4, ["forbidden"]),
    (ADMISSION, "TRAINING_2020", 3, []),
    (ADMISSION, "TRAINING_2020", 4, ["irregular"]),
    (ADMISSION, "QD24_2021", 4, ["irregular"]),
]


@pytest.mark.parametrize("last", [FAILED, PASSED], ids=["failed", "passed"])
@pytest.mark.parametrize(("kind", "code", "times", "found"), OFTEN)
def test_branch_votes_three_times_at_most(
    kind: ResolutionKind, code: str, times: int, found: list[str], last: Vote, vietnam: WorkingCalendar
) -> None:
    too_often = those("voted_too_often", voted(kind, times, DAYS[code], last=last), vietnam)

    assert [f.severity.value for f in too_often] == found
    assert {(f.step.value, f.field, f.value("votes"), f.value("most")) for f in too_often} <= {
        (f"{kind.value}_resolution", "adopted_on", 4, 3)
    }


def test_votes_too_many_in_a_historical_file_are_kept(vietnam: WorkingCalendar) -> None:
    facts = replace(voted(RECOGNITION, 4, DAYS["QD24_2021"]), historical_through_on=date(2023, 12, 31))

    assert severities("voted_too_often", facts, vietnam) == ["irregular"]


@pytest.mark.parametrize("code", DAYS)
@pytest.mark.parametrize("kind", ResolutionKind)
@pytest.mark.parametrize(("in_favour", "found"), [(5, []), (6, ["forbidden"])])
def test_branch_does_not_vote_again_on_what_passed(
    kind: ResolutionKind, code: str, in_favour: int, found: list[str], vietnam: WorkingCalendar
) -> None:
    first, day = voted(kind, 1, DAYS[code], last=vote(in_favour, 9 - in_favour)), DAYS[code] + timedelta(days=1)

    again = those("voted_after_passed", adding(first, resolution(kind, day)), vietnam)

    assert those("voted_after_passed", first, vietnam) == []
    assert [f.severity.value for f in again] == found
    assert {(f.step.value, f.field, f.value("on"), f.value("passed_on")) for f in again} <= {
        (f"{kind.value}_resolution", "adopted_on", day, DAYS[code])
    }


def test_branch_may_vote_on_the_removal_after_it_voted_on_recognition(vietnam: WorkingCalendar) -> None:
    passed = voted(RECOGNITION, 1, DAYS["QD24_2021"], last=PASSED)
    day = DAYS["QD24_2021"] + timedelta(days=1)

    removal = adding(passed, resolution(RECOGNITION, day, proposal=Proposal.REJECT))

    assert those("voted_after_passed", removal, vietnam) == []


@pytest.mark.parametrize("kind", ResolutionKind)
@pytest.mark.parametrize(("times", "left"), [(1, 2), (2, 1), (3, 0), (4, 0)])
def test_failed_vote_is_to_be_reported(kind: ResolutionKind, times: int, left: int, vietnam: WorkingCalendar) -> None:
    (due,) = those("report_due", voted(kind, times, DAYS["QD24_2021"]), vietnam)

    assert (due.severity.value, due.step.value, due.field) == ("missing", f"{kind.value}_report", "")
    assert (due.value("votes"), due.value("left")) == (times, left)


def test_report_is_due_until_it_is_made_and_again_after_another_vote(vietnam: WorkingCalendar) -> None:
    failed = resolved_on(date(2026, 1, 5), FAILED)
    reported = adding(failed, document(StepCode.ADMISSION_REPORT, date(2026, 1, 6)))
    again = adding(reported, resolution(on=date(2026, 2, 5), votes=FAILED))
    passed = adding(reported, resolution(on=date(2026, 2, 5)))
    ended = adding(failed, document(StepCode.END_CASE, date(2026, 1, 6)))

    due = [severities("report_due", facts, vietnam) for facts in (failed, reported, again, passed, ended)]

    assert due == [["missing"], [], ["missing"], [], []]


def test_members_left_out_are_counted_where_the_rule_says_so(vietnam: WorkingCalendar) -> None:
    # Six of nine are there, five say yes: of seven counted that is enough, of eight or nine it is not.
    facts = resolved_on(date(2026, 1, 5), vote(5, 1, present=6, on_leave=1, exempt=1))

    assert told(facts, vietnam) == []
    for setting in ("on_leave_left_out", "exempt_left_out"):
        found = told(facts, vietnam, book=book_with("QD294_2025", **{setting: 0}))
        assert ("vote_below_threshold", "note", "admission_resolution", "vote_for") in found
